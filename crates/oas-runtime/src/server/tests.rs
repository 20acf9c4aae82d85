//! Tests of the server, by raw requests.
