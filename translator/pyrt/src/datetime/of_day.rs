//! `time`: a time of day. Without a zone: what has one is a `datetime`.

use super::text::{Fields, strftime};
use crate::shown::value_error;
use crate::tuple::hash_of_members;
use crate::{Comparison, Equal, Key, Object, Ordered, Py, Str};

/// A `time`, in microseconds of the day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Time(i64);

impl Time {
    /// `time.min`
    pub const MIN: Time = Time(0);
    /// `time.max`
    pub const MAX: Time = Time(86_400_000_000 - 1);

    /// `time(hour, minute, second, microsecond)`
    ///
    /// # Errors
    ///
    /// `ValueError` where there is no such time.
    pub fn new(hour: i64, minute: i64, second: i64, microsecond: i64) -> Py<Time> {
        for (value, name, most) in [(hour, "hour", 23), (minute, "minute", 59), (second, "second", 59)] {
            if !(0..=most).contains(&value) {
                return Err(value_error(format!("{name} must be in 0..{most}")));
            }
        }
        if !(0..=999_999).contains(&microsecond) {
            return Err(value_error("microsecond must be in 0..999999"));
        }
        Ok(Time(((hour * 60 + minute) * 60 + second) * 1_000_000 + microsecond))
    }

    pub(super) fn of_micros(micros: i64) -> Time {
        Time(micros)
    }

    pub(super) fn micros(self) -> i64 {
        self.0
    }

    /// `self.hour`
    pub fn hour(self) -> i64 {
        self.0 / 3_600_000_000
    }

    /// `self.minute`
    pub fn minute(self) -> i64 {
        self.0 / 60_000_000 % 60
    }

    /// `self.second`
    pub fn second(self) -> i64 {
        self.0 / 1_000_000 % 60
    }

    /// `self.microsecond`
    pub fn microsecond(self) -> i64 {
        self.0 % 1_000_000
    }

    /// `self.replace(…)`
    ///
    /// # Errors
    ///
    /// `ValueError` where there is no such time.
    pub fn replace(
        self,
        hour: Option<i64>,
        minute: Option<i64>,
        second: Option<i64>,
        microsecond: Option<i64>,
    ) -> Py<Time> {
        Time::new(
            hour.unwrap_or(self.hour()),
            minute.unwrap_or(self.minute()),
            second.unwrap_or(self.second()),
            microsecond.unwrap_or(self.microsecond()),
        )
    }

    /// `self.isoformat(timespec)`
    ///
    /// # Errors
    ///
    /// `ValueError` for another word.
    pub fn isoformat(self, timespec: &str) -> Py<Str> {
        let mut out = String::new();
        self.write_iso(timespec, &mut out)?;
        Ok(Str::from(out))
    }

    pub(super) fn write_iso(self, timespec: &str, out: &mut String) -> Py<()> {
        let (hour, minute, second, micros) = (self.hour(), self.minute(), self.second(), self.microsecond());
        out.push_str(&match (timespec, micros) {
            ("hours", _) => format!("{hour:02}"),
            ("minutes", _) => format!("{hour:02}:{minute:02}"),
            ("seconds", _) | ("auto", 0) => format!("{hour:02}:{minute:02}:{second:02}"),
            ("milliseconds", _) => format!("{hour:02}:{minute:02}:{second:02}.{:03}", micros / 1000),
            ("microseconds" | "auto", _) => format!("{hour:02}:{minute:02}:{second:02}.{micros:06}"),
            _ => return Err(value_error("Unknown timespec value")),
        });
        Ok(())
    }

    /// `self.strftime(format)`
    ///
    /// # Errors
    ///
    /// None.
    pub fn strftime(self, format: &str) -> Py<Str> {
        Ok(Str::from(strftime(format, &Fields::of_time(self))))
    }
}

impl Object for Time {
    fn type_name(&self) -> &'static str {
        "time"
    }

    fn write_repr(&self, out: &mut String) -> Py<()> {
        out.push_str(&format!("datetime.time({}, {}", self.hour(), self.minute()));
        write_small(self.second(), self.microsecond(), out);
        out.push(')');
        Ok(())
    }

    fn write_str(&self, out: &mut String) -> Py<()> {
        self.write_iso("auto", out)
    }

    fn write_format(&self, spec: &str, out: &mut String) -> Py<()> {
        if spec.is_empty() {
            return self.write_str(out);
        }
        out.push_str(self.strftime(spec)?.as_str());
        Ok(())
    }

    fn is_plain() -> bool {
        true
    }
}

/// Seconds and microseconds, where they are not 0.
pub(super) fn write_small(second: i64, microsecond: i64, out: &mut String) {
    if microsecond != 0 {
        out.push_str(&format!(", {second}, {microsecond}"));
    } else if second != 0 {
        out.push_str(&format!(", {second}"));
    }
}

impl Equal for Time {
    fn equal(&self, other: &Time) -> Py<bool> {
        Ok(self == other)
    }
}

impl Ordered for Time {
    fn compare(&self, other: &Time, comparison: Comparison) -> Py<bool> {
        Ok(comparison.holds(Some(self.cmp(other))))
    }
}

impl Key for Time {
    fn hash(&self) -> Py<i64> {
        hash_of_members([self.0.hash()])
    }
}
