//! The keys of every object: `must` and `should` are required (without the latter a document can still be read), `v31` came with 3.1, `v32` with 3.2.

use super::{Is, Key, Names, Need, Object, Since};

const fn key(name: &'static str, is: Is) -> Key {
    Key {
        name,
        is,
        required: Need::No,
        since: Since::V30,
    }
}

const fn must(name: &'static str, is: Is) -> Key {
    Key {
        required: Need::Must,
        ..key(name, is)
    }
}

const fn should(name: &'static str, is: Is) -> Key {
    Key {
        required: Need::Should,
        ..key(name, is)
    }
}

const fn v31(name: &'static str, is: Is) -> Key {
    Key {
        since: Since::V31,
        ..key(name, is)
    }
}

const fn v32(name: &'static str, is: Is) -> Key {
    Key {
        since: Since::V32,
        ..key(name, is)
    }
}

const SCHEMA: Is = Is::Ref(Object::Schema);
const SCHEMAS: Is = Is::List(&SCHEMA);
const SCHEMA_MAP: Is = Is::Map(Names::Any, &SCHEMA);
const SERVERS: Is = Is::List(&Is::One(Object::Server));
const SECURITY: Is = Is::List(&Is::Map(Names::Any, &Is::Texts));
const PARAMETERS: Is = Is::List(&Is::Ref(Object::Parameter));
pub(super) const PATH_ITEM: Is = Is::One(Object::PathItem);
const CALLBACK: Is = Is::Map(Names::Extended, &PATH_ITEM);
const CALLBACKS: Is = Is::Map(Names::Any, &CALLBACK);
const EXAMPLES: Is = Is::Map(Names::Any, &Is::Ref(Object::Example));
const CONTENT: Is = Is::Map(Names::Any, &Is::One(Object::MediaType));
const HEADERS: Is = Is::Map(Names::Any, &Is::Ref(Object::Header));
const LINKS: Is = Is::Map(Names::Any, &Is::Ref(Object::Link));
const RESPONSES: Is = Is::Map(Names::Statuses, &Is::Ref(Object::Response));
const EXTERNAL_DOCS: Is = Is::One(Object::ExternalDocs);

pub(super) const ROOT: &[Key] = &[
    must("openapi", Is::Word),
    must("info", Is::One(Object::Info)),
    key("servers", SERVERS),
    key("paths", Is::Map(Names::Paths, &PATH_ITEM)),
    key("components", Is::One(Object::Components)),
    key("security", SECURITY),
    key("tags", Is::List(&Is::One(Object::Tag))),
    key("externalDocs", EXTERNAL_DOCS),
    v31("webhooks", Is::Map(Names::Any, &PATH_ITEM)),
    v31("jsonSchemaDialect", Is::Text),
    v32("$self", Is::Text),
];

pub(super) const INFO: &[Key] = &[
    must("title", Is::Text),
    must("version", Is::Text),
    key("description", Is::Text),
    key("termsOfService", Is::Text),
    key("contact", Is::One(Object::Contact)),
    key("license", Is::One(Object::License)),
    v31("summary", Is::Text),
];

pub(super) const CONTACT: &[Key] = &[
    key("name", Is::Text),
    key("url", Is::Text),
    key("email", Is::Text),
];

pub(super) const LICENSE: &[Key] = &[
    should("name", Is::Text),
    key("url", Is::Text),
    v31("identifier", Is::Text),
];

pub(super) const SERVER: &[Key] = &[
    should("url", Is::Text),
    key("description", Is::Text),
    key(
        "variables",
        Is::Map(Names::Any, &Is::One(Object::ServerVariable)),
    ),
    v32("name", Is::Text),
];

pub(super) const SERVER_VARIABLE: &[Key] = &[
    should("default", Is::Text),
    key("enum", Is::Texts),
    key("description", Is::Text),
];

pub(super) const COMPONENTS: &[Key] = &[
    key("schemas", Is::Map(Names::Components, &SCHEMA)),
    key(
        "responses",
        Is::Map(Names::Components, &Is::Ref(Object::Response)),
    ),
    key(
        "parameters",
        Is::Map(Names::Components, &Is::Ref(Object::Parameter)),
    ),
    key(
        "examples",
        Is::Map(Names::Components, &Is::Ref(Object::Example)),
    ),
    key(
        "requestBodies",
        Is::Map(Names::Components, &Is::Ref(Object::RequestBody)),
    ),
    key(
        "headers",
        Is::Map(Names::Components, &Is::Ref(Object::Header)),
    ),
    key(
        "securitySchemes",
        Is::Map(Names::Components, &Is::Ref(Object::SecurityScheme)),
    ),
    key("links", Is::Map(Names::Components, &Is::Ref(Object::Link))),
    key("callbacks", Is::Map(Names::Components, &CALLBACK)),
    v31("pathItems", Is::Map(Names::Components, &PATH_ITEM)),
    v32(
        "mediaTypes",
        Is::Map(Names::Components, &Is::Ref(Object::MediaType)),
    ),
];

