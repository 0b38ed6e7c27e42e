//! The module `itertools`, but for its combinatoric part.

pub use super::groupby::{Group, GroupBy, groupby};
pub use super::tee::{Tee, tee};
use crate::exc::OVERFLOW_ERROR;
use crate::iter::{Iter, Iterable, from_fn};
use crate::shown::value_error;
use crate::{Exc, Object, Py};

/// `count(start, step)`; it ends with `OverflowError` where the next is no i64.
pub fn count(start: i64, step: i64) -> impl Iter<Item = i64> {
    let mut next = Some(start);
    from_fn(move || {
        let this = next.ok_or_else(|| Exc::new(&OVERFLOW_ERROR, "Python int too large to convert to C long"))?;
        next = this.checked_add(step);
        Ok(Some(this))
    })
}

/// `count(start, step)` of other numbers; `add` is what `+` is.
pub fn count_by<T: Clone, S: Clone>(start: T, step: S, mut add: impl FnMut(T, S) -> Py<T>) -> impl Iter<Item = T> {
    let mut last: Option<T> = None;
    from_fn(move || {
        let next = match last.take() {
            Some(last) => add(last, step.clone())?,
            None => start.clone(),
        };
        last = Some(next.clone());
        Ok(Some(next))
    })
}

/// `cycle(iterable)`
///
/// # Errors
///
/// What an `__iter__` of the program raises.
pub fn cycle<I: Iterable<Item: Clone>>(iterable: I) -> Py<impl Iter<Item = I::Item>> {
    let (mut iter, mut saved, mut next) = (Some(iterable.iterate()?), Vec::new(), 0);
    Ok(from_fn(move || {
        if let Some(source) = &mut iter {
            if let Some(item) = source.next()? {
                saved.push(item.clone());
                return Ok(Some(item));
            }
            iter = None;
        }
        let item = saved.get(next).cloned();
        next = if next + 1 >= saved.len() { 0 } else { next + 1 };
        Ok(item)
    }))
}

/// `repeat(value, times)`; without times it never ends.
pub fn repeat<T: Clone>(value: T, times: Option<i64>) -> impl Iter<Item = T> {
    let mut left = times;
    from_fn(move || {
        if let Some(left) = &mut left {
            if *left <= 0 {
                return Ok(None);
            }
            *left -= 1;
        }
        Ok(Some(value.clone()))
    })
}

/// `chain.from_iterable(iterables)`; of iterables of one type also `chain(*iterables)`.
///
/// # Errors
///
/// What an `__iter__` of the program raises.
pub fn chain_all<T, I: Iterable<Item: Iterable<Item = T>>>(iterables: I) -> Py<impl Iter<Item = T>> {
    let (mut iters, mut current) = (iterables.iterate()?, None);
    Ok(from_fn(move || {
        loop {
            if current.is_none() {
                let Some(next) = iters.next()? else { return Ok(None) };
                current = Some(next.iterate()?);
            }
            let item = current.as_mut().map_or(Ok(None), Iter::next)?;
            if item.is_some() {
                return Ok(item);
            }
            current = None;
        }
    }))
}

/// `chain(first, second)`; for more, the second is a chain itself.
pub fn chain<T>(first: impl Iterable<Item = T>, second: impl Iterable<Item = T>) -> impl Iter<Item = T> {
    let (mut first, mut second) = (Lazy::Waiting(first), Lazy::Waiting(second));
    from_fn(move || match first.next()? {
        Some(item) => Ok(Some(item)),
        None => second.next(),
    })
}

/// An iterable whose iterator is made when it is first asked.
enum Lazy<I: Iterable> {
    Waiting(I),
    Going(I::Iter),
    Ended,
}

impl<I: Iterable> Lazy<I> {
    fn next(&mut self) -> Py<Option<I::Item>> {
        if let Lazy::Waiting(_) = self
            && let Lazy::Waiting(iterable) = std::mem::replace(self, Lazy::Ended)
        {
            *self = Lazy::Going(iterable.iterate()?);
        }
        let Lazy::Going(iter) = self else { return Ok(None) };
        let item = iter.next()?;
        if item.is_none() {
            *self = Lazy::Ended;
        }
        Ok(item)
    }
}

