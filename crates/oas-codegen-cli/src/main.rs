//! oas-codegen-cli.

fn main() {}
