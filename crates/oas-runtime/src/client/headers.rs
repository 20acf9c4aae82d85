//! The headers of a request until it is sent: a list, since they are few, and made into a map once for
//! each attempt.

use http::header::{HeaderMap, HeaderName, HeaderValue};

/// Headers, each name once.
#[derive(Clone, Default)]
pub(super) struct Headers(Vec<(HeaderName, HeaderValue)>);

impl Headers {
    /// Puts a header, in place of the one of that name.
    pub(super) fn insert(&mut self, name: HeaderName, value: HeaderValue) {
        match self.0.iter_mut().find(|(known, _)| *known == name) {
            Some((_, known)) => *known = value,
            None => self.0.push((name, value)),
        }
    }

    /// The header, if there is but one.
    pub(super) fn into_only(mut self) -> Option<(HeaderName, HeaderValue)> {
        match self.0.len() {
            1 => self.0.pop(),
            _ => None,
        }
    }

    /// The header of that name.
    pub(super) fn get(&self, name: &HeaderName) -> Option<&HeaderValue> {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value)
    }
}

/// All headers of an attempt; of several of one name, the last counts.
pub(super) struct Sent<'a> {
    /// Those of every call.
    pub(super) common: &'a HeaderMap,
    /// Those of the call.
    pub(super) own: &'a Headers,
    /// Those of its credentials.
    pub(super) credentials: Headers,
}

impl Sent<'_> {
    /// As a request has them.
    pub(super) fn to_map(&self) -> HeaderMap {
        let (own, credentials) = (&self.own.0, &self.credentials.0);
        let count = self.common.len() + own.len() + credentials.len();
        // With room for what the transport adds: the host, the length.
        let mut map = HeaderMap::with_capacity(count + 2);
        for (name, value) in self.common {
            map.insert(name.clone(), value.clone());
        }
        for (name, value) in own.iter().chain(credentials) {
            map.insert(name.clone(), value.clone());
        }
        map
    }
}
