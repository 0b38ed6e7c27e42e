//! The timers of a loop, in the order in which CPython's come.
//!
//! # How it works
//!
//! CPython keeps its timers in a `heapq` that compares `when` alone. Where two are equal, which of them comes first is decided by the
//! heap's own moves. So this is that heap, move for move (the module `heapq` of CPython's standard library), and not the one of Rust's.
//!
//! Cancelled timers stay until they come to the top, or until they are more than half of more than a hundred: then the heap is made anew.
//!
//! - **I1** `heap[k]` is not later than `heap[2k + 1]` and `heap[2k + 2]`.

use super::event_loop::TimerHandle;

/// Cancelled timers that are left alone, whatever their share.
const FEW_CANCELLED: usize = 100;

#[derive(Default)]
pub(super) struct Scheduled {
    heap: Vec<TimerHandle>,
    cancelled: usize,
}

impl Scheduled {
    pub(super) fn push(&mut self, timer: TimerHandle) {
        self.heap.push(timer);
        self.sift_down(0, self.heap.len() - 1);
    }

    pub(super) fn pop(&mut self) -> Option<TimerHandle> {
        let last = self.heap.pop()?;
        let Some(first) = self.heap.first_mut() else { return Some(last) };
        let popped = std::mem::replace(first, last);
        self.sift_up(0);
        Some(popped)
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
            let (kept, gone) = self.heap.drain(..).partition(|timer| !timer.cancelled());
            self.heap = kept;
            removed = gone;
            self.cancelled = 0;
            (0..self.heap.len() / 2).rev().for_each(|position| self.sift_up(position));
        } else {
            while self.heap.first().is_some_and(TimerHandle::cancelled) {
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

    fn is_earlier(&self, one: usize, other: usize) -> bool {
        self.heap[one].when() < self.heap[other].when()
    }

    /// Moves what stands at `position` towards `start` as long as it is earlier than its parent.
    fn sift_down(&mut self, start: usize, mut position: usize) {
        while position > start {
            let parent = (position - 1) / 2;
            if !self.is_earlier(position, parent) {
                break;
            }
            self.heap.swap(position, parent);
            position = parent;
        }
    }

    /// Moves what stands at `position` to a leaf, along the earlier children, and from there back to its place.
    fn sift_up(&mut self, mut position: usize) {
        let (start, end) = (position, self.heap.len());
        let mut child = 2 * position + 1;
        while child < end {
            let right = child + 1;
            if right < end && !self.is_earlier(child, right) {
                child = right;
            }
            self.heap.swap(position, child);
            position = child;
            child = 2 * position + 1;
        }
        self.sift_down(start, position);
    }
}
