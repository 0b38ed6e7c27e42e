//! Angles and hyperbolic functions.

use std::f64::consts::PI;

use super::{elementary, in_domain, in_range};
use crate::Py;

/// Declares functions that have one argument and one way to fail.
macro_rules! functions {
    ($($name:ident, $checked:ident, $error:literal;)+) => {$(
        #[doc = concat!("`", stringify!($name), "(x)`.")]
        ///
        /// # Errors
        ///
        #[doc = $error]
        #[inline]
        pub fn $name(x: f64) -> Py<f64> {
            $checked(x, elementary::$name(x))
        }
    )+};
}

functions! {
    sin, in_domain, "`ValueError` for an infinity.";
    cos, in_domain, "`ValueError` for an infinity.";
    tan, in_domain, "`ValueError` for an infinity.";
    asin, in_domain, "`ValueError` outside of -1 to 1.";
    acos, in_domain, "`ValueError` outside of -1 to 1.";
    sinh, in_range, "`OverflowError` where it is too large.";
    cosh, in_range, "`OverflowError` where it is too large.";
    acosh, in_domain, "`ValueError` below 1.";
    atanh, in_domain, "`ValueError` at -1 and 1 and outside.";
}

/// `atan(x)`.
#[inline]
pub fn atan(x: f64) -> f64 {
    elementary::atan(x)
}

/// `tanh(x)`.
#[inline]
pub fn tanh(x: f64) -> f64 {
    elementary::tanh(x)
}

/// `asinh(x)`.
#[inline]
pub fn asinh(x: f64) -> f64 {
    elementary::asinh(x)
}

/// `atan2(y, x)`.
#[inline]
pub fn atan2(y: f64, x: f64) -> f64 {
    elementary::atan2(y, x)
}

/// `degrees(x)`.
#[inline]
pub fn degrees(x: f64) -> f64 {
    x * (180.0 / PI)
}

/// `radians(x)`.
#[inline]
pub fn radians(x: f64) -> f64 {
    x * (PI / 180.0)
}
