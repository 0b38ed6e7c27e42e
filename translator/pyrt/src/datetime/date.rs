//! `date`.

use super::days::{LAST, days_before_year, days_in_month, first_monday, of_ordinal, ordinal};
use super::delta::{DAY, Delta};
use super::local::local_now;
use super::text::{Fields, WEEKDAYS, strftime};
use crate::exc::{Exc, OVERFLOW_ERROR};
use crate::shown::value_error;
use crate::tuple::hash_of_members;
use crate::{Comparison, Equal, Key, Object, Ordered, Py, Str};

/// A `date`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    pub(super) year: i64,
    pub(super) month: i64,
    pub(super) day: i64,
}

/// What `isocalendar` gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IsoCalendarDate {
    /// The year that the week belongs to.
    pub year: i64,
    /// From 1.
    pub week: i64,
    /// Monday is 1.
    pub weekday: i64,
}

fn out_of_range() -> Exc {
    Exc::new(&OVERFLOW_ERROR, "date value out of range")
}

impl Date {
    /// `date.min`
    pub const MIN: Date = Date { year: 1, month: 1, day: 1 };
    /// `date.max`
    pub const MAX: Date = Date { year: 9999, month: 12, day: 31 };

    /// `date(year, month, day)`
    ///
    /// # Errors
    ///
    /// `ValueError` where there is no such day.
    pub fn new(year: i64, month: i64, day: i64) -> Py<Date> {
        if !(1..=9999).contains(&year) {
            return Err(value_error(format!("year {year} is out of range")));
        }
        if !(1..=12).contains(&month) {
            return Err(value_error("month must be in 1..12"));
        }
        if !(1..=days_in_month(year, month)).contains(&day) {
            return Err(value_error("day is out of range for month"));
        }
        Ok(Date { year, month, day })
    }

    /// `date.today()`
    ///
    /// # Errors
    ///
    /// `ValueError` beyond the year 9999.
    pub fn today() -> Py<Date> {
        Ok(local_now()?.day())
    }

    /// `date.fromordinal(ordinal)`
    ///
    /// # Errors
    ///
    /// `ValueError` for a day before the first.
    pub fn fromordinal(ordinal: i64) -> Py<Date> {
        if ordinal < 1 {
            return Err(value_error("ordinal must be >= 1"));
        }
        let date = Date::of_ordinal(ordinal);
        date.map_err(|_| value_error(format!("year {} is out of range", 1 + ordinal / 366)))
    }

    pub(super) fn of_ordinal(ordinal: i64) -> Py<Date> {
        if !(1..=LAST).contains(&ordinal) {
            return Err(out_of_range());
        }
        let (year, month, day) = of_ordinal(ordinal);
        Ok(Date { year, month, day })
    }

    /// `date.fromisocalendar(year, week, day)`
    ///
    /// # Errors
    ///
    /// `ValueError` where there is no such week or day.
    pub fn fromisocalendar(year: i64, week: i64, day: i64) -> Py<Date> {
        if !(1..=9999).contains(&year) {
            return Err(value_error(format!("Year is out of range: {year}")));
        }
        let weeks = (first_monday(year + 1) - first_monday(year)) / 7;
        if !(1..=weeks).contains(&week) {
            return Err(value_error(format!("Invalid week: {week}")));
        }
        if !(1..=7).contains(&day) {
            return Err(value_error(format!("Invalid weekday: {day} (range is [1, 7])")));
        }
        Date::of_ordinal(first_monday(year) + (week - 1) * 7 + day - 1)
    }

    /// `self.replace(year, month, day)`
    ///
    /// # Errors
    ///
    /// `ValueError` where there is no such day.
    pub fn replace(self, year: Option<i64>, month: Option<i64>, day: Option<i64>) -> Py<Date> {
        Date::new(year.unwrap_or(self.year), month.unwrap_or(self.month), day.unwrap_or(self.day))
    }

    /// `self.year`
    pub fn year(self) -> i64 {
        self.year
    }

    /// `self.month`
    pub fn month(self) -> i64 {
        self.month
    }

    /// `self.day`
    pub fn day(self) -> i64 {
        self.day
    }

    /// `self.toordinal()`
    pub fn toordinal(self) -> i64 {
        ordinal(self.year, self.month, self.day)
    }

    /// `self.weekday()`
    pub fn weekday(self) -> i64 {
        (self.toordinal() + 6).rem_euclid(7)
    }

