//! The JSON texts that are read, made from the fields of the structs.
//!
//! Must not know how anything is measured.

use crate::structs::fields;

/// The object of a struct, fields in declaration order; of three optional ones, one is not there.
pub(crate) fn object(of: &str) -> String {
    join(entries(of))
}

/// The same in another order.
pub(crate) fn shuffled(of: &str) -> String {
    let mut entries = entries(of);
    // A fixed permutation that keeps no neighbours.
    let length = entries.len();
    let step = if length.is_multiple_of(5) { 7 } else { 5 };
    let order: Vec<usize> = (0..length).map(|index| index * step % length).collect();
    entries = order.iter().map(|index| entries[*index].clone()).collect();
    join(entries)
}

/// The same with a property that is not declared behind every third.
pub(crate) fn undeclared(of: &str) -> String {
    let mut all = Vec::new();
    for (index, entry) in entries(of).into_iter().enumerate() {
        all.push(entry);
        if index % 3 == 2 {
            all.push(format!(r#""x_unknown_{index}":{{"a":[1,2],"b":"text"}}"#));
        }
    }
    join(all)
}

fn join(entries: Vec<String>) -> String {
    format!("{{{}}}", entries.join(","))
}

fn entries(of: &str) -> Vec<String> {
    let mut entries = Vec::new();
    for (index, (name, kind, required)) in fields(of).iter().enumerate() {
        if !required && index % 3 == 0 {
            continue;
        }
        let value = match *kind {
            "String" => format!(r#""value-of_{index}""#),
            "i64" => (index * 7919).to_string(),
            "f64" => format!("{index}.25"),
            "bool" => (index % 2 == 0).to_string(),
            _ => r#"["alpha","beta"]"#.to_owned(),
        };
        entries.push(format!("\"{name}\":{value}"));
    }
    entries
}

/// Payments with the discriminator in front.
pub(crate) const TAG_FIRST: &str = r#"[
{"kind":"card","number":"4111 1111 1111 1111","holder":"Ada Lovelace","month":12,"year":2031},
{"kind":"transfer","iban":"DE02120300000000202051","bic":"BYLADEM1001","holder":"Grace Hopper"},
{"kind":"voucher","code":"SPRING-2031","amount":12.5}
]"#;

/// The same with the discriminator behind.
pub(crate) const TAG_LAST: &str = r#"[
{"number":"4111 1111 1111 1111","holder":"Ada Lovelace","month":12,"year":2031,"kind":"card"},
{"iban":"DE02120300000000202051","bic":"BYLADEM1001","holder":"Grace Hopper","kind":"transfer"},
{"code":"SPRING-2031","amount":12.5,"kind":"voucher"}
]"#;

/// Values of an open enum, all listed.
pub(crate) const LISTED: &str =
    r#"["active","pending","suspended","cancelled","past_due","active","pending","active"]"#;

/// The same, one in four not listed.
pub(crate) const UNLISTED: &str =
    r#"["active","pending","archived","cancelled","past_due","active","on_hold","active"]"#;

/// Dates and times.
pub(crate) const DATES: &str = r#"{"created":"2031-02-28T12:30:45Z","updated":"2031-03-01T00:00:00.125Z","born":"1999-12-31","expires":"2031-12-31T23:59:59+02:00"}"#;

/// A map.
pub(crate) const MAP: &str =
    r#"{"alpha":1,"beta":22,"gamma":333,"delta":4444,"epsilon":55555,"zeta":6,"eta":7,"theta":8}"#;

/// A struct with further properties.
pub(crate) const LABELS: &str = r#"{"id":7,"name":"web","team":"payments","tier":"gold","region":"eu-central-1","owner":"ada@example.com"}"#;

/// A struct of three-state fields.
pub(crate) const PATCH: &str = r#"{"host":"db.example.com","port":null,"note":"moved"}"#;
