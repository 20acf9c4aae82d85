//! Generates the documents that the tests run.

fn main() -> Result<(), oas_codegen::Failed> {
    for case in [
        "bodies",
        "defaults",
        "formats",
        "item_schema",
        "responses",
        "streams",
        "webhooks",
    ] {
        oas_codegen::Codegen::new(format!("../../specs/cases/{case}.yaml")).generate()?;
    }
    Ok(())
}
