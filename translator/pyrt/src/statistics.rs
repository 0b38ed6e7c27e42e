//! `statistics`: exact as CPython computes it.
//!
//! # How it works
//!
//! Sums are made of fractions of big integers, so that no order of the data changes a digit, and are rounded once at the end. What comes of
//! ints alone is an int where it is whole; with a float among them it is a float.

use num_bigint::BigInt;
use num_traits::{Signed as _, Zero as _};

use crate::big::{self, Int};
use crate::exc::{Exc, STATISTICS_ERROR};
use crate::math;
use crate::shown::value_error;
use crate::{Dict, Key, List, Number, Object, Ordered, Py};

fn error(text: &str) -> Exc {
    Exc::new(&STATISTICS_ERROR, text.to_owned())
}

fn at_least(count: usize, least: usize, text: &str) -> Py<()> {
    if count < least { Err(error(text)) } else { Ok(()) }
}

/// A fraction; what is below is not negative.
#[derive(Clone, Debug)]
struct Fraction {
    up: BigInt,
    down: BigInt,
}

impl Fraction {
    fn of(number: Number) -> Py<Fraction> {
        Ok(match number {
            Number::Int(value) => Fraction { up: value.into(), down: 1.into() },
            Number::Float(value) => {
                let (up, down) = crate::float::as_integer_ratio(value)?;
                Fraction { up: up.wide().into_owned(), down: down.wide().into_owned() }
            }
        })
    }

    fn zero() -> Fraction {
        Fraction { up: BigInt::zero(), down: 1.into() }
    }

    fn plus(&self, other: &Fraction) -> Fraction {
        if self.down == other.down {
            return Fraction { up: &self.up + &other.up, down: self.down.clone() };
        }
        Fraction { up: &self.up * &other.down + &other.up * &self.down, down: &self.down * &other.down }.reduced()
    }

    fn times(&self, other: &Fraction) -> Fraction {
        Fraction { up: &self.up * &other.up, down: &self.down * &other.down }
    }

    fn over(&self, by: usize) -> Fraction {
        Fraction { up: self.up.clone(), down: &self.down * BigInt::from(by) }
    }

    fn reduced(self) -> Fraction {
        let common = num_integer::gcd(self.up.clone(), self.down.clone());
        if common.is_zero() {
            return self;
        }
        Fraction { up: self.up / &common, down: self.down / common }
    }

    fn to_float(&self) -> Py<f64> {
        big::true_div(&Int::from(self.up.clone()), &Int::from(self.down.clone()))
    }

    /// As what comes of such data: of ints a whole one is an int.
    fn converted(self, data: &[Number]) -> Py<Number> {
        let reduced = self.reduced();
        if is_of_ints(data) && reduced.down == BigInt::from(1) {
            return Int::from(reduced.up).to_small().map(Number::Int);
        }
        reduced.to_float().map(Number::Float)
    }

    /// The root, rounded once.
    fn root(self) -> Py<f64> {
        const WIDTH: i64 = 109;
        let Fraction { up, down } = self.reduced();
        if up.is_zero() {
            return Ok(0.0);
        }
        let bits = |of: &BigInt| i64::try_from(of.bits()).unwrap_or(i64::MAX);
        let shift = (bits(&up) - bits(&down) - WIDTH).div_euclid(2);
        let steps = shift.unsigned_abs();
        if shift >= 0 {
            let root = odd_root(&up, &(down << (2 * steps)));
            return big::to_float(&Int::from(root << steps));
        }
        let root = odd_root(&(up << (2 * steps)), &down);
        big::true_div(&Int::from(root), &Int::from(BigInt::from(1) << steps))
    }
}

/// The root of a fraction, whose last bit says that there is more.
fn odd_root(up: &BigInt, down: &BigInt) -> BigInt {
    let root = (up / down).sqrt();
    let is_exact = &root * &root * down == *up;
    if is_exact { root } else { root | BigInt::from(1) }
}

fn is_of_ints(data: &[Number]) -> bool {
    data.iter().all(|number| matches!(number, Number::Int(_)))
}

/// What is infinite or no number among the data, added up.
fn not_finite(data: &[Number]) -> Option<f64> {
    let odd = data.iter().map(|number| number.to_float()).filter(|value| !value.is_finite());
    odd.reduce(|sum, value| sum + value)
}

fn sum(data: &[Number]) -> Py<Fraction> {
    let mut sum = Fraction::zero();
    for number in data {
        sum = sum.plus(&Fraction::of(*number)?);
    }
    Ok(sum)
}

/// The squares of the distances from the mean, added up.
fn squares(data: &[Number]) -> Py<Fraction> {
    let (mut of_one, mut of_square) = (Fraction::zero(), Fraction::zero());
    for number in data {
        let number = Fraction::of(*number)?;
        of_square = of_square.plus(&number.times(&number));
        of_one = of_one.plus(&number);
    }
    let count = Fraction::of(Number::Int(crate::shown::int(data.len())))?;
    let square = of_one.times(&of_one);
    let less = Fraction { up: -square.up, down: square.down };
    Ok(of_square.times(&count).plus(&less).over(data.len()).reduced())
}

