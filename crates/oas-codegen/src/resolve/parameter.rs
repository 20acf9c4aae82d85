//! Parameters: those of the path and of the operation in one list, checked against the path's template.

use oas_runtime::path::Template;
use openapiv3::{
    CookieStyle, HeaderStyle, Parameter as Written, ParameterData, ParameterSchemaOrContent,
    PathStyle, QueryStyle, ReferenceOr,
};

use super::keywords::EXTENSION;
use super::operation::Context;
use super::{Location, Parameter, Style};
use crate::diagnostic::{Code, Diagnostics};
use crate::place::Place;

/// Header parameters that the document has other words for; declared ones are ignored, as OpenAPI says.
const IGNORED_HEADERS: [&str; 3] = ["accept", "content-type", "authorization"];

/// The parameters written for one operation.
pub(super) struct Lists<'a> {
    pub(super) path: &'a str,
    pub(super) of_path: (&'a [ReferenceOr<Written>], &'a Place),
    pub(super) of_operation: (&'a [ReferenceOr<Written>], &'a Place),
    /// Whether the path is a template whose parameters must be declared.
    pub(super) templated: bool,
}

/// All parameters of one operation.
pub(super) fn all(
    context: &mut Context<'_, '_>,
    lists: Lists<'_>,
    at: &Place,
    diags: &mut Diagnostics,
) -> Vec<Parameter> {
    let mut out = list(context, lists.of_path.0, lists.of_path.1, diags);
    for param in list(context, lists.of_operation.0, lists.of_operation.1, diags) {
        match out.iter_mut().find(|p| same(p, &param)) {
            Some(overridden) => *overridden = param,
            None => out.push(param),
        }
    }
    if lists.templated {
        against_template(lists.path, at, &mut out, diags);
        without_fixed(lists.path, &mut out, diags);
    }
    out.shrink_to_fit();
    out
}

fn same(a: &Parameter, b: &Parameter) -> bool {
    let header = a.location == Location::Header && a.name.eq_ignore_ascii_case(&b.name);
    a.location == b.location && (a.name == b.name || header)
}

fn list(
    context: &mut Context<'_, '_>,
    written: &[ReferenceOr<Written>],
    at: &Place,
    diags: &mut Diagnostics,
) -> Vec<Parameter> {
    let mut out: Vec<Parameter> = Vec::with_capacity(written.len());
    for (index, param) in written.iter().enumerate() {
        let at = at.index(index);
        let Some((param, place)) = context.refs.follow(param, &at, diags) else {
            continue;
        };
        let Some(param) = parameter(context, &param, &place, diags) else {
            continue;
        };
        if let Some(first) = out.iter().find(|p| same(p, &param)) {
            diags
                .warning(
                    Code::DuplicateParameter,
                    &at,
                    format!(
                        "the parameter `{}` is declared twice; this one is ignored",
                        param.name
                    ),
                )
                .note_at(&first.place, "first declared here");
            continue;
        }
        out.push(param);
    }
    out
}

fn parameter(
    context: &mut Context<'_, '_>,
    written: &Written,
    at: &Place,
    diags: &mut Diagnostics,
) -> Option<Parameter> {
    let (data, location, style, allow_reserved) = parts(written);
    let ours = data.extensions.get(EXTENSION);
    if ours.is_some_and(|ours| ours.get("leftOut").is_some()) {
        return None;
    }
    if location == Location::Header
        && IGNORED_HEADERS.contains(&data.name.to_ascii_lowercase().as_str())
    {
        return None;
    }
    let mut required = data.required;
    if location == Location::Path && !required {
        diags.warning(
            Code::PathParameterOptional,
            at,
            format!(
                "the path parameter `{}` must have `required: true`",
                data.name
            ),
        );
        required = true;
    }
    let (schema, json) = match &data.format {
        ParameterSchemaOrContent::Schema(schema) => {
            let id = context
                .schemas
                .intern_written(schema, &at.child("schema"), diags);
            (Some(id), false)
        }
        ParameterSchemaOrContent::Content(content) => content_schema(context, content, at, diags),
    };
    Some(Parameter {
        name: data.name.clone(),
        location,
        required,
        deprecated: data.deprecated.unwrap_or(false),
        description: data.description.clone(),
        style,
        explode: data.explode.unwrap_or(style == Style::Form),
        allow_reserved,
        json,
        schema,
        place: at.clone(),
    })
}

/// The schema of the only media type, and whether the value is JSON text.
pub(super) fn content_schema(
    context: &mut Context<'_, '_>,
    content: &openapiv3::Content,
    at: &Place,
    diags: &mut Diagnostics,
) -> (Option<super::SchemaId>, bool) {
    let Some((media_type, media)) = content.iter().next() else {
        return (None, false);
    };
    let at = at.child("content").child(media_type);
    if !media_type.contains("json") {
        as_text(&at.as_key(), media_type, media.schema.is_some(), diags);
        return (None, false);
    }
    let at = at.child("schema");
    let schema = media.schema.as_ref();
    (
        schema.map(|s| context.schemas.intern_written(s, &at, diags)),
        true,
    )
}

/// Says that a value in a media type of its own is text.
pub(super) fn as_text(at: &Place, media_type: &str, has_schema: bool, diags: &mut Diagnostics) {
    if has_schema && !media_type.starts_with("text/") && !diags.knows(Code::AsText, at) {
        let message =
            format!("a value of `{media_type}` is handed over as text, not as its schema says");
        diags.warning(Code::AsText, at, message);
    }
}

