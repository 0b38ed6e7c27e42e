//! Whether to steal at once: a thief that slows its victim down lets it alone for a while.
//!
//! # How it works
//!
//! Where a worker spawns or wakes many tasks that take next to nothing, what they cost is their way from cache to cache: with a thief
//! at its heels it may need four times as long for each as alone, and the thief no less. Where the tasks are long, or their memory is in
//! nobody's cache, a thief is of use. Which it is depends on the tasks and on how far apart the two processors are; so it is measured: how
//! many tasks the victim queues in a time while it is robbed, and while the thief rests.
//!
//! ```text
//!            stolen tasks were long
//!              ┌────────┐
//!              ▼        │   had short ones for a while: rests once
//!            robs ──────┴────────────────────────────► did the victim queue much faster?
//!              ▲                                         │ no              │ yes
//!              ├─────────────── looks later again ───────┘                 ▼
//!              └──────── not so any more, or `SPARED` rests ───── spares: rests after each theft
//! ```
//!
//! There are two workers, one thief and one victim: what others steal meanwhile would falsify the measure, and while a thief rests it counts as
//! a searcher, which keeps those from being woken that could do something else. Where there are more workers nobody rests.
//!
//! - **I1** A rest is at most `REST` long, and ends at once where there is something else to run or a timer is due.
//! - **I2** Every rest is a measure: who spares does so no longer than it is of use.

use crate::engine::wheel::Tick;
use crate::primitives::atomic::Ordering;
use crate::shape::pool::SharedSeat;
use crate::sys;
use std::cell::Cell;

/// Tasks that take more each, their way included, are worth stealing.
const SHORT: Tick = 1_000;

/// A rest. Memory that the thief has freed comes back to the victim meanwhile: in a shorter one it is no faster than before.
const REST: Tick = 100_000;

/// How long it steals short tasks before it looks whether that does harm.
const FIRST_LOOK: Tick = 500_000;

/// And where that did none.
const NEXT_LOOK: Tick = 2_000_000;

/// Two and a half times: so much faster the victim must be alone. A thief takes more than half of the work over, so twice as fast would not be
/// enough: where the processors are far apart a flood of spawns is three to nine times as fast alone, one of aborts little more than twice,
/// and a thief helps with those.
const TWICE_MUCH: u64 = 5;

/// Rests before it tries again whether it would still do harm.
const SPARED: u32 = 64;

/// A victim that queues fewer in a rest is in no flood.
const FLOOD: u64 = REST / SHORT;

#[derive(Default)]
pub(crate) struct Thief {
    theft: Cell<Option<Theft>>,
    state: Cell<State>,
}

#[derive(Clone, Copy)]
struct Theft {
    victim: &'static SharedSeat,
    tasks: usize,
    after: Moment,
}

#[derive(Clone, Copy)]
struct State {
    /// What was queued while it robbed.
    robbed: Progress,
    look_after: Tick,
    /// Rests that are left, where it spares its victim.
    spares: u32,
}

impl Default for State {
    fn default() -> State {
        State { robbed: Progress::default(), look_after: FIRST_LOOK, spares: 0 }
    }
}

/// Tasks that were queued in a time. What the victim has popped counts, whether it came from its deque or not.
#[derive(Clone, Copy, Default)]
struct Progress {
    tasks: u64,
    time: Tick,
}

impl Progress {
    fn is_much_faster_than(self, other: Progress) -> bool {
        2 * self.tasks * other.time > TWICE_MUCH * other.tasks * self.time
    }
}

/// How far a victim was at a time.
#[derive(Clone, Copy)]
struct Moment {
    at: Tick,
    waiting: usize,
    polls: u32,
}

impl Moment {
    fn of(victim: &SharedSeat) -> Moment {
        let polls = victim.polls.load(Ordering::Relaxed);
        Moment { at: sys::now(), waiting: victim.stealer.len(), polls }
    }

    fn until(self, later: Moment) -> Progress {
        let run = later.polls.wrapping_sub(self.polls) as usize;
        let tasks = (later.waiting + run).saturating_sub(self.waiting) as u64;
        Progress { tasks, time: later.at.saturating_sub(self.at) }
    }
}

