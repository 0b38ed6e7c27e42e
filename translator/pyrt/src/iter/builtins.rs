//! The builtin functions that take iterables.
//!
//! # How it works
//!
//! `zip` of a fixed number of iterables takes a tuple of them; `zip(*rows)` is [`zip_all`]. What Python calls with `key=` has a name that
//! ends in `_by_key`; with `default=`, one that ends in `_or`: it gives nothing where the iterable is empty.

use crate::exc::STOP_ITERATION;
use crate::iter::{Iter, Iterable, from_fn, vec};
use crate::list::{List, sorted_vec, sorted_vec_by_key};
use crate::sequence::Sequence;
use crate::shown::value_error;
use crate::{Comparison, Equal, Exc, Object, Ordered, Py};

/// `next(iterator)`
///
/// # Errors
///
/// `StopIteration` where it ended; what it raises.
pub fn next<I: Iter>(iter: &mut I) -> Py<I::Item> {
    iter.next()?.ok_or_else(|| Exc::new(&STOP_ITERATION, ()))
}

/// `iter(function, sentinel)`: what the function gives until it gives that.
pub fn iter_until<T: Equal>(mut function: impl FnMut() -> Py<T>, sentinel: T) -> impl Iter<Item = T> {
    let mut ended = false;
    from_fn(move || {
        if ended {
            return Ok(None);
        }
        let item = function()?;
        ended = sentinel.is_or_equal(&item)?;
        Ok((!ended).then_some(item))
    })
}

/// `enumerate(iterable, start)`
///
/// # Errors
///
/// What an `__iter__` of the program raises.
pub fn enumerate<I: Iterable>(iterable: I, start: i64) -> Py<impl Iter<Item = (i64, I::Item)>> {
    let (mut iter, mut index) = (iterable.iterate()?, start);
    Ok(from_fn(move || {
        let Some(item) = iter.next()? else { return Ok(None) };
        let this = index;
        index = index.wrapping_add(1);
        Ok(Some((this, item)))
    }))
}

/// `map(function, iterable)`; with several iterables it is a `map` over their `zip`, as `starmap` is.
///
/// # Errors
///
/// What an `__iter__` of the program raises.
pub fn map<I: Iterable, R>(mut function: impl FnMut(I::Item) -> Py<R>, iterable: I) -> Py<impl Iter<Item = R>> {
    let mut iter = iterable.iterate()?;
    Ok(from_fn(move || match iter.next()? {
        Some(item) => function(item).map(Some),
        None => Ok(None),
    }))
}

/// `filter(function, iterable)`
///
/// # Errors
///
/// What an `__iter__` of the program raises.
pub fn filter<I: Iterable>(
    mut function: impl FnMut(&I::Item) -> Py<bool>,
    iterable: I,
) -> Py<impl Iter<Item = I::Item>> {
    let mut iter = iterable.iterate()?;
    Ok(from_fn(move || {
        while let Some(item) = iter.next()? {
            if function(&item)? {
                return Ok(Some(item));
            }
        }
        Ok(None)
    }))
}

/// `filter(None, iterable)`
///
/// # Errors
///
/// What an `__iter__` of the program raises.
pub fn filter_true<I: Iterable<Item: Object>>(iterable: I) -> Py<impl Iter<Item = I::Item>> {
    filter(|item: &I::Item| item.truth(), iterable)
}

/// `sum(iterable, start)`, where `add` is what `+` is.
///
/// # Errors
///
/// What the iterator or `add` raises.
pub fn sum<I: Iterable, S>(iterable: I, start: S, mut add: impl FnMut(S, I::Item) -> Py<S>) -> Py<S> {
    let (mut iter, mut sum) = (iterable.iterate()?, start);
    while let Some(item) = iter.next()? {
        sum = add(sum, item)?;
    }
    Ok(sum)
}

/// `functools.reduce(function, iterable)`
///
/// # Errors
///
/// `TypeError` where there is nothing; what the iterable or `function` raises.
pub fn reduce<I: Iterable>(iterable: I, mut function: impl FnMut(I::Item, I::Item) -> Py<I::Item>) -> Py<I::Item> {
    let mut iter = iterable.iterate()?;
    let Some(mut total) = iter.next()? else {
        return Err(crate::int::raised(&crate::exc::TYPE_ERROR, "reduce() of empty iterable with no initial value"));
    };
    while let Some(item) = iter.next()? {
        total = function(total, item)?;
    }
    Ok(total)
}

