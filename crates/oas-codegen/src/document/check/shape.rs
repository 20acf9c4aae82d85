//! Scalars, and what the table cannot say about objects: keys that depend on each other.

use super::{Check, Path};
use crate::diagnostic::{Code, closest};
use crate::document::Version;
use crate::document::normalize::styles;
use crate::document::objects::{Is, Object};
use crate::node::{Node, Value};

impl Check<'_> {
    /// A scalar of the wrong kind is repaired where only one thing can be meant.
    pub(super) fn scalar(&mut self, node: &Node, is: Is, at: &Path<'_>) {
        let (expected, fits, repairable) = match is {
            Is::Text | Is::Word => {
                let plain = node.as_text().is_some();
                (
                    "a string",
                    node.as_str().is_some() || plain && !self.json,
                    plain,
                )
            }
            Is::Bool => {
                let word = crate::document::normalize::boolean(node).is_some();
                ("a boolean", node.as_bool().is_some(), word)
            }
            Is::Count => {
                let number = node
                    .to_number()
                    .and_then(|n| n.as_i128())
                    .filter(|n| *n >= 0);
                (
                    "an integer from zero up",
                    number.is_some() && node.as_number().is_some(),
                    number.is_some(),
                )
            }
            Is::Exclusive => {
                let fits = node.as_bool().is_some() || node.as_number().is_some();
                ("a boolean or a number", fits, false)
            }
            _ => (
                "a number",
                node.as_number().is_some(),
                node.to_number().is_some(),
            ),
        };
        if fits {
            return;
        }
        if repairable {
            let message = format!("expected {expected}, found {}", node.kind());
            self.warn(Code::Coerced, at, message)
                .note("it is read as what is expected");
        } else {
            self.wrong(node, expected, at);
        }
    }

    /// What an object needs beyond its keys.
    pub(super) fn shape(&mut self, node: &Node, object: Object, at: &Path<'_>) {
        match object {
            Object::Root => self.root(node, at),
            Object::Operation => self.operation(node, at),
            Object::Parameter => self.parameter(node, at),
            Object::Header => self.one_of_two(node, "a header", at),
            Object::Response if node.get("description").is_none() => {
                self.warn(
                    Code::Missing,
                    &at.as_key(),
                    "a response needs `description`",
                )
                .note("the document is read as if it were there and empty");
            }
            Object::SecurityScheme => self.security_scheme(node, at),
            Object::OAuthFlow => self.flow(node, at),
            Object::Link
                if node.get("operationId").is_none() && node.get("operationRef").is_none() =>
            {
                self.warn(
                    Code::Missing,
                    &at.as_key(),
                    "a link needs `operationId` or `operationRef`",
                )
                .note("it is left out");
            }
            _ => {}
        }
    }

    fn root(&mut self, node: &Node, at: &Path<'_>) {
        let any = |keys: &[&str]| keys.iter().any(|key| node.get(key).is_some());
        let enough = match self.version {
            Version::V30 => any(&["paths"]),
            Version::V31 => any(&["paths", "webhooks", "components"]),
        };
        if !enough {
            self.warn(Code::Missing, at, "an OpenAPI document needs `paths`")
                .note("it is read as a document without operations");
        }
    }

    fn operation(&mut self, node: &Node, at: &Path<'_>) {
        let responses = node.get("responses");
        let missing = match responses {
            None => self.version == Version::V30,
            Some(node) => node.is_null() || node.as_map().is_some_and(<[_]>::is_empty),
        };
        if missing {
            self.warn(
                Code::Missing,
                &at.as_key(),
                "an operation needs `responses`, with at least one",
            )
            .note("every answer counts as one that the document does not declare");
        }
    }

    fn parameter(&mut self, node: &Node, at: &Path<'_>) {
        let Some(location) = node.get("in").and_then(Node::as_text) else {
            return;
        };
        let locations = ["path", "query", "header", "cookie"];
        if location == "querystring" {
            let message = "`in: querystring` is new in OpenAPI 3.2, and the parameter is left out";
            self.warn(Code::NotYet, &at.key("in"), message)
                .help("declare each part of the query as a parameter of its own, `in: query`");
            return;
        }
        if !locations.contains(&location) {
            let help = match (location, closest(location, locations)) {
                ("body" | "formData", _) => "OpenAPI 3 has `requestBody` for this".to_owned(),
                (_, Some(near)) => format!("did you mean `{near}`?"),
                _ => "one of `path`, `query`, `header` and `cookie`".to_owned(),
            };
            let message = format!("`{location}` is no place for a parameter");
            self.error(Code::ParameterIn, &at.key("in"), message)
                .help(help);
            return;
        }
        if let Some(style) = node.get("style").and_then(Node::as_text)
            && !styles(location).contains(&style)
        {
            let known = styles(location).join("`, `");
            let message = format!("`{style}` is no style of a {location} parameter");
            self.warn(Code::Style, &at.key("style"), message)
                .note("the default style is used")
                .help(format!("one of `{known}`"));
        }
        if location == "path" && node.get("required").and_then(Node::as_bool) != Some(true) {
            self.warn(
                Code::PathOptional,
                &at.as_key(),
                "a path parameter must say `required: true`",
            )
            .note("it is read as required");
        }
        self.one_of_two(node, "a parameter", at);
    }

    fn one_of_two(&mut self, node: &Node, what: &str, at: &Path<'_>) {
        match (node.get("schema"), node.get("content")) {
            (None, None) => {
                self.warn(
                    Code::Missing,
                    &at.as_key(),
                    format!("{what} needs `schema` or `content`"),
                )
                .note("any value is accepted");
            }
            (Some(_), Some(_)) => {
                let message = format!("{what} has `schema` or `content`, not both");
                self.warn(Code::RefSibling, &at.key("content").as_key(), message)
                    .note("`content` is ignored");
            }
            _ => {}
        }
    }

    fn security_scheme(&mut self, node: &Node, at: &Path<'_>) {
        let Some(kind) = node.get("type").and_then(Node::as_text) else {
            return;
        };
        let needed: &[&str] = match kind {
            "apiKey" => &["name", "in"],
            "http" => &["scheme"],
            "oauth2" => &["flows"],
            "openIdConnect" => &["openIdConnectUrl"],
            "mutualTLS" => &[],
            _ => {
                let kinds = ["apiKey", "http", "mutualTLS", "oauth2", "openIdConnect"];
                let help = closest(kind, kinds).map_or_else(
                    || format!("one of `{}`", kinds.join("`, `")),
                    |near| format!("did you mean `{near}`?"),
                );
                let message = format!("`{kind}` is no type of security scheme");
                self.error(Code::SecurityType, &at.key("type"), message)
                    .help(help);
                return;
            }
        };
        for key in needed {
            if node.get(key).is_none_or(Node::is_null) {
                let message = format!("a security scheme of type `{kind}` needs `{key}`");
                self.error(Code::Missing, &at.as_key(), message);
            }
        }
        let place = node.get("in").and_then(Node::as_text);
        if kind == "apiKey" && place.is_some_and(|p| !["query", "header", "cookie"].contains(&p)) {
            let message = "an API key is in `query`, `header` or `cookie`";
            self.error(Code::ParameterIn, &at.key("in"), message);
        }
    }

    fn flow(&mut self, node: &Node, at: &Path<'_>) {
        let needed: &[&str] = match at.last() {
            Some("implicit") => &["authorizationUrl", "scopes"],
            Some("password" | "clientCredentials") => &["tokenUrl", "scopes"],
            Some("authorizationCode") => &["authorizationUrl", "tokenUrl", "scopes"],
            _ => &[],
        };
        for key in needed {
            if node.get(key).is_none_or(Node::is_null) {
                self.warn(
                    Code::Missing,
                    &at.as_key(),
                    format!("this OAuth flow needs `{key}`"),
                )
                .note("the document is read as if it were there and empty");
            }
        }
    }

    /// The names in a schema's `type`.
    pub(super) fn types(&mut self, node: &Node, at: &Path<'_>) {
        let Some(items) = node.as_list() else {
            self.type_name(node, at);
            return;
        };
        if self.version == Version::V30 {
            self.warn(
                Code::Later,
                at,
                "a list of types is of OpenAPI 3.1, this document is 3.0",
            )
            .note("it is read as in 3.1");
        }
        for (index, item) in items.iter().enumerate() {
            self.type_name(item, &at.index(index));
        }
    }

    fn type_name(&mut self, node: &Node, at: &Path<'_>) {
        use crate::document::normalize::{TYPES, meant_type};
        let name = match node.value() {
            Value::Null(_) => "null",
            Value::String(text) => text,
            _ => {
                self.warn(
                    Code::TypeName,
                    at,
                    format!("a type is a name, this is {}", node.kind()),
                )
                .note("it is ignored");
                return;
            }
        };
        if TYPES.contains(&name) || name == "null" {
            return;
        }
        let message = format!("`{name}` is no type");
        let found = self.warn(Code::TypeName, at, message);
        match meant_type(name) {
            Some(("", _)) => found.note("it is read as any value"),
            Some((ty, _)) => found.note(format!("it is read as {ty}")),
            None => found
                .note("it is ignored")
                .help(format!("one of `{}`", TYPES.join("`, `"))),
        };
    }
}
