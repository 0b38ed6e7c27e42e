//! All that a translated program names: `use pyrt::prelude::*;`.
//!
//! # How it works
//!
//! Types, macros and the functions that have no module of their own come by name; the others by their module (`int::add`, `iter::list`),
//! so that no name of Python's hides one of Rust's. Python's `str` is the module `text`. `Future` is that of asyncio.

pub use std::rc::Rc;

pub use wasi_async_runtime::asyncio::{
    self, AsyncContextManager, AsyncGenerator, ContextManager, Coroutine, Future, Generator, Task, Yielder,
};

pub use crate::aio::{self, SharedCoroutine};
pub use crate::big;
pub use crate::bisect;
pub use crate::bytes;
pub use crate::cells::{self, Attr, Global, Var, unbound};
pub use crate::class_object;
pub use crate::collections;
pub use crate::control::{
    Leave, anext_or_end, check_arguments, contains, never, some, some_with, unpack, unpack_star, unreached, wrong_type,
};
pub use crate::datetime;
pub use crate::exc::{self, Class, Exc, Py};
pub use crate::exceptions::{self, Arg};
pub use crate::flags;
pub use crate::float;
pub use crate::format;
pub use crate::fstring::{Part, fstring, print_line};
pub use crate::func::{self, About, Func};
pub use crate::groups::{self, Split};
pub use crate::hashlib;
pub use crate::heapq;
pub use crate::instance::{self, is_same_option};
pub use crate::int;
pub use crate::io;
pub use crate::iter::{self, AnyIter, Iter, Iterable, Range, Shared};
pub use crate::json;
pub use crate::logging;
pub use crate::math;
pub use crate::numeric::{self, Number};
pub use crate::object::{Comparison, Equal, Key, Object, Ordered};
pub use crate::print;
pub use crate::random;
pub use crate::re;
pub use crate::shown::{self, Shown};
pub use crate::slice::Slice;
pub use crate::statistics;
pub use crate::str as text;
pub use crate::textwrap;
pub use crate::time;
pub use crate::{Bytes, Dict, FrozenSet, Int, List, Sequence, Set, Str};
pub use crate::{check, global, object, union};
