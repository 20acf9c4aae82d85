//! OAuth 2: tokens that are given, or obtained with the client credentials grant and kept.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use http::Method;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use percent_encoding::utf8_percent_encode;
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::Mutex;

use crate::operation::{Requirement, SchemeKind};

use super::base_url::{BaseUrl, UNRESERVED};
use super::core::Shared;
use super::credential::{Bearer, sensitive};
use super::error::{CredentialError, Failure, RequestError};
use super::timer::Moment;
use super::transport::Departure;
use crate::body::Body;

/// How to authenticate with OAuth 2: with a token, or as a client that obtains one.
///
/// ```
/// use oas_runtime::v1::client::OAuth2;
///
/// let given = OAuth2::token("a token");
/// let obtained = OAuth2::client_credentials("id", "secret").scopes(["read", "write"]);
/// ```
#[derive(Debug, Clone)]
pub struct OAuth2(Grant);

#[derive(Debug, Clone)]
enum Grant {
    Given(Bearer),
    Client(Arc<ClientCredentials>),
}

impl OAuth2 {
    /// A token that is obtained elsewhere.
    pub fn token(token: impl Into<SecretString>) -> Self {
        Self::from(Bearer::new(token))
    }

    /// A client that obtains its tokens, with the scopes that each operation needs, and keeps
    /// them until they expire or are refused.
    pub fn client_credentials(
        id: impl Into<String>,
        secret: impl Into<SecretString>,
    ) -> ClientCredentials {
        ClientCredentials {
            id: id.into(),
            secret: secret.into(),
            token_url: None,
            scopes: None,
            parameters: Vec::new(),
            in_body: false,
            leeway: Duration::from_secs(30),
            kept: Mutex::default(),
        }
    }
}

impl From<Bearer> for OAuth2 {
    fn from(bearer: Bearer) -> Self {
        Self(Grant::Given(bearer))
    }
}

impl From<ClientCredentials> for OAuth2 {
    fn from(client: ClientCredentials) -> Self {
        Self(Grant::Client(Arc::new(client)))
    }
}

impl From<ClientCredentials> for super::Credential {
    fn from(client: ClientCredentials) -> Self {
        Self::OAuth2(client.into())
    }
}

/// A client that obtains its own tokens (RFC 6749, section 4.4).
pub struct ClientCredentials {
    id: String,
    secret: SecretString,
    token_url: Option<String>,
    scopes: Option<Vec<String>>,
    parameters: Vec<(String, SecretString)>,
    in_body: bool,
    leeway: Duration,
    kept: Mutex<Vec<Kept>>,
}

impl ClientCredentials {
    /// Where tokens are obtained, instead of where the document says.
    #[must_use]
    pub fn token_url(mut self, url: impl Into<String>) -> Self {
        self.token_url = Some(url.into());
        self
    }

    /// The scopes to ask for, instead of those that each operation needs.
    #[must_use]
    pub fn scopes<S: Into<String>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        self.scopes = Some(scopes.into_iter().map(Into::into).collect());
        self
    }

    /// Another parameter of the token request: `audience`, `resource`.
    #[must_use]
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<SecretString>) -> Self {
        self.parameters.push((name.into(), value.into()));
        self
    }

    /// Sends id and secret in the body (`client_secret_post`) instead of the header.
    #[must_use]
    pub fn secret_in_body(mut self) -> Self {
        self.in_body = true;
        self
    }

    /// How long before its end a token is replaced: 30 s by default.
    #[must_use]
    pub fn leeway(mut self, leeway: Duration) -> Self {
        self.leeway = leeway;
        self
    }
}

impl fmt::Debug for ClientCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientCredentials(..)")
    }
}

/// A token that was obtained.
struct Kept {
    scopes: Vec<String>,
    token: SecretString,
    since: Moment,
    lives: Option<Duration>,
}

/// Where tokens come from.
pub(super) struct Tokens<'a>(pub(super) &'a Shared);

impl OAuth2 {
    /// Where the token comes from that is obtained elsewhere.
    pub(super) fn given(&self) -> Option<&Bearer> {
        match &self.0 {
            Grant::Given(bearer) => Some(bearer),
            Grant::Client(_) => None,
        }
    }

    /// The token for `needed`, and whether it is one that was kept.
    pub(super) async fn access_token(
        &self,
        needed: &Requirement,
        tokens: &Tokens<'_>,
    ) -> Result<(SecretString, bool), Failure> {
        let client = match &self.0 {
            Grant::Given(bearer) => return Ok((bearer.token().await?, false)),
            Grant::Client(client) => client,
        };
        let scopes = match &client.scopes {
            Some(scopes) => scopes.clone(),
            None => needed
                .scopes
                .iter()
                .map(|&scope| scope.to_owned())
                .collect(),
        };
        // Whoever holds the lock obtains the token; the others wait and then find it.
        let mut kept = client.kept.lock().await;
        kept.retain(|kept| kept.is_alive(client.leeway));
        let fits = |kept: &&Kept| scopes.iter().all(|scope| kept.scopes.contains(scope));
        if let Some(kept) = kept.iter().find(fits) {
            return Ok((kept.token.clone(), true));
        }
        let url = client.url(needed, &tokens.0.base)?;
        let obtained = client.obtain(url, scopes, tokens.0).await?;
        let token = obtained.token.clone();
        kept.push(obtained);
        Ok((token, false))
    }

