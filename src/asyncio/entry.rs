//! What the FIFO of a loop holds.
//!
//! # How it works
//!
//! Whatever a loop runs is an object that is shared with whoever queued it: a task for its step, a future for each child that ends, a
//! callback. An entry is a pointer to it and a number, and no `enum`: both pass in registers and are stored as they are loaded. An `enum`
//! is copied in pieces of other sizes than it was written in, which the processor has to wait for at each step.

use super::event_loop::Loop;
use super::exc::Exc;
use std::rc::Rc;

/// Something that a loop runs.
pub(super) trait Run {
    /// Runs it, for what has this number; gives what a callback raised.
    fn run(self: Rc<Self>, event_loop: &Loop, number: usize) -> Option<Exc>;

    /// As debug mode tells of it: what most are runs because a future is done.
    fn described(&self) -> String {
        "<Handle of a done callback>".to_owned()
    }
}

/// A place in the FIFO.
pub(super) struct Entry {
    pub(super) what: Rc<dyn Run>,
    pub(super) number: usize,
}

impl Entry {
    #[inline]
    pub(super) fn new(what: Rc<dyn Run>) -> Entry {
        Entry { what, number: 0 }
    }

    /// For the child of this number, which is done.
    pub(super) fn child(what: Rc<dyn Run>, number: u32) -> Entry {
        Entry { what, number: number as usize }
    }
}
