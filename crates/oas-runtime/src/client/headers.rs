//! The headers of a request until it is sent: a list, since they are few, and each attempt and each
//! redirect has its own.

use http::header::{HeaderMap, HeaderName, HeaderValue};

/// Headers, each name once.
#[derive(Clone, Default)]
pub(super) struct Headers(Vec<(HeaderName, HeaderValue)>);

impl Headers {
    /// Those that every request has, with room for those of one.
    pub(super) fn starting_with(common: &HeaderMap) -> Self {
        let mut headers = Vec::with_capacity(common.len() + 4);
        let common = common.iter();
        headers.extend(common.map(|(name, value)| (name.clone(), value.clone())));
        Self(headers)
    }

    /// Puts a header, in place of those of that name.
    pub(super) fn insert(&mut self, name: HeaderName, value: HeaderValue) {
        self.retain(|known, _| *known != name);
        self.0.push((name, value));
    }

    /// The header of that name.
    pub(super) fn get(&self, name: &HeaderName) -> Option<&HeaderValue> {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value)
    }

    /// Keeps those that `keep` keeps.
    pub(super) fn retain(&mut self, keep: impl Fn(&HeaderName, &HeaderValue) -> bool) {
        self.0.retain(|(name, value)| keep(name, value));
    }

    /// As a request has them.
    pub(super) fn to_map(&self) -> HeaderMap {
        let mut map = HeaderMap::with_capacity(self.0.len() + 4);
        for (name, value) in &self.0 {
            map.append(name.clone(), value.clone());
        }
        map
    }
}
