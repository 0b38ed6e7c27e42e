//! Futures of our own that belong to no runtime.
//!
//! # How it works
//!
//! What waits for a task on behalf of JavaScript must outlive the task's runtime, to tell how that ended. So it is no task: the
//! host polls it, first inside [`drive`] and then once in a microtask after each wake. It is freed when it is ready.
//!
//! Only for futures that end soon after they are woken: microtasks starve the page.

use crate::sys::callback::{Callback, Key};
use crate::sys::host;
use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Wake, Waker};

/// Polls `future` to its end.
pub(crate) fn drive(future: impl Future<Output = ()> + 'static) {
    let driven = Rc::new(RefCell::new(None));
    let entry = driven.clone();
    let callback = Callback::new(move |_, _| poll(&entry));
    let wake = Arc::new(WakeLater { key: callback.key(), asked: AtomicBool::new(false) });
    *driven.borrow_mut() = Some(Driven { future: Box::pin(future), wake, _callback: callback });
    poll(&driven);
}

/// Keeps itself alive: the callback's entry holds the cell that the callback is in.
struct Driven {
    future: Pin<Box<dyn Future<Output = ()>>>,
    wake: Arc<WakeLater>,
    _callback: Callback,
}

fn poll(cell: &RefCell<Option<Driven>>) {
    // Taken out, so that nothing is borrowed while it is polled or dropped.
    let Some(mut driven) = cell.take() else { return };
    driven.wake.asked.store(false, Ordering::Relaxed);
    let waker = Waker::from(driven.wake.clone());
    if driven.future.as_mut().poll(&mut Context::from_waker(&waker)).is_pending() {
        *cell.borrow_mut() = Some(driven);
    }
}

struct WakeLater {
    key: Key,
    /// A microtask is on its way.
    asked: AtomicBool,
}

impl Wake for WakeLater {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if !self.asked.swap(true, Ordering::Relaxed) {
            host::queue_microtask(&self.key.function(0));
        }
    }
}
