//! The module `bisect`.
//!
//! # How it works
//!
//! A list is looked up anew at each step: a comparison may change it. `stop` is nothing where Python has None. With `key=` only members go
//! through the key function, not the value that is looked for; [`insort_right_by_key`] and its like apply it to that as well.

use crate::list::List;
use crate::shown::{index_error, int, value_error};
use crate::{Comparison, Ordered, Py};

/// Where a value belongs: halves what is left until nothing is.
fn bisect<T: Clone>(
    list: &List<T>,
    start: i64,
    stop: Option<i64>,
    mut goes_right: impl FnMut(&T) -> Py<bool>,
) -> Py<i64> {
    let negative = || value_error("lo must be non-negative");
    let mut low = usize::try_from(start).map_err(|_| negative())?;
    let mut high = stop.map_or(list.size(), |stop| usize::try_from(stop).unwrap_or(0));
    while low < high {
        let middle = low + (high - low) / 2;
        let item = list.at(middle).ok_or_else(|| index_error("list index out of range"))?;
        if goes_right(&item)? {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    Ok(int(low))
}

/// `bisect_left(list, value, start, stop)`
///
/// # Errors
///
/// `ValueError` where the start is negative; what a comparison raises.
pub fn bisect_left<T: Ordered<U> + Clone, U>(list: &List<T>, value: &U, start: i64, stop: Option<i64>) -> Py<i64> {
    bisect(list, start, stop, |item| item.compare(value, Comparison::Less))
}

/// `bisect_right(list, value, start, stop)`, also `bisect`
///
/// # Errors
///
/// `ValueError` where the start is negative; what a comparison raises.
pub fn bisect_right<T: Clone, U: Ordered<T>>(list: &List<T>, value: &U, start: i64, stop: Option<i64>) -> Py<i64> {
    bisect(list, start, stop, |item| Ok(!value.compare(item, Comparison::Less)?))
}

/// `bisect_left(list, value, start, stop, key=key)`
///
/// # Errors
///
/// `ValueError` where the start is negative; what the key function or a comparison raises.
pub fn bisect_left_by_key<T: Clone, K: Ordered<U>, U>(
    list: &List<T>,
    value: &U,
    start: i64,
    stop: Option<i64>,
    mut key: impl FnMut(&T) -> Py<K>,
) -> Py<i64> {
    bisect(list, start, stop, |item| key(item)?.compare(value, Comparison::Less))
}

/// `bisect_right(list, value, start, stop, key=key)`
///
/// # Errors
///
/// `ValueError` where the start is negative; what the key function or a comparison raises.
pub fn bisect_right_by_key<T: Clone, K, U: Ordered<K>>(
    list: &List<T>,
    value: &U,
    start: i64,
    stop: Option<i64>,
    mut key: impl FnMut(&T) -> Py<K>,
) -> Py<i64> {
    bisect(list, start, stop, |item| Ok(!value.compare(&key(item)?, Comparison::Less)?))
}

/// `insort_left(list, value, start, stop)`
///
/// # Errors
///
/// As [`bisect_left`].
pub fn insort_left<T: Ordered + Clone>(list: &List<T>, value: T, start: i64, stop: Option<i64>) -> Py<()> {
    let index = bisect_left(list, &value, start, stop)?;
    list.insert(index, value);
    Ok(())
}

/// `insort_right(list, value, start, stop)`, also `insort`
///
/// # Errors
///
/// As [`bisect_right`].
pub fn insort_right<T: Ordered + Clone>(list: &List<T>, value: T, start: i64, stop: Option<i64>) -> Py<()> {
    let index = bisect_right(list, &value, start, stop)?;
    list.insert(index, value);
    Ok(())
}

/// `insort_left(list, value, start, stop, key=key)`
///
/// # Errors
///
/// As [`bisect_left_by_key`].
pub fn insort_left_by_key<T: Clone, K: Ordered>(
    list: &List<T>,
    value: T,
    start: i64,
    stop: Option<i64>,
    mut key: impl FnMut(&T) -> Py<K>,
) -> Py<()> {
    let index = bisect_left_by_key(list, &key(&value)?, start, stop, key)?;
    list.insert(index, value);
    Ok(())
}

/// `insort_right(list, value, start, stop, key=key)`, also `insort`
///
/// # Errors
///
/// As [`bisect_right_by_key`].
pub fn insort_right_by_key<T: Clone, K: Ordered>(
    list: &List<T>,
    value: T,
    start: i64,
    stop: Option<i64>,
    mut key: impl FnMut(&T) -> Py<K>,
) -> Py<()> {
    let index = bisect_right_by_key(list, &key(&value)?, start, stop, key)?;
    list.insert(index, value);
    Ok(())
}
