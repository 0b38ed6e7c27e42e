//! Integers in a range.

use num_bigint::{BigInt, BigUint};
use num_integer::Integer;
use num_traits::{One as _, Zero as _};

use super::Random;
use crate::Py;
use crate::big::Int;
use crate::exc::{Exc, VALUE_ERROR};
use crate::int::{grew, raised};

impl Random {
    /// Below `limit`, which is not 0: bits are taken until they are.
    pub(super) fn below(&self, limit: u64) -> u64 {
        let count = u64::BITS - limit.leading_zeros();
        loop {
            let value = self.bits(count);
            if value < limit {
                return value;
            }
        }
    }

    fn below_wide(&self, limit: &BigUint) -> BigUint {
        loop {
            let value = self.wide_bits(limit.bits());
            if value < *limit {
                return value;
            }
        }
    }

    /// `randrange(stop)`.
    ///
    /// # Errors
    ///
    /// `ValueError` where nothing is below.
    pub fn randrange_to(&self, stop: i64) -> Py<i64> {
        if stop > 0 { Ok(self.below(stop.cast_unsigned()).cast_signed()) } else { Err(empty()) }
    }

    /// `randrange(start, stop, step)`.
    ///
    /// # Errors
    ///
    /// `ValueError` for an empty range and for the step 0.
    pub fn randrange(&self, start: i64, stop: i64, step: i64) -> Py<i64> {
        let width = i128::from(stop) - i128::from(start);
        let count = match step {
            1 if width <= 0 => return Err(empty_between(start, stop, width)),
            0 => return Err(zero_step()),
            _ => Integer::div_floor(&(width + i128::from(step) - i128::from(step.signum())), &i128::from(step)),
        };
        let count = u64::try_from(count).ok().filter(|&count| count > 0).ok_or_else(empty)?;
        i64::try_from(i128::from(start) + i128::from(step) * i128::from(self.below(count))).map_err(|_| grew())
    }

    /// `randint(low, high)`: both are in the range.
    ///
    /// # Errors
    ///
    /// `ValueError` for an empty range.
    pub fn randint(&self, low: i64, high: i64) -> Py<i64> {
        let width = i128::from(high) - i128::from(low) + 1;
        match u64::try_from(width) {
            Ok(count @ 1..) => Ok(low.wrapping_add(self.below(count).cast_signed())),
            // All of them: the width has 65 bits.
            Err(_) if width > 0 => self.randint_big(&low.into(), &high.into())?.to_small(),
            _ => Err(empty_between(low, i128::from(high) + 1, width)),
        }
    }

    /// `randrange(stop)` of ints that may be large.
    ///
    /// # Errors
    ///
    /// `ValueError` where nothing is below.
    pub fn randrange_to_big(&self, stop: &Int) -> Py<Int> {
        match BigUint::try_from(stop.wide().into_owned()) {
            Ok(limit) if !limit.is_zero() => Ok(BigInt::from(self.below_wide(&limit)).into()),
            _ => Err(empty()),
        }
    }

    /// `randrange(start, stop, step)` of ints that may be large.
    ///
    /// # Errors
    ///
    /// `ValueError` for an empty range and for the step 0.
    pub fn randrange_big(&self, start: &Int, stop: &Int, step: &Int) -> Py<Int> {
        let (start, stop, step) = (start.wide(), stop.wide(), step.wide());
        let width = &*stop - &*start;
        if step.is_zero() {
            return Err(zero_step());
        }
        if step.is_one() && width <= BigInt::ZERO {
            return Err(empty_between(start, stop, width));
        }
        let sign = if *step > BigInt::ZERO { BigInt::from(1) } else { BigInt::from(-1) };
        let count = Integer::div_floor(&(width + &*step - sign), &*step);
        let count = BigUint::try_from(count).ok();
        let count = count.filter(|count| !count.is_zero()).ok_or_else(empty)?;
        Ok((&*start + &*step * BigInt::from(self.below_wide(&count))).into())
    }

    /// `randint(low, high)` of ints that may be large.
    ///
    /// # Errors
    ///
    /// `ValueError` for an empty range.
    pub fn randint_big(&self, low: &Int, high: &Int) -> Py<Int> {
        let one = Int::from(1);
        self.randrange_big(low, &crate::big::add(high, &one)?, &one)
    }
}

#[cold]
fn empty() -> Exc {
    raised(&VALUE_ERROR, "empty range for randrange()")
}

#[cold]
fn zero_step() -> Exc {
    raised(&VALUE_ERROR, "zero step for randrange()")
}

#[cold]
fn empty_between(start: impl ToString, stop: impl ToString, width: impl ToString) -> Exc {
    let [start, stop, width] = [start.to_string(), stop.to_string(), width.to_string()];
    Exc::new(&VALUE_ERROR, format!("empty range for randrange() ({start}, {stop}, {width})"))
}
