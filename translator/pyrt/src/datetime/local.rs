//! The clock on the wall: what the local time zone says.
//!
//! # How it works
//!
//! The zone is that of the system, read once by the crate `tz-rs`; where there is none (the browser, WASI) local time is UTC.

use std::cell::OnceCell;

use tz::TimeZone;
use wasi_async_runtime::asyncio;

use super::date::Date;
use super::delta::Delta;
use super::moment::DateTime;
use super::text::Fields;
use super::zone::Zone;
use crate::exc::{Exc, OVERFLOW_ERROR};
use crate::refused::unordered;
use crate::shown::value_error;
use crate::{Equal, Key, Number, Object, Py, Str};

thread_local! {
    static LOCAL: OnceCell<TimeZone> = const { OnceCell::new() };
}

/// How far local time is from UTC at a time, and what it is called.
fn local_type(seconds: i64) -> (i64, Str) {
    LOCAL.with(|local| {
        let zone = local.get_or_init(|| TimeZone::local().unwrap_or_else(|_| TimeZone::utc()));
        match zone.find_local_time_type(seconds) {
            Ok(found) => (i64::from(found.ut_offset()), Str::new(found.time_zone_designation())),
            Err(_) => (0, Str::literal("UTC")),
        }
    })
}

/// Microseconds since 1970, half to even, as `datetime` rounds them.
fn micros_of(timestamp: Number) -> Py<i128> {
    match timestamp {
        Number::Int(seconds) => Ok(i128::from(seconds) * 1_000_000),
        Number::Float(seconds) if seconds.is_nan() => Err(value_error("cannot convert float NaN to integer")),
        Number::Float(seconds) if seconds.is_infinite() => {
            Err(Exc::new(&OVERFLOW_ERROR, "cannot convert float infinity to integer"))
        }
        Number::Float(seconds) => {
            let (whole, fraction) = (seconds.trunc(), seconds.fract());
            let micros = (fraction * 1e6).round_ties_even();
            if whole.abs() >= 1e18 {
                return Err(Exc::new(&OVERFLOW_ERROR, "timestamp out of range for platform time_t"));
            }
            Ok(whole as i128 * 1_000_000 + micros as i128)
        }
    }
}

/// What says that a timestamp has no date.
fn of_epoch(micros: i128) -> Py<DateTime> {
    let out_of_years = |_| {
        // About which year it would be.
        let year = 1970 + micros.div_euclid(31_556_952_000_000);
        value_error(format!("year {year} is out of range"))
    };
    DateTime::of_epoch(micros).map_err(out_of_years)
}

pub(super) fn utc_of(timestamp: Number) -> Py<DateTime> {
    of_epoch(micros_of(timestamp)?)
}

pub(super) fn local_of(timestamp: Number) -> Py<DateTime> {
    let micros = micros_of(timestamp)?;
    of_epoch(micros + i128::from(offset_at(micros)) * 1_000_000)
}

/// Seconds between UTC and local time.
fn offset_at(micros: i128) -> i64 {
    local_type(i64::try_from(micros.div_euclid(1_000_000)).unwrap_or_default()).0
}

fn micros_now() -> i128 {
    i128::try_from(asyncio::since_epoch().as_micros()).unwrap_or_default()
}

pub(super) fn utc_now() -> Py<DateTime> {
    of_epoch(micros_now())
}

pub(super) fn local_now() -> Py<DateTime> {
    let micros = micros_now();
    of_epoch(micros + i128::from(offset_at(micros)) * 1_000_000)
}

/// The local zone at a time, as a fixed one.
pub(super) fn zone_at(micros: i128) -> Py<Zone> {
    let (offset, name) = local_type(i64::try_from(micros.div_euclid(1_000_000)).unwrap_or_default());
    Zone::new(Delta::of_micros(i128::from(offset) * 1_000_000)?, Some(name))
}

/// Microseconds since 1970 of a local time: the first of two where a clock is put back, as CPython does.
pub(super) fn naive_timestamp(of: &DateTime) -> Py<i128> {
    const DAY: i128 = 86_400;
    let wanted = of.epoch_micros();
    let (seconds, micros) = (wanted.div_euclid(1_000_000), wanted.rem_euclid(1_000_000));
    let local = |seconds: i128| seconds + i128::from(local_type(i64::try_from(seconds).unwrap_or_default()).0);
    let offset = local(seconds) - seconds;
    let first = seconds - offset;
    let reached = local(first);
    let found = if reached == seconds {
        let before = first - DAY;
        let other = local(before) - before;
        if other == offset { first } else { between(seconds, first, other, &local) }
    } else {
        between(seconds, first, reached - first, &local)
    };
    Ok(found * 1_000_000 + micros)
}

