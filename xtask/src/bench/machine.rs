//! What a reader must know of the machine: its cores, its processor, the compiler.

use std::fs;
use std::process::Command;

/// One sentence.
pub fn describe() -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let model = processor().map_or(String::new(), |model| format!(" ({model})"));
    let rustc = rustc().unwrap_or_else(|| "rustc".to_owned());
    let system = std::env::consts::OS;
    format!("Measured on {cores} cores{model}, {system}, with {rustc}.")
}

/// As Linux knows it.
fn processor() -> Option<String> {
    let text = fs::read_to_string("/proc/cpuinfo").ok()?;
    let line = text.lines().find(|line| line.starts_with("model name"))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

/// `rustc 1.95.0`, without hash and date.
fn rustc() -> Option<String> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).arg("--version").output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let words: Vec<&str> = text.split_whitespace().take(2).collect();
    Some(words.join(" "))
}
