//! The generators that we are compared with: which versions, where they are, how they are called.

use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::measure;

/// The name of the strongest peer.
pub const OPENAPI_TO_RUST: &str = "openapi-to-rust";
/// The name of the other.
pub const OAS3_GEN: &str = "oas3-gen";

/// Names and versions, as cargo installs them.
const WANTED: [(&str, &str); 2] = [(OPENAPI_TO_RUST, "0.23.0"), (OAS3_GEN, "0.29.0")];

/// Where the peers are.
pub struct Peers {
    bin: PathBuf,
}

impl Peers {
    /// Finds the peers in `root`, and installs those that are not there in the version that is wanted.
    ///
    /// # Errors
    /// If cargo cannot install one.
    pub fn find(root: &Path) -> io::Result<Self> {
        let bin = root.join("bin");
        for (name, version) in WANTED {
            if !is_there(&bin.join(name), version) {
                install(root, name, version)?;
            }
        }
        Ok(Self { bin })
    }

    /// Models and client, by openapi-to-rust.
    pub fn openapi_to_rust(&self, document: &Path, out: &Path) -> Command {
        let mut command = Command::new(self.bin.join(OPENAPI_TO_RUST));
        command.arg("generate").arg(document);
        command.arg("--output-dir").arg(out).arg("--quiet");
        command
    }

    /// Models, client and server by openapi-to-rust, as `settings` say.
    pub fn openapi_to_rust_with(&self, settings: &Path) -> Command {
        let mut command = Command::new(self.bin.join(OPENAPI_TO_RUST));
        command.arg("generate").arg("--config").arg(settings);
        command
    }

    /// The operations of a document, as openapi-to-rust lists them in JSON.
    pub fn operations(&self, document: &Path) -> Command {
        let mut command = Command::new(self.bin.join(OPENAPI_TO_RUST));
        command.args(["server", "list", "--json", "--spec"]);
        command.arg(document);
        command
    }

    /// Models and client, by oas3-gen.
    pub fn oas3_gen(&self, document: &Path, out: &Path) -> Command {
        let mut command = Command::new(self.bin.join(OAS3_GEN));
        command.args(["generate", "client-mod", "--quiet", "--input"]);
        command.arg(document).arg("--output").arg(out);
        command
    }
}

/// Whether `program --version` ends in the version.
fn is_there(program: &Path, version: &str) -> bool {
    let output = Command::new(program).arg("--version").output();
    output.is_ok_and(|output| {
        let text = String::from_utf8_lossy(&output.stdout);
        text.split_whitespace().last() == Some(version)
    })
}

fn install(root: &Path, name: &str, version: &str) -> io::Result<()> {
    eprintln!("installing {name} {version} into {}", root.display());
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["install", "--quiet", "--locked", "--version", version]);
    command.arg("--root").arg(root).arg(name);
    // A target folder of the caller's, or its flags, would change what is installed.
    command
        .env_remove("CARGO_TARGET_DIR")
        .env_remove("RUSTFLAGS");
    measure::quiet(&mut command).map(drop)
}
