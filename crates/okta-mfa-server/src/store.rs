//! Keeps the configuration of each tenant in SQLite.
//!
//! Knows rows and transactions; not JSON, HTTP or masks (but for which key a
//! request leaves in place, which must be decided inside the transaction).

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex;

use crate::access_key::{self, Given};

/// The steps that bring a database to the current schema, in order.
///
/// `user_version` counts those applied. A step that was released never changes.
const MIGRATIONS: &[&str] = &["CREATE TABLE okta_config (
        tenant             TEXT PRIMARY KEY NOT NULL,
        enabled            INTEGER NOT NULL,
        host               TEXT,
        access_key         TEXT,
        identity_attribute TEXT
    ) STRICT, WITHOUT ROWID"];

/// How long a write waits for another process that holds the database.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Where the database is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    /// In memory: gone when the server stops.
    Memory,
    /// In a file, made when it does not exist.
    File(PathBuf),
}

/// The configuration of a tenant as it is stored.
#[derive(Debug, Clone, Default)]
pub struct Stored {
    /// Whether the method is enabled.
    pub enabled: bool,
    /// The MFA provider's host.
    pub host: Option<String>,
    /// The secret key.
    pub access_key: Option<SecretString>,
    /// The attribute that maps identities.
    pub identity_attribute: Option<String>,
}

/// What replaces the configuration of a tenant.
#[derive(Debug, Clone)]
pub struct Replacement {
    /// Whether the method is enabled.
    pub enabled: bool,
    /// The MFA provider's host; `None` clears it.
    pub host: Option<String>,
    /// What becomes of the secret key.
    pub access_key: Given,
    /// The attribute that maps identities; `None` clears it.
    pub identity_attribute: Option<String>,
}

/// A failure of the store, without any value that was stored.
#[derive(Debug)]
pub struct StoreError(String);

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "database: {}", self.0)
    }
}

impl std::error::Error for StoreError {}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        // The texts of SQLite name tables and columns; parameters are bound, so no value is among them.
        Self(error.to_string())
    }
}

/// The configurations of all tenants. Clones share one connection.
#[derive(Debug, Clone)]
pub struct Store {
    connection: Arc<Mutex<Connection>>,
}

impl Store {
    /// Opens a database and brings its schema up to date. Blocks.
    ///
    /// # Errors
    /// When the file cannot be opened, is no database, or was written by a newer version.
    pub fn open(location: &Location) -> Result<Self, StoreError> {
        let mut connection = match location {
            Location::Memory => Connection::open_in_memory()?,
            Location::File(path) => open_file(path)?,
        };
        connection.busy_timeout(BUSY_TIMEOUT)?;
        connection.pragma_update(None, "secure_delete", true)?;
        migrate(&mut connection)?;
        Ok(Self {
            connection: Arc::new(Mutex::new(connection)),
        })
    }

    /// Replaces the configuration of a tenant and returns what is stored now.
    ///
    /// # Errors
    /// When the database fails; the old configuration is kept then.
    pub async fn replace(&self, tenant: String, new: Replacement) -> Result<Stored, StoreError> {
        self.with(move |connection| replace(connection, &tenant, new))
            .await
    }

    /// The configuration of a tenant, if it has one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn read(&self, tenant: String) -> Result<Option<Stored>, StoreError> {
        self.with(move |connection| Ok(read(connection, &tenant)?))
            .await
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn check(&self) -> Result<(), StoreError> {
        self.with(|connection| Ok(connection.query_row("SELECT 1", [], |_| Ok(()))?))
            .await
    }

    /// Runs blocking work off the async threads. Who waits for the connection
    /// waits as a future, so that at most one blocking thread is taken.
    async fn with<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let mut connection = Arc::clone(&self.connection).lock_owned().await;
        tokio::task::spawn_blocking(move || work(&mut connection))
            .await
            .unwrap_or_else(|_| Err(StoreError("the task was stopped".to_owned())))
    }
}

fn open_file(path: &Path) -> Result<Connection, StoreError> {
    let failed = |error: std::io::Error| StoreError(format!("{}: {error}", path.display()));
    make_private(path).map_err(failed)?;
    let connection = Connection::open(path)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    Ok(connection)
}

/// Makes the file so that only its owner reads it: it holds credentials.
fn make_private(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.read(true).append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let version: i64 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let pending = usize::try_from(version)
        .ok()
        .and_then(|applied| MIGRATIONS.get(applied..))
        .ok_or_else(|| {
            StoreError(format!(
                "schema version {version} is newer than this program"
            ))
        })?;
    for step in pending {
        transaction.execute_batch(step)?;
    }
    let current = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    transaction.pragma_update(None, "user_version", current)?;
    Ok(transaction.commit()?)
}

