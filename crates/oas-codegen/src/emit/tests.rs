//! An IR of the Okta document's shape, written by hand, and what is emitted for it.

use std::num::NonZeroUsize;

use super::{Options, files};
use crate::diagnostic::Diagnostics;
use crate::ir::*;
use crate::names::{FieldName, FnName, ModName, TypeName, VariantName};
use crate::place::{Place, SourceId};

fn at(pointer: &str) -> Place {
    Place::from_pointer(SourceId::ROOT, pointer)
}

fn says(description: &str) -> Docs {
    Docs::new(None, Some(description.into()))
}

fn field(name: &str, wire: &str, ty: Type, presence: Presence, description: &str) -> Field {
    Field {
        name: FieldName(name.to_owned()),
        wire: wire.to_owned(),
        ty,
        presence,
        constraints: Constraints::default(),
        docs: says(description),
        deprecated: false,
        place: at(&format!("/components/schemas/X/properties/{wire}")),
    }
}

fn definition(name: &str, home: Home, kind: TypeKind, default: bool) -> TypeDef {
    TypeDef {
        name: TypeName(name.to_owned()),
        home,
        docs: Docs::default(),
        deprecated: false,
        kind,
        derives: Derives {
            default,
            ..Derives::default()
        },
        checks: false,
        group: None,
        attributes: Vec::new(),
        place: at(&format!("/components/schemas/{name}")),
    }
}

fn record(fields: Vec<Field>) -> TypeKind {
    TypeKind::Struct(Struct {
        fields,
        closed: false,
        tags: crate::lean::Lean::NOTHING,
        constraints: Constraints::default(),
    })
}

fn types() -> Vec<TypeDef> {
    let secret = Type::Secret(Box::new(Type::String));
    let method = "Mfa method name";
    let key = "The secret key for authenticating requests to the MFA provider.";
    let origin = TypeKind::Enum(Enum {
        kind: EnumKind::String,
        variants: ["DEFAULT", "REQUEST"]
            .map(|wire| EnumVariant {
                name: VariantName(wire[..1].to_owned() + &wire[1..].to_lowercase()),
                wire: wire.to_owned(),
                description: None,
            })
            .into(),
        open: true,
        others: false,
    });
    vec![
        definition(
            "MfaOktaConfig",
            Home::Models,
            record(vec![
                field(
                    "mfa_method",
                    "mfaMethod",
                    Type::String,
                    Presence::OptionalNullable,
                    method,
                ),
                field(
                    "enabled",
                    "enabled",
                    Type::Bool,
                    Presence::Default(Box::new(Literal::Bool(false))),
                    "If MFA method is enabled.",
                ),
                field(
                    "access_key",
                    "accessKey",
                    secret,
                    Presence::OptionalNullable,
                    key,
                ),
            ]),
            true,
        ),
        definition("LocaleOrigin", Home::Models, origin, false),
        definition(
            "SetMfaOktaConfigUnauthorized",
            Home::Operations,
            record(vec![field(
                "error",
                "error",
                Type::String,
                Presence::Optional,
                "Why.",
            )]),
            true,
        ),
    ]
}

fn json(ty: Type) -> Content {
    Content::One(Media {
        media_type: "application/json".to_owned(),
        codec: Codec::Json,
        ty,
        constraints: Constraints::default(),
    })
}

fn response(name: &str, status: u16, ty: u32, headers: Vec<Header>) -> Response {
    let payload = (!headers.is_empty()).then(|| TypeName(format!("SetMfaOktaConfig{name}")));
    Response {
        name: VariantName(name.to_owned()),
        status: Status::Code(status),
        body: Some(json(Type::Named(TypeId(ty)))),
        headers,
        payload,
        docs: says(&format!("What {status} means.")),
        place: at("/paths"),
    }
}

fn operation() -> Operation {
    let retry_after = Header {
        name: FieldName("retry_after".to_owned()),
        wire: "Retry-After".to_owned(),
        ty: HeaderType::RetryAfter,
        required: false,
        docs: says("How long to wait."),
        place: at("/paths"),
    };
    Operation {
        id: "setMFAOktaConfig".to_owned(),
        name: FnName("set_mfa_okta_config".to_owned()),
        method: "PUT".to_owned(),
        path: "/mfa/okta-verify/config".to_owned(),
        group: 0,
        docs: says("This API sets the configuration of an Okta MFA method."),
        deprecated: false,
        request: TypeName("SetMfaOktaConfigRequest".to_owned()),
        params: Vec::new(),
        body: Some(Body {
            name: FieldName("body".to_owned()),
            required: true,
            content: json(Type::Named(TypeId(0))),
            docs: Docs::default(),
            place: at("/paths"),
        }),
        success: Success::One(response("Ok", 200, 0, Vec::new())),
        error: TypeName("SetMfaOktaConfigError".to_owned()),
        failures: vec![
            response("Unauthorized", 401, 2, Vec::new()),
            response("TooManyRequests", 429, 0, vec![retry_after]),
        ],
        security: Security {
            alternatives: vec![vec![(0, vec!["idn:mfa-configuration:manage".to_owned()])]],
            optional: false,
        },
        error_of: None,
        follow_redirects: true,
        servers: Vec::new(),
        origin: Origin::Path,
        place: at("/paths"),
    }
}