/// The same, where what is made is of another type than the members.
///
/// # Errors
///
/// As [`reduce`].
pub fn reduce_as<I: Iterable, T>(
    iterable: I,
    first: impl FnOnce(I::Item) -> Py<T>,
    mut function: impl FnMut(T, I::Item) -> Py<T>,
) -> Py<T> {
    let mut iter = iterable.iterate()?;
    let Some(item) = iter.next()? else {
        return Err(crate::int::raised(&crate::exc::TYPE_ERROR, "reduce() of empty iterable with no initial value"));
    };
    let mut total = first(item)?;
    while let Some(item) = iter.next()? {
        total = function(total, item)?;
    }
    Ok(total)
}

/// `any(iterable)`
///
/// # Errors
///
/// What the iterator or a `__bool__` raises.
pub fn any<I: Iterable<Item: Object>>(iterable: I) -> Py<bool> {
    let mut iter = iterable.iterate()?;
    while let Some(item) = iter.next()? {
        if item.truth()? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// `all(iterable)`
///
/// # Errors
///
/// What the iterator or a `__bool__` raises.
pub fn all<I: Iterable<Item: Object>>(iterable: I) -> Py<bool> {
    let mut iter = iterable.iterate()?;
    while let Some(item) = iter.next()? {
        if !item.truth()? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// `sorted(iterable, reverse=reverse)`
///
/// # Errors
///
/// What the iterator or a comparison raises.
pub fn sorted<I: Iterable<Item: Object + Ordered + Clone>>(iterable: I, reverse: bool) -> Py<List<I::Item>> {
    let mut items = vec(iterable)?;
    sorted_vec(&mut items, reverse)?;
    Ok(List::from(items))
}

/// `sorted(iterable, key=key, reverse=reverse)`
///
/// # Errors
///
/// What the iterator, the key function or a comparison raises.
pub fn sorted_by_key<I: Iterable, K: Object + Ordered>(
    iterable: I,
    key: impl FnMut(&I::Item) -> Py<K>,
    reverse: bool,
) -> Py<List<I::Item>> {
    let mut items = vec(iterable)?;
    sorted_vec_by_key(&mut items, key, reverse)?;
    Ok(List::from(items))
}

/// `min(iterable)`
///
/// # Errors
///
/// `ValueError` where it is empty; what the iterator or a comparison raises.
pub fn min<I: Iterable<Item: Ordered>>(iterable: I) -> Py<I::Item> {
    min_or(iterable)?.ok_or_else(|| value_error("min() arg is an empty sequence"))
}

/// `min(iterable, default=…)`: nothing where it is empty.
///
/// # Errors
///
/// What the iterator or a comparison raises.
pub fn min_or<I: Iterable<Item: Ordered>>(iterable: I) -> Py<Option<I::Item>> {
    best(iterable, Comparison::Less)
}

/// `min(iterable, key=key)`
///
/// # Errors
///
/// `ValueError` where it is empty; what the iterator, the key function or a comparison raises.
pub fn min_by_key<I: Iterable, K: Ordered>(iterable: I, key: impl FnMut(&I::Item) -> Py<K>) -> Py<I::Item> {
    min_by_key_or(iterable, key)?.ok_or_else(|| value_error("min() arg is an empty sequence"))
}

/// `min(iterable, key=key, default=…)`: nothing where it is empty.
///
/// # Errors
///
/// What the iterator, the key function or a comparison raises.
pub fn min_by_key_or<I: Iterable, K: Ordered>(iterable: I, key: impl FnMut(&I::Item) -> Py<K>) -> Py<Option<I::Item>> {
    best_by_key(iterable, key, Comparison::Less)
}

/// `max(iterable)`
///
/// # Errors
///
/// `ValueError` where it is empty; what the iterator or a comparison raises.
pub fn max<I: Iterable<Item: Ordered>>(iterable: I) -> Py<I::Item> {
    max_or(iterable)?.ok_or_else(|| value_error("max() arg is an empty sequence"))
}

/// `max(iterable, default=…)`: nothing where it is empty.
///
/// # Errors
///
/// What the iterator or a comparison raises.
pub fn max_or<I: Iterable<Item: Ordered>>(iterable: I) -> Py<Option<I::Item>> {
    best(iterable, Comparison::Greater)
}

/// `max(iterable, key=key)`
///
/// # Errors
///
/// `ValueError` where it is empty; what the iterator, the key function or a comparison raises.
pub fn max_by_key<I: Iterable, K: Ordered>(iterable: I, key: impl FnMut(&I::Item) -> Py<K>) -> Py<I::Item> {
    max_by_key_or(iterable, key)?.ok_or_else(|| value_error("max() arg is an empty sequence"))
}

/// `max(iterable, key=key, default=…)`: nothing where it is empty.
///
/// # Errors
///
/// What the iterator, the key function or a comparison raises.
pub fn max_by_key_or<I: Iterable, K: Ordered>(iterable: I, key: impl FnMut(&I::Item) -> Py<K>) -> Py<Option<I::Item>> {
    best_by_key(iterable, key, Comparison::Greater)
}

fn best<I: Iterable<Item: Ordered>>(iterable: I, comparison: Comparison) -> Py<Option<I::Item>> {
    let mut iter = iterable.iterate()?;
    let Some(mut best) = iter.next()? else { return Ok(None) };
    while let Some(item) = iter.next()? {
        if item.compare(&best, comparison)? {
            best = item;
        }
    }
    Ok(Some(best))
}

fn best_by_key<I: Iterable, K: Ordered>(
    iterable: I,
    mut key: impl FnMut(&I::Item) -> Py<K>,
    comparison: Comparison,
) -> Py<Option<I::Item>> {
    let mut iter = iterable.iterate()?;
    let Some(mut best) = iter.next()? else { return Ok(None) };
    let mut best_key = key(&best)?;
    while let Some(item) = iter.next()? {
        let item_key = key(&item)?;
        if item_key.compare(&best_key, comparison)? {
            (best, best_key) = (item, item_key);
        }
    }
    Ok(Some(best))
}

/// A tuple of iterables, for [`zip`].
pub trait Zip {
    /// A tuple of their items.
    type Items;

    /// Makes the iterator.
    ///
    /// # Errors
    ///
    /// What an `__iter__` of the program raises.
    fn zip(self, strict: bool) -> Py<impl Iter<Item = Self::Items>>;
}

/// `zip(first, second, …, strict=strict)`
///
/// # Errors
///
/// What an `__iter__` of the program raises.
pub fn zip<Z: Zip>(iterables: Z, strict: bool) -> Py<impl Iter<Item = Z::Items>> {
    iterables.zip(strict)
}

/// Implements it for a tuple of A and of others.
macro_rules! zips {
    ($($name:ident $number:tt),*) => {
        impl<A: Iterable, $($name: Iterable),*> Zip for (A, $($name,)*) {
            type Items = (A::Item, $($name::Item,)*);

            fn zip(self, strict: bool) -> Py<impl Iter<Item = Self::Items>> {
                let _ = strict;
                let mut iters = (self.0.iterate()?, $(self.$number.iterate()?,)*);
                Ok(from_fn(move || {
                    let Some(first) = iters.0.next()? else {
                        $(if strict && iters.$number.next()?.is_some() {
                            return Err(unequal($number, "longer"));
                        })*
                        return Ok(None);
                    };
                    let items = (first, $(match iters.$number.next()? {
                        Some(item) => item,
                        None if strict => return Err(unequal($number, "shorter")),
                        None => return Ok(None),
                    },)*);
                    Ok(Some(items))
                }))
            }
        }
    };
}

zips! {}
zips! { B 1 }
zips! { B 1, C 2 }
zips! { B 1, C 2, D 3 }
zips! { B 1, C 2, D 3, E 4 }
zips! { B 1, C 2, D 3, E 4, F 5 }
zips! { B 1, C 2, D 3, E 4, F 5, G 6 }
zips! { B 1, C 2, D 3, E 4, F 5, G 6, H 7 }

fn unequal(number: usize, how: &str) -> Exc {
    let others = if number == 1 { "argument 1".to_owned() } else { format!("arguments 1-{number}") };
    value_error(format!("zip() argument {} is {how} than {others}", number + 1))
}

/// `zip(*iterables)`
///
/// # Errors
///
/// What an iterator or an `__iter__` of the program raises.
pub fn zip_all<T, I: Iterable<Item: Iterable<Item = T>>>(
    iterables: I,
    strict: bool,
) -> Py<impl Iter<Item = Sequence<T>>> {
    let mut iters = vec(iterables)?.into_iter().map(Iterable::iterate).collect::<Py<Vec<_>>>()?;
    Ok(from_fn(move || {
        let mut items = Vec::with_capacity(iters.len());
        for number in 0..iters.len() {
            match iters[number].next()? {
                Some(item) => items.push(item),
                None if !strict => return Ok(None),
                None if number > 0 => return Err(unequal(number, "shorter")),
                None => return longer(&mut iters),
            }
        }
        Ok((!items.is_empty()).then(|| Sequence::from(items)))
    }))
}

/// The first has ended: so must the others.
fn longer<T>(iters: &mut [impl Iter]) -> Py<Option<T>> {
    for (number, iter) in iters.iter_mut().enumerate().skip(1) {
        if iter.next()?.is_some() {
            return Err(unequal(number, "longer"));
        }
    }
    Ok(None)
}
