//! The API: the generated trait and the runtime's authentication, implemented.
//!
//! Translates between the generated types and the plain ones of the other
//! modules; decides nothing that they can decide.

use std::borrow::Cow;
use std::time::Duration;

use oas_runtime::v1 as rt;
use oas_runtime::v1::server::{Authenticator, Credentials, Reason, Refusal, Rejection};
use okta_mfa::models::MfaOktaConfig;
use okta_mfa::operations::{SetMfaOktaConfigError, SetMfaOktaConfigRequest};
use okta_mfa::server::{IntoReply, MfaConfiguration};
use secrecy::SecretString;
use tracing::Span;

use crate::access_key::{Given, mask};
use crate::failure::Failure;
use crate::limits::{Limited, Limiter};
use crate::rules::{self, Candidate, MFA_METHOD};
use crate::store::{Replacement, Store, StoreError, Stored};
use crate::tokens::{Caller, Rejected, Verifier};
use crate::tracking;

/// The properties that a cause may name; another would be what the caller sent.
const PROPERTIES: [&str; 5] = [
    "mfaMethod",
    "enabled",
    "host",
    "accessKey",
    "identityAttribute",
];

/// The routes of the API, without what is around it.
pub fn api(store: Store, verifier: Verifier, subjects: Limiter<(String, String)>) -> axum::Router {
    okta_mfa::server::router(
        std::sync::Arc::new(Service { store }),
        Tokens { verifier, subjects },
    )
}

/// The API on a store.
#[derive(Debug)]
struct Service {
    store: Store,
}

impl rt::server::Service for Service {
    fn refuse(&self, refusal: &Refusal) -> rt::Reply {
        failure(refusal.reason()).into_reply()
    }
}

/// What a refusal of the runtime is here: every one has a body that the document declares.
fn failure(reason: &Reason) -> Failure {
    match reason {
        Reason::Unauthenticated => {
            Failure::Unauthorized(tracking::rejected().unwrap_or(Rejected::Missing))
        }
        Reason::Forbidden => Failure::Forbidden,
        Reason::TooManyRequests { retry_after } => {
            Failure::TooManyRequests(Limited::after(retry_after.unwrap_or_default()))
        }
        Reason::NotFound => Failure::NotFound,
        Reason::MethodNotAllowed { .. } => Failure::MethodNotAllowed,
        Reason::MissingBody => Failure::Malformed("The request needs a body.".into()),
        Reason::MediaType => Failure::Malformed("The body must be application/json.".into()),
        Reason::TooLarge => Failure::Malformed("The body is too large.".into()),
        Reason::Malformed { pointer, expected } => Failure::Malformed(malformed(pointer, expected)),
        Reason::Invalid(_) | Reason::MissingParam(_) | Reason::Param { .. } => {
            Failure::Invalid(vec!["The request does not fit its schema.".to_owned()])
        }
        Reason::Unavailable { .. } => Failure::Internal,
        _ => Failure::Internal,
    }
}

fn malformed(pointer: &str, expected: &str) -> Cow<'static, str> {
    match PROPERTIES
        .iter()
        .find(|name| pointer.strip_prefix('/') == Some(name))
    {
        Some(name) => format!("{name} cannot be read: {expected} is expected.").into(),
        None => "The body is not one whole JSON object of the type MfaOktaConfig.".into(),
    }
}

impl MfaConfiguration for Service {
    type Principal = Caller;

    async fn set_mfa_okta_config(
        &self,
        caller: Caller,
        request: SetMfaOktaConfigRequest,
    ) -> Result<MfaOktaConfig, SetMfaOktaConfigError> {
        let config = request.body;
        check(&config)?;
        let stored = self
            .store
            .replace(caller.tenant, replacement(config))
            .await
            .map_err(Failure::from)?;
        Ok(shown(stored))
    }
}

fn check(config: &MfaOktaConfig) -> Result<(), Failure> {
    let causes = rules::violations(&Candidate {
        mfa_method: config.mfa_method.value().map(String::as_str),
        host: config.host.value().map(String::as_str),
        access_key: config.access_key.value().map(|key| key.expose().as_str()),
        identity_attribute: config.identity_attribute.value().map(String::as_str),
    });
    if causes.is_empty() {
        Ok(())
    } else {
        Err(Failure::Invalid(causes))
    }
}

/// What replaces the stored configuration: absent and null clear, but for the key.
fn replacement(config: MfaOktaConfig) -> Replacement {
    Replacement {
        enabled: config.enabled,
        host: config.host.into_option(),
        access_key: match config.access_key {
            rt::Field::Absent => Given::Absent,
            rt::Field::Null => Given::Null,
            rt::Field::Value(key) => Given::Value(SecretString::from(key.expose().as_str())),
        },
        identity_attribute: config.identity_attribute.into_option(),
    }
}

/// What a response shows: every property, null where there is nothing, the key masked.
fn shown(stored: Stored) -> MfaOktaConfig {
    MfaOktaConfig {
        mfa_method: MFA_METHOD.to_owned().into(),
        enabled: stored.enabled,
        host: stored.host.into(),
        access_key: stored
            .access_key
            .map(|key| rt::Secret::new(mask(&key)))
            .into(),
        identity_attribute: stored.identity_attribute.into(),
    }
}

impl IntoReply for Failure {
    fn into_reply(self) -> rt::Reply {
        self.reply()
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "the store failed");
        Self::Internal
    }
}

/// Authenticates by bearer token, and limits the requests of each subject.
#[derive(Debug)]
struct Tokens {
    verifier: Verifier,
    subjects: Limiter<(String, String)>,
}

impl Authenticator for Tokens {
    type Principal = Caller;

    async fn authenticate(
        &self,
        credentials: Credentials<'_>,
        needed: &[rt::Requirement],
    ) -> Result<Caller, Rejection> {
        let token = credentials.bearer().ok_or(Rejected::Missing);
        let caller = token
            .and_then(|token| self.verifier.verify(token))
            .map_err(|rejected| {
                tracking::reject(rejected);
                Rejection::Unauthenticated
            })?;
        Span::current()
            .record("tenant", caller.tenant.as_str())
            .record("subject", caller.subject.as_str());
        let subject = (caller.tenant.clone(), caller.subject.clone());
        self.subjects
            .check(&subject)
            .map_err(|limited| Rejection::TooManyRequests {
                retry_after: Some(Duration::from_secs(limited.retry_after_secs)),
            })?;
        let mut scopes = needed.iter().flat_map(|requirement| requirement.scopes);
        if scopes.all(|scope| caller.has_scope(scope)) {
            Ok(caller)
        } else {
            Err(Rejection::Forbidden)
        }
    }
}
