//! Slices: `start:stop:step`, and the indices that they mean.

use crate::shown::{int, value_error};
use crate::{Comparison, Equal, Object, Ordered, Py};

/// `slice(start, stop, step)`; what was left out is None.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Slice {
    /// Where it begins.
    pub start: Option<i64>,
    /// Before what it ends.
    pub stop: Option<i64>,
    /// By how much it goes on.
    pub step: Option<i64>,
}

/// The indices of a slice in something of a known length: `len` of them, `start`, `start + step`, …
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Indices {
    /// The first.
    pub start: i64,
    /// Before what they end.
    pub stop: i64,
    /// By how much they go on, never 0.
    pub step: i64,
    /// How many they are.
    pub len: usize,
}

impl Slice {
    /// `start:stop`
    pub fn new(start: impl Into<Option<i64>>, stop: impl Into<Option<i64>>) -> Slice {
        Slice { start: start.into(), stop: stop.into(), step: None }
    }

    /// `start:stop:step`
    pub fn with_step(
        start: impl Into<Option<i64>>,
        stop: impl Into<Option<i64>>,
        step: impl Into<Option<i64>>,
    ) -> Slice {
        Slice { start: start.into(), stop: stop.into(), step: step.into() }
    }

    /// What it means for `len` members: `slice.indices(len)`, and how many these are.
    ///
    /// # Errors
    ///
    /// `ValueError` where the step is 0.
    pub fn indices(&self, len: usize) -> Py<Indices> {
        self.indices_within(int(len))
    }

    /// `slice.indices(len)` as Python's tuple.
    ///
    /// # Errors
    ///
    /// `ValueError` where the step is 0 or the length below 0.
    pub fn bounds_in(&self, len: i64) -> Py<(i64, i64, i64)> {
        if len < 0 {
            return Err(value_error("length should not be negative"));
        }
        let Indices { start, stop, step, .. } = self.indices_within(len)?;
        Ok((start, stop, step))
    }

    /// What it means for so many members, where these need not be in memory.
    pub(crate) fn indices_within(&self, len: i64) -> Py<Indices> {
        let step = self.step.unwrap_or(1);
        if step == 0 {
            return Err(value_error("slice step cannot be zero"));
        }
        let (lowest, highest) = if step > 0 { (0, len) } else { (-1, len - 1) };
        let clamp = |index: i64| if index < 0 { index.saturating_add(len).max(lowest) } else { index.min(highest) };
        let start = self.start.map_or(if step > 0 { lowest } else { highest }, clamp);
        let stop = self.stop.map_or(if step > 0 { highest } else { lowest }, clamp);
        Ok(Indices { start, stop, step, len: usize::try_from(count(start, stop, step)).unwrap_or(usize::MAX) })
    }
}

impl Object for Slice {
    fn type_name(&self) -> &'static str {
        "slice"
    }

    fn write_repr(&self, out: &mut String) -> Py<()> {
        out.push_str("slice");
        (self.start, self.stop, self.step).write_repr(out)
    }

    fn is_plain() -> bool {
        true
    }
}

impl Equal for Slice {
    fn equal(&self, other: &Slice) -> Py<bool> {
        Ok(self == other)
    }
}

/// As tuples of what they are made of.
impl Ordered for Slice {
    fn compare(&self, other: &Slice, comparison: Comparison) -> Py<bool> {
        (self.start, self.stop, self.step).compare(&(other.start, other.stop, other.step), comparison)
    }
}

/// How many numbers there are from `start` up (or down) to `stop` in steps; the step is not 0.
pub(crate) fn count(start: i64, stop: i64, step: i64) -> u64 {
    let (low, high) = if step > 0 { (start, stop) } else { (stop, start) };
    if low >= high {
        return 0;
    }
    (high.abs_diff(low) - 1) / step.unsigned_abs() + 1
}

impl Indices {
    /// All of them, in order.
    pub fn positions(self) -> impl DoubleEndedIterator<Item = usize> + ExactSizeIterator {
        (0..self.len).map(move |index| self.position(index))
    }

    fn position(self, index: usize) -> usize {
        usize::try_from(self.start + int(index) * self.step).unwrap_or(0)
    }

    /// Where a slice of step 1 begins and ends; one that is empty is so where it begins.
    pub(crate) fn bounds(self) -> std::ops::Range<usize> {
        let start = usize::try_from(self.start).unwrap_or(0);
        start..start + self.len
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::{each_case, outcome};

    #[test]
    fn indices_are_those_of_python() {
        each_case(include_str!("../tests/slice.txt"), |words| {
            let len = usize::try_from(words.int()).unwrap_or_default();
            let slice = Slice { start: words.option(), stop: words.option(), step: words.option() };
            outcome(
                slice
                    .indices(len)
                    .map(|found| format!("({}, {}, {}) {}", found.start, found.stop, found.step, found.len)),
            )
        });
    }
}
