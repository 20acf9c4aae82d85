//! Writing: each file by a temporary one beside it and a rename.

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use super::{File, orphans};

/// What writing did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Written {
    /// Files that are new or changed.
    pub written: Vec<PathBuf>,
    /// Files that were right already, and were not touched.
    pub unchanged: usize,
    /// Generated files that are no longer generated, and were removed.
    pub removed: Vec<PathBuf>,
}

/// Makes `dir` hold `files`, and no generated files but these; files that are right already keep their
/// modification time.
///
/// # Errors
/// When something cannot be read, written or removed; files that were written stay.
pub fn write(dir: &Path, files: &[File]) -> io::Result<Written> {
    let mut done = add(dir, files)?;
    for path in orphans(dir, files)? {
        let whole = dir.join(&path);
        fs::remove_file(&whole).map_err(|error| at(&whole, &error))?;
        done.removed.push(path);
    }
    Ok(done)
}

/// Makes `dir` hold `files` beside what is there; files that are right already keep their modification time.
///
/// # Errors
/// When something cannot be read or written; files that were written stay.
pub fn add(dir: &Path, files: &[File]) -> io::Result<Written> {
    let mut done = Written::default();
    let is_manifest = |file: &File| file.path == Path::new("Cargo.toml");
    let mut ordered: Vec<&File> = files.iter().filter(|file| !is_manifest(file)).collect();
    ordered.extend(files.iter().filter(|file| is_manifest(file)));
    for file in ordered {
        let path = dir.join(&file.path);
        if holds(&path, file.text.as_bytes()) {
            done.unchanged += 1;
        } else {
            replace(&path, &file.text).map_err(|error| at(&path, &error))?;
            done.written.push(file.path.clone());
        }
    }
    Ok(done)
}

/// Whether the file holds these bytes. What cannot be read does not.
fn holds(path: &Path, bytes: &[u8]) -> bool {
    const BLOCK: usize = 64 << 10;
    let Ok(mut file) = fs::File::open(path) else {
        return false;
    };
    let length = file.metadata().map(|about| about.len());
    if length.ok() != u64::try_from(bytes.len()).ok() {
        return false;
    }
    let mut read = vec![0; BLOCK.min(bytes.len())];
    bytes.chunks(BLOCK).all(|block| {
        let read = &mut read[..block.len()];
        file.read_exact(read).is_ok() && read == block
    })
}

/// The error with the path it is about.
fn at(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

fn replace(path: &Path, text: &str) -> io::Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    fs::create_dir_all(folder)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".oas-codegen-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}
