//! The reactor of a runtime: made when its first descriptor comes, gone when the runtime ends.
//!
//! # How it works
//!
//! Most runtimes never see a descriptor, so none pays for a poller before that. Threads that are parked when the reactor is made sleep
//! where it cannot wake them; who makes it unparks them, and one of them waits on it from then on.
//!
//! - **I1** While the reactor watches something, a thread of the runtime waits on it, or one that runs will: it takes the turn when it has
//!   nothing else to do. A worker that leaves it to run a task calls a watcher (`idle.rs`), which looks at it meanwhile.

use crate::error::AsyncError;
use crate::primitives::Mutex;
use crate::primitives::atomic::{AtomicBool, Ordering};
use crate::sys::Reactor;
use std::io;
use std::sync::Arc;

#[derive(Debug)]
pub(crate) struct ReactorCell {
    /// There is one: a look for threads that are about to wait.
    is_made: AtomicBool,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
enum State {
    #[default]
    Unused,
    Made(Arc<Reactor>),
    Closed,
}

impl ReactorCell {
    pub(crate) const fn new() -> ReactorCell {
        ReactorCell { is_made: AtomicBool::new(false), state: Mutex::new(State::Unused) }
    }

    /// The reactor, if there is one.
    #[inline]
    pub(crate) fn get(&self) -> Option<Arc<Reactor>> {
        if self.is_made.load(Ordering::SeqCst) { self.made() } else { None }
    }

    fn made(&self) -> Option<Arc<Reactor>> {
        match &*self.state.lock() {
            State::Made(reactor) => Some(reactor.clone()),
            State::Unused | State::Closed => None,
        }
    }

    /// The reactor, and `made` is called where this call has made it.
    pub(crate) fn get_or_make(&self, made: impl FnOnce()) -> io::Result<Arc<Reactor>> {
        let mut state = self.state.lock();
        match &*state {
            State::Made(reactor) => return Ok(reactor.clone()),
            State::Closed => return Err(ended().into()),
            State::Unused => {}
        }
        let reactor = Arc::new(Reactor::new()?);
        *state = State::Made(reactor.clone());
        self.is_made.store(true, Ordering::SeqCst);
        drop(state);
        made();
        Ok(reactor)
    }

    /// The runtime ends: its descriptors are watched no longer, and those who wait for them are told.
    pub(crate) fn close(&self) {
        self.is_made.store(false, Ordering::SeqCst);
        let last = std::mem::replace(&mut *self.state.lock(), State::Closed);
        if let State::Made(reactor) = last {
            reactor.close();
        }
    }

    /// The next runtime begins.
    pub(crate) fn reset(&self) {
        *self.state.lock() = State::Unused;
    }
}

/// What operations on a descriptor of a runtime that has ended give.
pub(crate) fn ended() -> AsyncError {
    AsyncError::Runtime("the runtime of this descriptor has ended; make the descriptor anew in one that runs".into())
}
