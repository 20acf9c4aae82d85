//! Where the key that verifies tokens comes from, and tokens for trying the server.
//!
//! Reads files and settings; what a key does is in `tokens`.

use std::fmt;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use secrecy::{ExposeSecret, SecretString};
use serde_json::json;

use crate::settings::{Algorithm, SECRET_VARIABLE, Settings, TokenRequest};
use crate::tokens::{Key, MIN_SECRET_BYTES};

/// Why there is no key; says what to set, never a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyError(String);

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for KeyError {}

/// The key that the settings name.
///
/// # Errors
/// When none or more than one is named, when it does not go with the algorithm,
/// or when its file cannot be read.
pub fn load(settings: &Settings) -> Result<Key, KeyError> {
    let secret = (&settings.jwt_secret, settings.jwt_secret_file.as_deref());
    match (
        settings.jwt_algorithm,
        settings.jwt_public_key_file.as_deref(),
    ) {
        (Algorithm::Hs256, None) => load_secret(secret.0.as_ref(), secret.1).map(Key::Hs256),
        (Algorithm::Hs256, Some(_)) => Err(KeyError(
            "a public key needs --jwt-algorithm rs256 or es256 (OKTA_MFA_JWT_ALGORITHM)".to_owned(),
        )),
        (_, _) if secret.0.is_some() || secret.1.is_some() => Err(KeyError(format!(
            "a secret is set ({SECRET_VARIABLE} or --jwt-secret-file), but the algorithm needs a public key only"
        ))),
        (Algorithm::Rs256, Some(path)) => Ok(Key::Rs256(read(path)?.into_bytes())),
        (Algorithm::Es256, Some(path)) => Ok(Key::Es256(read(path)?.into_bytes())),
        (Algorithm::Rs256 | Algorithm::Es256, None) => Err(KeyError(
            "the algorithm needs --jwt-public-key-file (OKTA_MFA_JWT_PUBLIC_KEY_FILE)".to_owned(),
        )),
    }
}

/// Sets a secret made for this run, if no key is set and nobody but this
/// machine can reach the server. Returns a token for trying it.
///
/// # Errors
/// When the token cannot be signed.
pub fn set_trial_secret(settings: &mut Settings) -> Result<Option<String>, KeyError> {
    let none = settings.jwt_algorithm == Algorithm::Hs256
        && settings.jwt_secret.is_none()
        && settings.jwt_secret_file.is_none()
        && settings.jwt_public_key_file.is_none();
    if !none || !settings.listen.ip().is_loopback() {
        return Ok(None);
    }
    let secret = format!(
        "{}{}",
        uuid::Uuid::new_v4().simple(),
        uuid::Uuid::new_v4().simple()
    );
    let secret = SecretString::from(secret);
    settings.jwt_secret = Some(secret.clone());
    issue(&TokenRequest {
        tenant: "acme".to_owned(),
        subject: "trial".to_owned(),
        scope: crate::tokens::SCOPE.to_owned(),
        expires_in: 3600,
        jwt_issuer: settings.jwt_issuer.clone(),
        jwt_audience: settings.jwt_audience.clone(),
        tenant_claim: settings.tenant_claim.clone(),
        jwt_secret_file: None,
        jwt_secret: Some(secret),
    })
    .map(Some)
}

/// A token signed with the HS256 secret.
///
/// # Errors
/// When the secret is missing or too short.
pub fn issue(request: &TokenRequest) -> Result<String, KeyError> {
    let secret = load_secret(
        request.jwt_secret.as_ref(),
        request.jwt_secret_file.as_deref(),
    )?;
    let secret = secret.expose_secret().as_bytes();
    if secret.len() < MIN_SECRET_BYTES {
        return Err(KeyError(format!(
            "the HS256 secret needs at least {MIN_SECRET_BYTES} bytes"
        )));
    }
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    let now = i64::try_from(now).unwrap_or(i64::MAX);
    let mut claims = serde_json::Map::from_iter([
        ("sub".to_owned(), json!(request.subject)),
        ("scope".to_owned(), json!(request.scope)),
        ("iat".to_owned(), json!(now)),
        (
            "exp".to_owned(),
            json!(now.saturating_add(request.expires_in).max(0)),
        ),
    ]);
    claims.insert(request.tenant_claim.clone(), json!(request.tenant));
    claims.extend(
        request
            .jwt_issuer
            .iter()
            .map(|issuer| ("iss".to_owned(), json!(issuer))),
    );
    claims.extend(
        request
            .jwt_audience
            .iter()
            .map(|audience| ("aud".to_owned(), json!(audience))),
    );
    jsonwebtoken::encode(
        &jsonwebtoken::Header::default(),
        &claims,
        &jsonwebtoken::EncodingKey::from_secret(secret),
    )
    .map_err(|_| KeyError("the token cannot be signed".to_owned()))
}

