//! Tests of characters.

use super::tree::{Class, Folds, Member, Set, Test};
use crate::unicode::Fact;

/// Characters that are one where case is ignored, beyond those that have one lower case: CPython's table.
const SAME: &[&[char]] = &[
    &['i', '\u{131}'],
    &['s', '\u{17f}'],
    &['\u{b5}', '\u{3bc}'],
    &['\u{345}', '\u{3b9}', '\u{1fbe}'],
    &['\u{390}', '\u{1fd3}'],
    &['\u{3b0}', '\u{1fe3}'],
    &['\u{3b2}', '\u{3d0}'],
    &['\u{3b5}', '\u{3f5}'],
    &['\u{3b8}', '\u{3d1}'],
    &['\u{3ba}', '\u{3f0}'],
    &['\u{3c0}', '\u{3d6}'],
    &['\u{3c1}', '\u{3f1}'],
    &['\u{3c2}', '\u{3c3}'],
    &['\u{3c6}', '\u{3d5}'],
    &['\u{432}', '\u{1c80}'],
    &['\u{434}', '\u{1c81}'],
    &['\u{43e}', '\u{1c82}'],
    &['\u{441}', '\u{1c83}'],
    &['\u{442}', '\u{1c84}', '\u{1c85}'],
    &['\u{44a}', '\u{1c86}'],
    &['\u{463}', '\u{1c87}'],
    &['\u{1e61}', '\u{1e9b}'],
    &['\u{1c88}', '\u{a64b}'],
    &['\u{fb05}', '\u{fb06}'],
];

fn lower(c: char) -> char {
    if c.is_ascii() { c.to_ascii_lowercase() } else { c.to_lowercase().next().unwrap_or(c) }
}

/// What stands for a character and all that are the same without regard to case.
pub(super) fn folded(c: char) -> char {
    let lower = lower(c);
    match SAME.iter().find(|same| same.contains(&lower)) {
        Some(same) => same.first().copied().unwrap_or(lower),
        None => lower,
    }
}

impl Class {
    pub(super) fn holds(self, c: char) -> bool {
        match self {
            Class::Digit => Fact::Decimal.holds(c),
            Class::Space => Fact::Space.holds(c),
            Class::Word => {
                c == '_' || [Fact::Alpha, Fact::Decimal, Fact::Digit, Fact::Numeric].iter().any(|fact| fact.holds(c))
            }
            Class::AsciiDigit => c.is_ascii_digit(),
            Class::AsciiSpace => matches!(c, ' ' | '\t'..='\r'),
            Class::AsciiWord => c == '_' || c.is_ascii_alphanumeric(),
        }
    }
}

impl Test {
    pub(super) fn holds(&self, c: char) -> bool {
        match self {
            Test::Any => true,
            Test::NoNewline => c != '\n',
            Test::Is(wanted) => c == *wanted,
            Test::Folded(wanted) => folded(c) == *wanted,
            Test::Set(set) => set.holds(c),
        }
    }
}

impl Set {
    fn holds(&self, c: char) -> bool {
        let found = match self.folds {
            Folds::No => self.has(c),
            Folds::Ascii => self.has(c.to_ascii_lowercase()) || self.has(c.to_ascii_uppercase()),
            Folds::All => self.holds_any_case(c),
        };
        found != self.negative
    }

    fn has(&self, c: char) -> bool {
        self.members.iter().any(|member| match member {
            Member::Range(first, last) => (*first..=*last).contains(&c),
            Member::Of(class, negative) => class.holds(c) != *negative,
        })
    }

    /// Classes are asked for the lower case, as CPython does.
    fn holds_any_case(&self, c: char) -> bool {
        let lower = lower(c);
        let upper = match c.to_uppercase().collect::<Vec<_>>().as_slice() {
            [upper] => *upper,
            _ => c,
        };
        let same = SAME.iter().find(|same| same.contains(&lower)).copied().unwrap_or_default();
        let cases = || [c, lower, upper].into_iter().chain(same.iter().copied());
        self.members.iter().any(|member| match member {
            Member::Range(first, last) => cases().any(|c| (*first..=*last).contains(&c)),
            Member::Of(class, negative) => class.holds(lower) != *negative,
        })
    }
}
