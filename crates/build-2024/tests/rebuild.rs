//! A crate of its own, built by cargo as a stranger would: a changed document rebuilds, a broken one fails
//! the build with file, line and column.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const MANIFEST: &str = r#"[package]
name = "stranger"
edition = "2024"

[dependencies]
oas-runtime = { path = "RUNTIME" }

[build-dependencies]
oas-codegen = { path = "CODEGEN" }

[workspace]

[profile.dev]
debug = false
incremental = false
"#;

const BUILD: &str = r#"fn main() -> Result<(), oas_codegen::Failed> {
    oas_codegen::Codegen::new("api.yaml").models_only().generate()
}
"#;

const MAIN: &str = r#"mod api {
    include!(concat!(env!("OUT_DIR"), "/api.rs"));
}

fn main() {
    let pet = format!("{:?}", api::models::Pet::default());
    println!("{}", pet.split_once(' ').map_or("", |(_, fields)| fields));
}
"#;

const DOCUMENT: &str = "openapi: 3.0.3
info: {title: Pets, version: '1'}
paths: {}
components:
  schemas:
    Pet:
      $ref: 'pet.yaml'
";

const PET: &str = "type: object
properties:
  name: {type: string}
";

/// The crate, in a folder that stays between runs so that dependencies are built once.
struct Stranger {
    dir: PathBuf,
}

impl Stranger {
    fn new() -> Self {
        let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("stranger");
        let stranger = Self { dir };
        fs::create_dir_all(stranger.dir.join("src")).unwrap();
        let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let path = |name: &str| crates.join(name).to_str().unwrap().replace('\\', "/");
        let manifest = MANIFEST.replace("RUNTIME", &path("oas-runtime"));
        stranger.write(
            "Cargo.toml",
            &manifest.replace("CODEGEN", &path("oas-codegen")),
        );
        fs::copy(
            crates.join("../Cargo.lock"),
            stranger.dir.join("Cargo.lock"),
        )
        .unwrap();
        stranger.write("build.rs", BUILD);
        stranger.write("src/main.rs", MAIN);
        stranger.write("api.yaml", DOCUMENT);
        stranger.write("pet.yaml", PET);
        stranger
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.dir.join(name), text).unwrap();
    }

    fn cargo(&self, command: &str) -> Output {
        Command::new(env!("CARGO"))
            .args([command, "--quiet", "--offline", "--color", "never"])
            .current_dir(&self.dir)
            .env("CARGO_TARGET_DIR", self.dir.join("target"))
            .env_remove("RUSTFLAGS")
            .output()
            .unwrap()
    }

    fn runs(&self) -> String {
        let output = self.cargo("run");
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).unwrap()
    }

    fn fails(&self) -> String {
        let output = self.cargo("build");
        assert!(!output.status.success(), "the build should fail");
        String::from_utf8(output.stderr).unwrap()
    }
}

#[test]
fn the_build_follows_the_document() {
    let stranger = Stranger::new();
    assert_eq!(stranger.runs().trim(), "{ name: None }");

    stranger.write("pet.yaml", &PET.replace("name", "nick"));
    assert_eq!(stranger.runs().trim(), "{ nick: None }");

    stranger.write("pet.yaml", &PET.replace("type: string", "$ref: '#/no'"));
    let complaint = stranger.fails();
    assert!(
        complaint.contains("pet.yaml:3:16: error[OAS"),
        "{complaint}"
    );

    fs::remove_file(stranger.dir.join("pet.yaml")).unwrap();
    let complaint = stranger.fails();
    assert!(
        complaint.contains("api.yaml:7:13: error[OAS"),
        "{complaint}"
    );

    stranger.write("pet.yaml", PET);
    assert_eq!(stranger.runs().trim(), "{ name: None }");
}
