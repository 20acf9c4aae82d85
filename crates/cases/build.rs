//! Generates the documents that the tests run.

fn main() -> Result<(), oas_codegen::Failed> {
    for case in [
        "all_of_apart",
        "bodies",
        "default_of_alternatives",
        "defaults",
        "enums",
        "equal_types",
        "formats",
        "hierarchy",
        "item_schema",
        "parameters_nested",
        "parts_untyped",
        "read_write",
        "recursion_of_lists",
        "responses",
        "schemas_repaired",
        "streams",
        "tuples_open",
        "unions_in_a_circle",
        "webhooks",
    ] {
        oas_codegen::Codegen::new(format!("../../specs/cases/{case}.yaml")).generate()?;
    }
    Ok(())
}
