//! The reactor: one poller, the descriptors that it watches, and the one thread at a time that waits on it.
//!
//! # How it works
//!
//! ```text
//!  Watch::poll ─ not ready: leaves a waker in the Readiness of its descriptor
//!                                    ▲
//!  a thread with nothing to do ─ try_begin ─► Turn::wait ─► events ─► Readiness::set ─► wakers, woken after the turn has ended
//! ```
//!
//! Each runtime has at most one, made when its first descriptor comes. Whoever of its threads has nothing else to do takes the turn and
//! waits on it; a thread that is busy takes a turn now and then just to look. Nobody waits for the turn: who does not get it sleeps
//! elsewhere.
//!
//! # Invariants
//!
//! - **I1** A descriptor is deregistered before it is closed: by its `Watch`, which its owner drops first.
//! - **I2** A key may be in use again when an event of its last user is read. Such an event is a false report, which the next
//!   operation corrects.
//! - **I3** Wakers are collected during a turn and woken after it, so that the next thread may wait while they run.
//! - **I4** After `close`, or an error of the poller, every descriptor counts as abandoned: operations that would wait give an error.
//! - **I5** In a forked child nothing is deregistered: the poller is shared with the parent, whose registrations those are.
//! - **I6** The reactor keeps a registration, which keeps the reactor, until the watch ends.

use super::poller::{AsSource, Events, Poller, RENEWS};
use crate::engine::core::losses;
use crate::engine::readiness::{Direction, Readiness, Ready, Seen, Waiter};
use crate::primitives::atomic::{AtomicBool, Ordering};
use crate::primitives::{Mutex, MutexGuard};
use crate::util::wake_list::WakeList;
use std::fmt;
use std::io;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

pub(crate) struct Reactor {
    poller: Poller,
    /// Held by the thread whose turn it is.
    events: Mutex<Events>,
    watched: Mutex<Watched>,
    closed: AtomicBool,
    /// Why the poller cannot be used any more.
    failed: Mutex<Option<(io::ErrorKind, String)>>,
    losses: u64,
}

#[derive(Default)]
struct Watched {
    /// By key.
    all: Vec<Option<Arc<Registration>>>,
    free: Vec<u32>,
}

/// What a watch and its reactor share, in one allocation.
struct Registration {
    readiness: Readiness,
    key: u32,
    reactor: Arc<Reactor>,
}

impl Watched {
    /// Keeps what `make` makes of its key.
    fn insert(&mut self, make: impl FnOnce(u32) -> Registration) -> Arc<Registration> {
        let key = self.free.pop().unwrap_or_else(|| {
            self.all.push(None);
            (self.all.len() - 1) as u32
        });
        let made = Arc::new(make(key));
        self.all[key as usize] = Some(made.clone());
        made
    }

    fn remove(&mut self, key: u32) -> Option<Arc<Registration>> {
        self.free.push(key);
        self.all[key as usize].take()
    }

    fn get(&self, key: u32) -> Option<&Readiness> {
        self.all.get(key as usize)?.as_ref().map(|registration| &registration.readiness)
    }
}

impl Reactor {
    pub(crate) fn new() -> io::Result<Reactor> {
        Ok(Reactor {
            poller: Poller::new()?,
            events: Mutex::new(Events::new()),
            watched: Mutex::default(),
            closed: AtomicBool::new(false),
            failed: Mutex::new(None),
            losses: losses(),
        })
    }

    /// Watches a descriptor, which counts as `ready` at first.
    pub(crate) fn watch(self: &Arc<Self>, source: &impl AsSource, ready: Ready) -> io::Result<Watch> {
        if let Some(error) = self.failure() {
            return Err(error);
        }
        let registration = |key| Registration { readiness: Readiness::new(ready), key, reactor: self.clone() };
        let registration = self.watched.lock().insert(registration);
        if let Err(error) = self.poller.add(source, registration.key) {
            self.watched.lock().remove(registration.key);
            return Err(cannot_watch(error));
        }
        if self.is_closed() {
            registration.readiness.abandon(&mut Vec::new()); // nobody can wait yet
        }
        Ok(Watch(registration))
    }

    /// Takes the turn, unless another thread has it.
    pub(crate) fn try_begin(&self) -> Option<Turn<'_>> {
        if self.is_closed() {
            return None;
        }
        let events = self.events.try_lock()?;
        Some(Turn { reactor: self, events })
    }

    /// Collects the wakers of those who wait for what is ready now, unless another thread is at it.
    pub(crate) fn look(&self, woken: &mut WakeList) {
        if let Some(turn) = self.try_begin() {
            turn.wait(Some(Duration::ZERO), woken);
        }
    }

    /// Ends the wait of the thread whose turn it is.
    pub(crate) fn notify(&self) {
        self.poller.notify();
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.closed.load(Ordering::SeqCst)
    }

    /// The runtime ends: whoever waits for a descriptor is told (I4).
    pub(crate) fn close(&self) {
        let mut woken = WakeList::new();
        self.abandon_all(&mut woken);
        woken.wake_all();
        self.notify();
    }

    fn abandon_all(&self, woken: &mut WakeList) {
        self.closed.store(true, Ordering::SeqCst);
        let watched = self.watched.lock();
        watched.all.iter().flatten().for_each(|registration| registration.readiness.abandon(woken.list()));
    }

    fn failure(&self) -> Option<io::Error> {
        let failed = self.failed.lock();
        failed.as_ref().map(|(kind, text)| {
            io::Error::new(*kind, format!("the poller of this runtime has failed: {text}; was its descriptor closed?"))
        })
    }
}