    /// Forgets `token`, which was refused.
    pub(super) async fn forget(&self, token: &SecretString) {
        if let Grant::Client(client) = &self.0 {
            let refused = |kept: &Kept| kept.token.expose_secret() == token.expose_secret();
            client.kept.lock().await.retain(|kept| !refused(kept));
        }
    }
}

impl Kept {
    fn is_alive(&self, leeway: Duration) -> bool {
        self.lives
            .is_none_or(|lives| self.since.elapsed() + leeway < lives)
    }
}

impl ClientCredentials {
    fn url(&self, needed: &Requirement, base: &BaseUrl) -> Result<String, Failure> {
        let declared = match needed.scheme.kind {
            SchemeKind::OAuth2 { token_url } => token_url,
            _ => None,
        };
        match self.token_url.as_deref().or(declared) {
            Some(url) => Ok(base.resolve(url).map_err(RequestError::Server)?),
            None => Err(CredentialError::new(
                "the document has no token URL: give it with `token_url`",
            )
            .into()),
        }
    }

    async fn obtain(
        &self,
        url: String,
        scopes: Vec<String>,
        shared: &Shared,
    ) -> Result<Kept, Failure> {
        let request = self.request(&url, &scopes, shared)?;
        let since = Moment::now();
        let answer = shared.transport.send(request)?.await?;
        let status = answer.status;
        let body = answer.body.whole(shared.config.body_limit).await?;
        let body: serde_json::Value = serde_json::from_slice(&body).unwrap_or_default();
        let token = body["access_token"]
            .as_str()
            .filter(|_| status.is_success());
        match token {
            Some(token) => Ok(Kept {
                scopes,
                token: token.into(),
                since,
                lives: lifetime(&body["expires_in"]),
            }),
            None => Err(refusal(status, &body["error"]).into()),
        }
    }

    fn request<'a>(
        &self,
        url: &'a str,
        scopes: &[String],
        shared: &Shared,
    ) -> Result<Departure<'a>, Failure> {
        let mut form = Form("grant_type=client_credentials".to_owned());
        if !scopes.is_empty() {
            form.push("scope", &scopes.join(" "));
        }
        for (name, value) in &self.parameters {
            form.push(name, value.expose_secret());
        }
        if self.in_body {
            form.push("client_id", &self.id);
            form.push("client_secret", self.secret.expose_secret());
        }
        let mut headers = shared.config.headers.clone();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        let media_type = HeaderValue::from_static("application/x-www-form-urlencoded");
        headers.insert(CONTENT_TYPE, media_type);
        if !self.in_body {
            let encode = |text| utf8_percent_encode(text, UNRESERVED);
            let both = format!(
                "{}:{}",
                encode(&self.id),
                encode(self.secret.expose_secret())
            );
            let value = format!("Basic {}", BASE64.encode(both));
            headers.insert(AUTHORIZATION, sensitive("Authorization", &value)?);
        }
        Ok(Departure {
            method: Method::POST,
            url,
            headers,
            body: Body::from(form.0),
        })
    }
}

/// A body of `application/x-www-form-urlencoded`.
struct Form(String);

impl Form {
    fn push(&mut self, name: &str, value: &str) {
        self.0.push('&');
        self.0.extend(utf8_percent_encode(name, UNRESERVED));
        self.0.push('=');
        self.0.extend(utf8_percent_encode(value, UNRESERVED));
    }
}

/// `expires_in`, which some servers send as a string.
fn lifetime(expires_in: &serde_json::Value) -> Option<Duration> {
    let seconds = match expires_in {
        serde_json::Value::String(text) => text.parse().ok()?,
        other => other.as_f64()?,
    };
    Duration::try_from_secs_f64(seconds).ok()
}

/// What is known about a refusal, in the words of RFC 6749 only.
fn refusal(status: http::StatusCode, error: &serde_json::Value) -> CredentialError {
    const KNOWN: [&str; 6] = [
        "invalid_request",
        "invalid_client",
        "invalid_grant",
        "unauthorized_client",
        "unsupported_grant_type",
        "invalid_scope",
    ];
    let known = KNOWN.iter().find(|known| error.as_str() == Some(**known));
    CredentialError::new(match known {
        Some(known) => format!("no token: the token endpoint answered {status}: {known}"),
        None => format!("no token: the token endpoint answered {status}"),
    })
}
