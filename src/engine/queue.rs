//! The queue of a thread: a FIFO of its own and an inbox for wakes from other threads.
//!
//! # How it works
//!
//! The owner pushes and pops `ready` without any synchronisation. Other threads push into the inbox and then notify the
//! owner, which moves the inbox over before each pop. So tasks run in the order in which they were woken; between the owner
//! and the others, in the order in which the owner sees the wakes.
//!
//! Each entry of `ready` carries a mark, which a worker uses to merge this queue with its stealing one in the order of arrival
//! (`shape/worker.rs`); elsewhere it is zero.
//!
//! - **I1** Only the owner touches `ready`; it is not `Sync`.
//! - **I2** What is in the inbox is moved to `ready` before the owner decides that it has nothing to do.
//! - **I3** A push is followed by setting `filled`, a drain begins by clearing it. So a task that the drain misses leaves
//!   `filled` set.

use crate::engine::task::{Home, Ready, Runnable};
use crate::primitives::atomic::{AtomicBool, Ordering};
use crate::util::rng::Rng;
use concurrent_queue::ConcurrentQueue;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::fmt;

/// A queue that any thread may push to and its owner drains.
pub(crate) struct Inbox {
    queue: ConcurrentQueue<Runnable>,
    /// Set after each push, cleared before a drain: one look for the owner between two tasks (I3).
    filled: AtomicBool,
}

impl Inbox {
    pub(crate) fn new() -> Self {
        Inbox { queue: ConcurrentQueue::unbounded(), filled: AtomicBool::new(false) }
    }

    pub(crate) fn push(&self, task: Runnable) {
        if self.queue.push(task).is_err() {
            unreachable!("an unbounded queue that nobody closes takes everything");
        }
        self.filled.store(true, Ordering::SeqCst);
    }

    #[inline]
    pub(crate) fn is_empty(&self) -> bool {
        !self.filled.load(Ordering::SeqCst)
    }

    /// Hands out what is there now. What comes in meanwhile waits: a flood from outside must not hold the owner here.
    #[cold]
    fn drain(&self, mut take: impl FnMut(Runnable)) {
        self.filled.swap(false, Ordering::SeqCst);
        for _ in 0..self.queue.len() {
            match self.queue.pop() {
                Ok(task) => take(task),
                Err(_) => return,
            }
        }
        if !self.queue.is_empty() {
            self.filled.store(true, Ordering::SeqCst);
        }
    }
}

impl fmt::Debug for Inbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Inbox({})", self.queue.len())
    }
}

/// A task in the owner's FIFO.
struct Entry {
    task: Runnable,
    /// Where the task stands among those of a worker's stealing queue.
    mark: u64,
    /// It has yielded, so whatever stands before it must run before it.
    yielded: bool,
}

/// The owner's FIFO.
#[derive(Default)]
pub(crate) struct LocalQueue {
    ready: RefCell<VecDeque<Entry>>,
}

impl LocalQueue {
    #[inline]
    pub(crate) fn push(&self, task: Runnable, ready: Ready, mark: u64) {
        self.ready.borrow_mut().push_back(Entry { task, mark, yielded: ready == Ready::Yielded });
    }

    #[inline]
    pub(crate) fn pop(&self) -> Option<Runnable> {
        self.ready.borrow_mut().pop_front().map(|entry| entry.task)
    }

    /// The mark of the task that `pop` would give.
    #[inline]
    pub(crate) fn front_mark(&self) -> Option<u64> {
        self.ready.borrow().front().map(|entry| entry.mark)
    }

    #[inline]
    pub(crate) fn is_empty(&self) -> bool {
        self.ready.borrow().is_empty()
    }

    /// Moves what is in `inbox` behind what is here.
    #[inline]
    pub(crate) fn take_from(&self, inbox: &Inbox, mark: u64) {
        if !inbox.is_empty() {
            let mut ready = self.ready.borrow_mut();
            inbox.drain(|task| ready.push_back(Entry { task, mark, yielded: false }));
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.ready.borrow().len()
    }

    /// Shuffles the tasks of one home among the places that they have between two tasks that have yielded (Fisher and Yates,
    /// in Durstenfeld's form). All others keep their places, local tasks too.
    pub(crate) fn shuffle_tasks_of(&self, home: &'static Home, rng: &Rng) {
        let mut ready = self.ready.borrow_mut();
        let mut places: Vec<usize> = Vec::new();
        for place in 0..=ready.len() {
            match ready.get(place) {
                Some(entry) if !entry.yielded => {
                    let meta = entry.task.metadata();
                    if meta.belongs_to(home) && !meta.is_local() {
                        places.push(place);
                    }
                }
                _ => {
                    for last in (1..places.len()).rev() {
                        ready.swap(places[last], places[rng.below(last + 1)]);
                    }
                    places.clear();
                }
            }
        }
    }

    /// Takes out the tasks of these homes, for the next owner.
    pub(crate) fn hand_over(&self, homes: [&'static Home; 3]) -> HandedOver {
        let mut ready = self.ready.borrow_mut();
        let is_theirs = |entry: &Entry| homes.iter().any(|home| entry.task.metadata().belongs_to(home));
        let (taken, left) = ready.drain(..).partition(is_theirs);
        *ready = left;
        HandedOver(taken)
    }

    /// Moves what another owner had behind what is here.
    pub(crate) fn take_over(&self, tasks: HandedOver, mark: u64) {
        self.ready.borrow_mut().extend(tasks.0.into_iter().map(|entry| Entry { mark, ..entry }));
    }
}

/// Tasks on their way from one owner to the next: in order, and those that have yielded are still known.
#[derive(Default)]
pub(crate) struct HandedOver(VecDeque<Entry>);

impl fmt::Debug for HandedOver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HandedOver({})", self.0.len())
    }
}

impl fmt::Debug for LocalQueue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LocalQueue({})", self.len())
    }
}
