//! Ticking.

use crate::time::{Instant, Sleep};
use crate::util::budget;
use std::future::poll_fn;
use std::task::{Context, Poll, ready};
use std::time::Duration;

/// Ticks every `period`, the first time at once.
///
/// # Panics
///
/// If `period` is zero.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use wasi_async_runtime::{AsyncRuntime, interval};
///
/// AsyncRuntime::block_on(async {
///     let mut every = interval(Duration::from_millis(1));
///     let first = every.tick().await;
///     let second = every.tick().await;
///     assert_eq!(second - first, Duration::from_millis(1));
/// });
/// ```
#[track_caller]
pub fn interval(period: Duration) -> Interval {
    interval_at(Instant::now(), period)
}

/// Ticks every `period`, the first time at `start`; see [`interval`].
///
/// # Panics
///
/// If `period` is zero.
#[track_caller]
pub fn interval_at(start: Instant, period: Duration) -> Interval {
    assert!(!period.is_zero(), "the period of an interval must not be zero");
    Interval { sleep: Sleep::new(start), period, missed: MissedTickBehavior::Burst }
}

/// What an [`Interval`] does about ticks that nobody waited for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MissedTickBehavior {
    /// Ticks at once until it has caught up.
    #[default]
    Burst,
    /// Ticks at once, and then a period after that.
    Delay,
    /// Ticks at once, and then at the next multiple of the period.
    Skip,
}

/// A clock that ticks; made by [`interval`] and [`interval_at`].
#[derive(Debug)]
pub struct Interval {
    sleep: Sleep,
    period: Duration,
    missed: MissedTickBehavior,
}

impl Interval {
    /// Waits for the next tick and gives the instant it was scheduled for.
    ///
    /// # Cancel safety
    ///
    /// A tick that is not awaited to its end is not lost: the next call gives it.
    pub async fn tick(&mut self) -> Instant {
        poll_fn(|cx| self.poll_tick(cx)).await
    }

    /// As [`tick`](Interval::tick), for code that polls by hand.
    pub fn poll_tick(&mut self, cx: &mut Context<'_>) -> Poll<Instant> {
        ready!(self.sleep.poll_elapsed(cx));
        ready!(budget::poll_spend(cx));
        let scheduled = self.sleep.deadline();
        self.sleep = Sleep::new(self.after(scheduled));
        Poll::Ready(scheduled)
    }

    fn after(&self, scheduled: Instant) -> Instant {
        let next = scheduled.saturating_add(self.period);
        let late = Instant::now().duration_since(next);
        match self.missed {
            _ if late.is_zero() => next,
            MissedTickBehavior::Burst => next,
            MissedTickBehavior::Delay => Instant::now().saturating_add(self.period),
            MissedTickBehavior::Skip => {
                let periods = late.as_nanos() / self.period.as_nanos() + 1;
                let skipped = self.period.as_nanos().saturating_mul(periods);
                next.saturating_add(Duration::from_nanos(u64::try_from(skipped).unwrap_or(u64::MAX)))
            }
        }
    }

    /// Ticks next a period from now.
    pub fn reset(&mut self) {
        self.sleep = Sleep::new(Instant::now().saturating_add(self.period));
    }

    /// The time between two ticks.
    pub fn period(&self) -> Duration {
        self.period
    }

    /// What happens to ticks that nobody waited for.
    pub fn missed_tick_behavior(&self) -> MissedTickBehavior {
        self.missed
    }

    /// Sets what happens to ticks that nobody waited for.
    pub fn set_missed_tick_behavior(&mut self, behavior: MissedTickBehavior) {
        self.missed = behavior;
    }
}
