//! Credentials, and where each kind goes in a request. None of them shows its secret.

use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use http::header::{AUTHORIZATION, HeaderName, HeaderValue};
use secrecy::{ExposeSecret as _, SecretString};

use crate::operation::{Operation, Requirement, Scheme, SchemeKind};

use super::error::{BoxError, CredentialError, Failure, RequestError};
use super::oauth::{OAuth2, Tokens};
use super::outgoing::Head;

/// A credential of any kind.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Credential {
    /// An API key.
    ApiKey(ApiKey),
    /// User name and password.
    Basic(Basic),
    /// A bearer token.
    Bearer(Bearer),
    /// OAuth 2.
    OAuth2(OAuth2),
    /// The whole `Authorization` header.
    Authorization(Authorization),
}

macro_rules! credential_from {
    ($($kind:ident),*) => {$(
        impl From<$kind> for Credential {
            fn from(credential: $kind) -> Self {
                Self::$kind(credential)
            }
        }
    )*};
}
credential_from!(ApiKey, Basic, Bearer, OAuth2, Authorization);

/// An API key; the scheme says in which header, parameter or cookie it goes.
#[derive(Clone)]
pub struct ApiKey(SecretString);

/// User name and password.
#[derive(Clone)]
pub struct Basic {
    user: String,
    password: SecretString,
}

impl Basic {
    /// User name and password.
    pub fn new(user: impl Into<String>, password: impl Into<SecretString>) -> Self {
        Self {
            user: user.into(),
            password: password.into(),
        }
    }
}

impl<U: Into<String>, P: Into<SecretString>> From<(U, P)> for Basic {
    fn from((user, password): (U, P)) -> Self {
        Self::new(user, password)
    }
}

/// The whole `Authorization` header, for schemes that are neither basic nor bearer.
#[derive(Clone)]
pub struct Authorization(SecretString);

/// A bearer token, or what provides one.
#[derive(Clone)]
pub struct Bearer(Source);

#[derive(Clone)]
enum Source {
    Token(SecretString),
    Provider(Arc<Provide>),
}

type Providing = Pin<Box<dyn Future<Output = Result<SecretString, BoxError>> + Send>>;
type Provide = dyn Fn() -> Providing + Send + Sync;

impl Bearer {
    /// A token.
    pub fn new(token: impl Into<SecretString>) -> Self {
        Self(Source::Token(token.into()))
    }

    /// Asks `provide` for the token of each request.
    ///
    /// ```
    /// use oas_runtime::v1::client::{Bearer, BoxError};
    ///
    /// let bearer = Bearer::provider(|| async { Ok::<_, BoxError>("token of the hour") });
    /// ```
    pub fn provider<F, Fut, T, E>(provide: F) -> Self
    where
        F: Fn() -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<T, E>> + Send + 'static,
        T: Into<SecretString>,
        E: Into<BoxError>,
    {
        Self(Source::Provider(Arc::new(move || {
            let provided = provide();
            Box::pin(async move { provided.await.map(Into::into).map_err(Into::into) })
        })))
    }

    /// The token, if it is always the same.
    fn fixed(&self) -> Option<&SecretString> {
        match &self.0 {
            Source::Token(token) => Some(token),
            Source::Provider(_) => None,
        }
    }

    pub(super) async fn token(&self) -> Result<SecretString, CredentialError> {
        match &self.0 {
            Source::Token(token) => Ok(token.clone()),
            Source::Provider(provide) => provide().await.map_err(|source| {
                CredentialError::caused("the provider of the bearer token failed", source)
            }),
        }
    }
}

macro_rules! secret_from {
    ($($kind:ident: $new:expr),*) => {$(
        impl From<&str> for $kind {
            fn from(secret: &str) -> Self {
                Self::from(SecretString::from(secret))
            }
        }

        impl From<String> for $kind {
            fn from(secret: String) -> Self {
                Self::from(SecretString::from(secret))
            }
        }

        impl From<SecretString> for $kind {
            fn from(secret: SecretString) -> Self {
                $new(secret)
            }
        }
    )*};
}
secret_from!(ApiKey: Self, Authorization: Self, Bearer: Self::new, OAuth2: Self::token);

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey(..)")
    }
}

impl fmt::Debug for Basic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Basic(..)")
    }
}

impl fmt::Debug for Bearer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Bearer(..)")
    }
}

impl fmt::Debug for Authorization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Authorization(..)")
    }
}

/// The credentials of a client, by scheme.
#[derive(Debug, Clone, Default)]
pub(super) struct Credentials(BTreeMap<&'static str, Held>);

/// A credential, with the header that it is in every request, where it is one.
#[derive(Clone)]
struct Held {
    credential: Credential,
    header: Option<(HeaderName, HeaderValue)>,
}

impl fmt::Debug for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.credential.fmt(f)
    }
}

impl Credentials {
    pub(super) fn set(&mut self, scheme: &'static Scheme, credential: Credential) {
        let mut head = Head::default();
        let fixed = fixed(scheme, &credential, &mut head);
        let header = match fixed {
            Some(Ok(())) => head.headers.into_only(),
            // What cannot be sent is said by the call.
            Some(Err(_)) | None => None,
        };
        self.0.insert(scheme.name, Held { credential, header });
    }

