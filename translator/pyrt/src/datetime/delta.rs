//! `timedelta`.

use num_bigint::BigInt;
use num_integer::Integer as _;
use num_traits::ToPrimitive as _;

use crate::big::{self, Int};
use crate::exc::{Exc, OVERFLOW_ERROR, VALUE_ERROR, ZERO_DIVISION_ERROR};
use crate::tuple::hash_of_members;
use crate::{Comparison, Equal, Key, Number, Object, Ordered, Py};

/// Microseconds of a day.
pub(super) const DAY: i128 = 86_400_000_000;
const MOST_DAYS: i128 = 999_999_999;

/// A `timedelta`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Delta(i128);

/// What an argument of `timedelta` counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Unit {
    Microseconds,
    Milliseconds,
    Seconds,
    Minutes,
    Hours,
    Days,
    Weeks,
}

impl Unit {
    fn micros(self) -> i128 {
        match self {
            Unit::Microseconds => 1,
            Unit::Milliseconds => 1_000,
            Unit::Seconds => 1_000_000,
            Unit::Minutes => 60_000_000,
            Unit::Hours => 3_600_000_000,
            Unit::Days => DAY,
            Unit::Weeks => 7 * DAY,
        }
    }
}

fn overflow() -> Exc {
    Exc::new(&OVERFLOW_ERROR, "Python int too large to convert to C int")
}

/// `float.is_integer`'s whole part, as an int.
fn whole(value: f64) -> Py<i128> {
    if value.is_nan() {
        return Err(Exc::new(&VALUE_ERROR, "cannot convert float NaN to integer"));
    }
    if value.is_infinite() {
        return Err(Exc::new(&OVERFLOW_ERROR, "cannot convert float infinity to integer"));
    }
    if value.abs() < 1e30 { Ok(value as i128) } else { Err(overflow()) }
}

/// Rounds the leftovers of the floats, half to even together with what is whole.
fn rounded(whole_part: i128, left: f64) -> Py<i128> {
    let mut rounded = left.round();
    if (rounded - left).abs() == 0.5 {
        let odd = if whole_part % 2 == 0 { 0.0 } else { 1.0 };
        rounded = 2.0 * ((left + odd) * 0.5).round() - odd;
    }
    whole(rounded)
}

/// `a / b`, half to even.
fn nearest(a: &BigInt, b: &BigInt) -> Py<i128> {
    let (quotient, rest) = a.div_mod_floor(b);
    let twice = (rest.magnitude() * 2u32).cmp(b.magnitude());
    let more = twice.is_gt() || twice.is_eq() && quotient.is_odd();
    let quotient = if more { quotient + 1 } else { quotient };
    quotient.to_i128().ok_or_else(overflow)
}

fn wide(value: i128) -> Int {
    Int::from(BigInt::from(value))
}

impl Delta {
    /// The smallest step: `timedelta.resolution`.
    pub const RESOLUTION: Delta = Delta(1);
    /// `timedelta.max`
    pub const MAX: Delta = Delta((MOST_DAYS + 1) * DAY - 1);
    /// `timedelta.min`
    pub const MIN: Delta = Delta(-MOST_DAYS * DAY);

    /// Of microseconds.
    ///
    /// # Errors
    ///
    /// `OverflowError` where it has too many days.
    pub(super) fn of_micros(micros: i128) -> Py<Delta> {
        let days = micros.div_euclid(DAY);
        if days.abs() > MOST_DAYS {
            let text = if i32::try_from(days).is_ok() {
                format!("days={days}; must have magnitude <= {MOST_DAYS}")
            } else {
                "Python int too large to convert to C int".to_owned()
            };
            return Err(Exc::new(&OVERFLOW_ERROR, text));
        }
        Ok(Delta(micros))
    }

    pub(super) const fn micros(self) -> i128 {
        self.0
    }

    /// `timedelta(days=…, hours=…)`: the fractions of floats are rounded together, as CPython does.
    ///
    /// # Errors
    ///
    /// `OverflowError` where it has too many days, or a float is infinite; `ValueError` for a NaN.
    pub fn of(parts: &[(Unit, Number)]) -> Py<Delta> {
        let mut parts = parts.to_vec();
        parts.sort_by_key(|(unit, _)| *unit);
        let (mut micros, mut left) = (0i128, 0.0);
        for (unit, number) in parts {
            match number {
                Number::Int(count) => micros += i128::from(count) * unit.micros(),
                Number::Float(count) => {
                    let ints = whole(count.trunc())?;
                    micros = ints
                        .checked_mul(unit.micros())
                        .and_then(|more| micros.checked_add(more))
                        .ok_or_else(overflow)?;
                    let fraction = count.fract() * unit.micros() as f64;
                    micros += whole(fraction.trunc())?;
                    left += fraction.fract();
                }
            }
        }
        if left != 0.0 {
            micros += rounded(micros, left)?;
        }
        Delta::of_micros(micros)
    }

    /// `self.days`
    pub fn days(self) -> i64 {
        self.0.div_euclid(DAY) as i64
    }

    /// `self.seconds`
    pub fn seconds(self) -> i64 {
        (self.0.rem_euclid(DAY) / 1_000_000) as i64
    }

    /// `self.microseconds`
    pub fn microseconds(self) -> i64 {
        self.0.rem_euclid(1_000_000) as i64
    }

    /// `self.total_seconds()`
    ///
    /// # Errors
    ///
    /// None.
    pub fn total_seconds(self) -> Py<f64> {
        big::true_div(&wide(self.0), &Int::from(1_000_000))
    }

    /// `self + other`
    ///
    /// # Errors
    ///
    /// `OverflowError`
    pub fn add(self, other: Delta) -> Py<Delta> {
        Delta::of_micros(self.0 + other.0)
    }

