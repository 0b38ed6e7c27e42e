//! Callbacks of futures that are taken back by the function that they call.
//!
//! # How it works
//!
//! A closure is not compared. So each function that a program takes back has a key, under which the numbers of its callbacks are kept.

use std::cell::RefCell;

use wasi_async_runtime::asyncio::{Future, Outcome};

use crate::iter::vec;
use crate::shown::int;
use crate::{Key, Py, Set};

thread_local! {
    /// The futures' addresses, the keys, and the numbers, none of which any other callback gets.
    static ADDED: RefCell<Vec<(usize, &'static str, u64)>> = const { RefCell::new(Vec::new()) };
}

/// `future.add_done_callback(function)`, where `key` stands for the function.
pub fn add_callback<T: 'static, R: Outcome>(
    future: &Future<T>,
    key: &'static str,
    callback: impl FnOnce(Future<T>) -> R + 'static,
) {
    let number = future.add_done_callback(callback);
    ADDED.with_borrow_mut(|added| added.push((future.address(), key, number)));
}

/// `future.remove_done_callback(function)`: how many there were.
///
/// # Examples
///
/// ```
/// use pyrt::prelude::*;
///
/// let main = Coroutine::new("main", async {
///     let future: Future<i64> = asyncio::get_running_loop()?.create_future();
///     aio::add_callback(&future, "tell", |_| ());
///     Ok((aio::remove_callback(&future, "other"), aio::remove_callback(&future, "tell")))
/// });
/// assert_eq!(asyncio::run_blocking(main), Ok((0, 1)));
/// ```
pub fn remove_callback<T: 'static>(future: &Future<T>, key: &str) -> i64 {
    let address = future.address();
    let numbers = ADDED.with_borrow_mut(|added| {
        let (taken, kept) = added.drain(..).partition(|(at, of, _)| *at == address && *of == key);
        *added = kept;
        let taken: Vec<(usize, &'static str, u64)> = taken;
        taken
    });
    int(numbers.into_iter().filter(|(_, _, number)| future.remove_done_callback(*number)).count())
}

/// A set without the None that is in it, if it is.
///
/// # Errors
///
/// What a `__hash__` or an `__eq__` of the program raises.
pub fn without_none<T: Key + Clone>(set: &Set<Option<T>>) -> Py<Set<T>> {
    Set::of_values(vec(set.iter())?.into_iter().flatten())
}
