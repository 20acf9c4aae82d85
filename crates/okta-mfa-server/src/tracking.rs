//! The id of the request at hand, for its log lines and its error.

use std::fmt;

tokio::task_local! {
    static CURRENT: TrackingId;
}

/// Names one request: 32 hexadecimal digits, made here and never taken from the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrackingId(String);

impl fmt::Display for TrackingId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TrackingId {
    /// An id that no other request has.
    #[must_use]
    pub fn new() -> Self {
        Self(uuid::Uuid::new_v4().simple().to_string())
    }

    /// The id of the request at hand; a new one outside of a request.
    #[must_use]
    pub fn current() -> Self {
        CURRENT.try_with(Clone::clone).unwrap_or_default()
    }

    /// Makes this the id of what `request` does.
    pub async fn scope<F: Future>(self, request: F) -> F::Output {
        CURRENT.scope(self, request).await
    }
}

impl Default for TrackingId {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn inside_a_request_the_id_stays_and_outside_there_is_always_one() {
        let id = TrackingId::new();
        let seen = id
            .clone()
            .scope(async { (TrackingId::current(), TrackingId::current()) })
            .await;
        assert_eq!(seen, (id.clone(), id.clone()));
        assert_ne!(TrackingId::current(), id);
        assert!(id.0.len() == 32 && id.0.bytes().all(|byte| byte.is_ascii_hexdigit()));
    }
}
