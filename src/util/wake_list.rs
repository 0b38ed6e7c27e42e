//! Wakers that are collected under a lock and woken outside it.

use std::task::Waker;

/// Wakers per batch: small enough to let go of the lock often, large enough to take it rarely.
pub(crate) const BATCH: usize = 64;

/// A batch of wakers.
#[derive(Debug, Default)]
pub(crate) struct WakeList(Vec<Waker>);

impl WakeList {
    pub(crate) const fn new() -> Self {
        WakeList(Vec::new())
    }

    /// The list to append to.
    pub(crate) fn list(&mut self) -> &mut Vec<Waker> {
        &mut self.0
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Wakes all, in order. Call it without any lock held: a waker may run code of the user's.
    pub(crate) fn wake_all(&mut self) {
        for waker in self.0.drain(..) {
            waker.wake();
        }
    }
}