/// The other of two candidates, where it is one.
fn between(seconds: i128, first: i128, offset: i128, local: &dyn Fn(i128) -> i128) -> i128 {
    let second = seconds - offset;
    if local(second) == seconds {
        second
    } else if local(first) == seconds {
        first
    } else {
        // A time that is left out.
        first.max(second)
    }
}

/// `time.struct_time`
#[derive(Clone, Debug)]
pub struct StructTime {
    fields: [i64; 9],
    zone: Str,
    offset: i64,
}

fn struct_time(seconds: i64, offset: i64, zone: Str) -> Py<StructTime> {
    let there = of_epoch(i128::from(seconds + offset) * 1_000_000)?;
    let (day, time) = (there.day(), there.time());
    let is_dst = 0;
    let fields = [
        day.year,
        day.month,
        day.day,
        time.hour(),
        time.minute(),
        time.second(),
        day.weekday(),
        day.day_of_year(),
        is_dst,
    ];
    Ok(StructTime { fields, zone, offset })
}

/// Whole seconds of a timestamp; now, where there is none.
fn seconds_of(timestamp: Option<Number>) -> Py<i64> {
    let micros = match timestamp {
        Some(Number::Float(seconds)) => return Ok(seconds.floor() as i64),
        Some(timestamp) => micros_of(timestamp)?,
        None => micros_now(),
    };
    i64::try_from(micros.div_euclid(1_000_000))
        .map_err(|_| Exc::new(&OVERFLOW_ERROR, "timestamp out of range for platform time_t"))
}

/// `time.gmtime(seconds)`
///
/// # Errors
///
/// `OverflowError` and `ValueError` where that is no date.
pub fn gmtime(timestamp: Option<Number>) -> Py<StructTime> {
    struct_time(seconds_of(timestamp)?, 0, Str::literal("UTC"))
}

/// `time.localtime(seconds)`
///
/// # Errors
///
/// `OverflowError` and `ValueError` where that is no date.
pub fn localtime(timestamp: Option<Number>) -> Py<StructTime> {
    let seconds = seconds_of(timestamp)?;
    let (offset, zone) = local_type(seconds);
    let mut made = struct_time(seconds, offset, zone)?;
    if let Some(is_dst) = made.fields.last_mut() {
        *is_dst = LOCAL.with(|local| {
            let found =
                local.get().and_then(|zone| zone.find_local_time_type(seconds).ok().map(|found| found.is_dst()));
            i64::from(found.unwrap_or_default())
        });
    }
    Ok(made)
}

/// `time.mktime(time)`
///
/// # Errors
///
/// `ValueError` where there is no such time.
pub fn mktime(time: &StructTime) -> Py<f64> {
    let [year, month, day, hour, minute, second, ..] = time.fields;
    let there = DateTime::new([year, month, day], [hour, minute, second, 0], None)?;
    there.timestamp()
}

impl StructTime {
    /// A field by its place.
    pub fn field(&self, place: usize) -> i64 {
        self.fields.get(place).copied().unwrap_or_default()
    }

    /// `time.strftime(format, self)`
    ///
    /// # Errors
    ///
    /// None.
    pub fn strftime(&self, format: &str) -> Py<Str> {
        let [year, month, day, hour, minute, second, ..] = self.fields;
        let time = super::of_day::Time::new(hour, minute, second.min(59), 0)?;
        let zone = Zone::new(Delta::of_micros(i128::from(self.offset) * 1_000_000)?, Some(self.zone.clone()))?;
        Ok(Str::from(super::text::strftime(format, &Fields::of(Date::new(year, month, day)?, time, Some(&zone)))))
    }
}

impl Object for StructTime {
    fn type_name(&self) -> &'static str {
        "struct_time"
    }

    fn write_repr(&self, out: &mut String) -> Py<()> {
        let names = ["year", "mon", "mday", "hour", "min", "sec", "wday", "yday", "isdst"];
        let shown: Vec<String> =
            names.iter().zip(self.fields).map(|(name, value)| format!("tm_{name}={value}")).collect();
        out.push_str(&format!("time.struct_time({})", shown.join(", ")));
        Ok(())
    }
}

impl Equal for StructTime {
    fn equal(&self, other: &StructTime) -> Py<bool> {
        Ok(self.fields == other.fields)
    }
}

impl Key for StructTime {
    fn hash(&self) -> Py<i64> {
        crate::tuple::hash_of_members(self.fields.iter().map(Key::hash))
    }
}

unordered! { [] StructTime; }
