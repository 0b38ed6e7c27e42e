//! `fromisoformat`: what ISO 8601 writes, as far as CPython 3.11 reads it.

use super::date::Date;
use super::delta::Delta;
use super::moment::DateTime;
use super::of_day::Time;
use super::zone::Zone;
use crate::shown::{repr, value_error};
use crate::{Exc, Py, Str};

fn invalid(text: &Str) -> Exc {
    value_error(format!("Invalid isoformat string: {}", repr(text).unwrap_or_default()))
}

/// So many digits as a number.
fn digits(text: &str, from: usize, count: usize) -> Option<i64> {
    let part = text.get(from..from + count)?;
    if part.bytes().all(|byte| byte.is_ascii_digit()) { part.parse().ok() } else { None }
}

/// The parts of a date; nothing where it is written in another way.
fn date_parts(text: &str) -> Option<Py<Date>> {
    let year = digits(text, 0, 4)?;
    let has_dash = text.as_bytes().get(4) == Some(&b'-');
    let at = if has_dash { 5 } else { 4 };
    if text.as_bytes().get(at) == Some(&b'W') {
        let week = digits(text, at + 1, 2)?;
        let rest = text.get(at + 3..)?;
        let day = match (rest.is_empty(), has_dash) {
            (true, _) => 1,
            (false, true) if rest.len() == 2 && rest.starts_with('-') => digits(rest, 1, 1)?,
            (false, false) if rest.len() == 1 => digits(rest, 0, 1)?,
            _ => return None,
        };
        return Some(Date::fromisocalendar(year, week, day));
    }
    let month = digits(text, at, 2)?;
    let day_at = if has_dash { (text.as_bytes().get(at + 2) == Some(&b'-')).then_some(at + 3)? } else { at + 2 };
    let day = digits(text, day_at, 2)?;
    (text.len() == day_at + 2).then(|| Date::new(year, month, day))
}

/// Hours, minutes, seconds and microseconds, with or without colons.
fn clock_parts(text: &str) -> Option<[i64; 4]> {
    let (clock, fraction) = match text.find(['.', ',']) {
        Some(at) => (text.get(..at)?, text.get(at + 1..)),
        None => (text, None),
    };
    let has_colon = clock.as_bytes().get(2) == Some(&b':');
    let step = if has_colon { 3 } else { 2 };
    let mut parts = [0; 4];
    let mut at = 0;
    let mut count = 0;
    for part in parts.iter_mut().take(3) {
        *part = digits(clock, at, 2)?;
        count += 1;
        at += 2;
        if at == clock.len() {
            break;
        }
        if has_colon && clock.as_bytes().get(at) != Some(&b':') {
            return None;
        }
        at = step * count;
    }
    if at != clock.len() || fraction.is_some() && count != 3 {
        return None;
    }
    if let Some(fraction) = fraction {
        if fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        parts[3] = format!("{:0<6}", fraction.get(..fraction.len().min(6))?).parse().ok()?;
    }
    Some(parts)
}

/// A time of day, with its zone where it has one.
fn time_parts(text: &str) -> Option<Py<(Time, Option<Zone>)>> {
    let at = text.find(['+', '-', 'Z']);
    let clock = clock_parts(text.get(..at.unwrap_or(text.len()))?)?;
    let [hour, minute, second, micros] = clock;
    let time = match Time::new(hour, minute, second, micros) {
        Ok(time) => time,
        Err(exc) => return Some(Err(exc)),
    };
    let Some(at) = at else { return Some(Ok((time, None))) };
    let rest = text.get(at..)?;
    if let Some(behind) = rest.strip_prefix('Z') {
        return behind.is_empty().then(|| Ok((time, Some(Zone::utc()))));
    }
    let [hours, minutes, seconds, micros] = clock_parts(rest.get(1..)?)?;
    let micros = i128::from((hours * 60 + minutes) * 60 + seconds) * 1_000_000 + i128::from(micros);
    let sign = if rest.starts_with('-') { -1 } else { 1 };
    let zone = Delta::of_micros(sign * micros).and_then(|offset| Zone::new(offset, None));
    Some(zone.map(|zone| (time, Some(zone))))
}

impl Date {
    /// `date.fromisoformat(text)`
    ///
    /// # Errors
    ///
    /// `ValueError`
    pub fn fromisoformat(text: &Str) -> Py<Date> {
        date_parts(text.as_str()).unwrap_or_else(|| Err(invalid(text)))
    }
}

impl Time {
    /// `time.fromisoformat(text)`: of a time without a zone.
    ///
    /// # Errors
    ///
    /// `ValueError`
    pub fn fromisoformat(text: &Str) -> Py<Time> {
        let clock = text.as_str().strip_prefix('T').unwrap_or(text.as_str());
        match time_parts(clock) {
            Some(Ok((time, None))) => Ok(time),
            Some(Err(exc)) => Err(exc),
            Some(Ok(_)) => Err(value_error("a time with a zone is not translated yet")),
            None => Err(invalid(text)),
        }
    }
}

impl DateTime {
    /// `datetime.fromisoformat(text)`
    ///
    /// # Errors
    ///
    /// `ValueError`
    pub fn fromisoformat(text: &Str) -> Py<DateTime> {
        let whole = text.as_str();
        let Some(end) = date_end(whole) else { return Err(invalid(text)) };
        let day = date_parts(whole.get(..end).unwrap_or_default()).unwrap_or_else(|| Err(invalid(text)))?;
        let Some(rest) = whole.get(end..).filter(|rest| !rest.is_empty()) else {
            return Ok(DateTime::combine(day, Time::default(), None));
        };
        let clock = rest.char_indices().nth(1).and_then(|(at, _)| rest.get(at..)).unwrap_or_default();
        let (time, zone) = time_parts(clock).unwrap_or_else(|| Err(invalid(text)))?;
        Ok(DateTime::combine(day, time, zone))
    }
}

/// Where the date ends: by the dashes and the `W`, as CPython finds it.
fn date_end(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    if bytes.len() < 7 {
        return None;
    }
    let has_dash = bytes.get(4) == Some(&b'-');
    let is_week = bytes.get(if has_dash { 5 } else { 4 }) == Some(&b'W');
    let end = match (has_dash, is_week) {
        (true, true) if bytes.get(8) == Some(&b'-') && bytes.len() > 9 => 10,
        (true, true) => 8,
        (true, false) => 10,
        (false, true) => {
            // The day is there where it is followed by what is no digit, or ends the text.
            let many = bytes.iter().skip(7).take_while(|byte| byte.is_ascii_digit()).count();
            if bytes.len() > 7 && many == 1 { 8 } else { 7 }
        }
        (false, false) => 8,
    };
    text.is_char_boundary(end).then_some(end).filter(|end| *end <= text.len())
}