/// `islice(iterable, start, stop, step)`; `islice(iterable, stop)` has no start.
///
/// # Errors
///
/// `ValueError` where a bound is negative or the step is not positive; what an `__iter__` of the program raises.
pub fn islice<I: Iterable>(
    iterable: I,
    start: Option<i64>,
    stop: Option<i64>,
    step: Option<i64>,
) -> Py<impl Iter<Item = I::Item>> {
    let (start, stop, step) = islice_bounds(start, stop, step)?;
    let (mut iter, mut taken, mut next) = (Some(iterable.iterate()?), 0, start);
    Ok(from_fn(move || {
        let item = islice_next(&mut iter, &mut taken, next, stop)?;
        if item.is_none() {
            iter = None;
        }
        next = next.saturating_add(step).min(stop);
        Ok(item)
    }))
}

fn islice_bounds(start: Option<i64>, stop: Option<i64>, step: Option<i64>) -> Py<(u64, u64, u64)> {
    const RANGE: &str = "must be None or an integer: 0 <= x <= sys.maxsize.";
    if stop == Some(-1) {
        return Err(value_error(format!("Stop argument for islice() {RANGE}")));
    }
    let bounds = (u64::try_from(start.unwrap_or(0)), stop.map_or(Ok(u64::MAX), u64::try_from));
    let (Ok(start), Ok(stop)) = bounds else {
        return Err(value_error(format!("Indices for islice() {RANGE}")));
    };
    match u64::try_from(step.unwrap_or(1)) {
        Ok(step) if step > 0 => Ok((start, stop, step)),
        _ => Err(value_error("Step for islice() must be a positive integer or None.")),
    }
}

/// Skips to the next one and takes it; what comes at `stop` is not taken.
fn islice_next<I: Iter>(iter: &mut Option<I>, taken: &mut u64, next: u64, stop: u64) -> Py<Option<I::Item>> {
    let Some(iter) = iter else { return Ok(None) };
    while *taken < next {
        if iter.next()?.is_none() {
            return Ok(None);
        }
        *taken += 1;
    }
    if *taken >= stop {
        return Ok(None);
    }
    *taken += 1;
    iter.next()
}

/// `takewhile(function, iterable)`
///
/// # Errors
///
/// What an `__iter__` of the program raises.
pub fn takewhile<I: Iterable>(
    mut function: impl FnMut(&I::Item) -> Py<bool>,
    iterable: I,
) -> Py<impl Iter<Item = I::Item>> {
    let (mut iter, mut ended) = (iterable.iterate()?, false);
    Ok(from_fn(move || {
        if ended {
            return Ok(None);
        }
        let Some(item) = iter.next()? else { return Ok(None) };
        ended = !function(&item)?;
        Ok((!ended).then_some(item))
    }))
}

/// `dropwhile(function, iterable)`
///
/// # Errors
///
/// What an `__iter__` of the program raises.
pub fn dropwhile<I: Iterable>(
    mut function: impl FnMut(&I::Item) -> Py<bool>,
    iterable: I,
) -> Py<impl Iter<Item = I::Item>> {
    let (mut iter, mut began) = (iterable.iterate()?, false);
    Ok(from_fn(move || {
        while let Some(item) = iter.next()? {
            if began || !function(&item)? {
                began = true;
                return Ok(Some(item));
            }
        }
        Ok(None)
    }))
}

/// `filterfalse(function, iterable)`
///
/// # Errors
///
/// What an `__iter__` of the program raises.
pub fn filterfalse<I: Iterable>(
    mut function: impl FnMut(&I::Item) -> Py<bool>,
    iterable: I,
) -> Py<impl Iter<Item = I::Item>> {
    super::builtins::filter(move |item: &I::Item| function(item).map(|holds| !holds), iterable)
}

/// `compress(data, selectors)`
///
/// # Errors
///
/// What an `__iter__` of the program raises.
pub fn compress<I: Iterable>(data: I, selectors: impl Iterable<Item: Object>) -> Py<impl Iter<Item = I::Item>> {
    let (mut data, mut selectors) = (data.iterate()?, selectors.iterate()?);
    Ok(from_fn(move || {
        loop {
            let Some(item) = data.next()? else { return Ok(None) };
            let Some(selector) = selectors.next()? else { return Ok(None) };
            if selector.truth()? {
                return Ok(Some(item));
            }
        }
    }))
}

