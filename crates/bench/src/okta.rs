//! The Okta endpoint on the generated trait.
//!
//! Must not know how anything is measured.

use std::sync::{Arc, Mutex, PoisonError};

use oas_runtime::v1 as rt;
use okta_mfa::models::MfaOktaConfig;
use okta_mfa::operations::{SetMfaOktaConfigError, SetMfaOktaConfigRequest};
use okta_mfa::server::{MfaConfiguration, router};
use rt::server::{Authenticator, Credentials, Rejection, Service};

/// What a caller shows.
pub const TOKEN: &str = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJiZW5jaCJ9.c2lnbmF0dXJl";

/// What a caller sends.
pub const BODY: &str = r#"{"mfaMethod":"okta-verify","enabled":true,"host":"example.com","accessKey":"qw123Y3QlA5UqocYpdU3rEkzrK2D497y","identityAttribute":"email"}"#;

/// Keeps one configuration.
#[derive(Debug, Clone, Default)]
pub struct Store(Arc<Mutex<MfaOktaConfig>>);

impl Store {
    /// Puts another in its place.
    #[must_use]
    pub fn put(&self, config: MfaOktaConfig) -> MfaOktaConfig {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.clone_from(&config);
        config
    }
}

struct OneToken;

impl Authenticator for OneToken {
    type Principal = ();

    async fn authenticate(
        &self,
        credentials: Credentials<'_>,
        _needed: &[rt::Requirement],
    ) -> Result<(), Rejection> {
        match credentials.bearer() {
            Some(TOKEN) => Ok(()),
            _ => Err(Rejection::Unauthenticated),
        }
    }
}

struct Api(Store);

impl Service for Api {}

impl MfaConfiguration for Api {
    type Principal = ();

    async fn set_mfa_okta_config(
        &self,
        (): (),
        request: SetMfaOktaConfigRequest,
    ) -> Result<MfaOktaConfig, SetMfaOktaConfigError> {
        Ok(self.0.put(request.body))
    }
}

/// On the generated trait. Requests are validated.
pub fn generated() -> rt::axum::Router {
    router(Arc::new(Api(Store::default())), OneToken)
}
