//! Choices from sequences, as indexes.

use std::collections::HashSet;

use super::Random;
use crate::Py;
use crate::exc::{INDEX_ERROR, OVERFLOW_ERROR, VALUE_ERROR};
use crate::int::raised;

/// How likely the members are.
#[derive(Clone, Copy, Debug)]
pub enum Weights<'a> {
    /// All alike.
    Equal,
    /// `weights=`
    Relative(&'a [f64]),
    /// `cum_weights=`
    Cumulative(&'a [f64]),
}

impl Random {
    /// Of `choice(sequence)`, from the length: the index of the chosen one.
    ///
    /// # Errors
    ///
    /// `IndexError` for an empty sequence.
    pub fn choice(&self, length: usize) -> Py<usize> {
        if length == 0 {
            return Err(raised(&INDEX_ERROR, "Cannot choose from an empty sequence"));
        }
        Ok(self.below(length as u64) as usize)
    }

    /// Of `choices(sequence, weights, k=count)`, from the length: the indexes of the chosen ones.
    ///
    /// # Errors
    ///
    /// `ValueError` for wrong weights; `IndexError` for an empty sequence.
    pub fn choices(&self, length: usize, weights: Weights<'_>, count: i64) -> Py<Vec<usize>> {
        let repeats = 0..checked_count(count.max(0).cast_unsigned())?;
        let sums = match weights {
            Weights::Equal if length == 0 && count > 0 => return Err(out_of_range()),
            Weights::Equal => return Ok(repeats.map(|_| (self.random() * length as f64) as usize).collect()),
            Weights::Relative(weights) => running_sums(weights),
            Weights::Cumulative(sums) => sums.to_vec(),
        };
        let total = total_of(&sums, length)?;
        Ok(repeats.map(|_| place_of(&sums[..length - 1], self.random() * total)).collect())
    }

    /// `shuffle(list)`.
    pub fn shuffle<T>(&self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            list.swap(last, self.below(last as u64 + 1) as usize);
        }
    }

    /// Of `sample(sequence, count)`, from the length: the indexes of the chosen ones.
    ///
    /// # Errors
    ///
    /// `ValueError` for more than there are, and for a negative count.
    pub fn sample(&self, length: usize, count: i64) -> Py<Vec<usize>> {
        match usize::try_from(count) {
            Ok(count) if count <= length => checked_count(count as u64).map(|_| self.sampled(length, count)),
            _ => Err(raised(&VALUE_ERROR, "Sample larger than population or is negative")),
        }
    }

    /// From a list of those that are left, or with a set of those that are taken: what would be smaller in CPython.
    fn sampled(&self, length: usize, count: usize) -> Vec<usize> {
        if length <= size_of_set(count) {
            self.sampled_from_rest(length, count)
        } else {
            self.sampled_apart(length, count)
        }
    }

    fn sampled_from_rest(&self, length: usize, count: usize) -> Vec<usize> {
        let mut pool: Vec<usize> = (0..length).collect();
        let draw = |taken: usize| {
            let at = self.below((length - taken) as u64) as usize;
            let chosen = pool[at];
            pool[at] = pool[length - taken - 1];
            chosen
        };
        (0..count).map(draw).collect()
    }

    fn sampled_apart(&self, length: usize, count: usize) -> Vec<usize> {
        let mut taken = HashSet::with_capacity(count);
        let draw = |_| loop {
            let at = self.below(length as u64) as usize;
            if taken.insert(at) {
                return at;
            }
        };
        (0..count).map(draw).collect()
    }
}

/// Refuses more than a list could have, where CPython runs out of memory.
fn checked_count(count: u64) -> Py<u64> {
    const MOST: u64 = 1 << 28;
    if count > MOST { Err(raised(&OVERFLOW_ERROR, "cannot choose so many")) } else { Ok(count) }
}

/// What CPython reckons for a set of so many.
fn size_of_set(count: usize) -> usize {
    const SMALL: usize = 21;
    if count <= 5 {
        return SMALL;
    }
    // The least power of 4 that is not below three times as many.
    let mut power = 1usize;
    while power < count.saturating_mul(3) {
        power = power.saturating_mul(4);
    }
    power.saturating_add(SMALL)
}

fn running_sums(weights: &[f64]) -> Vec<f64> {
    let mut sums = weights.to_vec();
    for at in 1..sums.len() {
        sums[at] += sums[at - 1];
    }
    sums
}

fn total_of(sums: &[f64], length: usize) -> Py<f64> {
    if sums.len() != length {
        return Err(raised(&VALUE_ERROR, "The number of weights does not match the population"));
    }
    let total = *sums.last().ok_or_else(out_of_range)?;
    if total <= 0.0 {
        return Err(raised(&VALUE_ERROR, "Total of weights must be greater than zero"));
    }
    if total.is_finite() { Ok(total) } else { Err(raised(&VALUE_ERROR, "Total of weights must be finite")) }
}

#[cold]
fn out_of_range() -> crate::Exc {
    raised(&INDEX_ERROR, "list index out of range")
}

/// The first sum that is above the value, as `bisect` finds it, also where they are not sorted.
fn place_of(sums: &[f64], value: f64) -> usize {
    let (mut low, mut high) = (0, sums.len());
    while low < high {
        let middle = low.midpoint(high);
        if value < sums[middle] {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}
