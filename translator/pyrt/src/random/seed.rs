//! From a seed to the key of the generator.

use num_bigint::BigUint;
use sha2::{Digest as _, Sha512};

use crate::big::Int;
use crate::float;

/// What a generator is seeded with.
#[derive(Clone, Debug)]
pub enum Seed<'a> {
    /// An int; its sign does not count.
    Int(Int),
    /// Some number of the caller's, where Python asks the system.
    Entropy(u64),
    /// A float counts by its hash.
    Float(f64),
    /// A text by its UTF-8, as bytes.
    Str(&'a str),
    /// All of the bytes count.
    Bytes(&'a [u8]),
}

impl Seed<'_> {
    /// The words of its number, the lowest first.
    pub(super) fn key(&self) -> Vec<u32> {
        let number = match self {
            Seed::Int(value) => value.wide().magnitude().clone(),
            Seed::Entropy(value) => BigUint::from(*value),
            Seed::Float(value) => BigUint::from(float::hash(*value).cast_unsigned()),
            Seed::Str(text) => with_digest(text.as_bytes()),
            Seed::Bytes(bytes) => with_digest(bytes),
        };
        let mut words = number.to_u32_digits();
        if words.is_empty() {
            words.push(0);
        }
        words
    }
}

fn with_digest(bytes: &[u8]) -> BigUint {
    BigUint::from_bytes_be(&[bytes, Sha512::digest(bytes).as_slice()].concat())
}

impl From<i64> for Seed<'_> {
    fn from(value: i64) -> Self {
        Seed::Int(Int::from(value))
    }
}

impl From<bool> for Seed<'_> {
    fn from(value: bool) -> Self {
        Seed::Int(Int::from(value))
    }
}

impl From<Int> for Seed<'_> {
    fn from(value: Int) -> Self {
        Seed::Int(value)
    }
}

impl From<u64> for Seed<'_> {
    fn from(value: u64) -> Self {
        Seed::Entropy(value)
    }
}

impl From<f64> for Seed<'_> {
    fn from(value: f64) -> Self {
        Seed::Float(value)
    }
}

impl<'a> From<&'a str> for Seed<'a> {
    fn from(text: &'a str) -> Self {
        Seed::Str(text)
    }
}

impl<'a> From<&'a [u8]> for Seed<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Seed::Bytes(bytes)
    }
}