fn api() -> Api {
    let tenant = ServerVariable {
        name: FieldName("tenant".to_owned()),
        wire: "tenant".to_owned(),
        default: "sailpoint".to_owned(),
        values: None,
        docs: says("The name of the tenant."),
    };
    Api {
        title: "IdentityNow Beta API".to_owned(),
        version: "3.1.0-beta".to_owned(),
        docs: says("Sets the configuration."),
        servers: vec![Server {
            name: TypeName("Server".to_owned()),
            url: "https://{tenant}.api.identitynow.com/beta".to_owned(),
            docs: says("The beta API of one tenant."),
            variables: vec![tenant],
        }],
        schemes: vec![SecurityScheme {
            wire: "userAuth".to_owned(),
            setter: FnName("with_user_auth".to_owned()),
            kind: SchemeKind::OAuth2 {
                token_url: Some("https://sailpoint.api.identitynow.com/oauth/token".to_owned()),
                scopes: Vec::new(),
            },
            docs: says("OAuth 2 client credentials."),
        }],
        types: types(),
        operations: vec![operation()],
        groups: vec![Group {
            name: TypeName("MfaConfiguration".to_owned()),
            module: ModName("mfa_configuration".to_owned()),
            tag: Some("MFA Configuration".to_owned()),
            docs: Docs::default(),
        }],
        examples: vec![Example {
            name: FnName("mfa_okta_config".to_owned()),
            ty: Type::Named(TypeId(0)),
            json: r#"{"mfaMethod":"okta-verify","enabled":true}"#.to_owned(),
            place: at("/components/schemas/MfaOktaConfig/example"),
        }],
        ordered_maps: false,
        traits: Traits {
            clone: true,
            compare: true,
        },
        left_out: Vec::new(),
        untyped: std::collections::BTreeSet::new(),
    }
}

fn text_of(options: &Options) -> String {
    let mut diags = Diagnostics::default();
    let files = files(&api(), options, &mut diags);
    assert_eq!(diags.list(), []);
    let texts = files
        .iter()
        .map(|file| format!("=== {}\n{}", file.path.display(), file.text));
    texts.collect()
}

#[test]
fn the_crate_is_as_reviewed() {
    insta::assert_snapshot!(text_of(&Options::new_crate("okta-mfa", "openapi.yaml")));
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let mut options = Options::new_crate("okta-mfa", "openapi.yaml");
    options.threads = NonZeroUsize::new(1);
    let one = text_of(&options);
    options.threads = NonZeroUsize::new(3);
    assert_eq!(one, text_of(&options));
}

#[test]
fn the_file_to_include_has_no_inner_attributes_and_no_paths_to_a_crate() {
    let text = text_of(&Options::new_include("api.rs", "openapi.yaml"));
    assert!(!text.contains("//!") && !text.contains("#!["), "{text}");
    assert!(
        !text.contains("crate::") && !text.contains("cfg("),
        "{text}"
    );
}

#[test]
fn names_of_the_prelude_are_absolute_where_a_type_hides_them() {
    let mut api = api();
    api.types[0].name = TypeName("String".to_owned());
    let mut diags = Diagnostics::default();
    let files = files(&api, &Options::new_include("api.rs", "x.yaml"), &mut diags);
    let text = &files[0].text;
    assert!(
        text.contains("pub mfa_method: rt::Field<::std::string::String>"),
        "{text}"
    );
    assert!(text.contains("pub error: Option<String>"), "{text}");
}

#[test]
fn tokens_that_are_not_rust_are_a_diagnostic() {
    let mut api = api();
    api.types[0].attributes.push("#[derive(".to_owned());
    let mut diags = Diagnostics::default();
    assert_eq!(
        files(&api, &Options::new_include("api.rs", "x.yaml"), &mut diags),
        []
    );
    assert!(diags.has_errors());
}
