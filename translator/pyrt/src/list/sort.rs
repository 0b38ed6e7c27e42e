//! Sorting lists.

use crate::list::List;
use crate::shown::value_error;
use crate::timsort;
use crate::{Comparison, Object, Ordered, Py};

impl<T: Clone> List<T> {
    /// `self.sort(reverse=reverse)`
    ///
    /// # Errors
    ///
    /// What a comparison raises, and `ValueError` where one changed the list.
    pub fn sort(&self, reverse: bool) -> Py<()>
    where
        T: Object + Ordered,
    {
        self.while_taken(|items| sort(items, reverse))
    }

    /// `self.sort(key=key, reverse=reverse)`
    ///
    /// # Errors
    ///
    /// What the key function or a comparison raises, and `ValueError` where one changed the list.
    pub fn sort_by_key<K: Object + Ordered>(&self, key: impl FnMut(&T) -> Py<K>, reverse: bool) -> Py<()> {
        self.while_taken(|items| sort_by_key(items, key, reverse))
    }

    /// Takes the items out, so that the list looks empty meanwhile, and puts them back.
    fn while_taken(&self, sort: impl FnOnce(&mut Vec<T>) -> Py<()>) -> Py<()> {
        let mut items = self.0.take();
        let sorted = sort(&mut items);
        let added = self.0.replace(items);
        let is_changed = !added.is_empty() || (size_of::<T>() > 0 && added.capacity() > 0);
        drop(added);
        sorted?;
        if is_changed { Err(value_error("list modified during sort")) } else { Ok(()) }
    }
}

/// Sorts as `list.sort` does.
pub(crate) fn sort<T: Object + Ordered + Clone>(items: &mut Vec<T>, reverse: bool) -> Py<()> {
    if T::is_plain() {
        return stable(items, reverse, |items| timsort::sort(items, |one, two| one.compare(two, Comparison::Less)));
    }
    let keys = items.clone();
    stable(items, reverse, |items| sort_by_keys(items, keys, reverse))
}

/// Sorts as `list.sort` does, by what a function gives for each.
pub(crate) fn sort_by_key<T, K: Object + Ordered>(
    items: &mut Vec<T>,
    mut key: impl FnMut(&T) -> Py<K>,
    reverse: bool,
) -> Py<()> {
    let keys = items.iter().map(&mut key).collect::<Py<Vec<K>>>()?;
    stable(items, reverse, |items| sort_by_keys(items, keys, reverse))
}

/// Sorts in reverse so that equal items keep their order: all are turned round before and after.
fn stable<T>(items: &mut Vec<T>, reverse: bool, sort: impl FnOnce(&mut Vec<T>) -> Py<()>) -> Py<()> {
    if reverse {
        items.reverse();
    }
    let sorted = sort(items);
    if reverse {
        items.reverse();
    }
    sorted
}

/// Sorts the items by their keys, which are in the order that the items had before they were turned round.
fn sort_by_keys<T, K: Ordered>(items: &mut Vec<T>, mut keys: Vec<K>, reverse: bool) -> Py<()> {
    if reverse {
        keys.reverse();
    }
    let mut order: Vec<usize> = (0..keys.len()).collect();
    let sorted = timsort::sort(&mut order, |one, two| keys[*one].compare(&keys[*two], Comparison::Less));
    let mut from: Vec<Option<T>> = std::mem::take(items).into_iter().map(Some).collect();
    items.extend(order.into_iter().filter_map(|index| from[index].take()));
    sorted
}
