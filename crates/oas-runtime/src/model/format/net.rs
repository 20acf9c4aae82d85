//! IP addresses.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::text_format;

text_format! {
    IpAddr, "an IP address", |text| text.parse().ok(), |ip| ip.to_string();
    Ipv4Addr, "an IPv4 address", |text| text.parse().ok(), |ip| ip.to_string();
    Ipv6Addr, "an IPv6 address", |text| text.parse().ok(), |ip| ip.to_string();
}
