//! Functions of ints that may be large.

use num_bigint::{BigInt, BigUint};
use num_integer::Integer as _;

use crate::Py;
use crate::big::{self, Int, MOST_BITS, too_large};
use crate::exc::{Exc, OVERFLOW_ERROR, VALUE_ERROR};
use crate::int::raised;

/// `gcd(*values)`.
pub fn gcd(values: &[Int]) -> Int {
    values.iter().fold(BigInt::ZERO, |divisor, value| divisor.gcd(&value.wide())).into()
}

/// `lcm(*values)`.
pub fn lcm(values: &[Int]) -> Int {
    values.iter().fold(BigInt::from(1), |multiple, value| multiple.lcm(&value.wide())).into()
}

/// `prod(values, start=start)` of ints.
///
/// # Errors
///
/// `OverflowError` for more bits than an int may have.
pub fn prod_int(values: impl IntoIterator<Item = Int>, start: Int) -> Py<Int> {
    values.into_iter().try_fold(start, |product, value| big::mul(&product, &value))
}

/// `isqrt(n)`.
///
/// # Errors
///
/// `ValueError` below 0.
pub fn isqrt(n: &Int) -> Py<Int> {
    if n.is_negative() {
        return Err(raised(&VALUE_ERROR, "isqrt() argument must be nonnegative"));
    }
    Ok(n.wide().sqrt().into())
}

/// `factorial(n)`.
///
/// # Errors
///
/// `ValueError` below 0; `OverflowError` where it has more bits than an int may have.
pub fn factorial(n: &Int) -> Py<Int> {
    if n.is_negative() {
        return Err(raised(&VALUE_ERROR, "factorial() not defined for negative values"));
    }
    let Some(n) = n.small() else { return Err(exceeds("factorial() argument should not exceed")) };
    Ok(BigInt::from(product_up_to(&BigUint::from(n.cast_unsigned()), n.cast_unsigned())?).into())
}

/// `perm(n, k)`; without a `k` it is [`factorial`].
///
/// # Errors
///
/// `ValueError` for negative arguments; `OverflowError` where it is too large.
pub fn perm(n: &Int, k: &Int) -> Py<Int> {
    if let Some(none) = none_chosen(n, k)? {
        return Ok(none);
    }
    let Some(k) = k.small() else { return Err(exceeds("k must not exceed")) };
    Ok(BigInt::from(product_up_to(n.wide().magnitude(), k.cast_unsigned())?).into())
}

/// `comb(n, k)`.
///
/// # Errors
///
/// `ValueError` for negative arguments; `OverflowError` where it is too large.
pub fn comb(n: &Int, k: &Int) -> Py<Int> {
    if let Some(none) = none_chosen(n, k)? {
        return Ok(none);
    }
    let others = big::sub(n, k)?;
    let Some(k) = k.min(&others).small() else { return Err(exceeds("min(n - k, k) must not exceed")) };
    let k = k.cast_unsigned();
    let product = product_up_to(n.wide().magnitude(), k)?;
    Ok(BigInt::from(product / product_up_to(&BigUint::from(k), k)?).into())
}

/// Checks what is to be chosen from what; 0 where it is more.
fn none_chosen(n: &Int, k: &Int) -> Py<Option<Int>> {
    if n.is_negative() {
        return Err(raised(&VALUE_ERROR, "n must be a non-negative integer"));
    }
    if k.is_negative() {
        return Err(raised(&VALUE_ERROR, "k must be a non-negative integer"));
    }
    Ok((k > n).then(|| Int::from(0)))
}

#[cold]
fn exceeds(what: &str) -> Exc {
    Exc::new(&OVERFLOW_ERROR, format!("{what} {}", i64::MAX))
}

/// The product of so many numbers, down from the last.
fn product_up_to(last: &BigUint, count: u64) -> Py<BigUint> {
    let most = last.bits().saturating_sub(1).saturating_mul(count);
    // Of all numbers below, half have one bit less: for a factorial that is near enough.
    if most > MOST_BITS { Err(too_large()) } else { Ok(product(&(last - count + 1u8), count)) }
}

/// Halves are multiplied, so that factors are of about the same size.
fn product(first: &BigUint, count: u64) -> BigUint {
    const FEW: u64 = 16;
    if count <= FEW {
        return (0..count).map(|step| first + step).product();
    }
    let half = count / 2;
    product(first, half) * product(&(first + half), count - half)
}
