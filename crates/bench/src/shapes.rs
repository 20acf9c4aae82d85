//! What is more than a struct, twice: unions, open enums, dates, maps, and constrained models.
//!
//! Must not know how anything is measured.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};

/// By our derive.
pub(crate) mod ours {
    use super::{BTreeMap, DateTime, NaiveDate, Utc};
    use oas_runtime::v1 as rt;

    #[derive(Debug, Clone, PartialEq, rt::Wire)]
    pub(crate) struct Card {
        pub number: String,
        pub holder: String,
        pub month: i64,
        pub year: i64,
    }

    #[derive(Debug, Clone, PartialEq, rt::Wire)]
    pub(crate) struct Transfer {
        pub iban: String,
        pub bic: Option<String>,
        pub holder: String,
    }

    #[derive(Debug, Clone, PartialEq, rt::Wire)]
    pub(crate) struct Voucher {
        pub code: String,
        pub amount: f64,
    }

    #[derive(Debug, Clone, PartialEq, rt::Wire)]
    #[wire(tag = "kind")]
    pub(crate) enum Payment {
        #[wire(tag = "card")]
        Card(Card),
        #[wire(tag = "transfer")]
        Transfer(Transfer),
        #[wire(tag = "voucher")]
        Voucher(Voucher),
    }

    #[derive(Debug, Clone, PartialEq, rt::Wire)]
    pub(crate) enum Status {
        #[wire(rename = "active")]
        Active,
        #[wire(rename = "pending")]
        Pending,
        #[wire(rename = "suspended")]
        Suspended,
        #[wire(rename = "cancelled")]
        Cancelled,
        #[wire(rename = "past_due")]
        PastDue,
        #[wire(unknown)]
        Unknown(rt::UnknownValue),
    }

    #[derive(Debug, Clone, PartialEq, rt::Wire)]
    pub(crate) struct Dates {
        pub created: DateTime<Utc>,
        pub updated: DateTime<Utc>,
        pub born: NaiveDate,
        pub expires: Option<DateTime<Utc>>,
    }

    #[derive(Debug, Clone, PartialEq, rt::Wire)]
    pub(crate) struct Labels {
        pub id: i64,
        pub name: String,
        #[wire(extra)]
        pub rest: BTreeMap<String, String>,
    }

    #[derive(Debug, Clone, PartialEq, rt::Wire)]
    pub(crate) struct Patch {
        pub host: rt::Field<String>,
        pub port: rt::Field<i64>,
        pub user: rt::Field<String>,
        pub note: rt::Field<String>,
    }
}

/// By serde's.
pub(crate) mod theirs {
    use super::{BTreeMap, DateTime, NaiveDate, Utc};
    use serde::{Deserialize, Deserializer, Serialize};

    #[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
    pub(crate) struct Card {
        pub number: String,
        pub holder: String,
        pub month: i64,
        pub year: i64,
    }

    #[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
    pub(crate) struct Transfer {
        pub iban: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        pub bic: Option<String>,
        pub holder: String,
    }

    #[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
    pub(crate) struct Voucher {
        pub code: String,
        pub amount: f64,
    }

    #[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
    #[serde(tag = "kind", rename_all = "snake_case")]
    pub(crate) enum Payment {
        Card(Card),
        Transfer(Transfer),
        Voucher(Voucher),
    }

    /// An open enum as serde has it: a last variant without a tag.
    #[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
    #[serde(rename_all = "snake_case")]
    pub(crate) enum Status {
        Active,
        Pending,
        Suspended,
        Cancelled,
        PastDue,
        #[serde(untagged)]
        Unknown(String),
    }

    #[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
    pub(crate) struct Dates {
        pub created: DateTime<Utc>,
        pub updated: DateTime<Utc>,
        pub born: NaiveDate,
        #[serde(skip_serializing_if = "Option::is_none")]
        pub expires: Option<DateTime<Utc>>,
    }

    #[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
    pub(crate) struct Labels {
        pub id: i64,
        pub name: String,
        #[serde(flatten)]
        pub rest: BTreeMap<String, String>,
    }

    #[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
    pub(crate) struct Patch {
        #[serde(
            default,
            deserialize_with = "some",
            skip_serializing_if = "Option::is_none"
        )]
        pub host: Option<Option<String>>,
        #[serde(
            default,
            deserialize_with = "some",
            skip_serializing_if = "Option::is_none"
        )]
        pub port: Option<Option<i64>>,
        #[serde(
            default,
            deserialize_with = "some",
            skip_serializing_if = "Option::is_none"
        )]
        pub user: Option<Option<String>>,
        #[serde(
            default,
            deserialize_with = "some",
            skip_serializing_if = "Option::is_none"
        )]
        pub note: Option<Option<String>>,
    }

    /// Null is not absent.
    fn some<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<T>, D::Error> {
        T::deserialize(deserializer).map(Some)
    }
}

/// The twelve fields with the constraints that APIs have: lengths, bounds, sizes.
pub(crate) mod checked {
    use oas_runtime::v1 as rt;

    use crate::structs::Strings;

    #[derive(Debug, Clone, PartialEq, rt::Wire)]
    pub(crate) struct Twelve {
        #[wire(min_length = 1, max_length = 200)]
        pub merchant_street: String,
        #[wire(max_length = 30)]
        pub order_phone: String,
        #[wire(minimum = 0)]
        pub customer_expires: i64,
        #[wire(minimum = 0, exclusive_maximum = 100000)]
        pub delivery_weight: f64,
        #[wire(max_length = 30)]
        pub remote_phone: String,
        pub product_note: Option<String>,
        #[wire(min_length = 2, max_length = 30)]
        pub billing_country: Option<String>,
        #[wire(minimum = 0, maximum = 1000000)]
        pub parent_quantity: Option<i64>,
        pub customer_level: Option<i64>,
        #[wire(max_items = 20)]
        pub customer_labels: Option<Strings>,
        pub parent_phone: Option<String>,
        #[wire(max_items = 20, inner(max_length = 30))]
        pub vendor_tags: Option<Strings>,
    }

    /// The same with a pattern, as one string in ten has.
    #[derive(Debug, Clone, PartialEq, rt::Wire)]
    pub(crate) struct Patterned {
        #[wire(min_length = 1, max_length = 200)]
        pub merchant_street: String,
        #[wire(pattern = "^[a-z0-9_-]{3,63}$")]
        pub order_phone: String,
        #[wire(minimum = 0)]
        pub customer_expires: i64,
        #[wire(minimum = 0, exclusive_maximum = 100000)]
        pub delivery_weight: f64,
        pub remote_phone: String,
        pub product_note: Option<String>,
        pub billing_country: Option<String>,
        #[wire(minimum = 0, maximum = 1000000)]
        pub parent_quantity: Option<i64>,
        pub customer_level: Option<i64>,
        #[wire(max_items = 20)]
        pub customer_labels: Option<Strings>,
        pub parent_phone: Option<String>,
        pub vendor_tags: Option<Strings>,
    }
}
