//! Python's format mini-language, `str.format` and `%`.
//!
//! # How it works
//!
//! ```text
//!  [[fill]align][sign]["z"]["#"]["0"][width][grouping]["." precision][type]      spec.rs reads it
//!        text ──► text.rs      int, bool ──► int.rs      float ──► float.rs (digits: ../float/)
//!                                    number.rs: sign, prefix, grouped digits, the rest, and what fills the width
//!  "{0!r:>{width}}" ──► template.rs        "%-5.2f %(name)s" ──► percent.rs
//! ```
//!
//! A number is laid out from its parts, so a big int only gives its sign and its digits ([`Integer`]).
//!
//! - **I1** What a width or a precision asks for is reserved before it is written, so an absurd one raises.

mod float;
mod int;
mod number;
pub mod percent;
mod spec;
pub mod template;
mod text;

pub use float::float;
pub use int::{Integer, bool, int};
pub use text::text;