/// `mean(data)`
///
/// # Errors
///
/// `StatisticsError` for no data.
pub fn mean(data: Vec<Number>) -> Py<Number> {
    at_least(data.len(), 1, "mean requires at least one data point")?;
    if let Some(odd) = not_finite(&data) {
        return Ok(Number::Float(odd / data.len() as f64));
    }
    sum(&data)?.over(data.len()).converted(&data)
}

/// `fmean(data)`
///
/// # Errors
///
/// `StatisticsError` for no data.
pub fn fmean(data: Vec<f64>) -> Py<f64> {
    at_least(data.len(), 1, "fmean requires at least one data point")?;
    let count = data.len() as f64;
    Ok(math::fsum(data)? / count)
}

/// `geometric_mean(data)`
///
/// # Errors
///
/// `StatisticsError` for no data, and for what is not above 0.
pub fn geometric_mean(data: Vec<f64>) -> Py<f64> {
    let text = "geometric mean requires a non-empty dataset containing positive numbers";
    if data.is_empty() || data.iter().any(|value| *value <= 0.0) {
        return Err(error(text));
    }
    let logs = data.into_iter().map(math::log).collect::<Py<Vec<f64>>>()?;
    math::exp(fmean(logs)?)
}

fn sorted(mut data: Vec<Number>) -> Vec<Number> {
    data.sort_by(|one, other| {
        crate::numeric::AnyNumber::order(one.as_number().unwrap_or(ZERO), other.as_number().unwrap_or(ZERO))
            .unwrap_or(std::cmp::Ordering::Equal)
    });
    data
}

const ZERO: crate::numeric::AnyNumber<'static> = crate::numeric::AnyNumber::Small(0);

/// `median(data)`
///
/// # Errors
///
/// `StatisticsError` for no data.
pub fn median(data: Vec<Number>) -> Py<Number> {
    at_least(data.len(), 1, "no median for empty data")?;
    let data = sorted(data);
    let at = |place: usize| data.get(place).copied().unwrap_or(Number::Int(0));
    let middle = data.len() / 2;
    if data.len() % 2 == 1 {
        return Ok(at(middle));
    }
    crate::numeric::true_div(crate::numeric::add(at(middle - 1), at(middle))?, 2)
}

/// `median_low(data)`
///
/// # Errors
///
/// `StatisticsError` for no data; what has no order.
pub fn median_low<T: Object + Ordered + Clone>(data: Vec<T>) -> Py<T> {
    of_sorted(data, |count| (count - 1) / 2)
}

/// `median_high(data)`
///
/// # Errors
///
/// `StatisticsError` for no data; what has no order.
pub fn median_high<T: Object + Ordered + Clone>(data: Vec<T>) -> Py<T> {
    of_sorted(data, |count| count / 2)
}

fn of_sorted<T: Object + Ordered + Clone>(data: Vec<T>, place: impl Fn(usize) -> usize) -> Py<T> {
    at_least(data.len(), 1, "no median for empty data")?;
    let sorted = List::from(data);
    sorted.sort(false)?;
    let sorted = sorted.to_vec();
    sorted.get(place(sorted.len())).cloned().ok_or_else(|| error("no median for empty data"))
}

fn counted<T: Key + Clone>(data: Vec<T>) -> Py<Vec<(T, i64)>> {
    let counts = Dict::new();
    for item in data {
        let count: i64 = counts.get_or(&item, 0)?;
        counts.set(item, count + 1)?;
    }
    crate::iter::vec(counts.items())
}

/// `mode(data)`: the first of the most common.
///
/// # Errors
///
/// `StatisticsError` for no data; what a `__hash__` or `__eq__` raises.
pub fn mode<T: Key + Clone>(data: Vec<T>) -> Py<T> {
    let counts = counted(data)?;
    let most = counts.iter().map(|(_, count)| *count).max();
    let first = counts.into_iter().find(|(_, count)| Some(*count) == most);
    first.map(|(item, _)| item).ok_or_else(|| error("no mode for empty data"))
}

/// `multimode(data)`
///
/// # Errors
///
/// What a `__hash__` or `__eq__` raises.
pub fn multimode<T: Key + Clone>(data: Vec<T>) -> Py<List<T>> {
    let counts = counted(data)?;
    let most = counts.iter().map(|(_, count)| *count).max();
    let all: Vec<T> = counts.into_iter().filter(|(_, count)| Some(*count) == most).map(|(item, _)| item).collect();
    Ok(List::from(all))
}

/// The mean of the squares, over one fewer for a sample.
fn spread(data: &[Number], fewer: usize, text: &str) -> Py<Result<Fraction, f64>> {
    at_least(data.len(), 1 + fewer, text)?;
    if let Some(odd) = not_finite(data) {
        return Ok(Err(odd));
    }
    Ok(Ok(squares(data)?.over(data.len() - fewer)))
}

