//! Which files are read, and which are refused.

use super::*;
use std::fs;

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    dir
}

fn loaded(dir: &Path) -> (Vec<String>, Diagnostics, Sources) {
    let mut diags = Diagnostics::default();
    let sources = load(&dir.join("api/root.yaml"), &Config::default(), &mut diags);
    let base = dir.join("api");
    let names = sources
        .files()
        .map(|f| f.strip_prefix(&base).unwrap_or(f).display().to_string());
    (names.collect(), diags, sources)
}

#[test]
fn relative_references_are_followed_once_and_cycles_end() {
    let dir = folder(&[
        (
            "api/root.yaml",
            "a: {$ref: 'x/a.yaml#/A'}\nb: {$ref: x/b.json}\nc: {$ref: 'http://h/c'}\n",
        ),
        (
            "api/x/a.yaml",
            "A: {$ref: '../root.yaml#/a'}\nB: {$ref: ./b.json}\n",
        ),
        ("api/x/b.json", "\u{feff}{\"q\": 1}"),
    ]);
    let (names, diags, sources) = loaded(dir.path());
    assert_eq!(names, ["root.yaml", "x/a.yaml", "x/b.json"]);
    assert!(diags.list().is_empty(), "{:?}", diags.list());
    let at = Place::root(SourceId(1));
    let target = sources.target(&at, "../root.yaml#/a").unwrap();
    assert_eq!(target, Place::root(SourceId::ROOT).child("a"));
    assert_eq!(
        sources.target(&at, "./b.json#/q").unwrap().source(),
        SourceId(2)
    );
    assert_eq!(sources.target(&at, "./b.json#/nothing"), None);
}

#[test]
fn files_outside_the_folder_are_refused_also_through_links() {
    let dir = folder(&[
        (
            "api/root.yaml",
            "a: {$ref: ../secret.yaml}\nb: {$ref: link.yaml}\nc: {$ref: gone.yaml}\n",
        ),
        ("secret.yaml", "a: 1\n"),
    ]);
    #[cfg(unix)]
    std::os::unix::fs::symlink(
        dir.path().join("secret.yaml"),
        dir.path().join("api/link.yaml"),
    )
    .unwrap();
    let (names, diags, _) = loaded(dir.path());
    assert_eq!(names, ["root.yaml"]);
    let found: Vec<_> = diags
        .list()
        .iter()
        .map(|d| (d.code, d.at.pointer()))
        .collect();
    assert_eq!(
        found[0],
        (crate::diagnostic::Code::OutsideFile, "/a/$ref".to_owned())
    );
    assert_eq!(found.len(), 3);
}

#[test]
fn names_of_properties_are_not_mistaken_for_data() {
    let dir = folder(&[
        (
            "api/root.yaml",
            "properties:\n  default: {$ref: a.yaml}\ndefault: {$ref: b.yaml}\n",
        ),
        ("api/a.yaml", "{}"),
    ]);
    let (names, diags, _) = loaded(dir.path());
    assert_eq!(names, ["root.yaml", "a.yaml"]);
    assert!(diags.list().is_empty());
}

#[test]
fn a_missing_root_is_an_error_and_no_panic() {
    let dir = folder(&[]);
    let (_, diags, sources) = loaded(dir.path());
    assert!(diags.has_errors());
    assert!(sources.node(&Place::root(SourceId::ROOT)).is_none());
}
