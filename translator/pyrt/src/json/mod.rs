//! `json`: values as text, and back.
//!
//! # How it works
//!
//! ```text
//!  value ─► Object::write_json ─► Encoder (encode.rs) ─► text          each value says what it is: a number, a text, items, entries
//!  text ─► scan.rs, decode.rs ─► Parsed ─► the program's own type      a type of the program holds what JSON can be
//! ```
//!
//! A value that JSON has no form for is given to the program's `default`, which gives another in its place; what is in a container is looked at
//! when it is written, so a container that is in itself is found by its address.
//!
//! - **I1** What is written and what errors say is what CPython 3.11's `json` writes and says, to the byte.

mod decode;
mod encode;
mod error;
mod scan;

pub use decode::{Parsed, loads};
pub(crate) use encode::NOWHERE;
pub use encode::{Default, Encoder, Layout, dumps};
pub use error::{Failure, JSON_DECODE_ERROR, failure};

/// Containers in one another: one more raises `RecursionError`, as in CPython, which has no stack left then.
const DEEPEST: usize = 990;

#[cfg(test)]
mod tests;
