//! Those of the C library, by std; what std reckons itself is reckoned here as the library does.

use super::inverses;

/// Declares functions that have one argument.
macro_rules! functions {
    ($($name:ident => $function:expr;)+) => {$(
        #[inline]
        pub(crate) fn $name(x: f64) -> f64 {
            $function(x)
        }
    )+};
}

functions! {
    sin => f64::sin;
    cos => f64::cos;
    tan => f64::tan;
    asin => f64::asin;
    acos => f64::acos;
    atan => f64::atan;
    sinh => f64::sinh;
    cosh => f64::cosh;
    tanh => f64::tanh;
    exp => f64::exp;
    exp2 => f64::exp2;
    expm1 => f64::exp_m1;
    log => f64::ln;
    log2 => f64::log2;
    log10 => f64::log10;
    log1p => f64::ln_1p;
    asinh => |x| inverses::asinh(x, log, log1p);
    acosh => |x| inverses::acosh(x, log, log1p);
    atanh => |x| inverses::atanh(x, log1p);
}

#[inline]
pub(crate) fn pow(x: f64, y: f64) -> f64 {
    // Of a constant the compiler makes a product, a root or `exp2`, and one in a thousand of these has another last bit than the power.
    let [x, y] = [x, y].map(std::hint::black_box);
    x.powf(y)
}

#[inline]
pub(crate) fn atan2(y: f64, x: f64) -> f64 {
    y.atan2(x)
}
