//! Who calls: what the request presents for the schemes that an operation names.

use crate::operation::{Operation, Requirement, Scheme, SchemeKind};
use crate::param::percent;
use crate::param::read::Pairs;
use base64::Engine as _;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use http::header::{AUTHORIZATION, COOKIE};
use http::request;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// Decides who calls.
///
/// ```
/// use oas_runtime::v1::server::{Authenticator, Credentials, Rejection};
/// use oas_runtime::v1::Requirement;
///
/// struct OneToken(String);
///
/// impl Authenticator for OneToken {
///     type Principal = &'static str;
///
///     async fn authenticate(
///         &self,
///         credentials: Credentials<'_>,
///         _needed: &[Requirement],
///     ) -> Result<Self::Principal, Rejection> {
///         match credentials.bearer() {
///             Some(token) if token == self.0 => Ok("admin"),
///             _ => Err(Rejection::Unauthenticated),
///         }
///     }
/// }
/// ```
pub trait Authenticator: Send + Sync + 'static {
    /// Who calls.
    type Principal: Send + 'static;

    /// Establishes who calls, and whether they may: `needed` is one alternative of the operation's
    /// security, all of which must hold, and `credentials` has something for each of them.
    ///
    /// Where the operation has several alternatives, those that the request has credentials for are
    /// tried in the document's order until one succeeds.
    ///
    /// # Errors
    /// Why not.
    fn authenticate(
        &self,
        credentials: Credentials<'_>,
        needed: &[Requirement],
    ) -> impl Future<Output = Result<Self::Principal, Rejection>> + Send;
}

impl<A: Authenticator> Authenticator for Arc<A> {
    type Principal = A::Principal;

    fn authenticate(
        &self,
        credentials: Credentials<'_>,
        needed: &[Requirement],
    ) -> impl Future<Output = Result<Self::Principal, Rejection>> + Send {
        (**self).authenticate(credentials, needed)
    }
}

/// The authenticator of a document without security: never asked.
#[derive(Debug, Clone, Copy, Default)]
pub struct Anyone;

impl Authenticator for Anyone {
    type Principal = ();

    async fn authenticate(&self, _: Credentials<'_>, _: &[Requirement]) -> Result<(), Rejection> {
        Err(Rejection::Unauthenticated)
    }
}

/// Why a caller is turned away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rejection {
    /// The credentials are not accepted: 401.
    Unauthenticated,
    /// The caller is known and may not: 403.
    Forbidden,
    /// The caller calls too often: 429.
    TooManyRequests {
        /// When to try again.
        retry_after: Option<Duration>,
    },
    /// The credentials cannot be checked now: 503.
    Unavailable {
        /// When to try again.
        retry_after: Option<Duration>,
    },
}

impl Rejection {
    /// The rejection that says more about several alternatives that all failed.
    pub(super) const fn or(self, other: Self) -> Self {
        match self {
            Self::Unauthenticated => other,
            _ => self,
        }
    }
}

/// What a request presents. `Debug` does not show it.
#[derive(Clone, Copy)]
pub struct Credentials<'a> {
    head: &'a request::Parts,
    needed: &'a [Requirement],
}