fn cannot_watch(error: io::Error) -> io::Error {
    if error.kind() != io::ErrorKind::PermissionDenied {
        return error;
    }
    // What the system says of regular files and directories.
    let text = "this descriptor cannot be waited for; is it a regular file? Read and write it inside spawn_blocking";
    io::Error::new(io::ErrorKind::Unsupported, text)
}

/// The right to wait.
pub(crate) struct Turn<'a> {
    reactor: &'a Reactor,
    events: MutexGuard<'a, Events>,
}

impl<'a> Turn<'a> {
    /// Waits until something is ready, for `timeout` at most; may return early.
    pub(crate) fn wait(mut self, timeout: Option<Duration>, woken: &mut WakeList) {
        let waited = self.reactor.poller.wait(&mut self.events, timeout);
        self.finish(waited, woken);
    }

    /// As `wait`, and returns when one of the others should be looked at.
    pub(crate) fn wait_beside(mut self, others: &[Arc<Reactor>], timeout: Option<Duration>, woken: &mut WakeList) {
        let pollers = others.iter().map(|reactor| &reactor.poller);
        let waited = self.reactor.poller.wait_beside(pollers, &mut self.events, timeout);
        self.finish(waited, woken);
    }

    /// Notes what was reported, and gives the turn away.
    fn finish(self, waited: io::Result<()>, woken: &mut WakeList) {
        let Turn { reactor, events } = self;
        match waited {
            Ok(()) => {
                let watched = reactor.watched.lock();
                for (key, ready) in events.iter() {
                    if let Some(readiness) = watched.get(key) {
                        readiness.set(ready, RENEWS, woken.list());
                    }
                }
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => {
                *reactor.failed.lock() = Some((error.kind(), error.to_string()));
                reactor.abandon_all(woken);
            }
        }
    }
}

/// A descriptor that is watched.
pub(crate) struct Watch(Arc<Registration>);

impl Watch {
    /// Ready where an operation is worth a try; otherwise the task is woken as soon as one is.
    #[inline]
    pub(crate) fn poll(
        &self,
        source: &impl AsSource,
        direction: Direction,
        waiter: Waiter,
        cx: &Context<'_>,
    ) -> Poll<io::Result<Seen>> {
        let Registration { readiness, key, reactor } = &*self.0;
        match readiness.poll(direction, waiter, cx) {
            Poll::Ready(seen) => Poll::Ready(Ok(seen)),
            Poll::Pending if RENEWS => match reactor.poller.renew(source, *key, readiness.waits_for()) {
                Ok(()) => Poll::Pending,
                Err(error) => Poll::Ready(Err(error)),
            },
            Poll::Pending => Poll::Pending,
        }
    }

    #[inline]
    pub(crate) fn readiness(&self) -> &Readiness {
        &self.0.readiness
    }

    /// A descriptor stays the same for the poller, whatever becomes of it.
    pub(crate) fn source_changes(&self) {}

    /// Forgets what is known of a direction and has the poller say it anew.
    pub(crate) fn ask_again(&self, source: &impl AsSource, direction: Direction) -> io::Result<()> {
        let Registration { readiness, key, reactor } = &*self.0;
        readiness.forget(direction);
        reactor.poller.ask_again(source, *key).inspect_err(|_| {
            // Operations are tried again, and tell what is wrong with the descriptor.
            let mut woken = WakeList::new();
            readiness.set(Ready::BOTH, true, woken.list());
            woken.wake_all();
        })
    }

    /// Why its reactor does not watch any more, if that is no end of its runtime.
    pub(crate) fn failure(&self) -> Option<io::Error> {
        self.0.reactor.failure()
    }

    /// Ends the watch. Before the descriptor is closed (I1).
    pub(crate) fn end(&self, source: &impl AsSource) {
        let Registration { key, reactor, .. } = &*self.0;
        let removed = if reactor.losses == losses() {
            let _ = reactor.poller.delete(source); // fails where somebody has closed it under us: then it is gone already
            reactor.watched.lock().remove(*key)
        } else {
            reactor.watched.try_lock().and_then(|mut watched| watched.remove(*key)) // whoever held it may be gone
        };
        drop(removed); // wakers of futures that are gone may be in it
    }
}

impl fmt::Debug for Reactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reactor").field("closed", &self.is_closed()).finish_non_exhaustive()
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch").field("readiness", &self.0.readiness).finish_non_exhaustive()
    }
}
