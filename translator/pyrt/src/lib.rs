//! Python's meaning as a Rust library: what a program that `py2rs` wrote calls.
//!
//! # How it works
//!
//! A value of a Python type that is known when the program is translated is a plain Rust value: `i64`, `f64`, `bool`, `()` for None,
//! [`Option`], tuples. What Python asks of any value (`repr`, `str`, `bool`, `==`, `<`, `hash`, `format`) are the traits of [`object`](mod@object), which
//! all of them have. Every operation that may raise gives [`Py`]; the exceptions are those of the runtime's `asyncio` module.
//!
//! - **I1** What is printed and raised is what CPython 3.11 prints and raises, to the byte.
//! - **I2** No borrow is held while a method of an object of the program may run: its `__eq__` may do anything.

pub mod aio;
pub mod base64;
pub mod big;
pub mod bisect;
pub mod bytes;
#[cfg(test)]
mod calls;
#[cfg(test)]
mod cases;
pub mod cells;
pub mod class_object;
pub mod collections;
pub mod control;
pub mod copy;
pub mod datetime;
pub mod dict;
pub mod exceptions;
pub mod flags;
pub mod float;
pub mod format;
pub mod fstring;
pub mod func;
pub mod groups;
pub mod hashlib;
pub mod heapq;
mod host;
pub mod instance;
pub mod int;
pub mod io;
pub mod iter;
pub mod json;
pub mod list;
pub mod logging;
pub mod math;
mod number;
pub mod numeric;
mod numeric_text;
pub mod object;
pub mod optional;
pub mod os;
pub mod prelude;
pub mod print;
pub mod random;
pub mod re;
mod refused;
mod run;
pub mod sequence;
pub mod set;
pub mod shown;
pub mod slice;
pub mod statistics;
pub mod str;
pub mod string;
pub mod structs;
pub mod sys;
pub mod textwrap;
pub mod time;
mod timsort;
pub mod traceback;
pub mod tuple;
pub mod unicode;
pub mod union;

pub use self::str::Str;
pub use big::Int;
pub use bytes::Bytes;
pub use cells::{Attr, Global, Var};
pub use dict::Dict;
pub use iter::{Iter, Iterable};
pub use list::List;
pub use numeric::Number;
pub use object::{Comparison, Equal, Key, Object, Ordered};
#[doc(hidden)]
pub use run::chosen;
pub use run::{Status, run};
pub use sequence::Sequence;
pub use set::{FrozenSet, Set};
/// The runtime, for the `main` of a program.
pub use wasi_async_runtime as runtime;
pub use wasi_async_runtime::asyncio::exc::{self, Class, Exc, Py};
