//! Tokens of every kind that must not pass, and the three that may.

use std::time::{SystemTime, UNIX_EPOCH};

use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jsonwebtoken::{EncodingKey, Header};
use serde_json::json;

use super::*;

const SECRET: &str = "a secret of more than thirty-two bytes";

fn expected() -> Expected {
    Expected {
        tenant_claim: "tenant_id".to_owned(),
        issuer: None,
        audience: None,
        leeway_secs: 0,
    }
}

fn hs256_verifier() -> Verifier {
    Verifier::new(&Key::Hs256(SECRET.into()), expected()).unwrap()
}

fn now() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs()
        .try_into()
        .unwrap()
}

fn claims() -> Value {
    json!({ "sub": "ann", "tenant_id": "acme", "scope": SCOPE, "exp": now() + 60 })
}

fn signed(claims: &Value) -> String {
    jsonwebtoken::encode(
        &Header::default(),
        claims,
        &EncodingKey::from_secret(SECRET.as_bytes()),
    )
    .unwrap()
}

/// The claims with one changed; null removes it.
fn with(claim: &str, value: Value) -> Value {
    let mut claims = claims();
    match value {
        Value::Null => drop(claims.as_object_mut().unwrap().remove(claim)),
        value => claims[claim] = value,
    }
    claims
}

fn public_pem(der: &PublicKeyX509Der<'_>) -> Vec<u8> {
    let text = STANDARD.encode(der.as_ref());
    format!("-----BEGIN PUBLIC KEY-----\n{text}\n-----END PUBLIC KEY-----\n").into_bytes()
}

fn ec_key() -> (EncodingKey, Vec<u8>) {
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(
        &ECDSA_P256_SHA256_FIXED_SIGNING,
        &aws_lc_rs::rand::SystemRandom::new(),
    );
    let pkcs8 = pkcs8.unwrap();
    let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref()).unwrap();
    (
        EncodingKey::from_ec_der(pkcs8.as_ref()),
        public_pem(&pair.public_key().as_der().unwrap()),
    )
}

fn rsa_key() -> (EncodingKey, Vec<u8>) {
    let pair = aws_lc_rs::rsa::KeyPair::generate(KeySize::Rsa2048).unwrap();
    let pkcs8: Pkcs8V1Der<'_> = pair.as_der().unwrap();
    let pem = format!(
        "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n",
        STANDARD.encode(pkcs8.as_ref())
    );
    (
        EncodingKey::from_rsa_pem(pem.as_bytes()).unwrap(),
        public_pem(&pair.public_key().as_der().unwrap()),
    )
}

#[test]
fn a_good_token_names_tenant_subject_and_scopes() {
    let caller = hs256_verifier().verify(&signed(&claims())).unwrap();
    assert_eq!(
        (caller.tenant.as_str(), caller.subject.as_str()),
        ("acme", "ann")
    );
    assert!(caller.has_scope(SCOPE));
}

#[test]
fn scopes_are_words_or_a_list() {
    for scope in [json!(format!("a {SCOPE}  b")), json!(["a", SCOPE])] {
        assert!(
            hs256_verifier()
                .verify(&signed(&with("scope", scope)))
                .unwrap()
                .has_scope(SCOPE)
        );
    }
    for scope in [
        Value::Null,
        json!(""),
        json!([]),
        json!(7),
        json!([7]),
        json!(format!("{SCOPE}x")),
        json!("idn:*"),
    ] {
        let caller = hs256_verifier()
            .verify(&signed(&with("scope", scope.clone())))
            .unwrap();
        assert!(!caller.has_scope(SCOPE), "{scope}");
    }
}

#[test]
fn an_expired_token_is_said_to_be_expired_in_the_words_of_the_page() {
    let error = hs256_verifier()
        .verify(&signed(&with("exp", json!(now() - 1))))
        .unwrap_err();
    assert_eq!(error, Rejected::Expired);
    assert_eq!(error.to_string(), "JWT validation failed: JWT is expired");
}

#[test]
fn the_leeway_is_granted() {
    let expected = Expected {
        leeway_secs: 30,
        ..expected()
    };
    let verifier = Verifier::new(&Key::Hs256(SECRET.into()), expected).unwrap();
    assert!(
        verifier
            .verify(&signed(&with("exp", json!(now() - 10))))
            .is_ok()
    );
    assert_eq!(
        verifier.verify(&signed(&with("exp", json!(now() - 40)))),
        Err(Rejected::Expired)
    );
}

#[test]
fn claims_that_are_missing_or_wrong_are_refused() {
    for (claim, value) in [
        ("exp", Value::Null),
        ("exp", json!("tomorrow")),
        ("sub", Value::Null),
        ("sub", json!("")),
        ("sub", json!(7)),
        ("tenant_id", Value::Null),
        ("tenant_id", json!("")),
        ("tenant_id", json!(["acme"])),
        ("tenant_id", json!("x".repeat(257))),
        ("nbf", json!(now() + 60)),
    ] {
        let result = hs256_verifier().verify(&signed(&with(claim, value.clone())));
        assert!(
            matches!(result, Err(Rejected::Invalid(_))),
            "{claim}: {value}: {result:?}"
        );
    }
}

