//! The combinatoric part of `itertools`. What it gives are tuples of any length: [`Sequence`].

use crate::Py;
use crate::iter::{Iter, Iterable, from_fn, vec};
use crate::sequence::Sequence;
use crate::shown::{value_error, vec_for};

/// `product(*iterables)`
///
/// # Errors
///
/// What an iterator raises.
pub fn product<T: Clone, I: Iterable<Item: Iterable<Item = T>>>(iterables: I) -> Py<impl Iter<Item = Sequence<T>>> {
    let pools = vec(iterables)?.into_iter().map(vec).collect::<Py<Vec<Vec<T>>>>()?;
    Ok(product_of(pools))
}

/// `product(iterable, repeat=repeat)`
///
/// # Errors
///
/// `ValueError` where the number is negative; what the iterator raises.
pub fn product_repeat<I: Iterable<Item: Clone>>(iterable: I, repeat: i64) -> Py<impl Iter<Item = Sequence<I::Item>>> {
    let repeat = usize::try_from(repeat).map_err(|_| value_error("repeat argument cannot be negative"))?;
    let pool = vec(iterable)?;
    let mut pools = vec_for(repeat)?;
    pools.resize(repeat, pool);
    Ok(product_of(pools))
}

fn product_of<T: Clone>(pools: Vec<Vec<T>>) -> impl Iter<Item = Sequence<T>> {
    let none = pools.iter().any(Vec::is_empty);
    let mut indices = (!none).then(|| vec![0; pools.len()]);
    from_fn(move || {
        let Some(current) = &mut indices else { return Ok(None) };
        let items = pools.iter().zip(&*current).filter_map(|(pool, index)| pool.get(*index).cloned()).collect();
        let wheel = (0..current.len()).rev().find(|wheel| current[*wheel] + 1 < pools[*wheel].len());
        match wheel {
            Some(wheel) => {
                current[wheel] += 1;
                current[wheel + 1..].fill(0);
            }
            None => indices = None,
        }
        Ok(Some(items))
    })
}

/// `product(first, second)`, of two types.
///
/// # Errors
///
/// What an iterator raises.
pub fn product_pair<I: Iterable<Item: Clone>, J: Iterable<Item: Clone>>(
    first: I,
    second: J,
) -> Py<impl Iter<Item = (I::Item, J::Item)>> {
    let (first, second) = (vec(first)?, vec(second)?);
    let (mut row, mut column) = (0, 0);
    Ok(from_fn(move || {
        let (Some(one), Some(two)) = (first.get(row), second.get(column)) else { return Ok(None) };
        let pair = (one.clone(), two.clone());
        column += 1;
        if column == second.len() {
            (row, column) = (row + 1, 0);
        }
        Ok(Some(pair))
    }))
}

fn chosen_len(chosen: i64) -> Py<usize> {
    usize::try_from(chosen).map_err(|_| value_error("r must be non-negative"))
}

fn chosen<T: Clone>(pool: &[T], indices: &[usize]) -> Sequence<T> {
    indices.iter().filter_map(|index| pool.get(*index).cloned()).collect()
}

/// Gives the items at the first indices, and then at what `step` makes of them until it has no more.
fn stepping<T: Clone>(
    pool: Vec<T>,
    first: Option<Vec<usize>>,
    len: usize,
    mut step: impl FnMut(&mut Vec<usize>) -> bool,
) -> impl Iter<Item = Sequence<T>> {
    let mut indices = first;
    from_fn(move || {
        let Some(current) = &mut indices else { return Ok(None) };
        let items = chosen(&pool, &current[..len]);
        if !step(current) {
            indices = None;
        }
        Ok(Some(items))
    })
}

/// `permutations(iterable, chosen)`
///
/// # Errors
///
/// `ValueError` where the number is negative; what the iterator raises.
pub fn permutations<I: Iterable<Item: Clone>>(
    iterable: I,
    chosen: Option<i64>,
) -> Py<impl Iter<Item = Sequence<I::Item>>> {
    let pool = vec(iterable)?;
    let len = pool.len();
    let take = chosen.map_or(Ok(len), chosen_len)?;
    let mut cycles: Vec<usize> = (0..take.min(len)).map(|index| len - index).collect();
    let first = (take <= len).then(|| (0..len).collect());
    Ok(stepping(pool, first, take, move |indices| {
        for index in (0..take).rev() {
            cycles[index] -= 1;
            if cycles[index] > 0 {
                indices.swap(index, len - cycles[index]);
                return true;
            }
            indices[index..].rotate_left(1);
            cycles[index] = len - index;
        }
        false
    }))
}

/// `combinations(iterable, chosen)`
///
/// # Errors
///
/// `ValueError` where the number is negative; what the iterator raises.
pub fn combinations<I: Iterable<Item: Clone>>(iterable: I, chosen: i64) -> Py<impl Iter<Item = Sequence<I::Item>>> {
    let pool = vec(iterable)?;
    let (len, take) = (pool.len(), chosen_len(chosen)?);
    let first = (take <= len).then(|| (0..take).collect());
    Ok(stepping(pool, first, take, move |indices| {
        let Some(index) = (0..take).rev().find(|index| indices[*index] != index + len - take) else { return false };
        let value = indices[index] + 1;
        indices[index..].iter_mut().enumerate().for_each(|(distance, index)| *index = value + distance);
        true
    }))
}

/// `combinations_with_replacement(iterable, chosen)`
///
/// # Errors
///
/// `ValueError` where the number is negative; what the iterator raises.
pub fn combinations_with_replacement<I: Iterable<Item: Clone>>(
    iterable: I,
    chosen: i64,
) -> Py<impl Iter<Item = Sequence<I::Item>>> {
    let pool = vec(iterable)?;
    let (len, take) = (pool.len(), chosen_len(chosen)?);
    let mut indices = vec_for(take)?;
    indices.resize(take, 0);
    let first = (take == 0 || len > 0).then_some(indices);
    Ok(stepping(pool, first, take, move |indices| {
        let Some(index) = (0..take).rev().find(|index| indices[*index] + 1 != len) else { return false };
        let value = indices[index] + 1;
        indices[index..].fill(value);
        true
    }))
}