fn parts(written: &Written) -> (&ParameterData, Location, Style, bool) {
    match written {
        Written::Query {
            parameter_data,
            allow_reserved,
            style,
            allow_empty_value: _, // deprecated, and an empty string is sent as one
        } => (
            parameter_data,
            Location::Query,
            query_style(style),
            *allow_reserved,
        ),
        Written::Header {
            parameter_data,
            style: HeaderStyle::Simple,
        } => (parameter_data, Location::Header, Style::Simple, false),
        Written::Path {
            parameter_data,
            style,
        } => {
            let style = match style {
                PathStyle::Matrix => Style::Matrix,
                PathStyle::Label => Style::Label,
                PathStyle::Simple => Style::Simple,
            };
            (parameter_data, Location::Path, style, false)
        }
        Written::Cookie {
            parameter_data,
            style: CookieStyle::Form,
        } => (parameter_data, Location::Cookie, Style::Form, false),
    }
}

/// The style of a query parameter or of a form's property.
pub(super) fn query_style(style: &QueryStyle) -> Style {
    match style {
        QueryStyle::Form => Style::Form,
        QueryStyle::SpaceDelimited => Style::SpaceDelimited,
        QueryStyle::PipeDelimited => Style::PipeDelimited,
        QueryStyle::DeepObject => Style::DeepObject,
    }
}

/// The names between braces, in order, each once.
fn template(path: &str) -> Vec<&str> {
    let mut out: Vec<&str> = Vec::new();
    let mut rest = path;
    while let Some((_, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            break;
        };
        if !out.contains(&name) {
            out.push(name);
        }
        rest = after;
    }
    out
}

/// Makes the declared path parameters those of the template.
fn against_template(path: &str, at: &Place, params: &mut Vec<Parameter>, diags: &mut Diagnostics) {
    let names = template(path);
    let meant = misnamed(&names, params);
    let mut index = 0;
    params.retain_mut(|param| {
        index += 1;
        if param.location != Location::Path || names.contains(&param.name.as_str()) {
            return true;
        }
        let name = meant.iter().find(|(of, _)| *of == index - 1);
        let message = format!("the path `{path}` has no parameter `{}`", param.name);
        let warning = diags.warning(Code::ParameterNotInPath, &param.place, message);
        let Some((_, name)) = name else {
            warning.note("it is ignored").help(format!(
                "write `{{{}}}` into the path, or take the parameter out",
                param.name
            ));
            return false;
        };
        warning
            .note(format!("it is taken for `{name}`, which nothing declares"))
            .help(format!("call it `{name}`"));
        (*name).clone_into(&mut param.name);
        true
    });
    for name in names {
        if params
            .iter()
            .any(|p| p.location == Location::Path && p.name == name)
        {
            continue;
        }
        diags.warning(
            Code::TemplateParameterUndeclared,
            at,
            format!("the parameter `{name}` of the path is not declared; it is a string"),
        );
        params.push(Parameter {
            name: name.to_owned(),
            location: Location::Path,
            required: true,
            deprecated: false,
            description: None,
            style: Style::Simple,
            explode: false,
            allow_reserved: false,
            json: false,
            schema: None,
            place: at.clone(),
        });
    }
}

/// Leaves out the query parameters that the path has already: `?view=status` is sent once.
fn without_fixed(path: &str, params: &mut Vec<Parameter>, diags: &mut Diagnostics) {
    if !path.contains('?') {
        return;
    }
    let template = Template::new(path);
    let is_fixed = |param: &Parameter| {
        let mut pairs = template.query().iter();
        param.location == Location::Query
            && pairs.any(|pair| pair.literal_name() == Some(&*param.name))
    };
    params.retain(|param| {
        let fixed = is_fixed(param);
        if fixed {
            let message = format!(
                "the path `{path}` has `{}` already: the parameter is left out",
                param.name
            );
            diags.warning(Code::FixedParameter, &param.place, message);
        }
        !fixed
    });
}

/// Path parameters, by index, whose names the template does not have, and the undeclared names of the
/// template that they must mean: equal up to case and punctuation, or the only ones left.
fn misnamed<'p>(names: &[&'p str], params: &[Parameter]) -> Vec<(usize, &'p str)> {
    let of_path = |p: &&Parameter| p.location == Location::Path;
    let declared = |name: &str| params.iter().filter(of_path).any(|p| p.name == name);
    let mut free: Vec<&str> = names.iter().copied().filter(|n| !declared(n)).collect();
    let unknown = params.iter().enumerate().filter(|(_, p)| of_path(p));
    let mut unknown: Vec<_> = unknown
        .filter(|(_, p)| !names.contains(&p.name.as_str()))
        .collect();
    let mut found = Vec::new();
    unknown.retain(|(index, param)| {
        let name = plain(&param.name);
        let Some(at) = free.iter().position(|free| plain(free) == name) else {
            return true;
        };
        found.push((*index, free.remove(at)));
        false
    });
    if let ([name], [(index, _)]) = (&free[..], &unknown[..]) {
        found.push((*index, name));
    }
    found
}

/// A name without case and punctuation.
fn plain(name: &str) -> String {
    let letters = name.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}