fn replace(
    connection: &mut Connection,
    tenant: &str,
    new: Replacement,
) -> Result<Stored, StoreError> {
    // Immediate: no other process may write between the reading of the key and its writing.
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let old_key = read(&transaction, tenant)?.and_then(|stored| stored.access_key);
    let stored = Stored {
        enabled: new.enabled,
        host: new.host,
        access_key: access_key::replacement(old_key.as_ref(), &new.access_key),
        identity_attribute: new.identity_attribute,
    };
    transaction.execute(
        "INSERT OR REPLACE INTO okta_config (tenant, enabled, host, access_key, identity_attribute)
         VALUES (?1, ?2, ?3, ?4, ?5)",
        params![
            tenant,
            stored.enabled,
            stored.host,
            stored.access_key.as_ref().map(|key| key.expose_secret()),
            stored.identity_attribute,
        ],
    )?;
    transaction.commit()?;
    Ok(stored)
}

fn read(connection: &Connection, tenant: &str) -> rusqlite::Result<Option<Stored>> {
    connection
        .query_row(
            "SELECT enabled, host, access_key, identity_attribute FROM okta_config WHERE tenant = ?1",
            [tenant],
            |row| {
                Ok(Stored {
                    enabled: row.get(0)?,
                    host: row.get(1)?,
                    access_key: row.get::<_, Option<String>>(2)?.map(SecretString::from),
                    identity_attribute: row.get(3)?,
                })
            },
        )
        .optional()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replacement(host: Option<&str>, access_key: Given) -> Replacement {
        Replacement {
            enabled: true,
            host: host.map(str::to_owned),
            access_key,
            identity_attribute: None,
        }
    }

    fn key(stored: &Stored) -> Option<&str> {
        stored.access_key.as_ref().map(|key| key.expose_secret())
    }

    #[tokio::test]
    async fn a_replacement_clears_what_it_does_not_name_but_keeps_the_key() {
        let store = Store::open(&Location::Memory).unwrap();
        let given = Given::Value("the-first-access-key".into());
        store
            .replace("acme".into(), replacement(Some("example.com"), given))
            .await
            .unwrap();
        let stored = store
            .replace("acme".into(), replacement(None, Given::Absent))
            .await
            .unwrap();
        assert_eq!(stored.host, None);
        assert_eq!(key(&stored), Some("the-first-access-key"));
        let read = store.read("acme".into()).await.unwrap().unwrap();
        assert_eq!(
            (read.host.as_deref(), key(&read)),
            (None, Some("the-first-access-key"))
        );
        let cleared = store
            .replace("acme".into(), replacement(None, Given::Null))
            .await
            .unwrap();
        assert_eq!(key(&cleared), None);
    }

    #[tokio::test]
    async fn tenants_do_not_see_each_other() {
        let store = Store::open(&Location::Memory).unwrap();
        let given = Given::Value("the-key-of-acme".into());
        store
            .replace("acme".into(), replacement(Some("acme.example"), given))
            .await
            .unwrap();
        assert!(store.read("Acme".into()).await.unwrap().is_none());
        let other = store
            .replace("other".into(), replacement(None, Given::Absent))
            .await
            .unwrap();
        assert_eq!(key(&other), None);
        assert!(
            store
                .read("acme".into())
                .await
                .unwrap()
                .unwrap()
                .host
                .is_some()
        );
    }

    #[tokio::test]
    async fn a_file_keeps_the_configuration_and_is_private() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.sqlite3");
        let location = Location::File(path.clone());
        let given = Given::Value("the-key-in-the-file".into());
        let first = Store::open(&location).unwrap();
        first
            .replace("acme".into(), replacement(Some("h"), given))
            .await
            .unwrap();
        drop(first);
        let second = Store::open(&location).unwrap();
        assert_eq!(
            key(&second.read("acme".into()).await.unwrap().unwrap()),
            Some("the-key-in-the-file")
        );
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn a_database_of_a_newer_version_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.sqlite3");
        Connection::open(&path)
            .unwrap()
            .pragma_update(None, "user_version", 99)
            .unwrap();
        let error = Store::open(&Location::File(path)).unwrap_err();
        assert!(error.to_string().contains("99 is newer"), "{error}");
    }

    #[test]
    fn a_file_that_is_no_database_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.sqlite3");
        std::fs::write(
            &path,
            "this is not a database, whatever its name says".repeat(40),
        )
        .unwrap();
        assert!(Store::open(&Location::File(path)).is_err());
        assert!(Store::open(&Location::File(folder.path().join("no/such/folder/x"))).is_err());
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn concurrent_replacements_leave_one_whole_configuration() {
        let store = Store::open(&Location::Memory).unwrap();
        let tasks: Vec<_> = (0..32)
            .map(|n| {
                let (store, text) = (store.clone(), format!("value-number-{n}"));
                tokio::spawn(async move {
                    let new = replacement(Some(&text), Given::Value(text.as_str().into()));
                    store.replace("acme".into(), new).await.unwrap()
                })
            })
            .collect();
        for task in tasks {
            let stored = task.await.unwrap();
            assert_eq!(stored.host.as_deref(), key(&stored));
        }
        let last = store.read("acme".into()).await.unwrap().unwrap();
        assert_eq!(last.host.as_deref(), key(&last));
    }
}
