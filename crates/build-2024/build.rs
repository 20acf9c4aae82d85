//! Generates the API of `library.yaml` with everything said in code, and that of `names.yaml`.

fn main() -> Result<(), oas_codegen::Failed> {
    oas_codegen::Codegen::new("library.yaml")
        .config_file("codegen.toml")
        .configure(|config| config.keep_unknown_fields = true)
        .client(true)
        .server(false)
        .out_file("library_client.rs")
        .generate()?;
    oas_codegen::Codegen::new("names.yaml").generate()
}