#[test]
fn issuer_and_audience_are_checked_where_set() {
    let expected = Expected {
        issuer: Some("https://issuer".into()),
        audience: Some("mfa".into()),
        ..expected()
    };
    let verifier = Verifier::new(&Key::Hs256(SECRET.into()), expected).unwrap();
    let mut good = with("iss", json!("https://issuer"));
    good["aud"] = json!(["other", "mfa"]);
    assert!(verifier.verify(&signed(&good)).is_ok());
    for (claim, value) in [("iss", "https://other"), ("aud", "other")] {
        let mut bad = good.clone();
        bad[claim] = json!(value);
        assert!(verifier.verify(&signed(&bad)).is_err(), "{claim}");
        bad.as_object_mut().unwrap().remove(claim);
        assert!(verifier.verify(&signed(&bad)).is_err(), "no {claim}");
    }
    assert!(hs256_verifier().verify(&signed(&good)).is_ok());
}

#[test]
fn a_token_that_was_changed_or_signed_by_another_is_refused() {
    let verifier = hs256_verifier();
    let token = signed(&claims());
    let parts: Vec<_> = token.split('.').collect();
    let other = URL_SAFE_NO_PAD.encode(with("tenant_id", json!("other")).to_string());
    let stranger = EncodingKey::from_secret(b"another secret of more than thirty-two bytes");
    for wrong in [
        format!("{}.{other}.{}", parts[0], parts[2]),
        format!("{}.{}.", parts[0], parts[1]),
        format!("{}.{}", parts[0], parts[1]),
        jsonwebtoken::encode(&Header::default(), &claims(), &stranger).unwrap(),
        String::new(),
        "a.b.c".to_owned(),
        token.replace('.', ""),
    ] {
        assert!(
            matches!(verifier.verify(&wrong), Err(Rejected::Invalid(_))),
            "{wrong}"
        );
    }
}

#[test]
fn the_algorithm_is_that_of_the_key() {
    let verifier = hs256_verifier();
    let none = format!(
        "{}.{}.",
        URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#),
        URL_SAFE_NO_PAD.encode(claims().to_string())
    );
    assert!(verifier.verify(&none).is_err());
    let hs512 = Header::new(jsonwebtoken::Algorithm::HS512);
    let hs512 = jsonwebtoken::encode(
        &hs512,
        &claims(),
        &EncodingKey::from_secret(SECRET.as_bytes()),
    )
    .unwrap();
    assert_eq!(
        verifier.verify(&hs512),
        Err(Rejected::Invalid("JWT algorithm is not accepted"))
    );
    // The public key must not serve as an HS256 secret.
    let (_, public) = rsa_key();
    let confused = jsonwebtoken::encode(
        &Header::default(),
        &claims(),
        &EncodingKey::from_secret(&public),
    )
    .unwrap();
    assert!(
        Verifier::new(&Key::Rs256(public), expected())
            .unwrap()
            .verify(&confused)
            .is_err()
    );
}

#[test]
fn public_keys_verify_what_their_private_keys_signed() {
    for (algorithm, (private, public)) in [
        (jsonwebtoken::Algorithm::ES256, ec_key()),
        (jsonwebtoken::Algorithm::RS256, rsa_key()),
    ] {
        let (key, other) = match algorithm {
            jsonwebtoken::Algorithm::ES256 => (Key::Es256(public), Key::Es256(ec_key().1)),
            _ => (Key::Rs256(public), Key::Rs256(rsa_key().1)),
        };
        let token = jsonwebtoken::encode(&Header::new(algorithm), &claims(), &private).unwrap();
        assert!(
            Verifier::new(&key, expected())
                .unwrap()
                .verify(&token)
                .is_ok(),
            "{algorithm:?}"
        );
        assert!(
            Verifier::new(&other, expected())
                .unwrap()
                .verify(&token)
                .is_err(),
            "{algorithm:?}"
        );
        assert!(hs256_verifier().verify(&token).is_err(), "{algorithm:?}");
    }
}

#[test]
fn critical_extensions_are_refused() {
    let header = Header {
        crit: Some(vec!["b64".into()]),
        ..Header::default()
    };
    let token = jsonwebtoken::encode(
        &header,
        &claims(),
        &EncodingKey::from_secret(SECRET.as_bytes()),
    )
    .unwrap();
    assert!(hs256_verifier().verify(&token).is_err());
}

#[test]
fn unusable_keys_are_explained_and_no_key_is_shown() {
    let (_, ec) = ec_key();
    for (key, explanation) in [
        (Key::Hs256("too short".into()), "at least 32"),
        (Key::Rs256(b"no PEM".to_vec()), "public RSA key"),
        (
            Key::Es256(b"-----BEGIN PRIVATE KEY-----".to_vec()),
            "private key",
        ),
        (Key::Rs256(ec), "public RSA key"),
    ] {
        let error = Verifier::new(&key, expected()).unwrap_err().to_string();
        assert!(error.contains(explanation), "{error}");
    }
    assert!(!format!("{:?}", hs256_verifier()).contains("thirty-two"));
}