    /// `self - other`
    ///
    /// # Errors
    ///
    /// `OverflowError`
    pub fn sub(self, other: Delta) -> Py<Delta> {
        Delta::of_micros(self.0 - other.0)
    }

    /// `-self`
    ///
    /// # Errors
    ///
    /// `OverflowError`
    pub fn neg(self) -> Py<Delta> {
        Delta::of_micros(-self.0)
    }

    /// `abs(self)`
    ///
    /// # Errors
    ///
    /// `OverflowError`
    pub fn abs(self) -> Py<Delta> {
        Delta::of_micros(self.0.abs())
    }

    /// `self * number`
    ///
    /// # Errors
    ///
    /// `OverflowError`
    pub fn mul(self, number: impl Into<Number>) -> Py<Delta> {
        let micros = match number.into() {
            Number::Int(times) => self.0.checked_mul(i128::from(times)).ok_or_else(overflow)?,
            Number::Float(times) => {
                let (up, down) = crate::float::as_integer_ratio(times)?;
                nearest(&(BigInt::from(self.0) * &*up.wide()), &down.wide())?
            }
        };
        Delta::of_micros(micros)
    }

    /// `self / number`
    ///
    /// # Errors
    ///
    /// `ZeroDivisionError`, `OverflowError`
    pub fn div(self, number: impl Into<Number>) -> Py<Delta> {
        let (up, down) = match number.into() {
            Number::Int(by) => (Int::from(1), Int::from(by)),
            Number::Float(by) => {
                let (up, down) = crate::float::as_integer_ratio(by)?;
                (down, up)
            }
        };
        if down.is_zero() {
            return Err(Exc::new(&ZERO_DIVISION_ERROR, "division by zero"));
        }
        Delta::of_micros(nearest(&(BigInt::from(self.0) * &*up.wide()), &down.wide())?)
    }

    /// `self // int`
    ///
    /// # Errors
    ///
    /// `ZeroDivisionError`
    pub fn floordiv(self, by: i64) -> Py<Delta> {
        Delta::of_micros(self.floor(i128::from(by))?)
    }

    fn floor(self, by: i128) -> Py<i128> {
        if by == 0 {
            return Err(Exc::new(&ZERO_DIVISION_ERROR, "integer division or modulo by zero"));
        }
        let quotient = self.0 / by;
        let is_between = self.0 % by != 0 && (self.0 < 0) != (by < 0);
        Ok(if is_between { quotient - 1 } else { quotient })
    }

    /// `self // other`
    ///
    /// # Errors
    ///
    /// `ZeroDivisionError`; `OverflowError` where it is no i64.
    pub fn count_of(self, other: Delta) -> Py<i64> {
        i64::try_from(self.floor(other.0)?).map_err(|_| overflow())
    }

    /// `self / other`
    ///
    /// # Errors
    ///
    /// `ZeroDivisionError`
    pub fn ratio(self, other: Delta) -> Py<f64> {
        if other.0 == 0 {
            return Err(Exc::new(&ZERO_DIVISION_ERROR, "division by zero"));
        }
        big::true_div(&wide(self.0), &wide(other.0))
    }

    /// `self % other`
    ///
    /// # Errors
    ///
    /// `ZeroDivisionError`
    pub fn modulo(self, other: Delta) -> Py<Delta> {
        Delta::of_micros(self.0 - self.floor(other.0)? * other.0)
    }

    /// `divmod(self, other)`
    ///
    /// # Errors
    ///
    /// `ZeroDivisionError`
    pub fn divmod(self, other: Delta) -> Py<(i64, Delta)> {
        Ok((self.count_of(other)?, self.modulo(other)?))
    }
}

/// `HH:MM:SS.ffffff` of microseconds of a day; hours have no zero before them.
fn write_clock(micros: i128, out: &mut String) {
    let seconds = micros / 1_000_000;
    out.push_str(&format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60));
    if micros % 1_000_000 != 0 {
        out.push_str(&format!(".{:06}", micros % 1_000_000));
    }
}

impl Object for Delta {
    fn type_name(&self) -> &'static str {
        "timedelta"
    }

    fn write_repr(&self, out: &mut String) -> Py<()> {
        let parts = [("days", self.days()), ("seconds", self.seconds()), ("microseconds", self.microseconds())];
        let shown: Vec<String> =
            parts.iter().filter(|(_, count)| *count != 0).map(|(name, count)| format!("{name}={count}")).collect();
        let shown = if shown.is_empty() { "0".to_owned() } else { shown.join(", ") };
        out.push_str(&format!("datetime.timedelta({shown})"));
        Ok(())
    }

    fn write_str(&self, out: &mut String) -> Py<()> {
        let days = self.days();
        if days != 0 {
            out.push_str(&format!("{days} day{}, ", if days.abs() == 1 { "" } else { "s" }));
        }
        write_clock(self.0.rem_euclid(DAY), out);
        Ok(())
    }

    fn write_format(&self, spec: &str, out: &mut String) -> Py<()> {
        super::text::without_format(self, "datetime.timedelta", spec, out)
    }

    fn truth(&self) -> Py<bool> {
        Ok(self.0 != 0)
    }

    fn is_plain() -> bool {
        true
    }
}

impl Equal for Delta {
    fn equal(&self, other: &Delta) -> Py<bool> {
        Ok(self == other)
    }
}

impl Ordered for Delta {
    fn compare(&self, other: &Delta, comparison: Comparison) -> Py<bool> {
        Ok(comparison.holds(Some(self.cmp(other))))
    }
}

impl Key for Delta {
    fn hash(&self) -> Py<i64> {
        hash_of_members([self.days().hash(), self.seconds().hash(), self.microseconds().hash()])
    }
}
