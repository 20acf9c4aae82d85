//! The command as its users run it: exit status, formats, what is written and what is not.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

const DOCUMENT: &str = "openapi: 3.0.3
info:
  title: Pets
  version: '1.0'
paths:
  /pets/{id}:
    get:
      operationId: getPet
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer}}
      responses:
        '200':
          description: A pet
          content:
            application/json:
              schema:
                $ref: '#/components/schemas/Pet'
components:
  schemas:
    Pet:
      type: object
      properties:
        name: {type: string}
";

/// A folder with a document, and the command run in it.
struct Bench {
    dir: tempfile::TempDir,
}

impl Bench {
    fn new(document: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("pets.yaml"), document).unwrap();
        Self { dir }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn run(&self, args: &[&str]) -> Output {
        run_in(self.dir.path(), args)
    }

    fn document(&self, text: &str) {
        fs::write(self.path("pets.yaml"), text).unwrap();
    }
}

fn run_in(dir: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_oas-codegen"));
    command
        .args(args)
        .current_dir(dir)
        .env_remove("NO_COLOR")
        .env_remove("CLICOLOR_FORCE");
    command.output().unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn objects(output: &Output) -> Vec<Value> {
    let parse = |line: &str| serde_json::from_str(line).unwrap();
    stdout(output).lines().map(parse).collect()
}

/// Every file below `dir` with its bytes, sorted.
fn tree(dir: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![dir.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let relative = path.strip_prefix(dir).unwrap().to_path_buf();
                found.push((relative, fs::read(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

const GENERATE: &[&str] = &["generate", "pets.yaml", "--out", "out"];
const CHECK: &[&str] = &["check", "pets.yaml", "--out", "out"];

#[test]
fn a_crate_is_written_and_summed_up() {
    let bench = Bench::new(DOCUMENT);
    let output = bench.run(GENERATE);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("1 operation generated"),
        "{}",
        stderr(&output)
    );
    assert!(output.stdout.is_empty());
    let manifest = fs::read_to_string(bench.path("out/Cargo.toml")).unwrap();
    assert!(manifest.contains("name = \"out\""));
    for file in [
        "api.txt",
        "src/lib.rs",
        "src/models.rs",
        "src/client.rs",
        "src/server.rs",
    ] {
        assert!(bench.path("out").join(file).is_file(), "{file}");
    }
}

#[test]
fn a_second_run_touches_nothing() {
    let bench = Bench::new(DOCUMENT);
    bench.run(GENERATE);
    let modified = |file: &str| fs::metadata(bench.path(file)).unwrap().modified().unwrap();
    let before = modified("out/src/models.rs");
    let output = bench.run(GENERATE);
    assert!(
        stderr(&output).contains(" 0 changed"),
        "{}",
        stderr(&output)
    );
    assert_eq!(modified("out/src/models.rs"), before);
}

#[test]
fn name_parts_and_runtime_are_as_asked() {
    let bench = Bench::new(DOCUMENT);
    fs::create_dir(bench.path("rt")).unwrap();
    fs::write(bench.path("rt/Cargo.toml"), "").unwrap();
    let output = bench.run(
        &[
            GENERATE,
            &[
                "--name",
                "pet-api",
                "--only",
                "client",
                "--runtime-path",
                "rt",
            ],
        ]
        .concat(),
    );
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let manifest = fs::read_to_string(bench.path("out/Cargo.toml")).unwrap();
    assert!(manifest.contains("name = \"pet-api\""), "{manifest}");
    assert!(manifest.contains("path = \"../rt\""), "{manifest}");
    assert!(bench.path("out/src/client.rs").is_file());
    assert!(!bench.path("out/src/server.rs").exists());
}

#[test]
fn a_wrong_document_writes_nothing_and_is_located() {
    let bench =
        Bench::new(&DOCUMENT.replace("#/components/schemas/Pet'", "#/components/schemas/Pte'"));
    let output = bench.run(GENERATE);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stderr(&output).contains("pets.yaml:17:23"),
        "{}",
        stderr(&output)
    );
    assert!(!bench.path("out").exists());
}

#[test]
fn a_wrong_document_leaves_an_earlier_output_alone() {
    let bench = Bench::new(DOCUMENT);
    bench.run(GENERATE);
    let before = tree(&bench.path("out"));
    bench.document("openapi: 3.0.3\ninfo: [");
    assert_eq!(bench.run(GENERATE).status.code(), Some(1));
    assert_eq!(tree(&bench.path("out")), before);
}

#[test]
fn wrong_usage_is_status_2() {
    let bench = Bench::new(DOCUMENT);
    for args in [
        &["generate"][..],
        &["generate", "pets.yaml"],
        &["generate", "nothing.yaml", "--out", "out"],
        &[
            "generate",
            "pets.yaml",
            "--out",
            "out",
            "--config",
            "nothing.toml",
        ],
        &[
            "generate",
            "pets.yaml",
            "--out",
            "out",
            "--only",
            "everything",
        ],
        &["generate", "pets.yaml", "--out", "out", "--name", "no name"],
        &[
            "generate",
            "pets.yaml",
            "--out",
            "out",
            "--runtime-path",
            "nowhere",
        ],
        &["explain", "OAS9999"],
        &["invent"],
    ] {
        let output = bench.run(args);
        assert_eq!(
            output.status.code(),
            Some(2),
            "{args:?}: {}",
            stderr(&output)
        );
        assert!(!output.stderr.is_empty(), "{args:?}");
    }
    assert!(!bench.path("out").exists());
}

#[test]
fn short_messages_are_one_line_each() {
    let bench = Bench::new(&DOCUMENT.replace("schemas/Pet'", "schemas/Pte'"));
    let output = bench.run(&[GENERATE, &["--message-format", "short"]].concat());
    let text = stderr(&output);
    assert!(
        text.lines()
            .next()
            .unwrap()
            .starts_with("pets.yaml:17:23: error[OAS"),
        "{text}"
    );
}

#[test]
fn json_messages_are_one_object_each() {
    let bench = Bench::new(&DOCUMENT.replace("schemas/Pet'", "schemas/Pte'"));
    let output = bench.run(&[GENERATE, &["--message-format", "json"]].concat());
    let objects = objects(&output);
    let summary = objects.last().unwrap();
    assert_eq!(summary["kind"], "summary");
    assert_eq!(summary["errors"], 1);
    assert!(
        objects[0]["message"].as_str().unwrap().contains("Pte"),
        "{}",
        objects[0]
    );
    assert!(output.stderr.is_empty(), "{}", stderr(&output));
}

#[test]
fn colour_is_used_when_asked_for_only() {
    let bench = Bench::new("openapi: 3.0.3\ninfo: [");
    let plain = bench.run(GENERATE);
    assert!(!stderr(&plain).contains('\u{1b}'));
    let coloured = bench.run(&[&["--color", "always"], GENERATE].concat());
    assert!(stderr(&coloured).contains('\u{1b}'));
}

#[test]
fn denied_warnings_write_nothing() {
    let bench = Bench::new(&DOCUMENT.replace("  title: Pets\n", "  title: Pets\n  titel: Pets\n"));
    let output = bench.run(&[GENERATE, &["--deny-warnings"]].concat());
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("pets.yaml:4:3"),
        "{}",
        stderr(&output)
    );
    assert!(!bench.path("out").exists());
    assert_eq!(bench.run(GENERATE).status.code(), Some(0));
}

#[test]
fn a_misspelt_setting_is_an_error_with_its_place() {
    let bench = Bench::new(DOCUMENT);
    fs::write(
        bench.path("codegen.toml"),
        "plain_option = true\nclosed_enum = [\"*\"]\n",
    )
    .unwrap();
    let output = bench.run(GENERATE);
    assert_eq!(output.status.code(), Some(1));
    let text = stderr(&output);
    assert!(text.contains("codegen.toml:2:1"), "{text}");
    assert!(text.contains("closed_enums"), "{text}");
}

#[test]
fn check_passes_on_a_current_output() {
    let bench = Bench::new(DOCUMENT);
    bench.run(GENERATE);
    let output = bench.run(CHECK);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
}

#[test]
fn check_lists_every_difference_and_touches_nothing() {
    let bench = Bench::new(DOCUMENT);
    bench.run(GENERATE);
    let models = fs::read_to_string(bench.path("out/src/models.rs")).unwrap();
    fs::write(
        bench.path("out/src/models.rs"),
        models.replace("name", "nome"),
    )
    .unwrap();
    fs::remove_file(bench.path("out/api.txt")).unwrap();
    let lib = fs::read_to_string(bench.path("out/src/lib.rs")).unwrap();
    fs::write(bench.path("out/src/old.rs"), lib).unwrap();
    fs::write(bench.path("out/src/mine.rs"), "// by hand\n").unwrap();
    let before = tree(&bench.path("out"));

    let output = bench.run(CHECK);
    assert_eq!(output.status.code(), Some(1));
    let text = stderr(&output);
    for expected in [
        "stale: out/src/models.rs",
        "missing: out/api.txt",
        "orphaned: out/src/old.rs",
        "nome",
    ] {
        assert!(text.contains(expected), "{expected}: {text}");
    }
    assert!(!text.contains("mine.rs"), "{text}");
    assert!(
        text.contains("help: run `oas-codegen generate pets.yaml --out out`"),
        "{text}"
    );
    assert_eq!(tree(&bench.path("out")), before);

    bench.run(GENERATE);
    assert_eq!(bench.run(CHECK).status.code(), Some(0));
    assert!(!bench.path("out/src/old.rs").exists());
    assert!(bench.path("out/src/mine.rs").exists());
}

#[test]
fn the_output_does_not_depend_on_where_or_how_it_is_run() {
    let bench = Bench::new(DOCUMENT);
    bench.run(GENERATE);
    let first = tree(&bench.path("out"));
    let elsewhere = tempfile::tempdir().unwrap();
    let document = bench.path("pets.yaml");
    for threads in ["1", "2", "7"] {
        let output = run_in(
            elsewhere.path(),
            &[
                "generate",
                document.to_str().unwrap(),
                "--out",
                "out",
                "--threads",
                threads,
            ],
        );
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        assert_eq!(
            tree(&elsewhere.path().join("out")),
            first,
            "{threads} threads"
        );
    }
}

#[test]
fn after_a_kill_each_file_is_whole_and_the_next_run_repairs() {
    let many = |n: usize| {
        let property = |i: usize| format!("        p{i}_{n}: {{type: string}}\n");
        format!("{DOCUMENT}{}", (0..400).map(property).collect::<String>())
    };
    let bench = Bench::new(&many(1));
    bench.run(GENERATE);
    let old = tree(&bench.path("out"));
    bench.document(&many(2));
    let clean = Bench::new(&many(2));
    clean.run(GENERATE);
    let new = tree(&clean.path("out"));
    for delay in [1, 3, 6, 9, 12, 20, 30] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_oas-codegen"));
        let mut child = child
            .args(GENERATE)
            .current_dir(bench.dir.path())
            .spawn()
            .unwrap();
        std::thread::sleep(std::time::Duration::from_millis(delay));
        let _ = child.kill();
        child.wait().unwrap();
        for (path, bytes) in tree(&bench.path("out")) {
            let is_temporary = path
                .file_name()
                .unwrap()
                .to_str()
                .unwrap()
                .starts_with(".oas-codegen-");
            let whole = |set: &[(PathBuf, Vec<u8>)]| set.contains(&(path.clone(), bytes.clone()));
            assert!(
                is_temporary || whole(&old) || whole(&new),
                "{} is torn",
                path.display()
            );
        }
    }
    assert_eq!(bench.run(GENERATE).status.code(), Some(0));
    assert_eq!(bench.run(CHECK).status.code(), Some(0));
}

#[test]
fn explain_tells_of_one_code_or_lists_all() {
    let bench = Bench::new(DOCUMENT);
    let one = bench.run(&["explain", "oas1"]);
    assert!(stdout(&one).starts_with("OAS0001: "), "{}", stdout(&one));
    assert!(stdout(&bench.run(&["explain"])).lines().count() > 10);
}