/// `accumulate(iterable, function)`; `function` is `+` where Python has none.
///
/// # Errors
///
/// What an `__iter__` of the program raises.
pub fn accumulate<T: Clone>(
    iterable: impl Iterable<Item = T>,
    mut function: impl FnMut(T, T) -> Py<T>,
) -> Py<impl Iter<Item = T>> {
    let (mut iter, mut total) = (iterable.iterate()?, None::<T>);
    Ok(from_fn(move || {
        let Some(item) = iter.next()? else { return Ok(None) };
        let next = match &total {
            Some(total) => function(total.clone(), item)?,
            None => item,
        };
        total = Some(next.clone());
        Ok(Some(next))
    }))
}

/// `accumulate(iterable, function, initial=initial)`
///
/// # Errors
///
/// What an `__iter__` of the program raises.
pub fn accumulate_from<T, A: Clone>(
    iterable: impl Iterable<Item = T>,
    mut function: impl FnMut(A, T) -> Py<A>,
    initial: A,
) -> Py<impl Iter<Item = A>> {
    let (mut iter, mut total) = (iterable.iterate()?, None::<A>);
    Ok(from_fn(move || {
        let next = match &total {
            Some(total) => {
                let Some(item) = iter.next()? else { return Ok(None) };
                function(total.clone(), item)?
            }
            None => initial.clone(),
        };
        total = Some(next.clone());
        Ok(Some(next))
    }))
}

/// `pairwise(iterable)`
///
/// # Errors
///
/// What an `__iter__` of the program raises.
pub fn pairwise<I: Iterable<Item: Clone>>(iterable: I) -> Py<impl Iter<Item = (I::Item, I::Item)>> {
    let (mut iter, mut last) = (iterable.iterate()?, None::<I::Item>);
    Ok(from_fn(move || {
        let first = match last.take() {
            Some(last) => Some(last),
            None => iter.next()?,
        };
        let (Some(first), Some(second)) = (first, iter.next()?) else { return Ok(None) };
        last = Some(second.clone());
        Ok(Some((first, second)))
    }))
}

/// A pair of [`zip_longest`].
pub type Longest<A, B> = (Option<A>, Option<B>);

/// `zip_longest(first, second)`; what is missing is nothing.
///
/// # Errors
///
/// What an `__iter__` of the program raises.
pub fn zip_longest<I: Iterable, J: Iterable>(first: I, second: J) -> Py<impl Iter<Item = Longest<I::Item, J::Item>>> {
    let (mut first, mut second) = (Ending(Some(first.iterate()?)), Ending(Some(second.iterate()?)));
    Ok(from_fn(move || match (first.next()?, second.next()?) {
        (None, None) => Ok(None),
        pair => Ok(Some(pair)),
    }))
}

/// `zip_longest(*iterables, fillvalue=fill)`
///
/// # Errors
///
/// What an iterator or an `__iter__` of the program raises.
pub fn zip_longest_all<T: Clone, I: Iterable<Item: Iterable<Item = T>>>(
    iterables: I,
    fill: T,
) -> Py<impl Iter<Item = crate::sequence::Sequence<T>>> {
    let iters = super::vec(iterables)?.into_iter().map(|iterable| iterable.iterate().map(|iter| Ending(Some(iter))));
    let mut iters = iters.collect::<Py<Vec<_>>>()?;
    Ok(from_fn(move || {
        let items = iters.iter_mut().map(Ending::next).collect::<Py<Vec<Option<T>>>>()?;
        if items.iter().all(Option::is_none) {
            return Ok(None);
        }
        Ok(Some(items.into_iter().map(|item| item.unwrap_or_else(|| fill.clone())).collect()))
    }))
}

/// An iterator that is not asked again once it ended.
struct Ending<I>(Option<I>);

impl<I: Iter> Ending<I> {
    fn next(&mut self) -> Py<Option<I::Item>> {
        let item = self.0.as_mut().map_or(Ok(None), Iter::next)?;
        if item.is_none() {
            self.0 = None;
        }
        Ok(item)
    }
}
