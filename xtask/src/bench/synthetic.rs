//! Documents of any size, in the manner of large real ones: resources with a base, lists of them, filters, errors.
//!
//! They are written piece by piece: what this process holds counts as memory of the processes that it starts.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

/// Operations per resource.
const PER_RESOURCE: usize = 5;

/// The document with `operations` operations (a multiple of five), written unless it is there.
///
/// # Errors
/// If it cannot be written.
pub fn document(folder: &Path, operations: usize) -> io::Result<PathBuf> {
    let path = folder.join(format!("synthetic-{operations}.json"));
    if !path.is_file() {
        fs::create_dir_all(folder)?;
        let new = path.with_extension("new");
        let mut out = BufWriter::new(File::create(&new)?);
        write(&mut out, operations / PER_RESOURCE)?;
        out.into_inner()?.sync_all()?;
        fs::rename(&new, &path)?;
    }
    Ok(path)
}

fn write(out: &mut impl Write, resources: usize) -> io::Result<()> {
    out.write_all(
        b"{\n\"openapi\": \"3.0.3\",\n\"info\": {\"title\": \"Synthetic\", \"version\": \"1.0.0\"},\n\
          \"servers\": [{\"url\": \"https://api.example.com/v1.0\"}],\n\"paths\": {",
    )?;
    let mut first = true;
    for n in 0..resources {
        entry(
            out,
            &format!("/groups/{{group-id}}/resources{n}"),
            &list(n),
            &mut first,
        )?;
        let one = format!("/groups/{{group-id}}/resources{n}/{{resource{n}-id}}");
        entry(out, &one, &single(n), &mut first)?;
    }
    out.write_all(b"},\n\"components\": {\"schemas\": {")?;
    let mut first = true;
    entry(out, "directory.entity", &entity(), &mut first)?;
    entry(out, "directory.error", &error(), &mut first)?;
    for n in 0..resources {
        entry(
            out,
            &format!("directory.resource{n}"),
            &resource(n),
            &mut first,
        )?;
        entry(
            out,
            &format!("directory.resource{n}Page"),
            &page(n),
            &mut first,
        )?;
        entry(out, &format!("directory.status{n}"), &status(n), &mut first)?;
    }
    out.write_all(b"},\n\"parameters\": ")?;
    serde_json::to_writer_pretty(&mut *out, &parameters())?;
    out.write_all(b"}}\n")
}

/// One key of a map.
fn entry(out: &mut impl Write, key: &str, value: &Value, first: &mut bool) -> io::Result<()> {
    out.write_all(if std::mem::take(first) { b"\n" } else { b",\n" })?;
    serde_json::to_writer(&mut *out, key)?;
    out.write_all(b": ")?;
    serde_json::to_writer_pretty(out, value)?;
    Ok(())
}

fn refer(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/directory.{name}") })
}

fn entity() -> Value {
    json!({
        "type": "object", "required": ["@odata.type"],
        "properties": {
            "id": { "type": "string", "description": "The unique identifier of an entity. Read-only." },
            "@odata.type": { "type": "string" }
        }
    })
}

fn error() -> Value {
    json!({
        "type": "object", "required": ["code", "message"],
        "properties": {
            "code": { "type": "string" }, "message": { "type": "string" },
            "target": { "type": "string", "nullable": true },
            "details": { "type": "array", "items": refer("error") }
        }
    })
}

/// Twelve properties on top of the base, some of other resources.
fn resource(n: usize) -> Value {
    let older = n / 2;
    json!({
        "title": format!("resource{n}"),
        "allOf": [refer("entity"), {
            "type": "object",
            "properties": {
                "displayName": { "type": "string", "nullable": true, "description": format!("The name shown for resource {n} in the directory. Supports $filter and $orderby.") },
                "createdDateTime": { "type": "string", "format": "date-time", "description": "Date and time of creation, in UTC. Read-only." },
                "renewedOn": { "type": "string", "format": "date", "nullable": true },
                "isEnabled": { "type": "boolean", "default": true, "description": "Whether it takes part in anything." },
                "size": { "type": "integer", "format": "int64", "minimum": 0, "description": "The size in bytes of what it holds." },
                "share": { "type": "number", "format": "double", "nullable": true },
                "status": refer(&format!("status{n}")),
                "labels": { "type": "array", "items": { "type": "string" }, "maxItems": 64 },
                "owner": refer(&format!("resource{older}")),
                "members": { "type": "array", "items": refer(&format!("resource{older}")), "description": "Those that belong to it. Nullable." },
                "settings": { "type": "object", "additionalProperties": { "type": "string" } },
                "position": { "type": "object", "required": ["x", "y"], "properties": { "x": { "type": "number" }, "y": { "type": "number" } } }
            }
        }]
    })
}

