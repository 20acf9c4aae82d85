//! What a configuration must satisfy beyond its schema.
//!
//! Plain values in, sentences out: the sentences name the property and never
//! repeat what was sent.

use std::net::{Ipv4Addr, Ipv6Addr};

/// The only MFA method of this endpoint.
pub const MFA_METHOD: &str = "okta-verify";

/// The longest access key and attribute name accepted, in characters.
const MAX_CHARS: usize = 1024;

/// The parts of a request that have rules; `None` is absent or null.
#[derive(Debug, Clone, Copy, Default)]
pub struct Candidate<'a> {
    /// `mfaMethod`.
    pub mfa_method: Option<&'a str>,
    /// `host`.
    pub host: Option<&'a str>,
    /// `accessKey`.
    pub access_key: Option<&'a str>,
    /// `identityAttribute`.
    pub identity_attribute: Option<&'a str>,
}

/// Every rule that the candidate breaks, in the order of the properties.
#[must_use]
pub fn violations(candidate: &Candidate<'_>) -> Vec<String> {
    let mut found = Vec::new();
    if candidate
        .mfa_method
        .is_some_and(|method| method != MFA_METHOD)
    {
        found.push(format!("mfaMethod must be \"{MFA_METHOD}\"."));
    }
    if candidate.host.is_some_and(|host| !is_host(host)) {
        found.push(
            "host must be a host name or an IP address, without scheme, port or path.".to_owned(),
        );
    }
    for (name, value) in [
        ("accessKey", candidate.access_key),
        ("identityAttribute", candidate.identity_attribute),
    ] {
        if value.is_some_and(|value| !is_token_text(value)) {
            found.push(format!(
                "{name} must have 1 to {MAX_CHARS} characters and no control characters; null clears it."
            ));
        }
    }
    found
}

/// Whether a text is a host name (RFC 1123) or an IP address.
///
/// An IPv6 address is written without brackets. A name whose last label is all
/// digits would be a malformed IPv4 address, so it is refused.
#[must_use]
pub fn is_host(host: &str) -> bool {
    host.parse::<Ipv4Addr>().is_ok() || host.parse::<Ipv6Addr>().is_ok() || is_host_name(host)
}

fn is_host_name(host: &str) -> bool {
    let last_is_number = host
        .rsplit('.')
        .next()
        .is_some_and(|label| label.bytes().all(|b| b.is_ascii_digit()));
    host.len() <= 253 && !last_is_number && host.split('.').all(is_label)
}

fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && label
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && !label.starts_with('-')
        && !label.ends_with('-')
}

fn is_token_text(value: &str) -> bool {
    !value.is_empty() && value.chars().count() <= MAX_CHARS && !value.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn host_names_and_addresses_are_hosts() {
        let long = format!("{0}.{0}.{0}.{1}", "a".repeat(63), "b".repeat(61));
        for host in [
            "example.com",
            "www.example.com",
            "localhost",
            "a",
            "3com.example",
            "xn--bcher-kva.example",
            "a-b.c--d",
            "192.0.2.1",
            "2001:db8::1",
            "::1",
            "::ffff:192.0.2.1",
            "EXAMPLE.com",
            long.as_str(),
        ] {
            assert!(is_host(host), "{host}");
        }
    }

    #[test]
    fn what_is_neither_a_name_nor_an_address_is_refused() {
        let long_label = "a".repeat(64);
        let long = format!("{0}.{0}.{0}.{1}", "a".repeat(63), "b".repeat(62));
        for host in [
            "",
            " ",
            ".",
            "example.com.",
            ".example.com",
            "a..b",
            "-a.com",
            "a-.com",
            "a_b.com",
            "bücher.example",
            "https://example.com",
            "example.com:443",
            "example.com/path",
            "user@example.com",
            "256.0.0.1",
            "1.2.3",
            "192.0.2.1.5",
            "[::1]",
            "fe80::1%eth0",
            "exam ple.com",
            "a\0b",
            "a\n",
            &long_label,
            &long,
        ] {
            assert!(!is_host(host), "{host:?}");
        }
    }

    #[test]
    fn nothing_given_breaks_no_rule() {
        assert!(violations(&Candidate::default()).is_empty());
    }

    #[test]
    fn every_broken_rule_is_reported_without_what_was_sent() {
        let found = violations(&Candidate {
            mfa_method: Some("sent-method"),
            host: Some("sent host"),
            access_key: Some("sent-key\n"),
            identity_attribute: Some(""),
        });
        assert_eq!(found.len(), 4);
        assert!(found[0].starts_with("mfaMethod") && found[1].starts_with("host"));
        assert!(found[2].starts_with("accessKey") && found[3].starts_with("identityAttribute"));
        assert!(
            found.iter().all(|sentence| !sentence.contains("sent-")),
            "{found:?}"
        );
    }
}
