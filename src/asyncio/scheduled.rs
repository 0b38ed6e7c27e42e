//! The timers of a loop, in the order in which CPython's come.
//!
//! # How it works
//!
//! CPython keeps its timers in a `heapq` that compares `when` alone (`heapq.rs`). Cancelled timers stay until they come to the top, or until
//! they are more than half of more than a hundred: then the heap is made anew.

use super::event_loop::TimerHandle;
use super::heapq;

/// Cancelled timers that are left alone, whatever their share.
const FEW_CANCELLED: usize = 100;

#[derive(Default)]
pub(super) struct Scheduled {
    heap: Vec<TimerHandle>,
    cancelled: usize,
}

fn is_earlier(one: &TimerHandle, other: &TimerHandle) -> bool {
    one.when() < other.when()
}

impl Scheduled {
    pub(super) fn push(&mut self, timer: TimerHandle) {
        heapq::push(&mut self.heap, timer, is_earlier);
    }

    pub(super) fn pop(&mut self) -> Option<TimerHandle> {
        heapq::pop(&mut self.heap, is_earlier)
    }

    pub(super) fn first(&self) -> Option<&TimerHandle> {
        self.heap.first()
    }

    /// One of them was cancelled.
    pub(super) fn note_cancelled(&mut self) {
        self.cancelled += 1;
    }

    /// Takes out what was cancelled, where it matters; called once a turn. What is taken out is given back, to be dropped elsewhere.
    pub(super) fn clean(&mut self) -> Vec<TimerHandle> {
        let mut removed = Vec::new();
        if self.heap.len() > FEW_CANCELLED && self.cancelled * 2 > self.heap.len() {
            (self.heap, removed) = self.heap.drain(..).partition(|timer| !timer.cancelled());
            self.cancelled = 0;
            heapq::heapify(&mut self.heap, is_earlier);
        } else {
            while self.heap.first().is_some_and(|timer| timer.cancelled()) {
                self.cancelled = self.cancelled.saturating_sub(1);
                removed.extend(self.pop());
            }
        }
        removed
    }

    pub(super) fn take_all(&mut self) -> Vec<TimerHandle> {
        self.cancelled = 0;
        std::mem::take(&mut self.heap)
    }
}