fn page(n: usize) -> Value {
    json!({
        "type": "object", "required": ["value"],
        "properties": {
            "value": { "type": "array", "items": refer(&format!("resource{n}")) },
            "@odata.nextLink": { "type": "string", "nullable": true },
            "@odata.count": { "type": "integer", "format": "int64", "nullable": true }
        }
    })
}

fn status(n: usize) -> Value {
    json!({ "type": "string", "enum": ["unknown", "active", "suspended", format!("retired{n}")] })
}

fn parameters() -> Value {
    let number = |name: &str, text: &str| json!({ "name": name, "in": "query", "description": text, "schema": { "type": "integer", "minimum": 0 } });
    json!({
        "top": number("$top", "Show only the first n items"),
        "skip": number("$skip", "Skip the first n items"),
        "search": { "name": "$search", "in": "query", "schema": { "type": "string" } },
        "filter": { "name": "$filter", "in": "query", "schema": { "type": "string" } }
    })
}

/// What every operation answers: its own success, and an error for the rest.
fn responses(status: &str, success: Option<&str>) -> Value {
    let content = |name: &str| json!({ "application/json": { "schema": refer(name) } });
    let failure = |text: &str| json!({ "description": text, "content": content("error") });
    let good = match success {
        Some(name) => json!({ "description": "Success", "content": content(name) }),
        None => json!({ "description": "Success" }),
    };
    json!({ status: good, "404": failure("Not found"), "default": failure("Error") })
}

fn operation(n: usize, verb: &str, text: &str, responses: &Value) -> Value {
    json!({
        "tags": [format!("groups.resources{}", n % 50)],
        "summary": format!("{text} of groups"),
        "description": format!("{text} of the group, numbered {n}. Permissions are needed for this, and the answer holds what the caller may see."),
        "operationId": format!("groups.resources{n}.{verb}"),
        "responses": responses
    })
}

fn id(name: &str) -> Value {
    json!({ "name": name, "in": "path", "required": true, "description": "The unique identifier", "schema": { "type": "string" } })
}

fn body(name: &str) -> Value {
    json!({ "required": true, "content": { "application/json": { "schema": refer(name) } } })
}

fn chosen(name: &str, fields: &[&str]) -> Value {
    json!({
        "name": name, "in": "query", "style": "form", "explode": false, "description": "What to show, and in which order",
        "schema": { "type": "array", "uniqueItems": true, "items": { "type": "string", "enum": fields } }
    })
}

fn list(n: usize) -> Value {
    let name = format!("resource{n}");
    let shared = |name: &str| json!({ "$ref": format!("#/components/parameters/{name}") });
    let mut get = operation(
        n,
        "List",
        "The resources",
        &responses("200", Some(&format!("{name}Page"))),
    );
    get["parameters"] = json!([
        shared("top"),
        shared("skip"),
        shared("search"),
        shared("filter"),
        chosen(
            "$orderby",
            &[
                "id",
                "id desc",
                "displayName",
                "displayName desc",
                "createdDateTime"
            ]
        ),
        chosen(
            "$select",
            &[
                "id",
                "displayName",
                "createdDateTime",
                "isEnabled",
                "size",
                "status",
                "labels"
            ]
        ),
    ]);
    let mut post = operation(n, "Create", "Adds one", &responses("201", Some(&name)));
    post["requestBody"] = body(&name);
    json!({ "parameters": [id("group-id")], "get": get, "post": post })
}

fn single(n: usize) -> Value {
    let name = format!("resource{n}");
    let mut get = operation(n, "Get", "One resource", &responses("200", Some(&name)));
    get["parameters"] = json!([chosen("$expand", &["owner", "members"])]);
    let mut patch = operation(n, "Update", "Changes one", &responses("200", Some(&name)));
    patch["requestBody"] = body(&name);
    let mut delete = operation(n, "Delete", "Removes one", &responses("204", None));
    delete["parameters"] =
        json!([{ "name": "If-Match", "in": "header", "schema": { "type": "string" } }]);
    let ids = json!([id("group-id"), id(&format!("resource{n}-id"))]);
    json!({ "parameters": ids, "get": get, "patch": patch, "delete": delete })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_has_as_many_operations_as_asked_for_and_none_is_left_out() {
        let dir = tempfile::tempdir().unwrap();
        let path = document(dir.path(), 20).unwrap();
        let config = oas_codegen::config::Config::default();
        let options = oas_codegen::emit::Options::new_crate("synthetic", "synthetic.json");
        let outcome = oas_codegen::generate(&path, &config, &options);
        let said: Vec<_> = outcome
            .diagnostics
            .list()
            .iter()
            .map(|d| &d.message)
            .collect();
        let summary = outcome.summary.unwrap();
        assert_eq!(
            (summary.operations, summary.left_out.len()),
            (20, 0),
            "{said:?}"
        );
    }
}
