//! How an operation ends: which responses are success, what each is called, and their headers.

use super::mode::Mode;
use super::nesting::Nested;
use super::operation::Op;
use super::types::Lower;
use crate::diagnostic::Code;
use crate::ir::{self, HeaderType, Success};
use crate::names::{FieldName, Kind, Scope, TypeName};
use crate::resolve::{Header, Media, Operation, Response, SchemaId, Shape, Status};

impl<'a> Lower<'a> {
    /// Success and failures.
    pub(super) fn outcomes(
        &mut self,
        op: &'a Operation,
        names: &Op,
    ) -> (Success, Vec<ir::Response>) {
        let is_success = choose(op);
        let count = op.responses.iter().filter(|r| is_success(r.status)).count();
        let mut good = Vec::with_capacity(count);
        let mut bad = Vec::with_capacity(op.responses.len() - count);
        let mut success_scope = Scope::default();
        let mut failure_scope = Scope::new(&["Other"]);
        for response in &op.responses {
            let success = is_success(response.status);
            let scope = if success {
                &mut success_scope
            } else {
                &mut failure_scope
            };
            let words = ir::status_words(&status_key(response.status));
            let name = scope.variant(&words, &response.place, self.diags);
            let mut lowered = self.response(op, names, response, name);
            if let (false, Some(body)) = (success, &mut lowered.body) {
                super::body::make_whole(body);
            }
            if success {
                good.push(lowered)
            } else {
                bad.push(lowered)
            }
        }
        let success = match (good.pop(), good.is_empty()) {
            (None, _) => Success::One(undeclared(op)),
            (Some(only), true) => Success::One(only),
            (Some(last), false) => {
                good.push(last);
                let name = self.operation_type(&format!("{} Success", names.prefix), &op.place);
                Success::Many {
                    name,
                    variants: good,
                }
            }
        };
        (success, bad)
    }

    fn response(
        &mut self,
        op: &Operation,
        names: &Op,
        response: &'a Response,
        name: crate::names::VariantName,
    ) -> ir::Response {
        let words = format!(
            "{} {}",
            names.prefix,
            ir::status_words(&status_key(response.status))
        );
        let payload =
            (!response.headers.is_empty()).then(|| self.operation_type(&words, &response.place));
        let media = self.sent_media(op, response);
        let body = self.content(
            media,
            &format!("{words} Content"),
            &response.place,
            Mode::Read,
        );
        let example = format!("{} {}", names.name, name);
        self.media_examples(&example, media, body.as_ref(), Mode::Read);
        let mut scope = Scope::new(if body.is_some() { &["body"] } else { &[] });
        let headers = response
            .headers
            .iter()
            .map(|h| self.header(h, &mut scope))
            .collect();
        ir::Response {
            name,
            status: status(response.status),
            body,
            headers,
            payload,
            docs: super::docs::description(Some(&response.description)),
            place: response.place.clone(),
        }
    }

    /// The media types of a body that is really sent: none to `HEAD`, and none with a status that has no body.
    fn sent_media<'r>(&mut self, op: &Operation, response: &'r Response) -> &'r [Media] {
        let bodiless = matches!(response.status, Status::Code(204 | 205 | 304));
        let declared = !response.content.is_empty();
        if bodiless && declared && !self.diags.knows(Code::NoBody, &response.place) {
            let message =
                "a response of this status has no body; what is declared for it is left out";
            self.diags.warning(Code::NoBody, &response.place, message);
        }
        if bodiless || op.method == "HEAD" {
            return &[];
        }
        &response.content
    }

    fn header(&mut self, header: &Header, scope: &mut Scope) -> ir::Header {
        if let (Some(schema), false) = (header.schema, header.json) {
            self.note_nesting(schema, &header.place, Nested::JsonWithoutCommas);
        }
        let ty = if header.name.eq_ignore_ascii_case("retry-after") {
            HeaderType::RetryAfter
        } else {
            HeaderType::Declared {
                ty: match (header.json, header.schema) {
                    (true, Some(id)) => self.use_of(id, Mode::Read).inner(),
                    _ => self.header_type(header.schema),
                },
                explode: header.explode,
                json: header.json,
            }
        };
        let pin = self.pin(&header.place);
        let name = scope.pinned(Kind::Field, pin, &header.name, &header.place, self.diags);
        ir::Header {
            name: FieldName(name),
            wire: header.name.clone(),
            ty,
            required: header.required,
            docs: super::docs::description(header.description.as_deref()),
            place: header.place.clone(),
        }
    }

    /// Header values are text: what has no type in a header is a string.
    fn header_type(&mut self, schema: Option<SchemaId>) -> ir::Type {
        let Some(id) = schema else {
            return ir::Type::String;
        };
        let schema = self.model.schema(self.model.target(id));
        if matches!(schema.shape, Shape::Union(_)) && !self.diags.knows(Code::AsText, &schema.place)
        {
            let message =
                "a header of several types is handed over as text, not as its schema says";
            self.diags.warning(Code::AsText, &schema.place, message);
        }
        if matches!(
            schema.shape,
            Shape::Any | Shape::Null | Shape::Never | Shape::Union(_)
        ) {
            return ir::Type::String;
        }
        self.use_of(id, Mode::Read).ty
    }

    /// Claims a type in `operations`.
    pub(super) fn operation_type(&mut self, words: &str, at: &crate::place::Place) -> TypeName {
        let scope = self.homes.scope(&ir::Home::Operations);
        scope.type_name(words, at, self.diags)
    }
}

/// Success is 2xx; if none is declared, `default`, then 3xx.
fn choose(op: &Operation) -> impl Fn(Status) -> bool + use<> {
    let class = |s: Status| match s {
        Status::Code(code) => u8::try_from(code / 100).unwrap_or(0),
        Status::Range(class) => class,
        Status::Default => 0,
    };
    let has = |wanted: u8| op.responses.iter().any(|r| class(r.status) == wanted);
    let wanted = if has(2) {
        2
    } else if has(0) {
        0
    } else {
        3
    };
    move |s| class(s) == wanted
}

/// Whether a declared redirect is an outcome.
pub(super) fn declares_redirect(op: &Operation) -> bool {
    op.responses.iter().any(|r| match r.status {
        Status::Code(code) => (300..400).contains(&code),
        Status::Range(class) => class == 3,
        Status::Default => false,
    })
}

/// No success is declared: any 2xx, and its body is of no interest.
fn undeclared(op: &Operation) -> ir::Response {
    ir::Response {
        name: crate::names::variant("Success"),
        status: ir::Status::Range(2),
        body: None,
        headers: Vec::new(),
        payload: None,
        docs: ir::Docs::default(),
        place: op.place.child("responses"),
    }
}

fn status(status: Status) -> ir::Status {
    match status {
        Status::Code(code) => ir::Status::Code(code),
        Status::Range(class) => ir::Status::Range(class),
        Status::Default => ir::Status::Default,
    }
}

/// The key under `responses`.
pub(super) fn status_key(status: Status) -> String {
    match status {
        Status::Code(code) => code.to_string(),
        Status::Range(class) => format!("{class}XX"),
        Status::Default => "default".to_owned(),
    }
}
