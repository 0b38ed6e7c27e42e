//! Letting others run.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

/// Lets every task that is ready on this thread run once before this one goes on.
///
/// # Platforms
///
/// In a browser the page gets to paint and to fire its own timers from time to time, not at each call.
///
/// # Cancel safety
///
/// Dropping the future changes nothing.
///
/// # Examples
///
/// ```
/// use wasi_async_runtime::{AsyncRuntime, spawn_local, yield_now};
/// use std::{cell::Cell, rc::Rc};
///
/// AsyncRuntime::block_on(async {
///     let ran = Rc::new(Cell::new(false));
///     let seen = ran.clone();
///     spawn_local(async move { seen.set(true) }).detach();
///     yield_now().await;
///     assert!(ran.get());
/// });
/// ```
pub fn yield_now() -> YieldNow {
    YieldNow { yielded: false }
}

/// The future of [`yield_now`].
#[derive(Debug)]
#[must_use = "futures do nothing unless you await or poll them"]
pub struct YieldNow {
    yielded: bool,
}

impl Future for YieldNow {
    type Output = ();

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if self.yielded {
            return Poll::Ready(());
        }
        self.yielded = true;
        // Woken while it runs, so the scheduler puts the task behind all others.
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}
