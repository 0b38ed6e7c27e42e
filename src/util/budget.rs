//! The per-poll budget that keeps one task from holding its thread for ever.
//!
//! # How it works
//!
//! A future that is always ready (a channel that is always full, an interval that is always late) would let a task loop
//! inside one poll without end. Every leaf future of this crate therefore spends one unit when it is about to be ready;
//! when the task's budget for this poll is used up, the leaf wakes its task and reports "pending" once instead. The idea is
//! tokio's cooperative scheduling (tokio 0.2.14, `coop`).
//!
//! - **I1** The turn refills the budget before each poll; outside a task of this crate there is no limit.
//! - **I2** A leaf that finds the budget empty changes nothing of its own state: the next poll gives what this one withheld.

use std::cell::Cell;
use std::task::{Context, Poll};

/// Ready leaves per poll. Large enough that the detour through the queue is lost in the work of 128 operations.
const PER_POLL: u32 = 128;

const NO_LIMIT: u32 = u32::MAX;

thread_local! {
    static LEFT: Cell<u32> = const { Cell::new(NO_LIMIT) };
}

/// Sets a full budget, for the poll of a task.
#[inline]
pub(crate) fn refill() {
    let _ = LEFT.try_with(|left| left.set(PER_POLL));
}

/// Ends the budget of a task: no limit from now on.
#[inline]
pub(crate) fn lift() {
    let _ = LEFT.try_with(|left| left.set(NO_LIMIT));
}

/// Lifts the budget of the poll around, which is back when the guard is dropped.
pub(crate) fn suspend() -> Suspended {
    Suspended(LEFT.try_with(|left| left.replace(NO_LIMIT)).unwrap_or(NO_LIMIT))
}

/// The budget of the poll around the current one.
#[must_use]
#[derive(Debug)]
pub(crate) struct Suspended(u32);

impl Drop for Suspended {
    fn drop(&mut self) {
        let _ = LEFT.try_with(|left| left.set(self.0));
    }
}

/// Spends one unit; pending, with the task woken, when there is none left (I2).
#[inline]
pub(crate) fn poll_spend(cx: &mut Context<'_>) -> Poll<()> {
    let spent = LEFT.try_with(|left| match left.get() {
        NO_LIMIT => true,
        0 => false,
        n => {
            left.set(n - 1);
            true
        }
    });
    if spent.unwrap_or(true) {
        Poll::Ready(())
    } else {
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::task::Waker;

    #[test]
    fn a_spent_budget_is_pending_until_it_is_refilled() {
        let cx = &mut Context::from_waker(Waker::noop());
        for _ in 0..3 * PER_POLL {
            assert!(poll_spend(cx).is_ready(), "no limit outside a task");
        }
        refill();
        for _ in 0..PER_POLL {
            assert!(poll_spend(cx).is_ready());
        }
        assert!(poll_spend(cx).is_pending());
        let outer = suspend();
        refill();
        assert!(poll_spend(cx).is_ready());
        lift();
        assert!((0..=PER_POLL).all(|_| poll_spend(cx).is_ready()));
        drop(outer);
        assert!(poll_spend(cx).is_pending(), "the outer poll's budget is back");
        refill();
        assert!(poll_spend(cx).is_ready());
        lift();
    }
}
