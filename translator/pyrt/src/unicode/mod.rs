//! What Python knows of code points: Unicode 14, as CPython 3.11 has it.
//!
//! # How it works
//!
//! Most neighbours in Unicode are alike, so the table is one of runs: where each begins, and which of some thirty records (a bit a fact) it
//! has. A search by halves finds the run; ASCII is looked up at once. Upper and lower case are std's, whose Unicode is newer: a pair
//! of which one was not assigned in Unicode 14 did not exist there, and no other has changed since.

#[rustfmt::skip] // as it was made
mod tables;

use tables::{ASCII, FOLDS, RECORDS, RUNS, TITLES};

/// What Python may ask of a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u16)]
pub enum Fact {
    /// A letter: `isalpha`.
    Alpha = tables::ALPHA,
    /// A digit of decimal numbers: `isdecimal`.
    Decimal = tables::DECIMAL,
    /// A digit, also a raised one: `isdigit`.
    Digit = tables::DIGIT,
    /// Stands for a number: `isnumeric`.
    Numeric = tables::NUMERIC,
    /// Blank: `isspace`.
    Space = tables::SPACE,
    /// Shown as itself by `repr`: `isprintable`.
    Printable = tables::PRINTABLE,
    /// In lower case: `islower`.
    Lower = tables::LOWER,
    /// In upper case: `isupper`.
    Upper = tables::UPPER,
    /// In title case and no other, as `ǅ`.
    Title = tables::TITLE,
    /// May begin a name; `_` may too.
    StartsName = tables::STARTS_NAME,
    /// May stand in a name.
    InName = tables::IN_NAME,
    /// Has a case: what follows it in a word is in lower case.
    Cased = tables::CASED,
    /// Does not end a word, for the final sigma.
    Ignorable = tables::IGNORABLE,
    /// Is there at all.
    Assigned = tables::ASSIGNED,
}

impl Fact {
    /// Says whether it is so for this character.
    pub fn holds(self, c: char) -> bool {
        record(c) & self as u16 != 0
    }
}

fn record(c: char) -> u16 {
    if let Some(record) = ASCII.get(c as usize) {
        return *record;
    }
    let place = RUNS[run_of(c)] & 0xff;
    RECORDS.get(place as usize).copied().unwrap_or(0)
}

/// The run that this one is in: the last to begin at or before it. The first begins at 0.
fn run_of(c: char) -> usize {
    RUNS.partition_point(|run| run >> 8 <= u32::from(c)).saturating_sub(1)
}

/// The value of a decimal digit of any script. They lie in tens, each from zero to nine.
pub fn decimal_value(c: char) -> Option<u32> {
    if c.is_ascii() {
        return c.to_digit(10);
    }
    Fact::Decimal.holds(c).then(|| (u32::from(c) - (RUNS[run_of(c)] >> 8)) % 10)
}

/// Appends the lower case, without regard to what stands around.
pub(crate) fn push_lower(c: char, out: &mut String) {
    if c.is_ascii() { out.push(c.to_ascii_lowercase()) } else { push_mapped(c, c.to_lowercase(), out) }
}

/// Appends the upper case.
pub(crate) fn push_upper(c: char, out: &mut String) {
    if c.is_ascii() { out.push(c.to_ascii_uppercase()) } else { push_mapped(c, c.to_uppercase(), out) }
}

fn push_mapped(c: char, mapped: impl Iterator<Item = char> + Clone, out: &mut String) {
    if Fact::Assigned.holds(c) && mapped.clone().all(|c| Fact::Assigned.holds(c)) {
        out.extend(mapped);
    } else {
        out.push(c);
    }
}

/// Appends the title case.
pub(crate) fn push_title(c: char, out: &mut String) {
    match special(TITLES, c) {
        Some(text) => out.push_str(text),
        None => push_upper(c, out),
    }
}

/// Appends the folded form, by which texts are compared without regard to case.
pub(crate) fn push_folded(c: char, out: &mut String) {
    match special(FOLDS, c) {
        Some(text) => out.push_str(text),
        None => push_lower(c, out),
    }
}

fn special(table: &'static [(char, &'static str)], c: char) -> Option<&'static str> {
    if c.is_ascii() {
        return None;
    }
    table.binary_search_by_key(&c, |pair| pair.0).ok().map(|place| table[place].1)
}
