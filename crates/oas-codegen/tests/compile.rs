//! Every document of `specs/cases` compiles: with the client, the server, both and neither, without a warning.
//!
//! The crates are written to one workspace in the target folder, so that a second run is quick. Generated again,
//! they are left as they are, and there is nothing to compile.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use oas_codegen::config::{Config, Traits};
use oas_codegen::emit::Mode;
use oas_codegen::{generate, output, pipeline};

type Result<T = ()> = std::result::Result<T, Box<dyn Error>>;

/// The combinations of features that users choose from.
const FACES: &[&str] = &["", "client-core", "client", "server", "client,server"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The documents, each with the name of its case.
fn cases() -> Result<Vec<(String, PathBuf)>> {
    let mut cases = Vec::new();
    for entry in fs::read_dir(root().join("specs/cases"))? {
        let path = entry?.path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        if path
            .extension()
            .is_some_and(|ext| ext == "yaml" || ext == "json")
        {
            cases.push((name.replace('_', "-"), path.clone()));
        }
    }
    cases.sort();
    Ok(cases)
}

/// Writes the crate of a case; how many files were new or changed.
fn write_case(work: &Path, name: &str, document: &Path) -> Result<usize> {
    write_crate(work, name, document, &Config::new())
}

fn write_crate(work: &Path, name: &str, document: &Path, config: &Config) -> Result<usize> {
    let mut options =
        pipeline::crate_options(&format!("case-{name}"), &format!("{name}.yaml"), config);
    if let Mode::Crate(krate) = &mut options.mode {
        let runtime = root().join("crates/oas-runtime").canonicalize()?;
        krate.runtime.path = Some(runtime.display().to_string());
    }
    let outcome = generate(document, config, &options);
    let files = outcome
        .accepted(config)
        .ok_or_else(|| format!("{name}: {:?}", outcome.diagnostics.list()))?;
    Ok(output::write(&work.join(name), files)?.written.len())
}

/// `cargo check` of all crates with some faces; what it printed.
fn check(work: &Path, faces: &str, more: &[&str]) -> Result<String> {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let output = Command::new(env!("CARGO"))
        .args(["check", "--quiet", "--workspace", "--all-targets"])
        .args(["--keep-going", "--no-default-features"])
        .args(["--features", faces])
        .args(more)
        .current_dir(work)
        .env("CARGO_TARGET_DIR", target.join("cases-target"))
        .env("RUSTFLAGS", "-D warnings -D missing_docs")
        .stderr(std::process::Stdio::inherit())
        .output()?;
    assert!(
        output.status.success(),
        "the cases do not compile with [{faces}]"
    );
    Ok(String::from_utf8(output.stdout)?)
}

/// The workspace around the cases, with the versions of this repository's lock file.
fn write_workspace(work: &Path, names: &[&str]) -> Result {
    fs::create_dir_all(work)?;
    let manifest = format!(
        "[workspace]\nresolver = \"3\"\nmembers = {names:?}\n\n\
         [profile.dev]\ndebug = false\nincremental = false\n"
    );
    let current = fs::read_to_string(work.join("Cargo.toml")).unwrap_or_default();
    if current != manifest {
        fs::write(work.join("Cargo.toml"), manifest)?;
    }
    fs::copy(root().join("Cargo.lock"), work.join("Cargo.lock"))?;
    Ok(())
}

#[test]
fn every_case_compiles_with_every_choice_of_faces_and_once() -> Result {
    let work = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cases");
    let cases = cases()?;
    for (name, document) in &cases {
        write_case(&work, name, document)?;
    }
    let names: Vec<&str> = cases.iter().map(|(name, _)| name.as_str()).collect();
    write_workspace(&work, &names)?;
    for faces in FACES {
        check(&work, faces, &[])?;
    }
    for (name, document) in &cases {
        let written = write_case(&work, name, document)?;
        assert_eq!(written, 0, "{name} was written again");
    }
    let last = FACES.last().unwrap_or(&"");
    let messages = check(&work, last, &["--message-format", "json"])?;
    let artifacts = messages.lines().filter(|line| line.contains(r#""fresh":"#));
    let (fresh, compiled): (Vec<&str>, Vec<&str>) =
        artifacts.partition(|line| line.contains(r#""fresh":true"#));
    assert!(fresh.len() > cases.len(), "cargo said nothing");
    assert!(compiled.is_empty(), "compiled again: {compiled:?}");
    Ok(())
}

/// One feature per tag: every choice compiles, and what is switched on works over HTTP's types.
#[test]
fn a_crate_with_a_feature_per_tag_compiles_and_serves_the_tags_that_are_on() -> Result {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let work = target.join("by-tag");
    let config = Config::new().tag_features(true);
    write_crate(
        &work,
        "by-tag",
        &root().join("specs/cases/tags.yaml"),
        &config,
    )?;
    write_workspace(&work, &["by-tag", "user"])?;
    let user = work.join("user");
    fs::create_dir_all(user.join("src"))?;
    let runtime = root().join("crates/oas-runtime").canonicalize()?;
    fs::write(
        user.join("Cargo.toml"),
        format!(
            "[package]\nname = \"user\"\nedition = \"2024\"\n\n[dependencies]\n\
             case-by-tag = {{ path = \"../by-tag\", default-features = false, \
             features = [\"client\", \"server\", \"tag-pets\"] }}\n\
             oas-runtime = {{ path = {:?} }}\ntokio = {{ version = \"1\", features = [\"macros\", \"rt\"] }}\n",
            runtime.display().to_string()
        ),
    )?;
    fs::write(user.join("src/main.rs"), include_str!("users/by_tag.rs"))?;
    let choices = [
        "",
        "tag-orders",
        "server,tag-pets",
        "client,tag-api,tag-callbacks",
    ];
    compiles_with(&work, "case-by-tag", &choices)?;
    assert!(cargo(&work, &["run", "--quiet", "-p", "user"])?.success());
    Ok(())
}

/// A type that several tags have names for is there whichever of them is on.
#[test]
fn equal_types_that_are_written_once_compile_with_every_choice_of_tags() -> Result {
    let work = Path::new(env!("CARGO_TARGET_TMPDIR")).join("equal");
    let config = Config::new();
    let document = root().join("specs/cases/equal_types.yaml");
    write_crate(&work, "flat", &document, &config)?;
    write_crate(&work, "by-tag", &document, &config.tag_features(true))?;
    write_workspace(&work, &["flat", "by-tag"])?;
    compiles_with(&work, "case-flat", FACES)?;
    let choices = ["", "server,tag-orders", "client,tag-jobs", "tag-jobs"];
    compiles_with(&work, "case-by-tag", &choices)
}

/// Nothing that is generated needs more than the settings leave.
#[test]
fn types_compile_with_fewer_traits() -> Result {
    let work = Path::new(env!("CARGO_TARGET_TMPDIR")).join("traits");
    let cases = ["bodies", "defaults", "enums", "hierarchy", "unions"];
    for (traits, no) in [
        (Traits::Clone, &["Eq", "Hash"][..]),
        (Traits::Debug, &["Eq", "Hash", "Clone", "Copy"]),
    ] {
        let config = Config::new().traits(traits);
        for case in cases {
            let document = root().join(format!("specs/cases/{case}.yaml"));
            write_crate(&work, case, &document, &config)?;
            for file in ["models.rs", "operations.rs"] {
                let written = fs::read_to_string(work.join(case).join("src").join(file))?;
                let mut lines = written.lines().map(str::trim);
                let more = |line: &&str| {
                    line.starts_with("#[derive(") && no.iter().any(|name| line.contains(name))
                };
                assert_eq!(lines.find(more), None, "{case}");
            }
        }
        write_workspace(&work, &cases)?;
        for case in cases {
            compiles_with(&work, &format!("case-{case}"), &[])?;
        }
    }
    Ok(())
}

/// A crate compiles with each choice of features, and with all.
fn compiles_with(work: &Path, package: &str, choices: &[&str]) -> Result {
    let check = ["check", "--quiet", "-p", package];
    for features in choices {
        let some = ["--no-default-features", "--features", features];
        let status = cargo(work, &[&check[..], &some].concat())?;
        assert!(status.success(), "it does not compile with [{features}]");
    }
    assert!(cargo(work, &[&check[..], &["--all-targets"]].concat())?.success());
    Ok(())
}

fn cargo(work: &Path, arguments: &[&str]) -> Result<std::process::ExitStatus> {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let status = Command::new(env!("CARGO"))
        .args(arguments)
        .current_dir(work)
        .env("CARGO_TARGET_DIR", target.join("cases-target"))
        .env("RUSTFLAGS", "-D warnings -D missing_docs")
        .status()?;
    Ok(status)
}
