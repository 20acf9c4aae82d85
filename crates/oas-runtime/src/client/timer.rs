//! Time: only here does the client touch a runtime's timers.
//!
//! Without timers (on WASM, or outside of a tokio runtime) nothing times out and nothing is
//! retried.

use std::time::{Duration, SystemTime};

/// When something began, or `None` where there is no clock.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment(#[cfg(not(target_family = "wasm"))] std::time::Instant);

impl Moment {
    pub(super) fn now() -> Self {
        Self(
            #[cfg(not(target_family = "wasm"))]
            std::time::Instant::now(),
        )
    }

    pub(super) fn elapsed(self) -> Duration {
        #[cfg(not(target_family = "wasm"))]
        return self.0.elapsed();
        #[cfg(target_family = "wasm")]
        return Duration::ZERO;
    }
}

/// The time of day, where there is a clock.
pub(super) fn time_of_day() -> Option<SystemTime> {
    (!cfg!(target_family = "wasm")).then(SystemTime::now)
}

/// Whether one can wait.
pub(super) fn available() -> bool {
    #[cfg(not(target_family = "wasm"))]
    return tokio::runtime::Handle::try_current().is_ok();
    #[cfg(target_family = "wasm")]
    return false;
}

/// Waits.
pub(super) async fn sleep(delay: Duration) {
    #[cfg(not(target_family = "wasm"))]
    tokio::time::sleep(delay).await;
    #[cfg(target_family = "wasm")]
    let _ = delay;
}

/// The output of `future`, or `None` when it takes longer than `limit`.
pub(super) async fn within<F: Future>(limit: Option<Duration>, future: F) -> Option<F::Output> {
    #[cfg(not(target_family = "wasm"))]
    if let Some(limit) = limit
        && available()
    {
        return tokio::time::timeout(limit, future).await.ok();
    }
    let _ = limit;
    Some(future.await)
}
