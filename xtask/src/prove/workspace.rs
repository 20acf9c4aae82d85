//! The compiled side: one workspace below the target folder, packages with one document each or with several.
//!
//! Knows files and cargo. Must not know schemas.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::paths;

/// Which documents a package holds, by their names.
pub type Packages = BTreeMap<String, Vec<String>>;

/// What the program of a package does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Main {
    /// It drives operations.
    Proof,
    /// It reads values into types.
    Readers,
}

/// Writes the manifests, and the `main.rs` of each package. What is unchanged keeps its time, so that it is not
/// compiled again.
///
/// # Errors
/// If the disk fails.
pub fn write(dir: &Path, packages: &Packages, main: Main) -> io::Result<()> {
    let names: Vec<String> = packages.keys().map(|name| format!("\"{name}\"")).collect();
    let manifest = format!(
        "[workspace]\nresolver = \"3\"\nmembers = [{}]\n\n[profile.dev]\ndebug = false\nincremental = false\n",
        names.join(", ")
    );
    let root = fs::canonicalize(paths::root())?;
    put(&dir.join("Cargo.toml"), &manifest)?;
    fs::copy(root.join("Cargo.lock"), dir.join("Cargo.lock"))?;
    for (package, documents) in packages {
        write_package(&root, &dir.join(package), package, documents, main)?;
    }
    Ok(())
}

/// Compiles all; the names of the packages that do.
///
/// # Errors
/// If cargo cannot be started.
pub fn build(dir: &Path) -> io::Result<Vec<String>> {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["build", "--workspace", "--keep-going", "--quiet"])
        .args(["--message-format", "json-render-diagnostics"])
        .current_dir(dir)
        .env("CARGO_TARGET_DIR", dir.join("target"))
        .env("RUSTFLAGS", "-A warnings")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut built = Vec::new();
    if let Some(pipe) = cargo.stdout.take() {
        for line in BufReader::new(pipe).lines() {
            let Ok(message) = serde_json::from_str::<Value>(&line?) else {
                continue;
            };
            if message.get("executable").is_some_and(Value::is_string)
                && let Some(name) = message.pointer("/target/name").and_then(Value::as_str)
            {
                built.push(name.to_owned());
            }
        }
    }
    cargo.wait()?;
    Ok(built)
}

/// The program of a package.
pub fn program(dir: &Path, package: &str) -> PathBuf {
    dir.join("target").join("debug").join(package)
}

fn write_package(
    root: &Path,
    dir: &Path,
    package: &str,
    documents: &[String],
    what: Main,
) -> io::Result<()> {
    let crates = root.join("crates");
    let path = |name: &str| format!("{:?}", crates.join(name));
    let features =
        r#"["chrono", "client-core", "decimal", "jiff", "server", "time", "url", "uuid"]"#;
    let manifest = format!(
        "[package]\nname = \"{package}\"\nedition = \"2024\"\n\n[dependencies]\noas-prove = {{ path = {} }}\n\
         oas-runtime = {{ path = {}, default-features = false, features = {features} }}\n",
        path("oas-prove"),
        path("oas-runtime"),
    );
    put(&dir.join("Cargo.toml"), &manifest)?;
    let (run, stem, function) = match what {
        Main::Proof => ("main", "proof", "proof"),
        Main::Readers => ("read_main", "readers", "readers"),
    };
    let mut main = format!("fn main() -> std::process::ExitCode {{\n    oas_prove::{run}(&[\n");
    for name in documents {
        main.push_str(&format!(
            "        (\"{name}\", {name}::{stem}::{function}),\n"
        ));
    }
    main.push_str("    ])\n}\n");
    for name in documents {
        main.push_str(&format!("\nmod {name} {{\n"));
        for stem in ["api", stem] {
            main.push_str(&format!(
                "    pub mod {stem} {{ include!(\"{name}/{stem}.rs\"); }}\n"
            ));
        }
        main.push_str("}\n");
    }
    put(&dir.join("src/main.rs"), &main)
}

/// Writes a file, unless it is there already.
///
/// # Errors
/// If the disk fails.
pub fn put(path: &Path, text: &str) -> io::Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    match fs::read_to_string(path) {
        Ok(current) if current == text => Ok(()),
        _ => fs::write(path, text),
    }
}
