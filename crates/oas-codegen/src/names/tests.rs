//! Tables of odd names.

use super::*;
use crate::diagnostic::Diagnostics;
use crate::place::{Place, SourceId};

#[test]
fn fields_are_valid_snake_case() {
    for (wire, want) in [
        ("mfaMethod", "mfa_method"),
        ("type", "type_"),
        ("self", "self_"),
        ("Self", "self_"),
        ("gen", "gen_"),
        ("", "empty"),
        ("_", "underscore"),
        ("3d", "_3d"),
        ("+1", "plus_1"),
        ("-1", "minus_1"),
        ("@odata.type", "odata_type"),
        ("$ref", "ref_"),
        ("IPv4Address", "ipv4_address"),
        ("OAuth2", "oauth2"),
        ("setMFAOktaConfig", "set_mfa_okta_config"),
        ("*", "star"),
        ("größe", "grosse"),
        ("Ångström", "angstrom"),
        ("北京市", "bei_jing_shi"),
        ("价格/元", "jia_ge_yuan"),
        ("☃", "snowman"),
    ] {
        let got = field(wire);
        assert_eq!(got.as_str(), want, "{wire:?}");
    }
}

#[test]
fn types_and_variants_are_valid_camel_case() {
    for (wire, want) in [
        ("pet", "Pet"),
        ("self", "Self_"),
        ("foo.bar", "FooBar"),
        ("foo/bar", "FooBar"),
        ("2fa", "_2fa"),
        ("ÁKK", "Akk"),
        ("Łódź", "Lodz"),
        ("Ünïcödé Nâmé", "UnicodeName"),
        ("", "Empty"),
        ("-1", "Minus1"),
        ("+1", "Plus1"),
        (">=", "GreaterEqual"),
        ("OAuth2Token", "Oauth2Token"),
    ] {
        assert_eq!(type_name(wire).as_str(), want, "{wire:?}");
    }
}

#[test]
fn the_first_keeps_its_name_and_later_ones_get_their_own_suffix() {
    let at = Place::root(SourceId::ROOT);
    let mut diags = Diagnostics::default();
    let mut scope = Scope::new(&["Unknown"]);
    let mut claim = |wire: &str| {
        scope
            .variant(wire, &at.child(wire), &mut diags)
            .as_str()
            .to_owned()
    };
    assert_eq!(claim("foo.bar"), "FooBar");
    assert_eq!(claim("foo/bar"), "FooSlashBar");
    assert_eq!(claim("asc"), "Asc");
    assert_eq!(claim("ASC"), "AscUpper");
    assert_eq!(claim("unknown"), "Unknown_");
    assert_eq!(
        claim("unknown "),
        "UnknownAlt2",
        "nothing but its turn tells it apart"
    );
    assert_eq!(diags.list().len(), 2, "a reserved word is no clash");
    let help = diags.list()[0].help.clone().unwrap_or_default();
    assert!(help.contains("\"#/foo.bar\" = \"FooBar\""), "{help}");
}

#[test]
fn what_is_spelled_alike_is_told_apart_by_its_signs_and_its_case() {
    let at = Place::root(SourceId::ROOT);
    for (first, later, want) in [
        ("name", "-name", "MinusName"),
        ("name", "+name", "PlusName"),
        ("Etc/GMT+12", "Etc/GMT-12", "EtcGmtMinus12"),
        ("a.b-c", "a-b-c", "ABCDash"),
        ("order_item", "order-item", "OrderDashItem"),
        (
            "add_log_request",
            "add_log request",
            "AddUnderscoreLogRequest",
        ),
        ("max-parts", "MaxParts", "MaxPartsPascal"),
        ("next_token", "nextToken", "NextTokenCamel"),
        ("marker", "Marker", "MarkerCapital"),
        ("FileDTO", "FileDto", "FileDtoPascal"),
        ("e164", "E164", "E164Upper"),
        ("Start", "Start<", "StartLess"),
        ("same", "same", "SameAlt2"),
        ("10", "1.0", "_1Dot0"),
    ] {
        let mut diags = Diagnostics::default();
        let mut scope = Scope::default();
        let mut claim = |wire: &str| {
            let at = at.child(wire);
            scope.variant(wire, &at, &mut diags).as_str().to_owned()
        };
        claim(first);
        assert_eq!(claim(later), want, "{later:?} after {first:?}");
    }
}
