//! The workspace whose crates are compiled: what the tools generated, and applications of it.
//!
//! Knows how each tool means its output to be used. Must not know how compiling is measured.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::apps::Module;
use super::measure;
use super::session::Session;
use crate::paths;

/// How many operations the calling application calls.
const CALLS: usize = 20;
/// How many operations that the peer cannot serve are left out before it is given up.
const REFUSALS: usize = 25;

/// Operations that the peer generates a server for which does not compile: a parameter's values `reactions-+1` and
/// `reactions--1` become one variant twice.
const BROKEN: [&str; 1] = ["search/issues-and-pull-requests"];

/// What authenticates in our server: the same for every document.
const GATE: &str = "
struct Gate;

impl ::oas_runtime::v1::server::Authenticator for Gate {
    type Principal = ();

    async fn authenticate(
        &self,
        _: ::oas_runtime::v1::server::Credentials<'_>,
        _: &[::oas_runtime::v1::Requirement],
    ) -> Result<(), ::oas_runtime::v1::server::Rejection> {
        given()
    }
}

impl ::oas_runtime::v1::server::Service for App {}
";

/// The crates of one document.
pub struct Crates {
    /// The workspace.
    pub work: PathBuf,
    /// The document, as a name of crates.
    pub name: String,
    /// Whether the peer's server was generated too.
    pub served: Result<usize, String>,
}

impl Crates {
    /// The folder of the crate `tool-name` or `tool-name-kind`.
    pub fn folder(&self, tool: &str, kind: &str) -> PathBuf {
        self.work.join(self.package(tool, kind))
    }

    /// The name of that crate.
    pub fn package(&self, tool: &str, kind: &str) -> String {
        let dash = if kind.is_empty() { "" } else { "-" };
        format!("{tool}-{}{dash}{kind}", self.name)
    }

    fn ident(&self, tool: &str, kind: &str) -> String {
        self.package(tool, kind).replace('-', "_")
    }

    /// Generates a document with both tools, and writes the applications of what they made.
    ///
    /// # Errors
    /// If a tool refuses the document, or something cannot be written.
    pub fn generate(session: &Session, name: &str, document: &Path) -> io::Result<Self> {
        let mut crates = Self {
            work: session.work.join("compile"),
            name: name.to_lowercase(),
            served: Ok(0),
        };
        // A crate of an earlier run whose library is no longer made would spoil the workspace.
        for (tool, kind) in [
            ("ours", "tags"),
            ("ours", "calls"),
            ("ours", "idle"),
            ("ours", "serves"),
            ("theirs", "server"),
            ("theirs", "calls"),
            ("theirs", "idle"),
            ("theirs", "serves"),
        ] {
            measure::remove(&crates.folder(tool, kind))?;
        }
        crates.ours(session, document)?;
        crates.theirs(session, document)?;
        crates.served = crates.their_server(session, document);
        crates.callers()?;
        crates.servers()?;
        Ok(crates)
    }

    fn ours(&self, session: &Session, document: &Path) -> io::Result<()> {
        let out = self.folder("ours", "");
        measure::remove(&out)?;
        let mut command = session.ours(document, &out, 2);
        command.arg("--runtime-path").arg(runtime());
        measure::quiet(&mut command).map(drop)
    }

    /// The crate of the document with a setting.
    ///
    /// # Errors
    /// If it cannot be generated.
    pub fn with_setting(
        &self,
        session: &Session,
        document: &Path,
        kind: &str,
        setting: &str,
    ) -> io::Result<()> {
        let out = self.folder("ours", kind);
        measure::remove(&out)?;
        let settings = self.work.join(format!("{kind}.toml"));
        fs::write(&settings, format!("{setting}\n"))?;
        let mut command = session.ours(document, &out, 2);
        command.arg("--runtime-path").arg(runtime());
        measure::quiet(command.arg("--config").arg(&settings))?;
        workspace(&self.work)
    }

    fn theirs(&self, session: &Session, document: &Path) -> io::Result<()> {
        let out = self.folder("theirs", "");
        measure::remove(&out)?;
        let api = out.join("src/api");
        measure::quiet(&mut session.peers.openapi_to_rust(document, &api))?;
        self.their_crate("")
    }

