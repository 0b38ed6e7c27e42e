//! `datetime`.

use super::date::{Date, ctime};
use super::delta::{DAY, Delta};
use super::local::{local_now, local_of, naive_timestamp, utc_now, utc_of};
use super::of_day::{Time, write_small};
use super::text::{Fields, strftime};
use super::zone::{Zone, write_offset};
use crate::big::{self, Int};
use crate::exc::{Exc, TYPE_ERROR};
use crate::tuple::hash_of_members;
use crate::{Comparison, Equal, Key, Number, Object, Ordered, Py, Str};

/// A `datetime`.
#[derive(Clone, Debug)]
pub struct DateTime {
    day: Date,
    time: Time,
    zone: Option<Zone>,
}

/// The day of the first of January 1970.
const EPOCH: i64 = 719_163;

fn type_error(text: &str) -> Exc {
    Exc::new(&TYPE_ERROR, text.to_owned())
}

impl DateTime {
    /// `datetime(year, month, day, hour, minute, second, microsecond, tzinfo)`
    ///
    /// # Errors
    ///
    /// `ValueError` where there is no such day or time.
    pub fn new(day: [i64; 3], clock: [i64; 4], zone: Option<Zone>) -> Py<DateTime> {
        let [year, month, of_month] = day;
        let [hour, minute, second, microsecond] = clock;
        let (day, time) = (Date::new(year, month, of_month)?, Time::new(hour, minute, second, microsecond)?);
        Ok(DateTime { day, time, zone })
    }

    /// `datetime.combine(date, time)`
    pub fn combine(day: Date, time: Time, zone: Option<Zone>) -> DateTime {
        DateTime { day, time, zone }
    }

    /// `datetime.min`
    pub fn min() -> DateTime {
        DateTime::combine(Date::MIN, Time::MIN, None)
    }

    /// `datetime.max`
    pub fn max() -> DateTime {
        DateTime::combine(Date::MAX, Time::MAX, None)
    }

    /// `datetime.now(zone)`
    ///
    /// # Errors
    ///
    /// `OverflowError` beyond the year 9999.
    pub fn now(zone: Option<Zone>) -> Py<DateTime> {
        match zone {
            None => local_now(),
            Some(zone) => DateTime::utcnow()?.with_zone(Some(Zone::utc())).astimezone(Some(zone)),
        }
    }

    /// `datetime.utcnow()`
    ///
    /// # Errors
    ///
    /// `OverflowError` beyond the year 9999.
    pub fn utcnow() -> Py<DateTime> {
        utc_now()
    }

    /// `datetime.fromtimestamp(timestamp, zone)`
    ///
    /// # Errors
    ///
    /// `OverflowError` and `ValueError` where that is no date.
    pub fn fromtimestamp(timestamp: impl Into<Number>, zone: Option<Zone>) -> Py<DateTime> {
        match zone {
            None => local_of(timestamp.into()),
            Some(zone) => utc_of(timestamp.into())?.with_zone(Some(Zone::utc())).astimezone(Some(zone)),
        }
    }

    /// `datetime.utcfromtimestamp(timestamp)`
    ///
    /// # Errors
    ///
    /// `OverflowError` and `ValueError` where that is no date.
    pub fn utcfromtimestamp(timestamp: impl Into<Number>) -> Py<DateTime> {
        utc_of(timestamp.into())
    }

    /// Of microseconds since the beginning of the day before the first.
    fn of_micros(micros: i128, zone: Option<Zone>) -> Py<DateTime> {
        let day = Date::of_ordinal(i64::try_from(micros.div_euclid(DAY)).unwrap_or(i64::MAX))?;
        Ok(DateTime { day, time: Time::of_micros(micros.rem_euclid(DAY) as i64), zone })
    }

    /// Of microseconds since 1970, with no zone.
    pub(super) fn of_epoch(micros: i128) -> Py<DateTime> {
        DateTime::of_micros(micros + i128::from(EPOCH) * DAY, None)
    }

    fn micros(&self) -> i128 {
        i128::from(self.day.toordinal()) * DAY + i128::from(self.time.micros())
    }

    /// Microseconds since 1970, as if it were UTC.
    pub(super) fn epoch_micros(&self) -> i128 {
        self.micros() - i128::from(EPOCH) * DAY
    }

    fn with_zone(self, zone: Option<Zone>) -> DateTime {
        DateTime { zone, ..self }
    }

    /// `self.replace(…)`: of the parts those that are given; `zone` where there is one given.
    ///
    /// # Errors
    ///
    /// `ValueError` where there is no such day or time.
    pub fn replace(&self, parts: [Option<i64>; 7], zone: Option<Option<Zone>>) -> Py<DateTime> {
        let [year, month, of_month, hour, minute, second, microsecond] = parts;
        let day = self.day.replace(year, month, of_month)?;
        let time = self.time.replace(hour, minute, second, microsecond)?;
        Ok(DateTime { day, time, zone: zone.unwrap_or_else(|| self.zone.clone()) })
    }

    /// `self.date()`
    pub fn day(&self) -> Date {
        self.day
    }

    /// `self.time()`
    pub fn time(&self) -> Time {
        self.time
    }

    /// `self.tzinfo`
    pub fn zone(&self) -> Option<Zone> {
        self.zone.clone()
    }

    /// `self.utcoffset()`
    pub fn utcoffset(&self) -> Option<Delta> {
        self.zone.as_ref().map(Zone::offset)
    }

