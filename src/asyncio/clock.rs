//! What Python's `time` asks of the system beside the clock of loops: the time of day, and waits that hold everything up.

use crate::sys;
use std::time::Duration;

/// The time since the beginning of 1970, by the system's clock, which may be set: `time.time()`.
///
/// # Platforms
///
/// Everywhere; in a browser in milliseconds.
///
/// # Examples
///
/// ```
/// assert!(wasi_async_runtime::asyncio::since_epoch().as_secs() > 1_700_000_000);
/// ```
pub fn since_epoch() -> Duration {
    sys::since_epoch()
}

/// Waits and holds up the whole thread, its loop too: `time.sleep`.
///
/// # Platforms
///
/// Everywhere; in a browser, which has no such wait, it is busy meanwhile.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use wasi_async_runtime::Instant;
/// use wasi_async_runtime::asyncio::block_for;
///
/// let start = Instant::now();
/// block_for(Duration::from_millis(2));
/// assert!(start.elapsed() >= Duration::from_millis(2));
/// ```
pub fn block_for(duration: Duration) {
    sys::block_for(duration);
}
