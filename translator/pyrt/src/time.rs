//! `time`: clocks, and waits that hold the whole program up.
//!
//! # How it works
//!
//! `monotonic` and `perf_counter` are one clock, the runtime's, which counts from when it is first asked; `time` is the system's.

use std::cell::Cell;
use std::time::Duration;

use wasi_async_runtime::Instant;
use wasi_async_runtime::asyncio;

use crate::Py;
use crate::exc::{Exc, OVERFLOW_ERROR};
use crate::shown::value_error;

/// `time.time()`
pub fn time() -> f64 {
    asyncio::since_epoch().as_secs_f64()
}

/// `time.time_ns()`
pub fn time_ns() -> i64 {
    nanos(asyncio::since_epoch())
}

/// `time.monotonic()`
pub fn monotonic() -> f64 {
    elapsed().as_secs_f64()
}

/// `time.monotonic_ns()`
pub fn monotonic_ns() -> i64 {
    nanos(elapsed())
}

/// `time.perf_counter()`
pub fn perf_counter() -> f64 {
    monotonic()
}

/// `time.perf_counter_ns()`
pub fn perf_counter_ns() -> i64 {
    monotonic_ns()
}

fn nanos(duration: Duration) -> i64 {
    i64::try_from(duration.as_nanos()).unwrap_or(i64::MAX)
}

/// What the clocks show when they are first asked: in CPython they count from the start of the machine, and are never zero.
const FIRST: Duration = Duration::from_secs(1_000);

/// The time since this thread first asked, and some before.
fn elapsed() -> Duration {
    thread_local! {
        static START: Cell<Option<Instant>> = const { Cell::new(None) };
    }
    let now = Instant::now();
    let start = START.get().unwrap_or(now);
    START.set(Some(start));
    FIRST + now.duration_since(start)
}

/// `time.sleep(seconds)`: what holds up a loop, too.
///
/// # Errors
///
/// `ValueError` for less than nothing and for a NaN; `OverflowError` for more than the clock counts.
///
/// # Examples
///
/// ```
/// use pyrt::time;
///
/// let start = time::perf_counter();
/// time::sleep(0.002).unwrap();
/// assert!(time::perf_counter() - start >= 0.002);
/// assert_eq!(time::sleep(-1.0).unwrap_err().to_string(), "sleep length must be non-negative");
/// ```
pub fn sleep(seconds: f64) -> Py<()> {
    asyncio::block_for(length_of(seconds)?);
    Ok(())
}

/// Rounded up, as CPython does.
fn length_of(seconds: f64) -> Py<Duration> {
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    if seconds.is_nan() {
        return Err(value_error("Invalid value NaN (not a number)"));
    }
    let nanos = (seconds * 1e9).ceil();
    if nanos.abs() >= LIMIT {
        return Err(Exc::new(&OVERFLOW_ERROR, "timestamp out of range for platform time_t"));
    }
    if seconds < 0.0 {
        return Err(value_error("sleep length must be non-negative"));
    }
    Ok(Duration::from_nanos(nanos as u64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_is_refused_as_in_python() {
        let refused = |seconds: f64| format!("{:?}", length_of(seconds).unwrap_err());
        assert_eq!(refused(-1.0), "ValueError('sleep length must be non-negative')");
        assert_eq!(refused(f64::NAN), "ValueError('Invalid value NaN (not a number)')");
        assert_eq!(refused(f64::INFINITY), "OverflowError('timestamp out of range for platform time_t')");
        assert_eq!(refused(-1e10), "OverflowError('timestamp out of range for platform time_t')");
        assert_eq!(length_of(-0.0), Ok(Duration::ZERO));
        assert_eq!(length_of(0.000_000_000_1), Ok(Duration::from_nanos(1)));
    }

    #[test]
    fn clocks_go_on() {
        let (start, wall) = (monotonic_ns(), time());
        sleep(0.001).unwrap();
        assert!(monotonic_ns() - start >= 1_000_000 && time() >= wall && time_ns() > 1_700_000_000_000_000_000);
        assert!(perf_counter_ns() >= start);
    }
}
