//! ints that may grow: Python's `int` where 64 bits may not hold it.
//!
//! # How it works
//!
//! An [`Int`] is a small one, an `i64`, as long as that holds it; else a shared big integer of the crate `num-bigint`. The operators are
//! the same functions as those of [`crate::int`], so that a program reads the same in both forms; of small ones they cost a check more.
//!
//! - **I1** What 64 bits hold is small: equal ints have equal forms.
//! - **I2** No result has more than [`MOST_BITS`] bits: beyond that is `OverflowError`, where CPython runs out of memory or of time.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::rc::Rc;

use num_bigint::BigInt;

use crate::Py;
use crate::exc::{Exc, OVERFLOW_ERROR};
use crate::int::{grew, raised};

mod bits;
mod convert;
mod operators;
mod text;

pub use bits::{bit_count, bit_length, bitand, bitor, bitxor, from_bytes, invert, shl, shr, to_bytes};

pub use convert::{compare_float, from_float, hash, round_float, to_float, true_div};
pub use operators::{abs, add, divmod, floordiv, modulo, mul, neg, pow, pow_mod, round, sub};
pub use text::{bin, from_str, hex, oct, str};

/// The most bits of an int: 256 MiB.
pub const MOST_BITS: u64 = 1 << 31;

/// An int of any size. Clones are cheap.
#[derive(Clone, PartialEq, Eq)]
pub struct Int(Form);

#[derive(Clone, PartialEq, Eq)]
enum Form {
    Small(i64),
    Big(Rc<BigInt>),
}

impl Int {
    /// The value, where 64 bits hold it.
    #[inline]
    pub fn small(&self) -> Option<i64> {
        match self.0 {
            Form::Small(value) => Some(value),
            Form::Big(_) => None,
        }
    }

    /// The value for a variable that stays small.
    ///
    /// # Errors
    ///
    /// `IntBeyond64Bits` where 64 bits do not hold it.
    #[inline]
    pub fn to_small(&self) -> Py<i64> {
        self.small().ok_or_else(grew)
    }

    /// The value as the crate has it.
    pub fn wide(&self) -> Cow<'_, BigInt> {
        match &self.0 {
            Form::Small(value) => Cow::Owned(BigInt::from(*value)),
            Form::Big(value) => Cow::Borrowed(value),
        }
    }

    /// Says whether it is below 0.
    pub fn is_negative(&self) -> bool {
        match &self.0 {
            Form::Small(value) => *value < 0,
            Form::Big(value) => value.sign() == num_bigint::Sign::Minus,
        }
    }

    /// On which side of 0 it is, where it is not 0.
    fn side(&self) -> Ordering {
        if self.is_negative() { Ordering::Less } else { Ordering::Greater }
    }

    /// Says whether it is 0.
    #[inline]
    pub fn is_zero(&self) -> bool {
        self.0 == Form::Small(0)
    }

    /// It times a power of 2 that is known to be moderate.
    pub(crate) fn shifted(&self, count: u32) -> Int {
        Int::from(self.wide().into_owned() << count)
    }
}

/// What is raised instead of an absurd allocation.
#[cold]
pub(crate) fn too_large() -> Exc {
    raised(&OVERFLOW_ERROR, "too many digits in integer")
}

impl From<i64> for Int {
    #[inline]
    fn from(value: i64) -> Int {
        Int(Form::Small(value))
    }
}

impl From<bool> for Int {
    fn from(value: bool) -> Int {
        Int::from(i64::from(value))
    }
}

impl From<BigInt> for Int {
    fn from(value: BigInt) -> Int {
        match i64::try_from(&value) {
            Ok(small) => Int::from(small),
            Err(_) => Int(Form::Big(Rc::new(value))),
        }
    }
}

impl PartialOrd for Int {
    fn partial_cmp(&self, other: &Int) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Int {
    fn cmp(&self, other: &Int) -> Ordering {
        match (&self.0, &other.0) {
            (Form::Small(one), Form::Small(other)) => one.cmp(other),
            (Form::Big(one), Form::Big(other)) => one.cmp(other),
            // By I1 the big one is further from 0.
            (Form::Small(_), Form::Big(_)) => other.side().reverse(),
            (Form::Big(_), Form::Small(_)) => self.side(),
        }
    }
}

impl fmt::Display for Int {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Form::Small(value) => fmt::Display::fmt(value, f),
            Form::Big(value) => fmt::Display::fmt(value, f),
        }
    }
}

impl fmt::Debug for Int {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
