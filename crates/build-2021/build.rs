//! Generates the API of `library.yaml`: the shortest build script that there is.

fn main() -> Result<(), oas_codegen::Failed> {
    oas_codegen::Codegen::new("library.yaml").generate()
}
