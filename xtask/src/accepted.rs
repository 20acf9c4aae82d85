//! The lists of what is accepted, each entry with its reason; what an entry says is the command's that reads it.

use std::{fs, io};

use serde::de::DeserializeOwned;

use crate::paths;

/// Reads a list of this folder; an empty one where there is no file.
///
/// # Errors
/// If the file cannot be read or is no such list.
pub fn load<List: DeserializeOwned + Default>(file: &str) -> io::Result<List> {
    match fs::read_to_string(paths::root().join("xtask").join(file)) {
        Ok(text) => toml::from_str(&text).map_err(io::Error::other),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(List::default()),
        Err(error) => Err(error),
    }
}
