//! The functions in Rust alone, the same on every target.
//!
//! The crate `pxfm` gives the nearest float nearly always, and so does glibc for these. Where glibc has fdlibm's functions, which are less
//! near, they are those of the crate `libm`, or its formulas.

use super::inverses;

/// Declares functions that have one argument.
macro_rules! functions {
    ($($name:ident => $function:expr;)+) => {$(
        #[doc = concat!("`", stringify!($name), "(x)`, without errors.")]
        pub fn $name(x: f64) -> f64 {
            $function(x)
        }
    )+};
}

functions! {
    sin => pxfm::f_sin;
    cos => pxfm::f_cos;
    tan => pxfm::f_tan;
    asin => pxfm::f_asin;
    acos => pxfm::f_acos;
    atan => pxfm::f_atan;
    exp => pxfm::f_exp;
    exp2 => pxfm::f_exp2;
    log => pxfm::f_log;
    log2 => pxfm::f_log2;
    expm1 => libm::expm1;
    log1p => libm::log1p;
    cbrt => libm::cbrt;
    asinh => |x| inverses::asinh(x, log, log1p);
    acosh => |x| inverses::acosh(x, log, log1p);
    atanh => |x| inverses::atanh(x, log1p);
}

/// `pow(x, y)`, without errors.
pub fn pow(x: f64, y: f64) -> f64 {
    pxfm::f_pow(x, y)
}

/// `atan2(y, x)`.
pub fn atan2(y: f64, x: f64) -> f64 {
    pxfm::f_atan2(y, x)
}

/// Above this a hyperbolic function is half of the exponential, as far as a float can say.
const LARGE: f64 = 22.0;

/// Half of the exponential of what may be just above the largest that has one.
fn half_exp(size: f64) -> f64 {
    const MOST: f64 = 709.0;
    if size <= MOST {
        return 0.5 * exp(size);
    }
    let root = exp(0.5 * size);
    0.5 * root * root
}

/// `sinh(x)`, without errors.
pub fn sinh(x: f64) -> f64 {
    let size = x.abs();
    let half = 0.5f64.copysign(x);
    if size < 1.0 / 268_435_456.0 || !x.is_finite() {
        return x;
    }
    if size >= LARGE {
        return half_exp(size).copysign(x);
    }
    let more = expm1(size);
    if size < 1.0 { half * (2.0 * more - more * more / (more + 1.0)) } else { half * (more + more / (more + 1.0)) }
}

/// `cosh(x)`, without errors.
pub fn cosh(x: f64) -> f64 {
    let size = x.abs();
    if size < 0.5 * std::f64::consts::LN_2 {
        let more = expm1(size);
        let power = 1.0 + more;
        return if size < 1.0 / 36_028_797_018_963_968.0 { power } else { 1.0 + (more * more) / (power + power) };
    }
    if size >= LARGE {
        return half_exp(size);
    }
    let power = exp(size);
    0.5 * power + 0.5 / power
}

/// `tanh(x)`.
pub fn tanh(x: f64) -> f64 {
    let size = x.abs();
    let value = if size < 1.0 / 36_028_797_018_963_968.0 || x.is_nan() {
        return x;
    } else if size >= LARGE {
        1.0
    } else if size >= 1.0 {
        1.0 - 2.0 / (expm1(2.0 * size) + 2.0)
    } else {
        let more = expm1(-2.0 * size);
        -more / (more + 2.0)
    };
    value.copysign(x)
}

/// `log10(x)`, without errors: from the power of 2 and the logarithm of the rest.
pub fn log10(x: f64) -> f64 {
    const OF_2: (f64, f64) = (3.010_299_956_636_117_7e-1, 3.694_239_077_158_931e-13);
    const OF_E: f64 = std::f64::consts::LOG10_E;
    if x <= 0.0 || !x.is_finite() {
        return log(x);
    }
    let (fraction, exponent) = libm::frexp(x);
    let whole = exponent - 1;
    // Below 1 the rest is taken from 0.5 to 1, else from 1 to 2, so that the two do not cancel out.
    let (whole, rest) = if whole < 0 { (f64::from(whole + 1), fraction) } else { (f64::from(whole), 2.0 * fraction) };
    let low = whole * OF_2.1 + OF_E * log(rest);
    low + whole * OF_2.0
}
