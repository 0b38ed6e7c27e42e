//! The reactor: what the only thread waits for beside its timers.
//!
//! # How it works
//!
//! The host is asked for what somebody waits for, and nothing else: each wait collects the interests of those descriptors whose
//! `Readiness` holds a waker, and hands them to one call of the host. An interest is made when a descriptor is first waited for in a
//! direction, and kept: pollables of preview 2 cost the host something each.
//!
//! - **I1** An interest ends before its descriptor is closed: with its `Watch`, which its owner drops first.
//! - **I2** The host says what is ready now. So what it reports counts until an operation finds otherwise, as everywhere.

use super::preview;
pub(crate) use super::preview::Interest;
use crate::engine::readiness::{Direction, Readiness, Ready, Seen, Waiter};
use crate::primitives::Mutex;
use crate::primitives::atomic::{AtomicBool, Ordering};
use crate::util::wake_list::WakeList;
use std::borrow::Borrow;
use std::fmt;
use std::io;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

/// What can be watched.
pub(crate) trait Source {
    /// What the host is asked for when somebody waits in this direction.
    fn interest(&self, direction: Direction) -> Interest;
}

pub(crate) struct Reactor {
    watched: Mutex<Vec<Option<Watched>>>,
    closed: AtomicBool,
}

struct Watched {
    readiness: Arc<Readiness>,
    interests: [Option<Interest>; 2],
}

const DIRECTIONS: [(Direction, Ready); 2] = [(Direction::Read, Ready::READABLE), (Direction::Write, Ready::WRITABLE)];

impl Reactor {
    pub(crate) fn new() -> io::Result<Reactor> {
        Ok(Reactor { watched: Mutex::new(Vec::new()), closed: AtomicBool::new(false) })
    }

    /// Watches a descriptor, which counts as `ready` at first.
    pub(crate) fn watch(self: &Arc<Self>, _: &impl Source, ready: Ready) -> io::Result<Watch> {
        let readiness = Arc::new(Readiness::new(ready));
        if self.closed.load(Ordering::SeqCst) {
            readiness.abandon(&mut Vec::new()); // nobody can wait yet
        }
        let watched = Watched { readiness: readiness.clone(), interests: [None, None] };
        let mut all = self.watched.lock();
        let key = all.iter().position(Option::is_none).unwrap_or(all.len());
        if key == all.len() {
            all.push(None);
        }
        all[key] = Some(watched);
        drop(all);
        Ok(Watch { reactor: self.clone(), key, readiness })
    }

    /// Collects the wakers of those who wait for what is ready now.
    pub(crate) fn look(&self, woken: &mut WakeList) {
        wait(&[self], Some(preview::LOOK), woken);
    }

    /// The runtime ends: whoever waits for a descriptor is told.
    pub(crate) fn close(&self) {
        self.closed.store(true, Ordering::SeqCst);
        let mut woken = WakeList::new();
        for watched in self.watched.lock().iter().flatten() {
            watched.readiness.abandon(woken.list());
        }
        woken.wake_all();
    }
}

/// How a wait ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Waited {
    /// Nobody waits for a descriptor: the host was not asked.
    ForNothing,
    /// Something became ready, or the time has passed.
    Ended,
}

/// Waits, if somebody waits for a descriptor, until one is ready or `timeout` has passed; may return early.
pub(crate) fn wait(reactors: &[impl Borrow<Reactor>], timeout: Option<Duration>, woken: &mut WakeList) -> Waited {
    let locked: Vec<_> = reactors.iter().map(|reactor| reactor.borrow().watched.lock()).collect();
    let mut asked = Vec::new();
    for watched in locked.iter().flat_map(|watched| watched.iter().flatten()) {
        let waits = watched.readiness.waits_for();
        for (direction, ready) in DIRECTIONS {
            let interest = watched.interests[direction as usize].as_ref();
            if let Some(interest) = interest.filter(|_| waits[direction as usize]) {
                asked.push((interest, &watched.readiness, ready));
            }
        }
    }
    if asked.is_empty() {
        return Waited::ForNothing;
    }
    let interests: Vec<_> = asked.iter().map(|(interest, ..)| *interest).collect();
    for index in preview::wait(&interests, timeout) {
        let (_, readiness, ready) = asked[index];
        readiness.set(ready, false, woken.list());
    }
    Waited::Ended
}

/// A descriptor that is watched.
pub(crate) struct Watch {
    reactor: Arc<Reactor>,
    key: usize,
    readiness: Arc<Readiness>,
}

impl Watch {
    /// Ready where an operation is worth a try; otherwise the task is woken as soon as one is.
    pub(crate) fn poll(
        &self,
        source: &impl Source,
        direction: Direction,
        waiter: Waiter,
        cx: &Context<'_>,
    ) -> Poll<io::Result<Seen>> {
        let polled = self.readiness.poll(direction, waiter, cx);
        if polled.is_pending()
            && let Some(watched) = &mut self.reactor.watched.lock()[self.key]
        {
            watched.interests[direction as usize].get_or_insert_with(|| source.interest(direction));
        }
        polled.map(Ok)
    }

    /// What is waited for is about to be another thing of the host's.
    #[allow(dead_code, reason = "a build without sockets")]
    pub(crate) fn source_changes(&self) {
        if let Some(watched) = &mut self.reactor.watched.lock()[self.key] {
            watched.interests = [None, None];
        }
    }

    /// Forgets what is known of a direction; the host says it anew.
    #[allow(dead_code, reason = "a build without sockets")]
    pub(crate) fn ask_again(&self, _: &impl Source, direction: Direction) -> io::Result<()> {
        self.readiness.forget(direction);
        Ok(())
    }

    /// The host's waits do not fail for good.
    #[allow(dead_code, reason = "a build without sockets")]
    pub(crate) fn failure(&self) -> Option<io::Error> {
        None
    }

    /// Ends the watch, before the descriptor is closed (I1).
    pub(crate) fn end(&self, _: &impl Source) {
        let removed = self.reactor.watched.lock()[self.key].take();
        drop(removed); // wakers of futures that are gone may be in it
    }

    pub(crate) fn belongs_to(&self, reactor: &Arc<Reactor>) -> bool {
        Arc::ptr_eq(&self.reactor, reactor)
    }

    /// Says whether its runtime has ended.
    pub(crate) fn is_over(&self) -> bool {
        self.reactor.closed.load(Ordering::SeqCst)
    }

    pub(crate) fn readiness(&self) -> &Readiness {
        &self.readiness
    }
}

impl fmt::Debug for Reactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("Reactor")
    }
}
