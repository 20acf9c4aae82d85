//! Generates the documents that the tests run.

fn main() -> Result<(), oas_codegen::Failed> {
    for case in ["defaults", "formats", "responses", "streams", "webhooks"] {
        oas_codegen::Codegen::new(format!("../../specs/cases/{case}.yaml")).generate()?;
    }
    Ok(())
}
