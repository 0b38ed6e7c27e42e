//! The elementary functions, from one place.
//!
//! # How it works
//!
//! CPython takes them from the C library, and their last bit is that library's. With glibc, of which CPython's records are, std takes them
//! from there too, and all of 6000 random arguments of each function give the same bits. On other targets std takes what each has (in the
//! browser fdlibm's, where a few in a hundred differ); there they are those of [`portable`], of which one or two in a thousand differ from
//! glibc's.

mod inverses;
pub mod portable;

#[cfg(target_env = "gnu")]
mod library;
#[cfg(target_env = "gnu")]
use library as chosen;
#[cfg(not(target_env = "gnu"))]
use portable as chosen;

pub(crate) use chosen::{
    acos, acosh, asin, asinh, atan, atan2, atanh, cos, cosh, exp, exp2, expm1, log, log1p, log2, log10, pow, sin, sinh,
    tan, tanh,
};
pub(crate) use portable::cbrt;
