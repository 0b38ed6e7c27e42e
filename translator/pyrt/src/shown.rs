//! What the collections share when they show and compare themselves.
//!
//! # How it works
//!
//! A list may hold itself: while it is shown, its address is on a stack, and where it is met again it is `[...]`. Comparisons of such
//! lists never end by themselves: they count how deep they are, and end with CPython's RecursionError.

use std::any::Any;
use std::borrow::Borrow;
use std::cell::{Cell, RefCell};
use std::fmt;

use crate::exc::{Argument, INDEX_ERROR, KEY_ERROR, OVERFLOW_ERROR, RECURSION_ERROR, RUNTIME_ERROR, VALUE_ERROR};
use crate::{Exc, Object, Py};

/// How deep values may lie in each other: CPython's default limit.
const DEEPEST: usize = 1000;

thread_local! {
    /// The addresses of what is being shown.
    static SHOWING: RefCell<Vec<usize>> = const { RefCell::new(Vec::new()) };
    /// How many comparisons of collections run, one inside the other.
    static COMPARING: Cell<usize> = const { Cell::new(0) };
}

/// Ends what began, also where a panic passes.
struct AtEnd(fn());

impl Drop for AtEnd {
    fn drop(&mut self) {
        (self.0)();
    }
}

/// Appends what `write` gives for the object at this address; `again` where it is being shown already.
pub(crate) fn write_once(
    address: usize,
    again: &str,
    out: &mut String,
    write: impl FnOnce(&mut String) -> Py<()>,
) -> Py<()> {
    if SHOWING.with_borrow(|showing| showing.contains(&address)) {
        out.push_str(again);
        return Ok(());
    }
    if SHOWING.with_borrow(Vec::len) >= DEEPEST {
        return Err(too_deep("while getting the repr of an object"));
    }
    SHOWING.with_borrow_mut(|showing| showing.push(address));
    let _end = AtEnd(|| SHOWING.with_borrow_mut(|showing| showing.truncate(showing.len() - 1)));
    write(out)
}

/// Runs a comparison of collections, unless it lies too deep in others.
pub(crate) fn comparing<R>(compare: impl FnOnce() -> Py<R>) -> Py<R> {
    if COMPARING.get() >= DEEPEST {
        return Err(too_deep("in comparison"));
    }
    COMPARING.set(COMPARING.get() + 1);
    let _end = AtEnd(|| COMPARING.set(COMPARING.get() - 1));
    compare()
}

fn too_deep(doing: &str) -> Exc {
    Exc::new(&RECURSION_ERROR, format!("maximum recursion depth exceeded {doing}"))
}

/// Appends the `repr` of each, with commas between.
pub(crate) fn write_joined<T: Object>(values: impl IntoIterator<Item: Borrow<T>>, out: &mut String) -> Py<()> {
    for (index, value) in values.into_iter().enumerate() {
        if index > 0 {
            out.push_str(", ");
        }
        value.borrow().write_repr(out)?;
    }
    Ok(())
}

/// `repr(value)`.
///
/// # Errors
///
/// What a `__repr__` of the program raises.
pub fn repr(value: &(impl Object + ?Sized)) -> Py<String> {
    let mut out = String::new();
    value.write_repr(&mut out)?;
    Ok(out)
}

/// A value as the argument of an exception: the key of a KeyError.
pub struct Shown<T>(pub T);

impl<T: Object + 'static> Argument for Shown<T> {
    fn repr(&self) -> String {
        repr(&self.0).unwrap_or_else(|exc| format!("<exception {} in repr>", exc.class().name()))
    }

    fn str(&self) -> String {
        let mut out = String::new();
        match self.0.write_str(&mut out) {
            Ok(()) => out,
            Err(exc) => format!("<exception {} in str>", exc.class().name()),
        }
    }

    fn truth(&self) -> bool {
        self.0.truth().unwrap_or(true)
    }

    fn as_any(&self) -> Option<&dyn Any> {
        Some(self.0.member().unwrap_or(&self.0))
    }
}

impl<T: Object> fmt::Debug for Shown<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        ShownRef(&self.0).fmt(f)
    }
}

/// Shows a value as `repr` does.
#[doc(hidden)]
pub struct ShownRef<'a>(pub &'a dyn Object);

impl fmt::Debug for ShownRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match repr(self.0) {
            Ok(text) => f.write_str(&text),
            Err(exc) => write!(f, "<exception {} in repr>", exc.class().name()),
        }
    }
}

/// `KeyError(key)`.
pub fn key_error<K: Object + 'static>(key: K) -> Exc {
    Exc::new(&KEY_ERROR, Shown(key))
}

/// `IndexError(text)`.
pub(crate) fn index_error(text: &'static str) -> Exc {
    Exc::new(&INDEX_ERROR, text)
}

/// `ValueError(text)`.
pub(crate) fn value_error(text: impl Into<String>) -> Exc {
    Exc::new(&VALUE_ERROR, text.into())
}

/// `RuntimeError(text)`.
pub(crate) fn runtime_error(text: &'static str) -> Exc {
    Exc::new(&RUNTIME_ERROR, text)
}

/// How many members of this size a collection can hold, as CPython limits it; what would be more raises.
const MOST_BYTES: usize = isize::MAX as usize / 16;

/// `count` copies of `len` members: how many that is.
///
/// # Errors
///
/// `OverflowError` where no memory holds them.
pub(crate) fn repeated_len<T>(len: usize, count: i64) -> Py<usize> {
    let count = usize::try_from(count.max(0)).unwrap_or(usize::MAX);
    let total = len.checked_mul(count);
    total.filter(|total| total.saturating_mul(size_of::<T>().max(1)) <= MOST_BYTES).ok_or_else(memory_error)
}

/// What is raised for what no memory holds: CPython's MemoryError, which `exc` has not.
pub(crate) fn memory_error() -> Exc {
    Exc::new(&OVERFLOW_ERROR, "cannot fit 'int' into an index-sized integer")
}

/// A vector with room for so many.
///
/// # Errors
///
/// `OverflowError` where no memory holds them.
pub(crate) fn vec_for<T>(len: usize) -> Py<Vec<T>> {
    let mut items = Vec::new();
    items.try_reserve_exact(len).map_err(|_| memory_error())?;
    Ok(items)
}

/// A length as Python's int.
#[inline]
pub(crate) fn int(len: usize) -> i64 {
    i64::try_from(len).unwrap_or(i64::MAX)
}

/// Where an index that may count from the end points to, if it does into `len` members.
#[inline]
pub(crate) fn position(index: i64, len: usize) -> Option<usize> {
    let index = if index < 0 { index.checked_add(int(len))? } else { index };
    let index = usize::try_from(index).ok()?;
    if index < len { Some(index) } else { None }
}