    /// `self.tzname()`
    pub fn tzname(&self) -> Option<Str> {
        self.zone.as_ref().map(Zone::name)
    }

    /// `self.astimezone(zone)`
    ///
    /// # Errors
    ///
    /// `OverflowError` beyond the years.
    pub fn astimezone(&self, zone: Option<Zone>) -> Py<DateTime> {
        let utc = match &self.zone {
            Some(zone) => self.epoch_micros() - zone.offset().micros(),
            None => naive_timestamp(self)?,
        };
        let zone = match zone {
            Some(zone) => zone,
            None => super::local::zone_at(utc)?,
        };
        let there = DateTime::of_epoch(utc + zone.offset().micros())?;
        Ok(there.with_zone(Some(zone)))
    }

    /// `self.timestamp()`
    ///
    /// # Errors
    ///
    /// `OverflowError` beyond the years.
    pub fn timestamp(&self) -> Py<f64> {
        let micros = match &self.zone {
            Some(zone) => self.epoch_micros() - zone.offset().micros(),
            None => naive_timestamp(self)?,
        };
        big::true_div(&Int::from(num_bigint::BigInt::from(micros)), &Int::from(1_000_000))
    }

    /// `self.isoformat(sep, timespec)`
    ///
    /// # Errors
    ///
    /// `ValueError` for another word; `TypeError` for another separator than one character.
    pub fn isoformat(&self, sep: &str, timespec: &str) -> Py<Str> {
        let mut out = String::new();
        self.write_iso(sep, timespec, &mut out)?;
        Ok(Str::from(out))
    }

    fn write_iso(&self, sep: &str, timespec: &str, out: &mut String) -> Py<()> {
        if sep.chars().count() != 1 {
            let text = "isoformat() argument 1 must be a unicode character, not str";
            return Err(type_error(text));
        }
        out.push_str(&self.day.iso());
        out.push_str(sep);
        self.time.write_iso(timespec, out)?;
        if let Some(zone) = &self.zone {
            write_offset(zone.offset(), true, out);
        }
        Ok(())
    }

    /// `self.ctime()`
    pub fn ctime(&self) -> Str {
        Str::from(ctime(self.day, self.time.micros() / 1_000_000))
    }

    /// `self.strftime(format)`
    ///
    /// # Errors
    ///
    /// None.
    pub fn strftime(&self, format: &str) -> Py<Str> {
        Ok(Str::from(strftime(format, &Fields::of(self.day, self.time, self.zone.as_ref()))))
    }

    /// `self + delta`
    ///
    /// # Errors
    ///
    /// `OverflowError`
    pub fn add(&self, delta: Delta) -> Py<DateTime> {
        DateTime::of_micros(self.micros() + delta.micros(), self.zone.clone())
    }

    /// `self - delta`
    ///
    /// # Errors
    ///
    /// `OverflowError`
    pub fn sub(&self, delta: Delta) -> Py<DateTime> {
        DateTime::of_micros(self.micros() - delta.micros(), self.zone.clone())
    }

    /// `self - other`
    ///
    /// # Errors
    ///
    /// `TypeError` where one has a zone and one has none.
    pub fn since(&self, other: &DateTime) -> Py<Delta> {
        match self.both(other) {
            Some((one, other)) => Delta::of_micros(one - other),
            None => Err(type_error("can't subtract offset-naive and offset-aware datetimes")),
        }
    }

    /// Both on one line of time; nothing where one has a zone and one has none.
    fn both(&self, other: &DateTime) -> Option<(i128, i128)> {
        let (one, two) = (self.micros(), other.micros());
        match (&self.zone, &other.zone) {
            (None, None) => Some((one, two)),
            (Some(zone), Some(other)) => Some((one - zone.offset().micros(), two - other.offset().micros())),
            _ => None,
        }
    }
}

impl Object for DateTime {
    fn type_name(&self) -> &'static str {
        "datetime"
    }

    fn write_repr(&self, out: &mut String) -> Py<()> {
        let (day, time) = (self.day, self.time);
        let (hour, minute) = (time.hour(), time.minute());
        out.push_str(&format!("datetime.datetime({}, {}, {}, {hour}, {minute}", day.year, day.month, day.day));
        write_small(time.second(), time.microsecond(), out);
        if let Some(zone) = &self.zone {
            out.push_str(", tzinfo=");
            zone.write_repr(out)?;
        }
        out.push(')');
        Ok(())
    }

    fn write_str(&self, out: &mut String) -> Py<()> {
        self.write_iso(" ", "auto", out)
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

impl Equal for DateTime {
    fn equal(&self, other: &DateTime) -> Py<bool> {
        Ok(self.both(other).is_some_and(|(one, other)| one == other))
    }
}

impl Ordered for DateTime {
    fn compare(&self, other: &DateTime, comparison: Comparison) -> Py<bool> {
        match self.both(other) {
            Some((one, other)) => Ok(comparison.holds(Some(one.cmp(&other)))),
            None => Err(type_error("can't compare offset-naive and offset-aware datetimes")),
        }
    }
}

impl Key for DateTime {
    fn hash(&self) -> Py<i64> {
        let micros = self.micros() - self.zone.as_ref().map_or(0, |zone| zone.offset().micros());
        hash_of_members([((micros >> 32) as i64).hash(), ((micros & 0xffff_ffff) as i64).hash()])
    }
}
