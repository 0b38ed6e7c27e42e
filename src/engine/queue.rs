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

use crate::engine::task::{Home, Runnable};
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

/// The owner's FIFO.
#[derive(Default)]
pub(crate) struct LocalQueue {
    ready: RefCell<VecDeque<(u64, Runnable)>>,
}

impl LocalQueue {
    #[inline]
    pub(crate) fn push(&self, task: Runnable, mark: u64) {
        self.ready.borrow_mut().push_back((mark, task));
    }

    #[inline]
    pub(crate) fn pop(&self) -> Option<Runnable> {
        self.ready.borrow_mut().pop_front().map(|(_, task)| task)
    }

    /// The mark of the task that `pop` would give.
    #[inline]
    pub(crate) fn front_mark(&self) -> Option<u64> {
        self.ready.borrow().front().map(|(mark, _)| *mark)
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
            inbox.drain(|task| ready.push_back((mark, task)));
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.ready.borrow().len()
    }

    /// Shuffles the tasks of one home among the places that they have; all others keep theirs (Fisher and Yates, in Durstenfeld's
    /// form).
    pub(crate) fn shuffle_tasks_of(&self, home: &'static Home, rng: &Rng) {
        let mut ready = self.ready.borrow_mut();
        let places = (0..ready.len()).filter(|&place| ready[place].1.metadata().belongs_to(home));
        let places: Vec<usize> = places.collect();
        for last in (1..places.len()).rev() {
            ready.swap(places[last], places[rng.below(last + 1)]);
        }
    }

    /// Takes out the tasks of one home, in order.
    pub(crate) fn take_tasks_of(&self, home: &'static Home) -> impl Iterator<Item = Runnable> {
        let mut ready = self.ready.borrow_mut();
        let (taken, left): (VecDeque<_>, VecDeque<_>) =
            ready.drain(..).partition(|(_, task)| task.metadata().belongs_to(home));
        *ready = left;
        taken.into_iter().map(|(_, task)| task)
    }
}

impl fmt::Debug for LocalQueue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LocalQueue({})", self.len())
    }
}
