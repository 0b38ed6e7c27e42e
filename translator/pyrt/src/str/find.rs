//! Looking for one text in another.

use super::Str;
use crate::Py;
use crate::exc::{Exc, VALUE_ERROR};

impl Str {
    /// `other in text`.
    pub fn contains_text(&self, other: &str) -> bool {
        self.contains(other)
    }

    /// `text.find(other, start, end)`.
    pub fn find(&self, other: &str, start: Option<i64>, end: Option<i64>) -> i64 {
        self.found(start, end, |part| part.find(other))
    }

    /// `text.rfind(other, start, end)`.
    pub fn rfind(&self, other: &str, start: Option<i64>, end: Option<i64>) -> i64 {
        self.found(start, end, |part| part.rfind(other))
    }

    /// `text.index(other, start, end)`.
    ///
    /// # Errors
    ///
    /// `ValueError` where it is not there.
    pub fn index(&self, other: &str, start: Option<i64>, end: Option<i64>) -> Py<i64> {
        there(self.find(other, start, end))
    }

    /// `text.rindex(other, start, end)`.
    ///
    /// # Errors
    ///
    /// `ValueError` where it is not there.
    pub fn rindex(&self, other: &str, start: Option<i64>, end: Option<i64>) -> Py<i64> {
        there(self.rfind(other, start, end))
    }

    /// `text.count(other, start, end)`: how often it is there, without overlaps.
    pub fn count(&self, other: &str, start: Option<i64>, end: Option<i64>) -> i64 {
        let Some(part) = self.searched(start, end) else { return 0 };
        i64::try_from(part.1.matches(other).count()).unwrap_or(i64::MAX)
    }

    /// `text.startswith(prefix, start, end)`, also of one of several.
    pub fn startswith(&self, prefix: &(impl Affixes + ?Sized), start: Option<i64>, end: Option<i64>) -> bool {
        self.searched(start, end).is_some_and(|(_, part)| prefix.any(&mut |prefix| part.starts_with(prefix)))
    }

    /// `text.endswith(suffix, start, end)`, also of one of several.
    pub fn endswith(&self, suffix: &(impl Affixes + ?Sized), start: Option<i64>, end: Option<i64>) -> bool {
        self.searched(start, end).is_some_and(|(_, part)| suffix.any(&mut |suffix| part.ends_with(suffix)))
    }

    /// `text.removeprefix(prefix)`.
    pub fn removeprefix(&self, prefix: &str) -> Str {
        self.strip_prefix(prefix).filter(|_| !prefix.is_empty()).map_or_else(|| self.clone(), |rest| self.piece(rest))
    }

    /// `text.removesuffix(suffix)`.
    pub fn removesuffix(&self, suffix: &str) -> Str {
        self.strip_suffix(suffix).filter(|_| !suffix.is_empty()).map_or_else(|| self.clone(), |rest| self.piece(rest))
    }

    /// `text.replace(old, new, count)`; one below 0 is all.
    ///
    /// # Errors
    ///
    /// `OverflowError` where the text would be too long.
    pub fn replace(&self, old: &str, new: &str, count: Option<i64>) -> Py<Str> {
        let limit = usize::try_from(count.unwrap_or(-1)).unwrap_or(usize::MAX);
        let mut places = self.match_indices(old).take(limit).map(|found| found.0).peekable();
        if places.peek().is_none() || old == new {
            return Ok(self.clone());
        }
        let mut text = String::with_capacity(self.as_str().len() + new.len());
        let mut last = 0;
        for place in places {
            let between = self.get(last..place).unwrap_or_default();
            super::reserve(&mut text, between.len().checked_add(new.len()))?;
            text.extend([between, new]);
            last = place + old.len();
        }
        text.push_str(self.get(last..).unwrap_or_default());
        Ok(Str::from(text))
    }

    fn found(&self, start: Option<i64>, end: Option<i64>, find: impl Fn(&str) -> Option<usize>) -> i64 {
        let place = self.searched(start, end).and_then(|(first, part)| Some(first + find(part)?));
        place.map_or(-1, |byte| i64::try_from(self.count_before(byte)).unwrap_or(i64::MAX))
    }

    /// The part to look in, and where it begins; none where the start lies behind the end: not even nothing is found there.
    fn searched(&self, start: Option<i64>, end: Option<i64>) -> Option<(usize, &str)> {
        if start.is_none() && end.is_none() {
            return Some((0, self));
        }
        let count = self.len();
        let from = |index: i64| if index < 0 { index.saturating_add(count).max(0) } else { index };
        if from(start.unwrap_or(0)) > from(end.unwrap_or(count)).min(count) {
            return None;
        }
        let (bytes, _) = self.byte_range(start, end);
        Some((bytes.start, self.get(bytes)?))
    }
}

fn there(place: i64) -> Py<i64> {
    if place < 0 { Err(Exc::new(&VALUE_ERROR, "substring not found")) } else { Ok(place) }
}

/// What `startswith` and `endswith` take: a text or several.
pub trait Affixes {
    /// Says whether the test holds for one of them.
    fn any(&self, test: &mut dyn FnMut(&str) -> bool) -> bool;
}

impl Affixes for str {
    fn any(&self, test: &mut dyn FnMut(&str) -> bool) -> bool {
        test(self)
    }
}

impl Affixes for Str {
    fn any(&self, test: &mut dyn FnMut(&str) -> bool) -> bool {
        test(self)
    }
}

impl<T: AsRef<str>> Affixes for [T] {
    fn any(&self, test: &mut dyn FnMut(&str) -> bool) -> bool {
        self.iter().any(|text| test(text.as_ref()))
    }
}

impl Affixes for () {
    fn any(&self, _: &mut dyn FnMut(&str) -> bool) -> bool {
        false
    }
}

macro_rules! tuples_of_affixes {
    ($(($($member:ident)+);)+) => {$(
        impl<$($member: AsRef<str>),+> Affixes for ($($member,)+) {
            fn any(&self, test: &mut dyn FnMut(&str) -> bool) -> bool {
                #[expect(non_snake_case, reason = "a member is named as its type")]
                let ($($member,)+) = self;
                $(test($member.as_ref()))||+
            }
        }
    )+};
}

tuples_of_affixes! {
    (A);
    (A B);
    (A B C);
    (A B C D);
    (A B C D E);
    (A B C D E F);
    (A B C D E F G);
    (A B C D E F G H);
}
