//! `strptime`: dates and times out of text.

use std::cell::RefCell;
use std::collections::HashMap;

use super::date::Date;
use super::days::days_before_year;
use super::delta::Delta;
use super::moment::DateTime;
use super::of_day::Time;
use super::text::{MONTHS, WEEKDAYS};
use super::zone::Zone;
use crate::re::{self, Match, Pattern};
use crate::shown::{repr, value_error};
use crate::{Exc, Py, Str};

thread_local! {
    static FORMATS: RefCell<HashMap<String, Pattern>> = RefCell::default();
}

/// The longer names first, as CPython looks for them.
fn names(names: &[&str], short: bool) -> String {
    let mut names: Vec<String> = names
        .iter()
        .map(|name| if short { name.get(..3).unwrap_or_default() } else { name }.to_ascii_lowercase())
        .collect();
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    names.join("|")
}

/// The pattern of a directive.
fn directive(letter: char) -> Option<String> {
    Some(match letter {
        'd' => r"(?P<d>3[0-1]|[1-2]\d|0[1-9]|[1-9]| [1-9])".to_owned(),
        'f' => "(?P<f>[0-9]{1,6})".to_owned(),
        'H' => r"(?P<H>2[0-3]|[0-1]\d|\d)".to_owned(),
        'I' => "(?P<I>1[0-2]|0[1-9]|[1-9])".to_owned(),
        'G' => r"(?P<G>\d\d\d\d)".to_owned(),
        'j' => r"(?P<j>36[0-6]|3[0-5]\d|[1-2]\d\d|0[1-9]\d|00[1-9]|[1-9]\d|0[1-9]|[1-9])".to_owned(),
        'm' => "(?P<m>1[0-2]|0[1-9]|[1-9])".to_owned(),
        'M' => r"(?P<M>[0-5]\d|\d)".to_owned(),
        'S' => r"(?P<S>6[0-1]|[0-5]\d|\d)".to_owned(),
        'U' => r"(?P<U>5[0-3]|[0-4]\d|\d)".to_owned(),
        'W' => r"(?P<W>5[0-3]|[0-4]\d|\d)".to_owned(),
        'V' => r"(?P<V>5[0-3]|0[1-9]|[1-4]\d|\d)".to_owned(),
        'w' => "(?P<w>[0-6])".to_owned(),
        'u' => "(?P<u>[1-7])".to_owned(),
        'y' => r"(?P<y>\d\d)".to_owned(),
        'Y' => r"(?P<Y>\d\d\d\d)".to_owned(),
        'z' => r"(?P<z>[+-]\d\d:?[0-5]\d(:?[0-5]\d(\.\d{1,6})?)?|(?-i:Z))".to_owned(),
        'Z' => "(?P<Z>utc|gmt)".to_owned(),
        'A' => format!("(?P<A>{})", names(&WEEKDAYS, false)),
        'a' => format!("(?P<a>{})", names(&WEEKDAYS, true)),
        'B' => format!("(?P<B>{})", names(&MONTHS, false)),
        'b' => format!("(?P<b>{})", names(&MONTHS, true)),
        'p' => "(?P<p>am|pm)".to_owned(),
        'c' => return pattern_of("%a %b %d %H:%M:%S %Y").ok(),
        'x' => return pattern_of("%m/%d/%y").ok(),
        'X' => return pattern_of("%H:%M:%S").ok(),
        '%' => "%".to_owned(),
        _ => return None,
    })
}

fn pattern_of(format: &str) -> Py<String> {
    let mut out = String::new();
    let mut chars = format.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '%' => match chars.next() {
                Some(letter) => out.push_str(&directive(letter).ok_or_else(|| bad(letter, format))?),
                None => return Err(value_error(format!("stray %% in format '{format}'").replace("%%", "%"))),
            },
            c if c.is_whitespace() => {
                while chars.next_if(|c| c.is_whitespace()).is_some() {}
                out.push_str(r"\s+");
            }
            c if "\\.^$*+?(){}[]|".contains(c) => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    Ok(out)
}

fn bad(letter: char, format: &str) -> Exc {
    value_error(format!("'{letter}' is a bad directive in format '{format}'"))
}

fn compiled(format: &str) -> Py<Pattern> {
    if let Some(known) = FORMATS.with_borrow(|formats| formats.get(format).cloned()) {
        return Ok(known);
    }
    let pattern = re::compile(&Str::from(pattern_of(format)?), re::flags::IGNORECASE)?;
    FORMATS.with_borrow_mut(|formats| formats.insert(format.to_owned(), pattern.clone()));
    Ok(pattern)
}

/// What has been read.
struct Read {
    found: Match,
}

impl Read {
    fn text(&self, name: &str) -> Option<Str> {
        self.found.group::<Option<Str>>(name).ok().flatten()
    }

    fn int(&self, name: &str) -> Option<i64> {
        // Digits of any script count.
        let digits =
            |text: Str| text.as_str().trim().chars().map(crate::unicode::decimal_value).collect::<Option<Vec<u32>>>();
        let digits = self.text(name).and_then(digits)?;
        Some(digits.into_iter().fold(0, |value, digit| value * 10 + i64::from(digit)))
    }

    fn name(&self, letter: &str, names: &[&str]) -> Option<i64> {
        let text = self.text(letter)?.as_str().to_lowercase();
        let place = names.iter().position(|name| {
            let name = name.to_ascii_lowercase();
            name == text || name.get(..3) == Some(text.as_str())
        })?;
        Some(place as i64)
    }

    fn hour(&self) -> Option<i64> {
        let hour = self.int("I").map(|hour| {
            let is_late = self.text("p").is_some_and(|text| text.as_str().eq_ignore_ascii_case("pm"));
            hour % 12 + if is_late { 12 } else { 0 }
        });
        hour.or_else(|| self.int("H"))
    }

