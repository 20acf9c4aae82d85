//! The least that generating can cost: a document read into `openapiv3`, and the code of a generated crate made into
//! tokens, parsed and printed. Nothing is decided and nothing is checked.
//!
//! `floor DOCUMENT.json CRATE-FOLDER`. Timed by `cargo xtask bench` as a process, like the generators.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use proc_macro2::TokenStream;

/// The allocator of the command.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(document), Some(folder)) = (args.next(), args.next()) else {
        return Err("usage: floor DOCUMENT.json CRATE-FOLDER".into());
    };
    let start = Instant::now();
    let api: openapiv3::OpenAPI = serde_json::from_slice(&fs::read(document)?)?;
    println!(
        "read {} paths: {:?}",
        api.paths.paths.len(),
        start.elapsed()
    );
    let start = Instant::now();
    let mut lines = 0;
    for file in rust_files(&folder)? {
        lines += printed(&fs::read_to_string(file)?)?.lines().count();
    }
    println!(
        "tokens, parsed and printed, {lines} lines: {:?}",
        start.elapsed()
    );
    Ok(())
}

/// What quote, syn and prettyplease do for a file; reading tokens from text stands for making them.
fn printed(text: &str) -> Result<String, Box<dyn Error>> {
    let tokens: TokenStream = text.parse()?;
    let file: syn::File = syn::parse2(tokens)?;
    Ok(prettyplease::unparse(&file))
}

fn rust_files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(rust_files(&path)?);
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            found.push(path);
        }
    }
    Ok(found)
}