impl Thief {
    /// So many tasks were stolen.
    pub(crate) fn begin(&self, victim: &'static SharedSeat, tasks: usize) {
        self.theft.set(Some(Theft { victim, tasks, after: Moment::of(victim) }));
    }

    /// The worker parks: what comes after that has nothing to do with its last theft.
    pub(crate) fn forget(&self) {
        self.theft.set(None);
    }

    /// What was stolen is done: lets the victim alone for a while, if it is to, but no longer than until `limit` or until `is_wanted`.
    pub(crate) fn rest(&self, limit: Tick, is_wanted: impl Fn() -> bool) {
        let Some(Theft { victim, tasks, after }) = self.theft.take() else { return };
        let now = Moment::of(victim);
        let progress = after.until(now);
        if progress.time >= SHORT * tasks as Tick {
            return self.state.set(State::default());
        }
        let mut state = self.state.get();
        if state.spares == 0 {
            state.robbed.tasks += progress.tasks;
            state.robbed.time += progress.time;
        }
        if state.spares > 0 || state.robbed.time >= state.look_after {
            let end = limit.min(now.at + REST);
            while sys::now() < end && !is_wanted() {
                std::hint::spin_loop();
            }
            state = state.after_rest(now.until(Moment::of(victim)));
        }
        self.state.set(state);
    }
}

impl State {
    fn after_rest(self, alone: Progress) -> State {
        let suffers = alone.tasks >= FLOOD && alone.is_much_faster_than(self.robbed);
        match self.spares {
            _ if alone.time < REST => State { robbed: Progress::default(), spares: 0, ..self }, // cut short: that tells nothing
            0 if suffers => State { spares: SPARED, ..self },
            1 => State::default(),
            left if suffers => State { spares: left - 1, ..self },
            _ => State { look_after: NEXT_LOOK, ..State::default() },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(robbed: Progress, alone: Progress, spares: u32) -> State {
        State { robbed, look_after: FIRST_LOOK, spares }.after_rest(alone)
    }

    #[test]
    fn a_victim_that_suffers_is_spared_for_a_while() {
        let robbed = Progress { tasks: 1_000, time: 500_000 };
        let (much, little) = (Progress { tasks: 2_000, time: REST }, Progress { tasks: 500, time: REST });
        let suffers = after(robbed, much, 0);
        assert_eq!((suffers.spares, suffers.robbed.tasks), (SPARED, 1_000));
        let does_not = after(robbed, little, 0);
        assert_eq!((does_not.spares, does_not.look_after, does_not.robbed.tasks), (0, NEXT_LOOK, 0));
        assert_eq!(after(robbed, much, 2).spares, 1);
        let no_more = after(robbed, little, 2);
        assert_eq!((no_more.spares, no_more.look_after), (0, NEXT_LOOK));
        let tries_again = after(robbed, much, 1);
        assert_eq!((tries_again.spares, tries_again.robbed.tasks, tries_again.look_after), (0, 0, FIRST_LOOK));
    }

    #[test]
    fn a_rest_that_is_cut_short_or_quiet_tells_nothing() {
        let robbed = Progress { tasks: 0, time: 500_000 };
        for spares in [0, 1, 9] {
            let cut_short = after(robbed, Progress { tasks: 2_000, time: REST - 1 }, spares);
            assert_eq!((cut_short.spares, cut_short.look_after, cut_short.robbed.time), (0, FIRST_LOOK, 0));
            assert_eq!(after(robbed, Progress { tasks: FLOOD - 1, time: REST }, spares).spares, 0);
        }
        assert_eq!(after(robbed, Progress { tasks: FLOOD, time: REST }, 0).spares, SPARED);
    }

    #[test]
    fn what_a_victim_has_run_was_queued_too() {
        let before = Moment { at: 10, waiting: 100, polls: u32::MAX };
        let later = Moment { at: 30, waiting: 90, polls: 24 };
        let progress = before.until(later);
        assert_eq!((progress.tasks, progress.time), (15, 20));
    }
}
