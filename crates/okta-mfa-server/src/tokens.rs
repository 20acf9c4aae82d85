//! Checks bearer tokens: signature, expiry, algorithm and the claims needed.
//!
//! Knows JWTs only; not HTTP, and not which scope an operation needs.

use std::fmt;

use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};

/// The scope that the document asks for.
pub const SCOPE: &str = "idn:mfa-configuration:manage";

/// The shortest HS256 secret, in bytes (RFC 7518, section 3.2).
pub const MIN_SECRET_BYTES: usize = 32;

/// The longest tenant and subject accepted, in bytes.
const MAX_NAME_BYTES: usize = 256;

/// The key that tokens are verified with; it fixes their algorithm.
#[derive(Clone)]
pub enum Key {
    /// HS256, with a shared secret.
    Hs256(SecretString),
    /// RS256, with an RSA public key in PEM.
    Rs256(Vec<u8>),
    /// ES256, with a P-256 public key in PEM.
    Es256(Vec<u8>),
}

/// What is expected of the claims.
#[derive(Debug, Clone)]
pub struct Expected {
    /// The claim that names the tenant.
    pub tenant_claim: String,
    /// The value of `iss`, if it is checked.
    pub issuer: Option<String>,
    /// The value of `aud`, if it is checked.
    pub audience: Option<String>,
    /// The seconds by which clocks may differ.
    pub leeway_secs: u64,
}

/// Who sent a verified token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The tenant whose configuration this is.
    pub tenant: String,
    /// The `sub` claim.
    pub subject: String,
    /// The scopes granted.
    pub scopes: Vec<String>,
}

/// Why a token is not accepted. Shown to the caller, so it holds no part of the token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rejected {
    /// No token was sent.
    Missing,
    /// The token has expired.
    Expired,
    /// The token is not a JWT, or its signature or a claim is wrong.
    Invalid(&'static str),
}

impl fmt::Display for Rejected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JWT validation failed: ")?;
        f.write_str(match self {
            Self::Missing => "no bearer token in the Authorization header",
            Self::Expired => "JWT is expired",
            Self::Invalid(reason) => reason,
        })
    }
}

/// A key that cannot be used; says which kind and why, never the key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnusableKey(String);

impl fmt::Display for UnusableKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for UnusableKey {}

/// Verifies tokens against one key and one algorithm.
pub struct Verifier {
    key: DecodingKey,
    validation: Validation,
    tenant_claim: String,
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verifier")
            .field("algorithms", &self.validation.algorithms)
            .field("tenant_claim", &self.tenant_claim)
            .finish_non_exhaustive()
    }
}

impl Verifier {
    /// A verifier that accepts only the algorithm of `key`.
    ///
    /// # Errors
    /// When the secret is too short, or the PEM text holds no public key of the kind.
    pub fn new(key: &Key, expected: Expected) -> Result<Self, UnusableKey> {
        let (algorithm, key) = match key {
            Key::Hs256(secret) => (Algorithm::HS256, hs256(secret)?),
            Key::Rs256(pem) => (
                Algorithm::RS256,
                public(DecodingKey::from_rsa_pem(pem), "RSA", pem)?,
            ),
            Key::Es256(pem) => (
                Algorithm::ES256,
                public(DecodingKey::from_ec_pem(pem), "P-256", pem)?,
            ),
        };
        let mut validation = Validation::new(algorithm);
        let mut required = vec!["exp", "sub"];
        validation.leeway = expected.leeway_secs;
        validation.validate_nbf = true;
        validation.validate_aud = expected.audience.is_some();
        if let Some(audience) = &expected.audience {
            validation.set_audience(&[audience]);
            required.push("aud");
        }
        if let Some(issuer) = &expected.issuer {
            validation.set_issuer(&[issuer]);
            required.push("iss");
        }
        validation.set_required_spec_claims(&required);
        Ok(Self {
            key,
            validation,
            tenant_claim: expected.tenant_claim,
        })
    }

    /// Who sent the token.
    ///
    /// # Errors
    /// When the token does not verify, has expired, or lacks a claim.
    pub fn verify(&self, token: &str) -> Result<Caller, Rejected> {
        let token = jsonwebtoken::decode::<Map<String, Value>>(token, &self.key, &self.validation)
            .map_err(|error| rejected(error.kind()))?;
        if token.header.crit.is_some() {
            return Err(Rejected::Invalid(
                "JWT has critical extensions that are not supported",
            ));
        }
        let name = |claim: &str, reason| match token.claims.get(claim) {
            Some(Value::String(name)) if (1..=MAX_NAME_BYTES).contains(&name.len()) => {
                Ok(name.clone())
            }
            _ => Err(Rejected::Invalid(reason)),
        };
        Ok(Caller {
            tenant: name(&self.tenant_claim, "JWT does not name a tenant")?,
            subject: name("sub", "JWT does not name a subject")?,
            scopes: scopes(token.claims.get("scope")),
        })
    }
}

impl Caller {
    /// Whether the token grants a scope.
    #[must_use]
    pub fn has_scope(&self, scope: &str) -> bool {
        self.scopes.iter().any(|granted| granted == scope)
    }
}

fn hs256(secret: &SecretString) -> Result<DecodingKey, UnusableKey> {
    let secret = secret.expose_secret().as_bytes();
    if secret.len() < MIN_SECRET_BYTES {
        return Err(UnusableKey(format!(
            "the HS256 secret has {} bytes; it needs at least {MIN_SECRET_BYTES}",
            secret.len()
        )));
    }
    Ok(DecodingKey::from_secret(secret))
}

fn public(
    key: jsonwebtoken::errors::Result<DecodingKey>,
    kind: &str,
    pem: &[u8],
) -> Result<DecodingKey, UnusableKey> {
    if pem.windows(11).any(|window| window == b"PRIVATE KEY") {
        return Err(UnusableKey(
            "the file holds a private key; the server needs the public key only".to_owned(),
        ));
    }
    key.map_err(|_| UnusableKey(format!("the file does not hold a public {kind} key in PEM")))
}

/// The scopes of a token: words separated by spaces, or a list.
fn scopes(claim: Option<&Value>) -> Vec<String> {
    match claim {
        Some(Value::String(words)) => words
            .split(' ')
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect(),
        Some(Value::Array(items)) => items
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
        _ => Vec::new(),
    }
}

fn rejected(kind: &ErrorKind) -> Rejected {
    match kind {
        ErrorKind::ExpiredSignature => Rejected::Expired,
        ErrorKind::ImmatureSignature => Rejected::Invalid("JWT is not valid yet"),
        ErrorKind::InvalidSignature => Rejected::Invalid("JWT signature is invalid"),
        ErrorKind::InvalidAlgorithm
        | ErrorKind::InvalidAlgorithmName
        | ErrorKind::UnsupportedAlgorithm => Rejected::Invalid("JWT algorithm is not accepted"),
        ErrorKind::InvalidIssuer => Rejected::Invalid("JWT issuer is not accepted"),
        ErrorKind::InvalidAudience => Rejected::Invalid("JWT audience is not accepted"),
        ErrorKind::MissingRequiredClaim(_) => Rejected::Invalid("JWT lacks a required claim"),
        _ => Rejected::Invalid("JWT is malformed"),
    }
}

#[cfg(test)]
mod tests;