    /// The manifest and the root of a crate around what openapi-to-rust wrote.
    fn their_crate(&self, kind: &str) -> io::Result<()> {
        let out = self.folder("theirs", kind);
        let needed = fs::read_to_string(out.join("src/api/REQUIRED_DEPS.toml"))?;
        let manifest = format!("{}\n{needed}", package(&self.package("theirs", kind)));
        fs::write(out.join("Cargo.toml"), manifest)?;
        fs::write(out.join("src/lib.rs"), "pub mod api;\n")
    }

    /// Models, client and server by openapi-to-rust, without the operations that it names as impossible.
    /// How many those are, or what it says where it gives up.
    fn their_server(&self, session: &Session, document: &Path) -> Result<usize, String> {
        #[derive(Deserialize)]
        struct Listed {
            operation_id: String,
        }
        let text = |error: io::Error| error.to_string();
        let out = self.folder("theirs", "server");
        let listed = measure::quiet(&mut session.peers.operations(document)).map_err(text)?;
        let listed: Vec<Listed> = serde_json::from_str(&listed).map_err(|e| e.to_string())?;
        let mut ids: Vec<String> = listed.into_iter().map(|op| op.operation_id).collect();
        let all = ids.len();
        ids.retain(|id| !BROKEN.contains(&id.as_str()));
        let settings = self
            .work
            .join(format!("{}.toml", self.package("theirs", "server")));
        for _ in 0..REFUSALS {
            measure::remove(&out).map_err(text)?;
            let written = peer_settings(document, &out.join("src/api"), &ids);
            fs::write(&settings, written).map_err(text)?;
            let Err(error) = measure::quiet(&mut session.peers.openapi_to_rust_with(&settings))
            else {
                self.their_crate("server").map_err(text)?;
                return Ok(all - ids.len());
            };
            let said = error.to_string();
            let before = ids.len();
            ids.retain(|id| !said.contains(&format!("`{id}`")));
            if ids.len() == before || ids.is_empty() {
                return Err(reason(&said));
            }
        }
        Err(format!("more than {REFUSALS} operations are refused"))
    }

    /// The applications that call the same operations by both clients, and those that call none.
    fn callers(&self) -> io::Result<()> {
        let (ours, theirs) = (self.ident("ours", ""), self.ident("theirs", ""));
        let ours = Module::read(
            &self.folder("ours", "").join("src/client.rs"),
            &[&ours, "client"],
        )?;
        let path = self.folder("theirs", "").join("src/api/client.rs");
        let theirs = Module::read(&path, &[&theirs, "api", "client"])?;
        let (methods, known) = (ours.methods("Client"), theirs.methods("HttpClient"));
        let shared: BTreeSet<&String> = methods
            .keys()
            .filter(|name| known.contains_key(*name))
            .collect();
        let step = (shared.len() / CALLS).max(1);
        let names: Vec<&str> = shared
            .iter()
            .step_by(step)
            .take(CALLS)
            .map(|name| name.as_str())
            .collect();
        if names.len() < CALLS {
            let message = format!("both name only {} operations alike", names.len());
            return Err(io::Error::other(message));
        }
        let features = ", default-features = false, features = [\"client\"]";
        for (kind, names) in [("calls", &names[..]), ("idle", &[])] {
            let manifest = self.application("ours", "", kind, features)?;
            self.write("ours", kind, &manifest, &ours.caller("Client", names))?;
            let manifest = self.application("theirs", "", kind, "")?;
            let text = theirs.caller("HttpClient", names);
            self.write("theirs", kind, &manifest, &text)?;
        }
        Ok(())
    }

    /// The applications that implement everything.
    fn servers(&self) -> io::Result<()> {
        let ours = self.ident("ours", "");
        let ours = Module::read(
            &self.folder("ours", "").join("src/server.rs"),
            &[&ours, "server"],
        )?;
        let features = ", default-features = false, features = [\"client\", \"server\"]";
        let manifest = self.application("ours", "", "serves", features)?;
        let text = ours.server("router", GATE)?
            + "\nmod all {\nuse super::*;\n"
            + &ours.implementations()
            + "}\n";
        self.write("ours", "serves", &manifest, &text)?;
        if self.served.is_err() {
            return Ok(());
        }
        let (theirs, folder) = (
            self.ident("theirs", "server"),
            self.folder("theirs", "server"),
        );
        let module = |name: &str| {
            let file = folder.join("src/api/server").join(format!("{name}.rs"));
            Module::read(&file, &[&theirs, "api", "server", name])
        };
        let manifest = self.application("theirs", "server", "serves", "")?;
        let implementations = module("api")?.implementations();
        let text = module("router")?.server("build_router", "")?
            + "\nmod all {\nuse super::App;\nuse super::given;\n"
            + &implementations
            + "}\n";
        self.write("theirs", "serves", &manifest, &text)
    }