pub(super) const PATH_ITEM_KEYS: &[Key] = &[
    key("$ref", Is::Text),
    key("summary", Is::Text),
    key("description", Is::Text),
    key("get", Is::One(Object::Operation)),
    key("put", Is::One(Object::Operation)),
    key("post", Is::One(Object::Operation)),
    key("delete", Is::One(Object::Operation)),
    key("options", Is::One(Object::Operation)),
    key("head", Is::One(Object::Operation)),
    key("patch", Is::One(Object::Operation)),
    key("trace", Is::One(Object::Operation)),
    key("servers", SERVERS),
    key("parameters", PARAMETERS),
    v32("query", Is::One(Object::Operation)),
    v32(
        "additionalOperations",
        Is::Map(Names::Any, &Is::One(Object::Operation)),
    ),
];

pub(super) const OPERATION: &[Key] = &[
    key("tags", Is::Texts),
    key("summary", Is::Text),
    key("description", Is::Text),
    key("externalDocs", EXTERNAL_DOCS),
    key("operationId", Is::Word),
    key("parameters", PARAMETERS),
    key("requestBody", Is::Ref(Object::RequestBody)),
    key("responses", RESPONSES),
    key("callbacks", CALLBACKS),
    key("deprecated", Is::Bool),
    key("security", SECURITY),
    key("servers", SERVERS),
];

pub(super) const EXTERNAL_DOCS_KEYS: &[Key] =
    &[should("url", Is::Text), key("description", Is::Text)];

pub(super) const PARAMETER: &[Key] = &[
    must("name", Is::Word),
    must("in", Is::Word),
    key("description", Is::Text),
    key("required", Is::Bool),
    key("deprecated", Is::Bool),
    key("allowEmptyValue", Is::Bool),
    key("style", Is::Word),
    key("explode", Is::Bool),
    key("allowReserved", Is::Bool),
    key("schema", SCHEMA),
    key("example", Is::Data),
    key("examples", EXAMPLES),
    key("content", CONTENT),
];

pub(super) const REQUEST_BODY: &[Key] = &[
    should("content", CONTENT),
    key("description", Is::Text),
    key("required", Is::Bool),
];

pub(super) const MEDIA_TYPE: &[Key] = &[
    key("schema", SCHEMA),
    key("example", Is::Data),
    key("examples", EXAMPLES),
    key("encoding", Is::Map(Names::Any, &Is::One(Object::Encoding))),
    v32("itemSchema", SCHEMA),
    v32("prefixEncoding", Is::List(&Is::One(Object::Encoding))),
    v32("itemEncoding", Is::One(Object::Encoding)),
];

pub(super) const ENCODING: &[Key] = &[
    key("contentType", Is::Text),
    key("headers", HEADERS),
    key("style", Is::Word),
    key("explode", Is::Bool),
    key("allowReserved", Is::Bool),
    v32("encoding", Is::Map(Names::Any, &Is::One(Object::Encoding))),
    v32("prefixEncoding", Is::List(&Is::One(Object::Encoding))),
    v32("itemEncoding", Is::One(Object::Encoding)),
];

pub(super) const RESPONSE: &[Key] = &[
    key("description", Is::Text),
    key("headers", HEADERS),
    key("content", CONTENT),
    key("links", LINKS),
    v32("summary", Is::Text),
];

pub(super) const EXAMPLE: &[Key] = &[
    key("summary", Is::Text),
    key("description", Is::Text),
    key("value", Is::Data),
    key("externalValue", Is::Text),
    v32("dataValue", Is::Data),
    v32("serializedValue", Is::Text),
];

pub(super) const LINK: &[Key] = &[
    key("operationRef", Is::Word),
    key("operationId", Is::Word),
    key("parameters", Is::Map(Names::Any, &Is::Data)),
    key("requestBody", Is::Data),
    key("description", Is::Text),
    key("server", Is::One(Object::Server)),
];

pub(super) const HEADER: &[Key] = &[
    key("description", Is::Text),
    key("required", Is::Bool),
    key("deprecated", Is::Bool),
    key("allowEmptyValue", Is::Bool),
    key("style", Is::Word),
    key("explode", Is::Bool),
    key("allowReserved", Is::Bool),
    key("schema", SCHEMA),
    key("example", Is::Data),
    key("examples", EXAMPLES),
    key("content", CONTENT),
];

