//! The error function, by the approximations of fdlibm, which is by Sun Microsystems and free; the sums in the order of glibc.

use super::elementary::exp;

/// `erf(1)`, as a float that has half of the bits.
const AT_ONE: f64 = 0.8450629115104675;
/// The numerator below 0.84375.
const NEAR_0: [f64; 5] =
    [0.12837916709551256, -0.3250421072470015, -0.02848174957559851, -0.005770270296489442, -2.3763016656650163e-05];
/// The denominator there.
const NEAR_0_BELOW: [f64; 6] = [
    1.0,
    0.39791722395915535,
    0.0650222499887673,
    0.005081306281875766,
    0.00013249473800432164,
    -3.960228278775368e-06,
];
/// The numerator up to 1.25.
const NEAR_1: [f64; 7] = [
    -0.0023621185607526594,
    0.41485611868374833,
    -0.3722078760357013,
    0.31834661990116175,
    -0.11089469428239668,
    0.035478304325618236,
    -0.002166375594868791,
];
/// The denominator there.
const NEAR_1_BELOW: [f64; 7] = [
    1.0,
    0.10642088040084423,
    0.540397917702171,
    0.07182865441419627,
    0.12617121980876164,
    0.01363708391202905,
    0.011984499846799107,
];
/// The numerator up to 1 / 0.35.
const MIDDLE: [f64; 8] = [
    -0.009864944034847148,
    -0.6938585727071818,
    -10.558626225323291,
    -62.375332450326006,
    -162.39666946257347,
    -184.60509290671104,
    -81.2874355063066,
    -9.814329344169145,
];
/// The denominator there.
const MIDDLE_BELOW: [f64; 9] = [
    1.0,
    19.651271667439257,
    137.65775414351904,
    434.56587747522923,
    645.3872717332679,
    429.00814002756783,
    108.63500554177944,
    6.570249770319282,
    -0.0604244152148581,
];
/// The numerator beyond.
const FAR: [f64; 7] = [
    -0.0098649429247001,
    -0.799283237680523,
    -17.757954917754752,
    -160.63638485582192,
    -637.5664433683896,
    -1025.0951316110772,
    -483.5191916086514,
];
/// The denominator there.
const FAR_BELOW: [f64; 8] = [
    1.0,
    30.33806074348246,
    325.7925129965739,
    1536.729586084437,
    3199.8582195085955,
    2553.0504064331644,
    474.52854120695537,
    -22.44095244658582,
];

/// A polynomial by pairs of its coefficients, from the constant on.
fn polynomial(coefficients: &[f64], x: f64) -> f64 {
    let square = x * x;
    let fourth = square * square;
    let powers = [1.0, square, fourth, fourth * square, fourth * fourth];
    let terms = coefficients.chunks(2).zip(powers).map(|(pair, power)| match pair {
        [one, next] => power * (one + x * next),
        _ => power * pair[0],
    });
    terms.fold(0.0, |sum, term| sum + term)
}

fn quotient(above: &[f64], below: &[f64], x: f64) -> f64 {
    polynomial(above, x) / polynomial(below, x)
}

/// What is left to 1, from 1.25 on.
fn tail(size: f64) -> f64 {
    /// 1 / 0.35, as its highest bits say.
    const FAR_FROM: u64 = 0x4006_db6d_0000_0000;
    const HIGH_BITS: u64 = 0xffff_ffff_0000_0000;
    let inverse = 1.0 / (size * size);
    let ratio = if size.to_bits() < FAR_FROM {
        quotient(&MIDDLE, &MIDDLE_BELOW, inverse)
    } else {
        quotient(&FAR, &FAR_BELOW, inverse)
    };
    // The square of the high bits is exact.
    let high = f64::from_bits(size.to_bits() & HIGH_BITS);
    exp(-high * high - 0.5625) * exp((high - size) * (high + size) + ratio) / size
}

/// `erf(x)`.
pub fn erf(x: f64) -> f64 {
    const TO_ZERO: f64 = 0.128_379_167_095_512_6;
    let size = x.abs();
    let value = if x.is_nan() {
        return x;
    } else if size < f64::MIN_POSITIVE * 8.0 {
        return 0.0625 * (16.0 * x + (16.0 * TO_ZERO) * x);
    } else if size < 1.0 / 268_435_456.0 {
        return x + TO_ZERO * x;
    } else if size < 0.84375 {
        return x + x * quotient(&NEAR_0, &NEAR_0_BELOW, x * x);
    } else if size < 1.25 {
        AT_ONE + quotient(&NEAR_1, &NEAR_1_BELOW, size - 1.0)
    } else if size < 6.0 {
        1.0 - tail(size)
    } else {
        1.0
    };
    value.copysign(x)
}

/// `erfc(x)`.
pub fn erfc(x: f64) -> f64 {
    let size = x.abs();
    if x.is_nan() {
        x
    } else if size < 0.84375 {
        complement_near_0(x)
    } else if size < 1.25 {
        let part = quotient(&NEAR_1, &NEAR_1_BELOW, size - 1.0);
        if x < 0.0 { 1.0 + (AT_ONE + part) } else { (1.0 - AT_ONE) - part }
    } else if x < 0.0 {
        if size < 6.0 { 2.0 - tail(size) } else { 2.0 }
    } else if size < 28.0 {
        tail(size)
    } else {
        0.0
    }
}

fn complement_near_0(x: f64) -> f64 {
    if x.abs() < 1.0 / 72_057_594_037_927_936.0 {
        return 1.0 - x;
    }
    let ratio = quotient(&NEAR_0, &NEAR_0_BELOW, x * x);
    if x < 0.25 { 1.0 - (x + x * ratio) } else { 0.5 - (x * ratio + (x - 0.5)) }
}