    /// The manifest of an application.
    fn application(
        &self,
        tool: &str,
        krate: &str,
        kind: &str,
        features: &str,
    ) -> io::Result<String> {
        let (package, library) = (
            package(&self.package(tool, kind)),
            self.package(tool, krate),
        );
        let mut text = format!("{package}\n[dependencies]\n");
        let _ = writeln!(text, "{library} = {{ path = \"../{library}\"{features} }}");
        if tool == "ours" {
            let runtime = runtime();
            let _ = writeln!(
                text,
                "oas-runtime = {{ path = {runtime:?}, default-features = false }}"
            );
        } else {
            // Its signatures name types of what it depends on.
            let needed = self.folder(tool, krate).join("src/api/REQUIRED_DEPS.toml");
            text.push_str(&dependencies(&fs::read_to_string(needed)?));
        }
        // What the libraries have anyway, so that they are not built again with other features.
        if kind == "serves" {
            text.push_str(
                "async-trait = \"0.1\"\n\
                 axum = { version = \"0.8\", default-features = false, features = [\"http1\", \"tokio\"] }\n",
            );
        }
        text.push_str(
            "tokio = { version = \"1\", default-features = false, features = [\"rt\", \"net\"] }\n",
        );
        Ok(text)
    }

    fn write(&self, tool: &str, kind: &str, manifest: &str, main: &str) -> io::Result<()> {
        let folder = self.folder(tool, kind);
        fs::create_dir_all(folder.join("src"))?;
        fs::write(folder.join("Cargo.toml"), manifest)?;
        fs::write(folder.join("src/main.rs"), main)
    }
}

/// Writes the workspace around the folders that are there, with the versions of this repository's lock file.
///
/// Libraries are compiled whole each time; applications as cargo does it by default, incrementally.
///
/// # Errors
/// If it cannot be written.
pub fn workspace(work: &Path) -> io::Result<()> {
    let mut members = Vec::new();
    for entry in fs::read_dir(work)? {
        let path = entry?.path();
        if path.join("Cargo.toml").is_file() {
            members.extend(
                path.file_name()
                    .map(|name| name.to_string_lossy().into_owned()),
            );
        }
    }
    members.sort();
    let mut text = format!(
        "[workspace]\nresolver = \"3\"\nmembers = {members:?}\n\n[profile.dev]\nincremental = false\n"
    );
    for member in members.iter().filter(|name| {
        ["-calls", "-idle", "-serves"]
            .iter()
            .any(|end| name.ends_with(end))
    }) {
        let _ = write!(
            text,
            "\n[profile.dev.package.{member}]\nincremental = true\n"
        );
    }
    fs::write(work.join("Cargo.toml"), text)?;
    let lock = work.join("Cargo.lock");
    if !lock.is_file() {
        fs::copy(paths::root().join("Cargo.lock"), lock)?;
    }
    Ok(())
}

fn package(name: &str) -> String {
    format!("[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n")
}

/// The lines of a table of dependencies, without those that an application has its own of.
fn dependencies(fragment: &str) -> String {
    let own = ["async-trait", "axum", "tokio"];
    let kept = fragment.lines().filter(|line| {
        let name = line.split_once('=').map(|(name, _)| name.trim());
        name.is_some_and(|name| !line.starts_with('#') && !own.contains(&name))
    });
    kept.map(|line| format!("{line}\n")).collect()
}

fn runtime() -> PathBuf {
    paths::root().join("crates/oas-runtime")
}

fn peer_settings(document: &Path, out: &Path, ids: &[String]) -> String {
    format!(
        "[generator]\nspec_path = {document:?}\noutput_dir = {out:?}\nmodule_name = \"api\"\n\n\
         [features]\nenable_async_client = true\n\n[server]\nframework = \"axum\"\noperations = {ids:?}\n"
    )
}

/// The line of an error that says what is wrong.
fn reason(said: &str) -> String {
    let line = said.lines().find(|line| line.starts_with("Error:"));
    line.or(said.lines().next()).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_application_has_its_own_versions_of_what_it_calls_itself() {
        let fragment = "# x = 1\n[dependencies]\naxum = { version = \"0.8\" }\nchrono = \"0.4\"\n";
        assert_eq!(dependencies(fragment), "chrono = \"0.4\"\n");
    }
}