/// What a request presents for one scheme.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Credential<'a> {
    /// The token of `Authorization: Bearer`, for bearer, OAuth 2 and OpenID Connect.
    Bearer(&'a str),
    /// `Authorization: Basic`, decoded.
    Basic {
        /// Before the first colon.
        username: String,
        /// After it.
        password: String,
    },
    /// An API key, from where the scheme says.
    ApiKey(String),
    /// What follows the scheme's name in `Authorization`.
    Http(&'a str),
    /// A client certificate, if there is one: the connection's layer put it into the extensions.
    Certificate,
}

impl<'a> Credentials<'a> {
    pub(super) const fn new(head: &'a request::Parts, needed: &'a [Requirement]) -> Self {
        Self { head, needed }
    }

    /// Whether there is something for everything that is needed.
    pub(super) fn is_complete(self) -> bool {
        self.needed
            .iter()
            .all(|requirement| self.get(requirement.scheme).is_some())
    }

    /// What is presented for `scheme`.
    #[must_use]
    pub fn get(self, scheme: &Scheme) -> Option<Credential<'a>> {
        match scheme.kind {
            SchemeKind::Bearer | SchemeKind::OAuth2 { .. } | SchemeKind::OpenIdConnect { .. } => {
                self.authorization("Bearer").map(Credential::Bearer)
            }
            SchemeKind::Basic => basic(self.authorization("Basic")?),
            SchemeKind::Http(name) => self.authorization(name).map(Credential::Http),
            SchemeKind::ApiKeyHeader(name) => {
                let value = self.head.headers.get(name)?.to_str().ok()?;
                Some(Credential::ApiKey(value.to_owned()))
            }
            SchemeKind::ApiKeyQuery(name) => {
                let pairs = Pairs::of_query(self.head.uri.query()?);
                let (_, raw) = pairs.iter().find(|(key, _)| *key == name)?;
                percent::decode_query(raw).ok().map(Credential::ApiKey)
            }
            SchemeKind::ApiKeyCookie(name) => self.cookie(name).map(Credential::ApiKey),
            SchemeKind::MutualTls => Some(Credential::Certificate),
        }
    }

    /// The bearer token, of whichever needed scheme sends one.
    #[must_use]
    pub fn bearer(self) -> Option<&'a str> {
        self.needed
            .iter()
            .find_map(|requirement| match self.get(requirement.scheme) {
                Some(Credential::Bearer(token)) => Some(token),
                _ => None,
            })
    }

    /// User name and password of the needed basic scheme.
    #[must_use]
    pub fn basic(self) -> Option<(String, String)> {
        self.needed
            .iter()
            .find_map(|requirement| match self.get(requirement.scheme) {
                Some(Credential::Basic { username, password }) => Some((username, password)),
                _ => None,
            })
    }

    /// The API key of the needed scheme, the first if there are several.
    #[must_use]
    pub fn api_key(self) -> Option<String> {
        self.needed
            .iter()
            .find_map(|requirement| match self.get(requirement.scheme) {
                Some(Credential::ApiKey(key)) => Some(key),
                _ => None,
            })
    }

    /// The head of the request: headers, and extensions such as the peer's address.
    #[must_use]
    pub const fn head(self) -> &'a request::Parts {
        self.head
    }

    fn authorization(self, scheme: &str) -> Option<&'a str> {
        self.head
            .headers
            .get_all(AUTHORIZATION)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .find_map(|value| {
                let (name, rest) = value.split_once(' ')?;
                name.eq_ignore_ascii_case(scheme).then(|| rest.trim())
            })
    }

    fn cookie(self, name: &str) -> Option<String> {
        let values = self.head.headers.get_all(COOKIE).iter();
        values
            .filter_map(|value| value.to_str().ok())
            .find_map(|value| {
                let pairs = Pairs::of_cookies(value);
                let (_, raw) = pairs.iter().find(|(key, _)| *key == name)?;
                Some(percent::decode(raw).unwrap_or_else(|_| raw.to_owned()))
            })
    }
}

fn basic<'a>(encoded: &str) -> Option<Credential<'a>> {
    const BASE64: GeneralPurpose = GeneralPurpose::new(
        &base64::alphabet::STANDARD,
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
    );
    let text = String::from_utf8(BASE64.decode(encoded).ok()?).ok()?;
    let (username, password) = text.split_once(':')?;
    Some(Credential::Basic {
        username: username.to_owned(),
        password: password.to_owned(),
    })
}

/// What came of asking.
pub(super) enum Caller<P> {
    Known(P),
    Anonymous,
    Rejected(Rejection),
}

/// Tries the alternatives of the operation's security.
pub(super) async fn identify<A: Authenticator>(
    authenticator: &A,
    operation: &'static Operation,
    head: &request::Parts,
) -> Caller<A::Principal> {
    let mut rejection = None;
    for &needed in operation.security {
        let credentials = Credentials::new(head, needed);
        if needed.is_empty() || !credentials.is_complete() {
            continue;
        }
        match authenticator.authenticate(credentials, needed).await {
            Ok(principal) => return Caller::Known(principal),
            Err(why) => rejection = Some(rejection.map_or(why, |first: Rejection| first.or(why))),
        }
    }
    let open = operation.security.is_empty() || operation.optional_security;
    match rejection {
        Some(rejection) => Caller::Rejected(rejection),
        None if open => Caller::Anonymous,
        None => Caller::Rejected(Rejection::Unauthenticated),
    }
}

impl fmt::Debug for Credentials<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let schemes = self
            .needed
            .iter()
            .map(|requirement| requirement.scheme.name);
        f.debug_list().entries(schemes).finish()
    }
}

impl fmt::Debug for Credential<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Bearer(_) => "Bearer(..)",
            Self::Basic { .. } => "Basic(..)",
            Self::ApiKey(_) => "ApiKey(..)",
            Self::Http(_) => "Http(..)",
            Self::Certificate => "Certificate",
        })
    }
}