fn variance_of(data: &[Number], fewer: usize, text: &str) -> Py<Number> {
    match spread(data, fewer, text)? {
        Ok(spread) => spread.converted(data),
        Err(odd) => Ok(Number::Float(odd)),
    }
}

fn deviation_of(data: &[Number], fewer: usize, text: &str) -> Py<f64> {
    match spread(data, fewer, text)? {
        Ok(spread) if spread.up.is_negative() => Ok(0.0),
        Ok(spread) => spread.root(),
        Err(_) => Err(value_error("cannot convert NaN to integer ratio")),
    }
}

/// `variance(data)`
///
/// # Errors
///
/// `StatisticsError` for fewer than two.
pub fn variance(data: Vec<Number>) -> Py<Number> {
    variance_of(&data, 1, "variance requires at least two data points")
}

/// `pvariance(data)`
///
/// # Errors
///
/// `StatisticsError` for no data.
pub fn pvariance(data: Vec<Number>) -> Py<Number> {
    variance_of(&data, 0, "pvariance requires at least one data point")
}

/// `stdev(data)`
///
/// # Errors
///
/// `StatisticsError` for fewer than two.
pub fn stdev(data: Vec<Number>) -> Py<f64> {
    deviation_of(&data, 1, "stdev requires at least two data points")
}

/// `pstdev(data)`
///
/// # Errors
///
/// `StatisticsError` for no data.
pub fn pstdev(data: Vec<Number>) -> Py<f64> {
    deviation_of(&data, 0, "pstdev requires at least one data point")
}

/// `quantiles(data, n=n, method=method)`
///
/// # Errors
///
/// `StatisticsError` for fewer than two, and for less than one part; `ValueError` for another method.
pub fn quantiles(data: Vec<Number>, n: i64, method: &str) -> Py<List<f64>> {
    if n < 1 {
        return Err(error("n must be at least 1"));
    }
    let data = sorted(data);
    at_least(data.len(), 2, "must have at least two data points")?;
    let count = crate::shown::int(data.len());
    let inclusive = match method {
        "inclusive" => true,
        "exclusive" => false,
        _ => return Err(value_error(format!("Unknown method: {}", crate::shown::repr(&crate::Str::new(method))?))),
    };
    let mut cuts = Vec::new();
    for part in 1..n {
        let (low, delta) = if inclusive {
            let place = part * (count - 1);
            (place.div_euclid(n), place.rem_euclid(n))
        } else {
            let place = part * (count + 1);
            let high = place.div_euclid(n).clamp(1, count - 1);
            (high - 1, place - high * n)
        };
        cuts.push(between(&data, low, delta, n)?);
    }
    Ok(List::from(cuts))
}

fn between(data: &[Number], low: i64, delta: i64, n: i64) -> Py<f64> {
    use crate::numeric::{add, mul, true_div};
    let at =
        |place: i64| usize::try_from(place).ok().and_then(|place| data.get(place)).copied().unwrap_or(Number::Int(0));
    let sum = add(mul(at(low), n - delta)?, mul(at(low + 1), delta)?)?;
    Ok(true_div(sum, n)?.to_float())
}

fn of_pairs(one: &[f64], other: &[f64], what: &str) -> Py<(f64, f64)> {
    if one.len() != other.len() {
        return Err(error(&format!("{what} requires that both inputs have same number of data points")));
    }
    at_least(one.len(), 2, &format!("{what} requires at least two data points"))?;
    let mean = |data: &[f64]| Ok::<f64, Exc>(math::fsum(data.to_vec())? / data.len() as f64);
    Ok((mean(one)?, mean(other)?))
}

fn products(one: &[f64], other: &[f64], (mean, other_mean): (f64, f64)) -> Py<f64> {
    let products = one.iter().zip(other).map(|(a, b)| (a - mean) * (b - other_mean));
    math::fsum(products.collect::<Vec<f64>>())
}

/// `covariance(x, y)`
///
/// # Errors
///
/// `StatisticsError` for fewer than two, or of different lengths.
pub fn covariance(one: Vec<f64>, other: Vec<f64>) -> Py<f64> {
    let means = of_pairs(&one, &other, "covariance")?;
    Ok(products(&one, &other, means)? / (one.len() - 1) as f64)
}

/// `correlation(x, y)`
///
/// # Errors
///
/// `StatisticsError` for fewer than two, of different lengths, or all alike.
pub fn correlation(one: Vec<f64>, other: Vec<f64>) -> Py<f64> {
    let (mean, other_mean) = of_pairs(&one, &other, "correlation")?;
    let of_both = products(&one, &other, (mean, other_mean))?;
    let below = products(&one, &one, (mean, mean))? * products(&other, &other, (other_mean, other_mean))?;
    if below.sqrt() == 0.0 {
        return Err(error("at least one of the inputs is constant"));
    }
    Ok(of_both / below.sqrt())
}
