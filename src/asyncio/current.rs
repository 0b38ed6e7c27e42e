//! The older way to a loop: `get_event_loop`, `set_event_loop`, as CPython 3.11's main thread has it.
//!
//! # How it works
//!
//! Each thread may have a loop that is set. Where none ever was, `get_event_loop` makes one; after `set_event_loop(None)`, which `run`
//! does at its end, there is none.

use super::event_loop::{Loop, running};
use super::exc::{Exc, Py, RUNTIME_ERROR};
use std::cell::RefCell;

enum Current {
    NeverSet,
    Set(Option<Loop>),
}

thread_local! {
    static CURRENT: RefCell<Current> = const { RefCell::new(Current::NeverSet) };
}

/// A new loop: `asyncio.new_event_loop`.
pub fn new_event_loop() -> Loop {
    Loop::new()
}

/// The running loop, or the one that is set for this thread; the first call makes one: `asyncio.get_event_loop`.
///
/// # Errors
///
/// `RuntimeError` where it was set to none.
pub fn get_event_loop() -> Py<Loop> {
    if let Some(running) = running() {
        return Ok(running);
    }
    CURRENT.with_borrow_mut(|current| match current {
        Current::NeverSet => {
            let made = Loop::new();
            *current = Current::Set(Some(made.clone()));
            Ok(made)
        }
        Current::Set(Some(set)) => Ok(set.clone()),
        Current::Set(None) => Err(Exc::new(&RUNTIME_ERROR, "There is no current event loop in thread 'MainThread'.")),
    })
}

/// Sets the loop of this thread, or none: `asyncio.set_event_loop`.
pub fn set_event_loop(event_loop: impl Into<Option<Loop>>) {
    let event_loop = event_loop.into();
    let last = CURRENT.try_with(|current| current.replace(Current::Set(event_loop))); // a thread that ends has none any more
    drop(last);
}