fn load_secret(
    value: Option<&SecretString>,
    file: Option<&Path>,
) -> Result<SecretString, KeyError> {
    match (value, file) {
        (Some(secret), None) => Ok(secret.clone()),
        (None, Some(path)) => Ok(SecretString::from(
            read(path)?.trim_end_matches(['\r', '\n']),
        )),
        (Some(_), Some(_)) => Err(KeyError(format!(
            "both {SECRET_VARIABLE} and --jwt-secret-file are set"
        ))),
        (None, None) => Err(KeyError(format!(
            "no key to verify tokens with: set {SECRET_VARIABLE}, --jwt-secret-file, or --jwt-algorithm and \
             --jwt-public-key-file (see --help)"
        ))),
    }
}

fn read(path: &Path) -> Result<String, KeyError> {
    std::fs::read_to_string(path).map_err(|error| KeyError(format!("{}: {error}", path.display())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings;

    const SECRET: &str = "a secret of more than thirty-two bytes";

    #[test]
    fn a_secret_comes_from_the_environment_or_a_file_without_its_line_end() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        std::fs::write(&path, format!("{SECRET}\r\n")).unwrap();
        let mut settings =
            settings::from_args(["--jwt-secret-file", path.to_str().unwrap()]).unwrap();
        let Key::Hs256(secret) = load(&settings).unwrap() else {
            panic!("HS256")
        };
        assert_eq!(secret.expose_secret(), SECRET);
        settings.jwt_secret = Some(SECRET.into());
        let Err(error) = load(&settings) else {
            panic!("both are set")
        };
        assert!(error.to_string().contains("both"), "{error}");
        settings.jwt_secret_file = None;
        assert!(load(&settings).is_ok());
    }

    #[test]
    fn keys_that_do_not_go_with_the_algorithm_are_refused() {
        for (args, explanation) in [
            (&[][..], "no key to verify tokens with"),
            (&["--jwt-public-key-file", "/x.pem"], "rs256 or es256"),
            (&["--jwt-algorithm", "rs256"], "needs --jwt-public-key-file"),
            (
                &["--jwt-algorithm", "es256", "--jwt-secret-file", "/x"],
                "a public key only",
            ),
            (
                &[
                    "--jwt-algorithm",
                    "es256",
                    "--jwt-public-key-file",
                    "/no/such/file",
                ],
                "/no/such/file",
            ),
        ] {
            let Err(error) = load(&settings::from_args(args.iter().copied()).unwrap()) else {
                panic!("{args:?}")
            };
            assert!(error.to_string().contains(explanation), "{args:?}: {error}");
        }
    }

    #[test]
    fn a_trial_secret_is_made_only_without_a_key_and_on_a_loopback_address() {
        let mut settings = settings::from_args([]).unwrap();
        assert!(set_trial_secret(&mut settings).unwrap().is_some());
        assert!(load(&settings).is_ok());
        assert_eq!(set_trial_secret(&mut settings).unwrap(), None);
        for args in [
            &["--listen", "0.0.0.0:0"],
            &["--jwt-secret-file", "/x"],
            &["--jwt-algorithm", "rs256"],
        ] {
            let mut settings = settings::from_args(args.iter().copied()).unwrap();
            assert_eq!(set_trial_secret(&mut settings).unwrap(), None, "{args:?}");
        }
    }
}