pub(super) const TAG: &[Key] = &[
    should("name", Is::Text),
    key("description", Is::Text),
    key("externalDocs", EXTERNAL_DOCS),
    v32("summary", Is::Text),
    v32("parent", Is::Text),
    v32("kind", Is::Text),
];

pub(super) const SCHEMA_KEYS: &[Key] = &[
    key("title", Is::Text),
    key("description", Is::Text),
    key("default", Is::Data),
    key("example", Is::Data),
    key("externalDocs", EXTERNAL_DOCS),
    key("deprecated", Is::Bool),
    key("readOnly", Is::Bool),
    key("writeOnly", Is::Bool),
    key("nullable", Is::Bool),
    key("discriminator", Is::One(Object::Discriminator)),
    key("xml", Is::One(Object::Xml)),
    key("type", Is::Types),
    key("format", Is::Text),
    key("enum", Is::DataList),
    key("multipleOf", Is::Number),
    key("maximum", Is::Number),
    key("exclusiveMaximum", Is::Exclusive),
    key("minimum", Is::Number),
    key("exclusiveMinimum", Is::Exclusive),
    key("maxLength", Is::Count),
    key("minLength", Is::Count),
    key("pattern", Is::Text),
    key("maxItems", Is::Count),
    key("minItems", Is::Count),
    key("uniqueItems", Is::Bool),
    key("maxProperties", Is::Count),
    key("minProperties", Is::Count),
    key("required", Is::Texts),
    key("allOf", SCHEMAS),
    key("oneOf", SCHEMAS),
    key("anyOf", SCHEMAS),
    key("not", SCHEMA),
    key("items", SCHEMA),
    key("properties", SCHEMA_MAP),
    key("additionalProperties", Is::BoolOrSchema),
    v31("const", Is::Data),
    v31("examples", Is::DataList),
    v31("prefixItems", SCHEMAS),
    v31("contains", SCHEMA),
    v31("minContains", Is::Count),
    v31("maxContains", Is::Count),
    v31("patternProperties", SCHEMA_MAP),
    v31("propertyNames", SCHEMA),
    v31("dependentRequired", Is::Map(Names::Any, &Is::Texts)),
    v31("dependentSchemas", SCHEMA_MAP),
    v31("if", SCHEMA),
    v31("then", SCHEMA),
    v31("else", SCHEMA),
    v31("unevaluatedItems", SCHEMA),
    v31("unevaluatedProperties", SCHEMA),
    v31("contentEncoding", Is::Text),
    v31("contentMediaType", Is::Text),
    v31("contentSchema", SCHEMA),
    v31("$defs", SCHEMA_MAP),
    v31("definitions", SCHEMA_MAP),
    v31("$id", Is::Text),
    v31("$schema", Is::Text),
    v31("$anchor", Is::Text),
    v31("$comment", Is::Text),
    v31("$vocabulary", Is::Map(Names::Any, &Is::Bool)),
    v31("$dynamicRef", Is::Text),
    v31("$dynamicAnchor", Is::Text),
    key("$ref", Is::Text),
];

pub(super) const DISCRIMINATOR: &[Key] = &[
    must("propertyName", Is::Word),
    key("mapping", Is::Map(Names::Any, &Is::Text)),
    v32("defaultMapping", Is::Text),
];

pub(super) const XML: &[Key] = &[
    key("name", Is::Text),
    key("namespace", Is::Text),
    key("prefix", Is::Text),
    key("attribute", Is::Bool),
    key("wrapped", Is::Bool),
    v32("nodeType", Is::Text),
];

pub(super) const SECURITY_SCHEME: &[Key] = &[
    must("type", Is::Word),
    key("description", Is::Text),
    key("name", Is::Word),
    key("in", Is::Word),
    key("scheme", Is::Word),
    key("bearerFormat", Is::Text),
    key("flows", Is::One(Object::OAuthFlows)),
    key("openIdConnectUrl", Is::Text),
    v32("oauth2MetadataUrl", Is::Text),
    v32("deprecated", Is::Bool),
];

pub(super) const OAUTH_FLOWS: &[Key] = &[
    key("implicit", Is::One(Object::OAuthFlow)),
    key("password", Is::One(Object::OAuthFlow)),
    key("clientCredentials", Is::One(Object::OAuthFlow)),
    key("authorizationCode", Is::One(Object::OAuthFlow)),
    v32("deviceAuthorization", Is::One(Object::OAuthFlow)),
];

pub(super) const OAUTH_FLOW: &[Key] = &[
    key("authorizationUrl", Is::Text),
    key("tokenUrl", Is::Text),
    key("refreshUrl", Is::Text),
    key("scopes", Is::Map(Names::Any, &Is::Text)),
    v32("deviceAuthorizationUrl", Is::Text),
];
