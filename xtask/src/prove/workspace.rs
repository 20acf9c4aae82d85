//! The compiled side: one workspace below the target folder, packages with one document each or with several.
//!
//! Knows files and cargo. Must not know schemas.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use oas_codegen::output::File;
use serde_json::Value;

use crate::paths;

/// A package of the workspace.
pub struct Package {
    /// Its name.
    pub name: String,
    /// Its documents: a name, and the files that were generated.
    pub documents: Vec<(String, Vec<File>)>,
}

/// The workspace.
pub struct Workspace {
    dir: PathBuf,
}

impl Workspace {
    /// Writes the packages. What is unchanged keeps its time, so that it is not compiled again.
    ///
    /// # Errors
    /// If the disk fails.
    pub fn write(dir: &Path, packages: &[Package]) -> io::Result<Self> {
        let names: Vec<String> = packages.iter().map(|p| format!("\"{}\"", p.name)).collect();
        let manifest = format!(
            "[workspace]\nresolver = \"3\"\nmembers = [{}]\n\n[profile.dev]\ndebug = false\nincremental = false\n",
            names.join(", ")
        );
        let root = fs::canonicalize(paths::root())?;
        put(&dir.join("Cargo.toml"), &manifest)?;
        fs::copy(root.join("Cargo.lock"), dir.join("Cargo.lock"))?;
        for package in packages {
            write_package(&root, &dir.join(&package.name), package)?;
        }
        Ok(Self {
            dir: dir.to_owned(),
        })
    }

    /// Compiles all; the names of the packages that do.
    ///
    /// # Errors
    /// If cargo cannot be started.
    pub fn build(&self) -> io::Result<BTreeSet<String>> {
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .args(["build", "--workspace", "--keep-going", "--quiet"])
            .args(["--message-format", "json-render-diagnostics"])
            .current_dir(&self.dir)
            .env("CARGO_TARGET_DIR", self.target())
            .env("RUSTFLAGS", "-A warnings")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut built = BTreeSet::new();
        if let Some(pipe) = cargo.stdout.take() {
            for line in BufReader::new(pipe).lines() {
                let Ok(message) = serde_json::from_str::<Value>(&line?) else {
                    continue;
                };
                if message.get("executable").is_some_and(Value::is_string)
                    && let Some(name) = message.pointer("/target/name").and_then(Value::as_str)
                {
                    built.insert(name.to_owned());
                }
            }
        }
        cargo.wait()?;
        Ok(built)
    }

    /// Runs a package that was built, on the plans in `plans`.
    ///
    /// # Errors
    /// If it cannot be run, or ends badly.
    pub fn run(&self, package: &str, plans: &Path) -> io::Result<()> {
        let program = self.target().join("debug").join(package);
        let status = Command::new(program)
            .arg(plans)
            .stdin(Stdio::null())
            .status()?;
        match status.success() {
            true => Ok(()),
            false => Err(io::Error::other(format!("{package} ended with {status}"))),
        }
    }

    fn target(&self) -> PathBuf {
        self.dir.join("target")
    }
}

fn write_package(root: &Path, dir: &Path, package: &Package) -> io::Result<()> {
    let crates = root.join("crates");
    let path = |name: &str| format!("{:?}", crates.join(name));
    let features =
        r#"["chrono", "client-core", "decimal", "jiff", "server", "time", "url", "uuid"]"#;
    let manifest = format!(
        "[package]\nname = \"{}\"\nedition = \"2024\"\n\n[dependencies]\noas-prove = {{ path = {} }}\n\
         oas-runtime = {{ path = {}, default-features = false, features = {features} }}\n",
        package.name,
        path("oas-prove"),
        path("oas-runtime"),
    );
    put(&dir.join("Cargo.toml"), &manifest)?;
    let mut main = String::from("fn main() -> std::process::ExitCode {\n    oas_prove::main(&[\n");
    for (name, _) in &package.documents {
        main.push_str(&format!("        (\"{name}\", {name}::proof::proof),\n"));
    }
    main.push_str("    ])\n}\n");
    for (name, files) in &package.documents {
        main.push_str(&format!("\nmod {name} {{\n"));
        for file in files {
            let (stem, path) = (file.path.with_extension(""), dir.join("src").join(name));
            put(&path.join(&file.path), &file.text)?;
            let stem = stem.display();
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
