//! `random`: the same numbers as CPython's for the same seed, bit for bit.
//!
//! # How it works
//!
//! ```text
//!  Seed ──► key ──► Twister (MT19937) ──► random(), getrandbits() ──► integers, sequences, distributions
//! ```
//!
//! A [`Random`] is used through a shared reference, as an object of Python. What chooses from a sequence gives indexes: the sequence is the
//! caller's.
//!
//! - **I1** The generator is borrowed only while it gives a word: nothing of the program runs then.
//! - **I2** Each function takes as many numbers from the generator as CPython's, in the same order.

use std::cell::{Cell, RefCell};
use std::fmt;

use num_bigint::{BigInt, BigUint};

use crate::Py;
use crate::big::{Int, MOST_BITS, too_large};
use crate::exc::VALUE_ERROR;
use crate::int::raised;

mod distributions;
mod integers;
mod lists;
mod seed;
mod sequences;
mod twister;

pub use lists::{entropy, shared};
pub use seed::Seed;
pub use sequences::Weights;
use twister::Twister;

/// A generator of numbers, with its state.
pub struct Random {
    twister: RefCell<Twister>,
    /// The second value of a pair that [`gauss`](Random::gauss) made.
    gauss_next: Cell<Option<f64>>,
}

impl fmt::Debug for Random {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Random").finish_non_exhaustive()
    }
}

impl Random {
    /// A generator with a seed: an int, a float, a bool, a str or bytes. What Python seeds from the system is seeded with some `u64` of the
    /// caller.
    ///
    /// # Examples
    ///
    /// ```
    /// use pyrt::random::Random;
    ///
    /// assert_eq!(Random::new(42i64).random(), 0.6394267984578837);
    /// assert_eq!(Random::new("text").random(), 0.8711565613554825);
    /// ```
    pub fn new<'a>(seed: impl Into<Seed<'a>>) -> Random {
        Random { twister: RefCell::new(Twister::new(&seed.into().key())), gauss_next: Cell::new(None) }
    }

    /// Starts again with a seed, as `seed` does.
    pub fn seed<'a>(&self, seed: impl Into<Seed<'a>>) {
        *self.twister.borrow_mut() = Twister::new(&seed.into().key());
        self.gauss_next.set(None);
    }

    fn word(&self) -> u32 {
        self.twister.borrow_mut().word()
    }

    /// From 0.0 to 1.0, without that: `random()`.
    pub fn random(&self) -> f64 {
        let mut twister = self.twister.borrow_mut();
        let (high, low) = (f64::from(twister.word() >> 5), f64::from(twister.word() >> 6));
        (high * 67_108_864.0 + low) / 9_007_199_254_740_992.0
    }

    /// So many bits, at most 64; the lowest word comes first, and the last gives its highest bits.
    fn bits(&self, count: u32) -> u64 {
        match count {
            0 => 0,
            1..=32 => u64::from(self.word() >> (32 - count)),
            _ => u64::from(self.word()) | u64::from(self.word() >> (64 - count)) << 32,
        }
    }

    /// An int of so many random bits.
    ///
    /// # Errors
    ///
    /// `ValueError` for a negative count; `OverflowError` for more than an int may have.
    pub fn getrandbits(&self, count: i64) -> Py<Int> {
        match u64::try_from(count) {
            Err(_) => Err(raised(&VALUE_ERROR, "number of bits must be non-negative")),
            Ok(count @ 0..64) => Ok(Int::from(self.bits(count as u32).cast_signed())),
            Ok(count) if count > MOST_BITS => Err(too_large()),
            Ok(count) => Ok(BigInt::from(self.wide_bits(count)).into()),
        }
    }

    fn wide_bits(&self, count: u64) -> BigUint {
        let whole = std::iter::repeat_with(|| self.word()).take((count / 32) as usize);
        let mut words: Vec<u32> = whole.collect();
        if !count.is_multiple_of(32) {
            words.push(self.bits((count % 32) as u32) as u32);
        }
        BigUint::new(words)
    }

    /// So many random bytes.
    ///
    /// # Errors
    ///
    /// `ValueError` for a negative count; `OverflowError` for an absurd one.
    pub fn randbytes(&self, count: i64) -> Py<Vec<u8>> {
        let bits = count.checked_mul(8).ok_or_else(too_large)?;
        crate::big::to_bytes(&self.getrandbits(bits)?, count, "little", false)
    }
}
