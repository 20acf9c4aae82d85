//! Writing and comparing, in temporary folders.

use std::fs;
use std::path::Path;

use super::{BANNER, DriftKind, File, check, write};

fn generated(name: &str, text: &str) -> File {
    File::new(name, format!("// {BANNER} x.yaml. Do not edit.\n{text}\n"))
}

#[test]
fn what_was_written_is_up_to_date_and_not_touched_again() -> std::io::Result<()> {
    let dir = tempfile::tempdir()?;
    let files = [File::new("Cargo.toml", "# x"), generated("src/lib.rs", "a")];
    let first = write(dir.path(), &files)?;
    assert_eq!(
        first.written,
        [Path::new("src/lib.rs"), Path::new("Cargo.toml")]
    );
    assert_eq!(check(dir.path(), &files)?, []);
    let time = fs::metadata(dir.path().join("src/lib.rs"))?.modified()?;
    let second = write(dir.path(), &files)?;
    assert_eq!((second.written.len(), second.unchanged), (0, 2));
    assert_eq!(
        fs::metadata(dir.path().join("src/lib.rs"))?.modified()?,
        time
    );
    Ok(())
}

#[test]
fn stale_missing_and_orphaned_files_are_found() -> std::io::Result<()> {
    let dir = tempfile::tempdir()?;
    write(
        dir.path(),
        &[generated("src/lib.rs", "a"), generated("src/old.rs", "b")],
    )?;
    let files = [generated("src/lib.rs", "c"), generated("src/new.rs", "d")];
    let drifts = check(dir.path(), &files)?;
    let shown: Vec<String> = drifts.iter().map(ToString::to_string).collect();
    assert!(shown[0].starts_with("stale: src/lib.rs\n"), "{shown:?}");
    assert!(shown[0].contains("-a\n+c"), "{shown:?}");
    assert_eq!(shown[1..], ["missing: src/new.rs", "orphaned: src/old.rs"]);
    assert!(fs::exists(dir.path().join("src/old.rs"))?);
    Ok(())
}

#[test]
fn only_generated_files_are_removed() -> std::io::Result<()> {
    let dir = tempfile::tempdir()?;
    write(dir.path(), &[generated("src/old.rs", "a")])?;
    fs::write(dir.path().join("src/mine.rs"), "// by hand")?;
    let done = write(dir.path(), &[generated("src/lib.rs", "b")])?;
    assert_eq!(done.removed, [Path::new("src/old.rs")]);
    assert!(fs::exists(dir.path().join("src/mine.rs"))?);
    Ok(())
}

#[test]
fn no_temporary_file_is_left() -> std::io::Result<()> {
    let dir = tempfile::tempdir()?;
    write(dir.path(), &[generated("lib.rs", "a")])?;
    assert_eq!(fs::read_dir(dir.path())?.count(), 1);
    let drifts = check(dir.path(), &[generated("lib.rs", "b")])?;
    assert!(matches!(drifts[0].kind, DriftKind::Stale { .. }));
    Ok(())
}
