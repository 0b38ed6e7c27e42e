//! What only native platforms offer: conversions of `Instant` from and to that of the standard library, and `net.rs`.

#[cfg(feature = "net")]
pub(crate) mod net;

use crate::sys::anchor;
use crate::util::instant::Instant;
use std::time::Duration;

impl Instant {
    /// The same moment as the standard library's `Instant`. Only natively.
    ///
    /// # Examples
    ///
    /// ```
    /// use wasi_async_runtime::Instant;
    ///
    /// let std_now = std::time::Instant::now();
    /// let ours: Instant = std_now.into();
    /// assert_eq!(ours.into_std(), std_now);
    /// ```
    pub fn into_std(self) -> std::time::Instant {
        let nanos = self.as_nanos();
        let distance = Duration::from_nanos(nanos.unsigned_abs());
        let moved = if nanos < 0 { anchor().checked_sub(distance) } else { anchor().checked_add(distance) };
        // The two clocks have the same range but for the extremes of `Instant`, which no clock reads.
        moved.unwrap_or_else(anchor)
    }
}

impl From<std::time::Instant> for Instant {
    fn from(instant: std::time::Instant) -> Self {
        let nanos = |distance: Duration| i64::try_from(distance.as_nanos()).unwrap_or(i64::MAX);
        Instant::from_nanos(match instant.checked_duration_since(anchor()) {
            Some(after) => nanos(after),
            None => -nanos(anchor().saturating_duration_since(instant)),
        })
    }
}

impl From<Instant> for std::time::Instant {
    fn from(instant: Instant) -> Self {
        instant.into_std()
    }
}
