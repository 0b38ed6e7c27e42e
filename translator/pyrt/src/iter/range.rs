//! `range`.

use crate::exc::OVERFLOW_ERROR;
use crate::iter::{Iter, Iterable};
use crate::shown::{index_error, value_error};
use crate::slice::{Slice, count};
use crate::{Equal, Exc, Key, Object, Py};

/// A range of ints.
#[derive(Clone, Copy, Debug)]
pub struct Range {
    start: i64,
    stop: i64,
    step: i64,
}

impl Range {
    /// `range(stop)`
    pub fn up_to(stop: i64) -> Range {
        Range { start: 0, stop, step: 1 }
    }

    /// `range(start, stop)`
    pub fn between(start: i64, stop: i64) -> Range {
        Range { start, stop, step: 1 }
    }

    /// `range(start, stop, step)`
    ///
    /// # Errors
    ///
    /// `ValueError` where the step is 0.
    pub fn new(start: i64, stop: i64, step: i64) -> Py<Range> {
        if step == 0 {
            return Err(value_error("range() arg 3 must not be zero"));
        }
        Ok(Range { start, stop, step })
    }

    fn count(self) -> u64 {
        count(self.start, self.stop, self.step)
    }

    /// `self.start`
    pub fn start(self) -> i64 {
        self.start
    }

    /// `self.stop`
    pub fn stop(self) -> i64 {
        self.stop
    }

    /// `self.step`
    pub fn step(self) -> i64 {
        self.step
    }

    /// `len(self)`
    ///
    /// # Errors
    ///
    /// `OverflowError` where it is no index.
    pub fn len(self) -> Py<i64> {
        i64::try_from(self.count())
            .map_err(|_| Exc::new(&OVERFLOW_ERROR, "Python int too large to convert to C ssize_t"))
    }

    /// `not self`
    pub fn is_empty(self) -> bool {
        self.count() == 0
    }

    /// The one at this index, which it has.
    fn at(self, index: u64) -> i64 {
        self.start.wrapping_add(self.step.wrapping_mul(index as i64))
    }

    /// `self[index]`
    ///
    /// # Errors
    ///
    /// `IndexError` where it has no such index.
    pub fn get(self, index: i64) -> Py<i64> {
        let len = self.count();
        let position = match index.unsigned_abs() {
            back if index < 0 => len.checked_sub(back),
            position => Some(position).filter(|position| *position < len),
        };
        position.map(|position| self.at(position)).ok_or_else(|| index_error("range object index out of range"))
    }

    /// `self[slice]`
    ///
    /// # Errors
    ///
    /// `ValueError` where the step is 0; `OverflowError` where a bound is no i64.
    pub fn get_slice(self, slice: &Slice) -> Py<Range> {
        let indices = slice.indices_within(i64::try_from(self.count()).unwrap_or(i64::MAX))?;
        let bound = |index: i64| index.checked_mul(self.step).and_then(|distance| self.start.checked_add(distance));
        let too_large = || Exc::new(&OVERFLOW_ERROR, "Python int too large to convert to C ssize_t");
        let step = self.step.checked_mul(indices.step).ok_or_else(too_large)?;
        let [start, stop] = [bound(indices.start), bound(indices.stop)];
        Ok(Range { start: start.ok_or_else(too_large)?, stop: stop.ok_or_else(too_large)?, step })
    }

    /// `value in self`
    pub fn contains(self, value: i64) -> bool {
        self.position(value).is_some()
    }

    fn position(self, value: i64) -> Option<u64> {
        let (low, high) = if self.step > 0 { (self.start, value) } else { (value, self.start) };
        let (last, step) = (self.count().checked_sub(1)?, self.step.unsigned_abs());
        let distance = (low <= high).then(|| high.abs_diff(low))?;
        (distance % step == 0 && distance / step <= last).then_some(distance / step)
    }

    /// `self.index(value)`
    ///
    /// # Errors
    ///
    /// `ValueError` where it is not there.
    pub fn index(self, value: i64) -> Py<i64> {
        let position = self.position(value).ok_or_else(|| value_error(format!("{value} is not in range")))?;
        Ok(i64::try_from(position).unwrap_or(i64::MAX))
    }

    /// `self.count(value)`
    pub fn count_of(self, value: i64) -> i64 {
        i64::from(self.contains(value))
    }

    /// `iter(self)`
    pub fn iter(self) -> RangeIter {
        RangeIter { next: self.start, step: self.step, left: self.count() }
    }

    /// `reversed(self)`
    pub fn reversed(self) -> RangeIter {
        let left = self.count();
        RangeIter { next: self.at(left.wrapping_sub(1)), step: self.step.wrapping_neg(), left }
    }
}

/// The iterator of a range.
#[derive(Clone, Debug)]
pub struct RangeIter {
    next: i64,
    step: i64,
    left: u64,
}

impl Iter for RangeIter {
    type Item = i64;

    fn next(&mut self) -> Py<Option<i64>> {
        let Some(left) = self.left.checked_sub(1) else { return Ok(None) };
        self.left = left;
        let next = self.next;
        self.next = next.wrapping_add(self.step);
        Ok(Some(next))
    }

    fn length_hint(&self) -> usize {
        usize::try_from(self.left).unwrap_or(usize::MAX)
    }
}

impl Iterable for Range {
    type Item = i64;
    type Iter = RangeIter;

    fn iterate(self) -> Py<RangeIter> {
        Ok(Range::iter(self))
    }
}

impl Iterable for &Range {
    type Item = i64;
    type Iter = RangeIter;

    fn iterate(self) -> Py<RangeIter> {
        Ok(Range::iter(*self))
    }
}

impl Object for Range {
    fn type_name(&self) -> &'static str {
        "range"
    }

    fn write_repr(&self, out: &mut String) -> Py<()> {
        let step = if self.step == 1 { String::new() } else { format!(", {}", self.step) };
        out.push_str(&format!("range({}, {}{step})", self.start, self.stop));
        Ok(())
    }

    fn truth(&self) -> Py<bool> {
        Ok(!self.is_empty())
    }

    fn is_plain() -> bool {
        true
    }
}

impl Range {
    /// What two equal ranges have in common: how many, the first, the step.
    fn facts(self) -> (u64, Option<i64>, Option<i64>) {
        let len = self.count();
        (len, (len > 0).then_some(self.start), (len > 1).then_some(self.step))
    }
}

/// Ranges are equal that give the same ints.
impl Equal for Range {
    fn equal(&self, other: &Range) -> Py<bool> {
        Ok(self.facts() == other.facts())
    }
}

impl Key for Range {
    fn hash(&self) -> Py<i64> {
        let (len, start, step) = self.facts();
        let members = [Some(len as i64), start, step];
        crate::tuple::hash_of_members(
            members.into_iter().map(|member| Ok(member.map_or(crate::object::NONE_HASH, int_hash))),
        )
    }
}

/// `hash(value)` of an int.
pub(crate) fn int_hash(value: i64) -> i64 {
    const PRIME: i64 = (1 << 61) - 1;
    match value % PRIME {
        -1 => -2,
        hash => hash,
    }
}
