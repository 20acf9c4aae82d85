//! The same models twice: by `rt::Wire`, and by serde's own derives.
//!
//! Knows no JSON text; must not know how anything is measured. Names and kinds of fields are drawn
//! once from words that APIs use; two in five are required.

/// A list of texts: one token, since a derive must see through the type of a field.
pub(crate) type Strings = Vec<String>;

/// Structs in two modules, `ours` and `theirs`, and their fields as data.
macro_rules! pairs {
    ($($name:ident {
        required { $($required:ident: $required_type:ident,)* }
        optional { $($optional:ident: $optional_type:ident,)* }
    })*) => {
        /// By our derive.
        pub(crate) mod ours {
            use super::Strings;
            use oas_runtime::v1 as rt;
            $(
                #[derive(Debug, Clone, PartialEq, rt::Wire)]
                pub(crate) struct $name {
                    $(pub(crate) $required: $required_type,)*
                    $(pub(crate) $optional: Option<$optional_type>,)*
                }
            )*
        }
        /// By serde's.
        pub(crate) mod theirs {
            use super::Strings;
            use serde::{Deserialize, Serialize};
            $(
                #[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
                pub(crate) struct $name {
                    $(pub(crate) $required: $required_type,)*
                    $(
                        #[serde(skip_serializing_if = "Option::is_none")]
                        pub(crate) $optional: Option<$optional_type>,
                    )*
                }
            )*
        }
        /// The fields of a struct: name, type, whether it is required.
        pub(crate) fn fields(of: &str) -> &'static [(&'static str, &'static str, bool)] {
            $(
                if of == stringify!($name) {
                    return &[
                        $((stringify!($required), stringify!($required_type), true),)*
                        $((stringify!($optional), stringify!($optional_type), false),)*
                    ];
                }
            )*
            &[]
        }
    };
}

pairs! {
    Three {
        required {
            merchant_street: String,
        }
        optional {
            order_phone: String, customer_expires: i64,
        }
    }
    Twelve {
        required {
            merchant_street: String, order_phone: String, customer_expires: i64,
            delivery_weight: f64, remote_phone: String,
        }
        optional {
            product_note: String, billing_country: String, parent_quantity: i64,
            customer_level: i64, customer_labels: Strings, parent_phone: String,
            vendor_tags: Strings,
        }
    }
    Forty {
        required {
            merchant_street: String, order_phone: String, customer_expires: i64,
            delivery_weight: f64, remote_phone: String, product_note: String,
            billing_country: String, parent_quantity: i64, customer_level: i64,
            customer_labels: Strings, parent_phone: String, vendor_tags: Strings,
            delivery_kind: String, shipping_roles: Strings, billing_tags: Strings,
            remote_price: f64,
        }
        optional {
            billing_kind: String, billing_labels: Strings, display_token: String,
            parent_street: String, public_description: String, remote_reference: String,
            public_code: String, delivery_roles: Strings, remote_url: String, net_currency: String,
            public_status: String, seller_note: String, primary_expires: i64, parent_amount: f64,
            payment_roles: Strings, payment_weight: f64, last_level: i64, user_code: String,
            target_level: i64, customer_tags: Strings, last_updated: i64, primary_count: i64,
            tax_enabled: bool, last_scopes: Strings,
        }
    }
    TwoHundred {
        required {
            merchant_street: String, order_phone: String, customer_expires: i64,
            delivery_weight: f64, remote_phone: String, product_note: String,
            billing_country: String, parent_quantity: i64, customer_level: i64,
            customer_labels: Strings, parent_phone: String, vendor_tags: Strings,
            delivery_kind: String, shipping_roles: Strings, billing_tags: Strings,
            remote_price: f64, billing_kind: String, billing_labels: Strings, display_token: String,
            parent_street: String, public_description: String, remote_reference: String,
            public_code: String, delivery_roles: Strings, remote_url: String, net_currency: String,
            public_status: String, seller_note: String, primary_expires: i64, parent_amount: f64,
            payment_roles: Strings, payment_weight: f64, last_level: i64, user_code: String,
            target_level: i64, customer_tags: Strings, last_updated: i64, primary_count: i64,
            tax_enabled: bool, last_scopes: Strings, customer_description: String,
            product_quantity: i64, external_count: i64, display_archived: bool,
            parent_email: String, source_status: String, total_labels: Strings, remote_amount: f64,
            merchant_size: i64, seller_archived: bool, remote_visible: bool,
            customer_country: String, invoice_verified: bool, target_status: String,
            billing_reference: String, shipping_tags: Strings, source_enabled: bool, last_rate: f64,
            source_size: i64, account_visible: bool, net_zip: String, seller_description: String,
            primary_phone: String, first_token: String, display_level: i64, order_price: f64,
            primary_country: String, external_enabled: bool, order_labels: Strings,
            invoice_city: String, vendor_total: i64, public_locale: String, target_quantity: i64,
            net_rate: f64, gross_street: String, customer_code: String, display_kind: String,
            source_kind: String,
        }
        optional {
            account_archived: bool, vendor_roles: Strings, external_region: String, last_id: i64,
            display_quantity: i64, public_weight: f64, seller_tags: Strings, merchant_city: String,
            target_created: i64, seller_phone: String, payment_labels: Strings,
            delivery_verified: bool, shipping_price: f64, billing_url: String,
            customer_note: String, payment_zip: String, delivery_count: i64, delivery_id: i64,
            remote_street: String, public_currency: String, net_name: String, seller_rate: f64,
            display_region: String, net_scopes: Strings, net_verified: bool,
            delivery_description: String, primary_visible: bool, primary_verified: bool,
            last_country: String, display_currency: String, tax_count: i64, tax_region: String,
            primary_zip: String, product_name: String, first_updated: i64, net_street: String,
            target_expires: i64, account_updated: i64, target_region: String, product_weight: f64,
            external_size: i64, total_kind: String, public_expires: i64, total_created: i64,
            merchant_kind: String, seller_url: String, user_level: i64, vendor_price: f64,
            tax_kind: String, primary_size: i64, tax_name: String, account_locale: String,
            primary_region: String, first_scopes: Strings, net_enabled: bool, user_size: i64,
            net_country: String, gross_currency: String, gross_verified: bool, first_count: i64,
            first_verified: bool, seller_id: i64, user_country: String, vendor_description: String,
            order_url: String, primary_code: String, parent_count: i64, customer_price: f64,
            payment_price: f64, tax_country: String, tax_zip: String, external_city: String,
            account_street: String, user_street: String, seller_scopes: Strings,
            display_labels: Strings, public_city: String, account_id: i64, user_currency: String,
            product_city: String, parent_url: String, vendor_note: String, account_region: String,
            product_level: i64, total_roles: Strings, merchant_region: String, public_quantity: i64,
            vendor_city: String, billing_size: i64, vendor_updated: i64, parent_created: i64,
            display_expires: i64, display_updated: i64, payment_code: String, total_street: String,
            external_street: String, primary_description: String, public_phone: String,
            merchant_updated: i64, product_labels: Strings, primary_currency: String,
            gross_url: String, invoice_email: String, total_currency: String, product_enabled: bool,
            public_name: String, total_status: String, payment_amount: f64, seller_created: i64,
            first_locale: String, payment_created: i64, public_verified: bool, target_updated: i64,
            invoice_labels: Strings, first_enabled: bool, delivery_price: f64,
            parent_status: String, first_reference: String, user_description: String,
            target_weight: f64, display_visible: bool, order_archived: bool,
        }
    }
}
