//! The clock of a runtime: the platform's, or a simulated one that stands still until it is moved.
//!
//! # How it works
//!
//! Time is a count of nanoseconds since the process first asked for it (`Tick`). The real clock is a function that the
//! platform gives. A simulated clock adds an offset to it; while it is paused the time is a fixed number, which only
//! `advance` moves: `time::advance`, or the thread shape when nothing is left to do before the next deadline.
//!
//! - **I1** Time never goes backwards: `pause` freezes the current reading, `resume` goes on from the frozen one.
//! - **I2** Only a runtime with one thread that runs tasks has its clock paused. Its blocking closures may do so too, and then
//!   see to it themselves that the tasks expect it.

use crate::engine::wheel::Tick;
use crate::primitives::Mutex;
use crate::primitives::atomic::{AtomicBool, Ordering};

/// Where the real time comes from.
pub(crate) type Now = fn() -> Tick;

#[derive(Debug)]
pub(crate) struct Clock {
    real: Now,
    /// Set once the clock was ever paused; until then `now` is the real clock alone.
    simulated: AtomicBool,
    simulation: Mutex<Simulation>,
}

#[derive(Debug, Default)]
struct Simulation {
    /// The frozen time, while the clock is paused.
    paused_at: Option<Tick>,
    /// How far a clock that was resumed is ahead of the real one; negative after a pause in which it stood still.
    ahead: i64,
}

impl Clock {
    pub(crate) const fn new(real: Now) -> Self {
        let simulation = Simulation { paused_at: None, ahead: 0 };
        Clock { real, simulated: AtomicBool::new(false), simulation: Mutex::new(simulation) }
    }

    #[inline]
    pub(crate) fn now(&self) -> Tick {
        if self.simulated.load(Ordering::Acquire) { self.simulation.lock().now(self.real) } else { (self.real)() }
    }

    pub(crate) fn is_paused(&self) -> bool {
        self.simulated.load(Ordering::Acquire) && self.simulation.lock().paused_at.is_some()
    }

    /// Stops the clock at its current reading.
    pub(crate) fn pause(&self) {
        let mut simulation = self.simulation.lock();
        simulation.paused_at = Some(simulation.now(self.real));
        self.simulated.store(true, Ordering::Release);
    }

    /// Lets the clock run on from where it was stopped.
    pub(crate) fn resume(&self) {
        let mut simulation = self.simulation.lock();
        if let Some(at) = simulation.paused_at.take() {
            simulation.ahead = at.wrapping_sub((self.real)()).cast_signed();
        }
    }

    /// Moves a paused clock by `by`; false, and nothing else, on a running one.
    pub(crate) fn advance(&self, by: Tick) -> bool {
        let mut simulation = self.simulation.lock();
        let Some(at) = simulation.paused_at.as_mut() else { return false };
        *at = at.saturating_add(by);
        true
    }

    /// Moves a paused clock forward to `to`.
    pub(crate) fn advance_to(&self, to: Tick) {
        if let Some(at) = self.simulation.lock().paused_at.as_mut() {
            *at = to.max(*at);
        }
    }

    /// Makes it the real clock again, for the next user of the runtime's shared part.
    pub(crate) fn reset(&self) {
        *self.simulation.lock() = Simulation::default();
        self.simulated.store(false, Ordering::Release);
    }
}

impl Simulation {
    fn now(&self, real: Now) -> Tick {
        self.paused_at.unwrap_or_else(|| real().saturating_add_signed(self.ahead))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::primitives::atomic::AtomicU64;

    #[test]
    fn a_paused_clock_moves_only_when_told_and_never_back() {
        static REAL: AtomicU64 = AtomicU64::new(100);
        let clock = Clock::new(|| REAL.load(Ordering::Relaxed));
        assert!(!clock.advance(1), "it runs");
        clock.pause();
        REAL.store(150, Ordering::Relaxed);
        assert_eq!(clock.now(), 100);
        assert!(clock.advance(1000));
        clock.advance_to(500);
        assert_eq!(clock.now(), 1100);
        clock.resume();
        REAL.store(160, Ordering::Relaxed);
        assert_eq!(clock.now(), 1110);
        clock.pause();
        assert_eq!(clock.now(), 1110);
        REAL.store(400, Ordering::Relaxed);
        clock.resume();
        REAL.store(401, Ordering::Relaxed);
        assert_eq!(clock.now(), 1111, "it goes on from the time it showed");
        clock.reset();
        assert_eq!(clock.now(), 401);
    }
}
