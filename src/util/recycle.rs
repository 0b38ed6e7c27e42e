//! Values that live for ever and are used again.
//!
//! # How it works
//!
//! What tasks, timers and handles point to (the shared part of a runtime, of a thread) must outlive them all, and a waker
//! may live as long as it likes. Instead of counting references on every spawn and wake, such parts are leaked once and
//! kept in a list; a runtime or thread that ends puts its part back, the next one takes it. A thousand runtimes one after
//! the other need the memory of one.
//!
//! - **I1** A part is put back only when nothing will change it on behalf of its last user: all its tasks have completed. A
//!   late call on it (a wake that is still on its way to notify) is harmless to the next user: a spurious wake-up.

use crate::primitives::Mutex;

/// A list of leaked values that are free.
#[derive(Debug)]
pub(crate) struct Recycler<T: 'static> {
    free: Mutex<Vec<&'static T>>,
}

impl<T: Send + Sync> Recycler<T> {
    pub(crate) const fn new() -> Self {
        Recycler { free: Mutex::new(Vec::new()) }
    }

    /// A free value that `fits`, or a new one.
    pub(crate) fn take(&self, fits: impl Fn(&T) -> bool, new: impl FnOnce() -> &'static T) -> &'static T {
        let mut free = self.free.lock();
        match free.iter().position(|value| fits(value)) {
            Some(index) => free.swap_remove(index),
            None => {
                drop(free);
                new()
            }
        }
    }

    /// Gives a value back (I1).
    pub(crate) fn put(&self, value: &'static T) {
        self.free.lock().push(value);
    }
}
