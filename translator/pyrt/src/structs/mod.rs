//! `struct`: values as bytes, by a format.
//!
//! # How it works
//!
//! A format is read into `Layout`: which values stand where, in which order of bytes. Packing takes [`Field`]s, whatever
//! their types, and raises where one does not fit its place; unpacking gives them, and a translated program, which knows the format, takes
//! each as what it is.
//!
//! - **I1** Sizes and places are those of CPython on 64-bit Linux, on every target.

mod format;
mod object;
mod pack;
mod unpack;

use crate::exc::{Class, EXCEPTION, Exc};
use crate::{Bytes, Py};

use format::Layout;
pub use object::Struct;
pub use pack::pack;
pub use unpack::{Fields, iter_unpack, unpack, unpack_from};

/// `struct.error`
pub static ERROR: Class = Class::new("error", &[&EXCEPTION]);

/// A value that is packed or was unpacked.
#[derive(Clone, Debug)]
pub enum Field {
    /// An int.
    Int(i64),
    /// A bool.
    Bool(bool),
    /// A float.
    Float(f64),
    /// Bytes.
    Bytes(Bytes),
    /// What is none of these, and whether it is true.
    Other(bool),
}

#[cold]
fn error(text: impl Into<String>) -> Exc {
    Exc::new(&ERROR, text.into())
}

/// `struct.calcsize(format)`
///
/// # Errors
///
/// `struct.error` for a bad format.
pub fn calcsize(format: &str) -> Py<i64> {
    Layout::read(format).map(|layout| crate::shown::int(layout.size))
}

#[cfg(test)]
mod tests;