    fn micros(&self) -> i64 {
        self.text("f").and_then(|text| format!("{:0<6}", text.as_str()).parse().ok()).unwrap_or(0)
    }

    fn year(&self) -> Option<i64> {
        self.int("Y").or_else(|| self.int("y").map(|year| if year <= 68 { 2000 + year } else { 1900 + year }))
    }

    fn month(&self) -> Option<i64> {
        let named = self.name("B", &MONTHS).or_else(|| self.name("b", &MONTHS));
        self.int("m").or(named.map(|month| month + 1))
    }

    /// The day of the week; Monday is 0.
    fn weekday(&self) -> Option<i64> {
        let named = self.name("A", &WEEKDAYS).or_else(|| self.name("a", &WEEKDAYS));
        named.or_else(|| self.int("w").map(|day| (day + 6) % 7)).or_else(|| self.int("u").map(|day| day - 1))
    }

    /// Seconds and their parts of `%z`.
    fn zone(&self) -> Py<Option<Zone>> {
        let Some(text) = self.text("z") else { return Ok(None) };
        if text.as_str() == "Z" {
            return Zone::new(Delta::default(), None).map(Some);
        }
        let digits: String = text.as_str().chars().filter(char::is_ascii_digit).collect();
        let part =
            |from: usize, to: usize| digits.get(from..to).and_then(|part| part.parse::<i128>().ok()).unwrap_or(0);
        let seconds = (part(0, 2) * 60 + part(2, 4)) * 60 + part(4, 6);
        let micros = digits.get(6..).map_or(0, |rest| format!("{rest:0<6}").parse::<i128>().unwrap_or(0));
        let micros = seconds * 1_000_000 + micros;
        let sign = if text.as_str().starts_with('-') { -1 } else { 1 };
        Zone::new(Delta::of_micros(sign * micros)?, None).map(Some)
    }

    /// The day that weeks or the days of the year say, where there are no month and day.
    fn day(&self) -> Py<(i64, i64, i64)> {
        let iso_year = self.int("G");
        let year = self.year();
        match (iso_year, self.int("V"), self.weekday(), year) {
            (Some(iso_year), Some(week), Some(weekday), _) => {
                let day = Date::fromisocalendar(iso_year, week, weekday + 1)?;
                return Ok((day.year, day.month, day.day));
            }
            (Some(_), ..) => {
                let text = "ISO year directive '%G' must be used with the ISO week directive '%V' and a weekday directive ('%A', '%a', '%w', or '%u').";
                return Err(value_error(text));
            }
            (None, Some(_), ..) => {
                let text = match year {
                    Some(_) => {
                        "ISO week directive '%V' is incompatible with the year directive '%Y'. Use the ISO year '%G' instead."
                    }
                    None => {
                        "ISO week directive '%V' must be used with the ISO year directive '%G' and a weekday directive ('%A', '%a', '%w', or '%u')."
                    }
                };
                return Err(value_error(text));
            }
            _ => {}
        }
        let (month, day) = (self.month(), self.int("d"));
        let is_leap_only = year.is_none() && month == Some(2) && day == Some(29);
        let year = year.unwrap_or(if is_leap_only { 1904 } else { 1900 });
        let of_year = self.int("j").or_else(|| self.of_week(year));
        if let (Some(of_year), None, None) = (of_year, month, day) {
            let day = Date::of_ordinal(days_before_year(year) + of_year)?;
            return Ok((day.year, day.month, day.day));
        }
        Ok((if is_leap_only { 1900 } else { year }, month.unwrap_or(1), day.unwrap_or(1)))
    }

    /// The day of the year of `%U` or `%W` with a weekday.
    fn of_week(&self, year: i64) -> Option<i64> {
        let weekday = self.weekday()?;
        let (week, monday_first) = match (self.int("U"), self.int("W")) {
            (Some(week), _) => (week, false),
            (None, Some(week)) => (week, true),
            _ => return None,
        };
        let first = (days_before_year(year) + 7).rem_euclid(7);
        let (first, weekday) = if monday_first { (first, weekday) } else { ((first + 1) % 7, (weekday + 1) % 7) };
        let week_0 = (7 - first) % 7;
        Some(if week == 0 { 1 + weekday - first } else { 1 + week_0 + 7 * (week - 1) + weekday })
    }
}

impl DateTime {
    /// `datetime.strptime(text, format)`
    ///
    /// # Errors
    ///
    /// `ValueError` where the text is not of that format, or there is no such day.
    pub fn strptime(text: &Str, format: &Str) -> Py<DateTime> {
        let pattern = compiled(format.as_str())?;
        let Some(found) = pattern.match_(text, None, None) else {
            let (text, format) = (repr(text)?, repr(format)?);
            return Err(value_error(format!("time data {text} does not match format {format}")));
        };
        if text.len() != found.end(0)? {
            let rest = text.slice(Some(found.end(0)?), None);
            return Err(value_error(format!("unconverted data remains: {rest}")));
        }
        let read = Read { found };
        let (year, month, day) = read.day()?;
        let clock = [read.hour().unwrap_or(0), read.int("M").unwrap_or(0), read.int("S").unwrap_or(0), read.micros()];
        DateTime::new([year, month, day], clock, read.zone()?)
    }
}

impl Time {
    /// The time of day of a text that `strptime` takes.
    ///
    /// # Errors
    ///
    /// As those of [`DateTime::strptime`].
    pub fn strptime(text: &Str, format: &Str) -> Py<Time> {
        DateTime::strptime(text, format).map(|read| read.time())
    }
}