    /// `self.isoweekday()`
    pub fn isoweekday(self) -> i64 {
        self.weekday() + 1
    }

    /// The day of the year, from 1.
    pub(super) fn day_of_year(self) -> i64 {
        self.toordinal() - days_before_year(self.year)
    }

    /// `self.isocalendar()`
    pub fn isocalendar(self) -> IsoCalendarDate {
        let today = self.toordinal();
        let mut year = self.year;
        if today < first_monday(year) {
            year -= 1;
        } else if today >= first_monday(year + 1) {
            year += 1;
        }
        let week = (today - first_monday(year)) / 7 + 1;
        IsoCalendarDate { year, week, weekday: self.isoweekday() }
    }

    /// `self.isoformat()`
    pub fn isoformat(self) -> Str {
        Str::from(self.iso())
    }

    pub(super) fn iso(self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }

    /// `self.ctime()`
    pub fn ctime(self) -> Str {
        Str::from(ctime(self, 0))
    }

    /// `self.strftime(format)`
    ///
    /// # Errors
    ///
    /// None.
    pub fn strftime(self, format: &str) -> Py<Str> {
        Ok(Str::from(strftime(format, &Fields::of_date(self))))
    }

    /// `self + delta`: its whole days count.
    ///
    /// # Errors
    ///
    /// `OverflowError`
    pub fn add(self, delta: Delta) -> Py<Date> {
        Date::of_ordinal(self.toordinal() + delta.days())
    }

    /// `self - delta`
    ///
    /// # Errors
    ///
    /// `OverflowError`
    pub fn sub(self, delta: Delta) -> Py<Date> {
        Date::of_ordinal(self.toordinal() - delta.days())
    }

    /// `self - other`
    ///
    /// # Errors
    ///
    /// None.
    pub fn since(self, other: Date) -> Py<Delta> {
        Delta::of_micros(i128::from(self.toordinal() - other.toordinal()) * DAY)
    }
}

/// `Fri Mar  1 09:30:00 2024`
pub(super) fn ctime(date: Date, seconds: i64) -> String {
    let weekday = WEEKDAYS.get(date.weekday() as usize).copied().unwrap_or_default();
    let month = super::text::MONTHS.get(date.month as usize - 1).copied().unwrap_or_default();
    let (weekday, month) = (&weekday[..3], &month[..3]);
    let clock = format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    format!("{weekday} {month} {:2} {clock} {:04}", date.day, date.year)
}

impl Object for Date {
    fn type_name(&self) -> &'static str {
        "date"
    }

    fn write_repr(&self, out: &mut String) -> Py<()> {
        out.push_str(&format!("datetime.date({}, {}, {})", self.year, self.month, self.day));
        Ok(())
    }

    fn write_str(&self, out: &mut String) -> Py<()> {
        out.push_str(&self.iso());
        Ok(())
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

impl Equal for Date {
    fn equal(&self, other: &Date) -> Py<bool> {
        Ok(self == other)
    }
}

impl Ordered for Date {
    fn compare(&self, other: &Date, comparison: Comparison) -> Py<bool> {
        Ok(comparison.holds(Some(self.cmp(other))))
    }
}

impl Key for Date {
    fn hash(&self) -> Py<i64> {
        hash_of_members([self.year.hash(), self.month.hash(), self.day.hash()])
    }
}

impl Object for IsoCalendarDate {
    fn type_name(&self) -> &'static str {
        "IsoCalendarDate"
    }

    fn write_repr(&self, out: &mut String) -> Py<()> {
        let IsoCalendarDate { year, week, weekday } = self;
        out.push_str(&format!("datetime.IsoCalendarDate(year={year}, week={week}, weekday={weekday})"));
        Ok(())
    }

    fn is_plain() -> bool {
        true
    }
}

impl IsoCalendarDate {
    /// As a plain tuple.
    pub fn parts(self) -> (i64, i64, i64) {
        (self.year, self.week, self.weekday)
    }
}

impl Equal for IsoCalendarDate {
    fn equal(&self, other: &IsoCalendarDate) -> Py<bool> {
        Ok(self == other)
    }
}

impl Ordered for IsoCalendarDate {
    fn compare(&self, other: &IsoCalendarDate, comparison: Comparison) -> Py<bool> {
        self.parts().compare(&other.parts(), comparison)
    }
}

impl Key for IsoCalendarDate {
    fn hash(&self) -> Py<i64> {
        self.parts().hash()
    }
}
