//! `strftime`: dates and times as text, in the C locale.

use super::date::Date;
use super::of_day::Time;
use super::zone::{Zone, write_offset};
use crate::exc::{Exc, TYPE_ERROR};
use crate::{Object, Py};

pub(super) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
pub(super) const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// What is written of a date, a time or both.
#[derive(Debug)]
pub struct Fields<'a> {
    day: Date,
    time: Time,
    zone: Option<&'a Zone>,
}

impl<'a> Fields<'a> {
    pub(super) fn of(day: Date, time: Time, zone: Option<&'a Zone>) -> Fields<'a> {
        Fields { day, time, zone }
    }

    pub(super) fn of_date(day: Date) -> Fields<'a> {
        Fields { day, time: Time::default(), zone: None }
    }

    /// A time stands in the year 1900.
    pub(super) fn of_time(time: Time) -> Fields<'a> {
        Fields { day: Date { year: 1900, month: 1, day: 1 }, time, zone: None }
    }

    fn weekday(&self) -> usize {
        usize::try_from(self.day.weekday()).unwrap_or_default()
    }

    fn hour_of_twelve(&self) -> i64 {
        (self.time.hour() + 11) % 12 + 1
    }
}

/// How a number is filled: `-` not at all, `_` with blanks, `0` with zeros.
fn number(value: i64, width: usize, fill: char, flag: Option<char>) -> String {
    match flag.unwrap_or(fill) {
        '-' => value.to_string(),
        '_' => format!("{value:width$}"),
        _ => format!("{value:0width$}"),
    }
}

/// `strftime(format)`
pub(crate) fn strftime(format: &str, fields: &Fields<'_>) -> String {
    let mut out = String::new();
    let mut chars = format.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        let mut written = String::from("%");
        let flag = chars.next_if(|c| matches!(c, '-' | '_' | '0' | '^' | '#'));
        written.extend(flag);
        let Some(letter) = chars.next() else {
            out.push_str(&written);
            break;
        };
        written.push(letter);
        match directive(letter, flag, fields) {
            Some(text) => out.push_str(&text),
            None => out.push_str(&written),
        }
    }
    out
}

fn directive(letter: char, flag: Option<char>, fields: &Fields<'_>) -> Option<String> {
    let (day, time) = (fields.day, fields.time);
    let plain = |value, width| number(value, width, '0', flag);
    let name = |name: &str| match flag {
        Some('^' | '#') => name.to_ascii_uppercase(),
        _ => name.to_owned(),
    };
    let month = MONTHS.get(usize::try_from(day.month - 1).unwrap_or_default()).copied().unwrap_or_default();
    let weekday = WEEKDAYS.get(fields.weekday()).copied().unwrap_or_default();
    let short = |name: &str| name.get(..3).unwrap_or_default().to_owned();
    let again = |format: &str| strftime(format, fields);
    let of_year = day.day_of_year() - 1;
    let iso = day.isocalendar();
    Some(match letter {
        'a' => name(&short(weekday)),
        'A' => name(weekday),
        'b' | 'h' => name(&short(month)),
        'B' => name(month),
        'c' => again("%a %b %e %H:%M:%S %Y"),
        'C' => plain(day.year / 100, 2),
        'd' => plain(day.day, 2),
        'D' | 'x' => again("%m/%d/%y"),
        'e' => number(day.day, 2, '_', flag),
        'f' => format!("{:06}", time.microsecond()),
        'F' => format!("{}-{:02}-{:02}", day.year, day.month, day.day),
        'g' => plain(iso.year % 100, 2),
        'G' => iso.year.to_string(),
        'H' => plain(time.hour(), 2),
        'I' => plain(fields.hour_of_twelve(), 2),
        'j' => plain(of_year + 1, 3),
        'k' => number(time.hour(), 2, '_', flag),
        'l' => number(fields.hour_of_twelve(), 2, '_', flag),
        'm' => plain(day.month, 2),
        'M' => plain(time.minute(), 2),
        'n' => "\n".to_owned(),
        'p' if flag == Some('#') => if time.hour() < 12 { "am" } else { "pm" }.to_owned(),
        'p' => if time.hour() < 12 { "AM" } else { "PM" }.to_owned(),
        'P' => if time.hour() < 12 { "am" } else { "pm" }.to_owned(),
        'r' => again("%I:%M:%S %p"),
        'R' => again("%H:%M"),
        'S' => plain(time.second(), 2),
        't' => "\t".to_owned(),
        'T' | 'X' => again("%H:%M:%S"),
        'u' => plain(day.isoweekday(), 1),
        'U' => plain((of_year + 7 - day.isoweekday() % 7) / 7, 2),
        'V' => plain(iso.week, 2),
        'w' => plain(day.isoweekday() % 7, 1),
        'W' => plain((of_year + 7 - day.weekday()) / 7, 2),
        'y' => plain(day.year % 100, 2),
        // The C library writes years without zeros before them.
        'Y' => day.year.to_string(),
        'z' => fields.zone.map_or(String::new(), |zone| {
            let mut out = String::new();
            write_offset(zone.offset(), false, &mut out);
            out
        }),
        'Z' => fields.zone.map_or(String::new(), |zone| zone.name().as_str().to_owned()),
        '%' => "%".to_owned(),
        _ => return None,
    })
}

/// `format` of what has none of its own.
pub(super) fn without_format(value: &dyn Object, name: &str, spec: &str, out: &mut String) -> Py<()> {
    if spec.is_empty() {
        return value.write_str(out);
    }
    Err(Exc::new(&TYPE_ERROR, format!("unsupported format string passed to {name}.__format__")))
}
