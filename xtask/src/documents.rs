//! Which documents a folder holds: those of its `manifest.csv`, or all that look like OpenAPI.

use std::fs;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

/// Those whose path contains one of `filter` (all where there is none) and that are not too large.
///
/// # Errors
/// If the folder or its manifest cannot be read.
pub fn chosen(
    dir: &Path,
    filter: &[String],
    max_kilobytes: Option<u64>,
) -> io::Result<Vec<PathBuf>> {
    let mut documents = find(dir)?;
    documents.retain(|path| {
        let text = path.to_string_lossy();
        filter.is_empty() || filter.iter().any(|part| text.contains(part))
    });
    if let Some(kilobytes) = max_kilobytes {
        let small = |path: &PathBuf| {
            fs::metadata(dir.join(path)).is_ok_and(|m| m.len() <= kilobytes * 1024)
        };
        documents.retain(small);
    }
    Ok(documents)
}

/// The root documents below `dir`, relative to it, sorted.
///
/// # Errors
/// If the folder or its manifest cannot be read.
fn find(dir: &Path) -> io::Result<Vec<PathBuf>> {
    let manifest = dir.join("manifest.csv");
    let mut found = if manifest.is_file() {
        listed(&fs::read_to_string(manifest)?)
    } else {
        walk(dir)?
    };
    found.sort();
    Ok(found)
}

/// The column `path` of a manifest; the columns before it hold no quotes.
fn listed(manifest: &str) -> Vec<PathBuf> {
    let mut lines = manifest.lines();
    let column = lines
        .next()
        .and_then(|head| head.split(',').position(|name| name == "path"))
        .unwrap_or(0);
    lines
        .filter_map(|line| line.split(',').nth(column))
        .map(PathBuf::from)
        .collect()
}

/// Every file below `dir` that begins like an OpenAPI document.
fn walk(dir: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![dir.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if is_root(&path) {
                let relative = path.strip_prefix(dir).unwrap_or(&path);
                found.push(relative.to_path_buf());
            }
        }
    }
    Ok(found)
}

/// Whether the key `openapi` stands in one of the first lines, or anywhere in one long first line.
fn is_root(path: &Path) -> bool {
    let known = path
        .extension()
        .is_some_and(|ext| ext == "json" || ext == "yaml" || ext == "yml");
    known
        && fs::File::open(path).is_ok_and(|file| {
            let mut lines = BufReader::new(file).lines().map_while(Result::ok);
            lines.by_ref().take(100).any(|line| is_version(&line))
        })
}

/// Whether a line gives the version of OpenAPI: `openapi: 3.0.1` or `"openapi": "3.1.0"`.
fn is_version(line: &str) -> bool {
    line.starts_with("openapi:")
        || line
            .find("\"openapi\"")
            .is_some_and(|at| line[at..].contains(':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_decides() {
        let manifest = "set,path,source\ndev,a/root.yaml,x\ndev,b.json,y\n";
        assert_eq!(
            listed(manifest),
            [PathBuf::from("a/root.yaml"), PathBuf::from("b.json")]
        );
    }

    #[test]
    fn without_a_manifest_roots_are_recognised() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("sub")).unwrap();
        fs::write(dir.path().join("sub/a.yaml"), "# x\nopenapi: 3.0.0\n").unwrap();
        fs::write(dir.path().join("b.json"), "{\"openapi\": \"3.1.0\"}").unwrap();
        fs::write(dir.path().join("part.yaml"), "type: object\n").unwrap();
        fs::write(dir.path().join("notes.md"), "openapi: 3.0.0\n").unwrap();
        let found = find(dir.path()).unwrap();
        assert_eq!(
            found,
            [PathBuf::from("b.json"), PathBuf::from("sub/a.yaml")]
        );
    }
}
