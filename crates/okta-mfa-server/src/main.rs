//! okta-mfa-server.

fn main() {}
