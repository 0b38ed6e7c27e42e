//! Days of the calendar, counted from 1, the first of January of the year 1.

/// The last day that a date can be: the end of the year 9999.
pub(super) const LAST: i64 = 3_652_059;

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

pub(super) fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The days before the first of January of a year.
pub(super) fn days_before_year(year: i64) -> i64 {
    let past = year - 1;
    past * 365 + past.div_euclid(4) - past.div_euclid(100) + past.div_euclid(400)
}

/// The days of a year before a month.
pub(super) fn days_before_month(year: i64, month: i64) -> i64 {
    (1..month).map(|month| days_in_month(year, month)).sum()
}

/// The number of a day.
pub(super) fn ordinal(year: i64, month: i64, day: i64) -> i64 {
    days_before_year(year) + days_before_month(year, month) + day
}

/// Year, month and day of a number.
pub(super) fn of_ordinal(ordinal: i64) -> (i64, i64, i64) {
    let mut year = (ordinal - 1).div_euclid(366) + 1;
    while days_before_year(year + 1) < ordinal {
        year += 1;
    }
    let (mut month, mut left) = (1, ordinal - days_before_year(year));
    while left > days_in_month(year, month) {
        left -= days_in_month(year, month);
        month += 1;
    }
    (year, month, left)
}

/// The number of the Monday of the first week of a year, by ISO 8601.
pub(super) fn first_monday(year: i64) -> i64 {
    let first = days_before_year(year) + 1;
    let weekday = (first + 6).rem_euclid(7);
    let monday = first - weekday;
    if weekday > 3 { monday + 7 } else { monday }
}