    /// The first alternative of `operation` whose credentials are all here.
    ///
    /// A client certificate is the transport's: it counts as present, but an alternative that
    /// asks for nothing else comes after those that have a credential.
    pub(super) fn choose(
        &self,
        operation: &'static Operation,
    ) -> Result<&'static [Requirement], RequestError> {
        let has = |needed: &Requirement| self.0.contains_key(needed.scheme.name);
        let by_transport = |needed: &Requirement| needed.scheme.kind == SchemeKind::MutualTls;
        let alternatives = || operation.security.iter().copied();
        let chosen = alternatives()
            .find(|all| all.iter().all(|one| has(one) || by_transport(one)) && all.iter().any(has))
            .or_else(|| alternatives().find(|all| all.iter().all(by_transport)));
        match chosen {
            Some(requirements) => Ok(requirements),
            None if operation.optional_security || operation.security.is_empty() => Ok(&[]),
            None => Err(RequestError::MissingCredential(
                alternatives()
                    .map(|all| {
                        let needed = all.iter().filter(|one| !by_transport(one));
                        needed.map(|one| one.scheme.setter).collect()
                    })
                    .collect(),
            )),
        }
    }

    fn get(&self, scheme: &Scheme) -> Option<&Held> {
        self.0.get(scheme.name)
    }
}

/// Puts the credentials of `requirements` into `head`; tells whether a cached token was used.
pub(super) async fn apply(
    credentials: &Credentials,
    requirements: &'static [Requirement],
    tokens: &Tokens<'_>,
    head: &mut Head,
) -> Result<Used, Failure> {
    let mut used = Used::default();
    for needed in requirements {
        let Some(held) = credentials.get(needed.scheme) else {
            continue;
        };
        if let Some((name, value)) = &held.header {
            head.headers.insert(name.clone(), value.clone());
            continue;
        }
        match &held.credential {
            Credential::Bearer(bearer) => bearing(head, &bearer.token().await?)?,
            Credential::OAuth2(oauth) => {
                // Obtaining a token takes ten times the room of all else.
                let (token, cached) = Box::pin(oauth.access_token(needed, tokens)).await?;
                bearing(head, &token)?;
                if cached {
                    used.cached.push((oauth.clone(), token));
                }
            }
            fixed_one => fixed(needed.scheme, fixed_one, head).unwrap_or(Ok(()))?,
        }
    }
    Ok(used)
}

/// Puts a credential into `head` that is the same in every request; `None` for one that is not.
fn fixed(
    scheme: &Scheme,
    credential: &Credential,
    head: &mut Head,
) -> Option<Result<(), RequestError>> {
    Some(match credential {
        Credential::ApiKey(ApiKey(key)) => apply_key(scheme, key, head),
        Credential::Basic(basic) => {
            let both = format!("{}:{}", basic.user, basic.password.expose_secret());
            authorize(head, format!("Basic {}", BASE64.encode(both)))
        }
        Credential::Authorization(Authorization(value)) => {
            authorize(head, value.expose_secret().to_owned())
        }
        Credential::Bearer(bearer) => bearing(head, bearer.fixed()?),
        Credential::OAuth2(oauth) => bearing(head, oauth.given()?.fixed()?),
    })
}

/// The cached tokens that a request was sent with.
#[derive(Default)]
pub(super) struct Used {
    cached: Vec<(OAuth2, SecretString)>,
}

impl Used {
    /// Forgets those tokens; whether there were any.
    pub(super) async fn forget(self) -> bool {
        for (oauth, token) in &self.cached {
            oauth.forget(token).await;
        }
        !self.cached.is_empty()
    }
}

fn apply_key(scheme: &Scheme, key: &SecretString, head: &mut Head) -> Result<(), RequestError> {
    let key = key.expose_secret();
    match scheme.kind {
        SchemeKind::ApiKeyQuery(name) => head.push_query(name, key),
        SchemeKind::ApiKeyCookie(name) => head.push_cookie(name, key),
        SchemeKind::ApiKeyHeader(name) => {
            let value = sensitive(name, key)?;
            let name = HeaderName::from_bytes(name.as_bytes())
                .map_err(|_| RequestError::Header(name.to_owned()))?;
            head.headers.insert(name, value);
        }
        _ => return authorize(head, key.to_owned()),
    }
    Ok(())
}

fn bearing(head: &mut Head, token: &SecretString) -> Result<(), RequestError> {
    authorize(head, format!("Bearer {}", token.expose_secret()))
}

fn authorize(head: &mut Head, value: String) -> Result<(), RequestError> {
    let mut value = HeaderValue::try_from(value)
        .map_err(|_| RequestError::Header("Authorization".to_owned()))?;
    value.set_sensitive(true);
    head.headers.insert(AUTHORIZATION, value);
    Ok(())
}

/// A header value that no `Debug` shows.
pub(super) fn sensitive(name: &str, value: &str) -> Result<HeaderValue, RequestError> {
    let mut value =
        HeaderValue::from_str(value).map_err(|_| RequestError::Header(name.to_owned()))?;
    value.set_sensitive(true);
    Ok(value)
}
