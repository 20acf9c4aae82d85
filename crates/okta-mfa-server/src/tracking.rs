//! The request at hand: its id, for its log lines and its error, and why its token was not accepted.

use std::cell::Cell;
use std::fmt;

use crate::tokens::Rejected;

tokio::task_local! {
    static CURRENT: Current;
}

struct Current {
    id: TrackingId,
    rejected: Cell<Option<Rejected>>,
}

/// Notes why the token of the request at hand is not accepted.
pub fn reject(rejected: Rejected) {
    // Outside of a request there is nobody to be told.
    let _ = CURRENT.try_with(|current| current.rejected.set(Some(rejected)));
}

/// Why the token of the request at hand was not accepted, if it was looked at.
#[must_use]
pub fn rejected() -> Option<Rejected> {
    CURRENT
        .try_with(|current| current.rejected.get())
        .ok()
        .flatten()
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
        CURRENT
            .try_with(|current| current.id.clone())
            .unwrap_or_default()
    }

    /// Makes this the id of what `request` does.
    pub async fn scope<F: Future>(self, request: F) -> F::Output {
        CURRENT
            .scope(
                Current {
                    id: self,
                    rejected: Cell::new(None),
                },
                request,
            )
            .await
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
    async fn a_rejection_is_known_to_its_request_only() {
        reject(Rejected::Expired);
        let seen = TrackingId::new()
            .scope(async {
                let before = rejected();
                reject(Rejected::Expired);
                (before, rejected())
            })
            .await;
        assert_eq!(seen, (None, Some(Rejected::Expired)));
        assert_eq!(rejected(), None);
    }

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
