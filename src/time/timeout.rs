//! Futures with a time limit.
//!
//! # How it works
//!
//! The inner future is polled first, so one that is ready never times out. Only when it is pending is the clock read and the
//! timer set. Either way the inner future is dropped as soon as it is decided.

use crate::error::AsyncError;
use crate::time::{Instant, Sleep};
use pin_project_lite::pin_project;
use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

/// Gives `future` at most `duration`, counted from the first poll.
///
/// The future is polled first: one that is ready at once never times out, not even with zero. The timeout fires also when the
/// future never wakes, and drops it then.
///
/// # Errors
///
/// [`AsyncError::Timeout`] with `duration` when the time has passed first.
///
/// # Cancel safety
///
/// As cancel safe as `future`.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use wasi_async_runtime::{AsyncError, AsyncRuntime, timeout};
///
/// AsyncRuntime::block_on(async {
///     let ms = Duration::from_millis(1);
///     assert_eq!(timeout(ms, async { 7 }).await, Ok(7));
///     assert_eq!(timeout(ms, std::future::pending::<()>()).await, Err(AsyncError::Timeout(ms)));
/// });
/// ```
pub fn timeout<F: IntoFuture>(duration: Duration, future: F) -> Timeout<F::IntoFuture> {
    Timeout { future: Some(future.into_future()), limit: Limit::For(duration), sleep: None }
}

/// Gives `future` until `deadline`; see [`timeout`].
///
/// # Errors
///
/// [`AsyncError::Timeout`] with the time that there was from the first poll to the deadline.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use wasi_async_runtime::{AsyncRuntime, Instant, timeout_at};
///
/// AsyncRuntime::block_on(async {
///     let deadline = Instant::now() + Duration::from_millis(1);
///     assert!(timeout_at(deadline, std::future::pending::<()>()).await.is_err());
/// });
/// ```
pub fn timeout_at<F: IntoFuture>(deadline: Instant, future: F) -> Timeout<F::IntoFuture> {
    Timeout { future: Some(future.into_future()), limit: Limit::Until(deadline), sleep: None }
}

#[derive(Clone, Copy, Debug)]
enum Limit {
    For(Duration),
    Until(Instant),
}

impl Limit {
    /// The deadline, and how long it is until then.
    fn from(self, now: Instant) -> (Instant, Duration) {
        match self {
            Limit::For(duration) => (now.saturating_add(duration), duration),
            Limit::Until(deadline) => (deadline, deadline.duration_since(now)),
        }
    }
}

pin_project! {
    /// The future of [`timeout`] and [`timeout_at`].
    #[must_use = "futures do nothing unless you await or poll them"]
    pub struct Timeout<F> {
        #[pin]
        future: Option<F>,
        limit: Limit,
        sleep: Option<Sleep>,
    }
}

impl<F> Timeout<F> {
    /// Takes the inner future out and forgets the limit; `None` once the timeout has completed.
    pub fn into_inner(self) -> Option<F> {
        self.future
    }
}

impl<F: Future> Future for Timeout<F> {
    type Output = Result<F::Output, AsyncError>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        let Some(future) = this.future.as_mut().as_pin_mut() else {
            panic!("a Timeout was polled after it had completed");
        };
        if let Poll::Ready(output) = future.poll(cx) {
            this.future.set(None);
            *this.sleep = None;
            return Poll::Ready(Ok(output));
        }
        let waited = match this.sleep {
            Some(sleep) => sleep.poll_elapsed(cx),
            None => {
                let now = Instant::now();
                let (deadline, duration) = this.limit.from(now);
                *this.limit = Limit::For(duration);
                this.sleep.insert(Sleep::new(deadline)).begin(now, cx)
            }
        };
        if waited.is_pending() {
            return Poll::Pending;
        }
        this.future.set(None);
        *this.sleep = None;
        let Limit::For(duration) = *this.limit else { unreachable!("set above") };
        Poll::Ready(Err(AsyncError::Timeout(duration)))
    }
}

impl<F> fmt::Debug for Timeout<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Timeout").field("limit", &self.limit).finish_non_exhaustive()
    }
}
