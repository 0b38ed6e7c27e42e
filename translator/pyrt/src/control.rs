//! What leaves a block that may be left by `break`.
//!
//! # How it works
//!
//! A `try` becomes a labelled block that gives a `Py`: what raises inside leaves the block and not the function.

use crate::exc::{ATTRIBUTE_ERROR, Exc, RUNTIME_ERROR, STOP_ASYNC_ITERATION, TYPE_ERROR, VALUE_ERROR};
use crate::iter::Iter;
use crate::{Equal, Iterable, List, Py};

/// The value of a result; an exception leaves the labelled block with it.
///
/// # Examples
///
/// ```
/// use pyrt::exc::{Exc, VALUE_ERROR};
/// use pyrt::{Py, check};
///
/// fn half(n: i64) -> Py<i64> {
///     if n % 2 == 0 { Ok(n / 2) } else { Err(Exc::new(&VALUE_ERROR, "odd")) }
/// }
///
/// let tried = 'attempt: {
///     let quarter = check!('attempt, half(check!('attempt, half(6))));
///     Ok(quarter)
/// };
/// assert!(tried.is_err_and(|exc| exc.is(&VALUE_ERROR)));
/// ```
#[macro_export]
macro_rules! check {
    ($label:lifetime, $result:expr) => {
        match $result {
            ::core::result::Result::Ok(value) => value,
            ::core::result::Result::Err(exc) => break $label::core::result::Result::Err(exc),
        }
    };
}

/// How a block is left through which everything must go: the body of a `try` with a `finally`, and that of a `with`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leave<T> {
    /// It came to its end.
    Done,
    /// The function returns this.
    Return(T),
    /// The loop around ends.
    Break,
    /// The next turn of the loop around begins.
    Continue,
}

/// A value that is not None.
///
/// # Errors
///
/// `TypeError` where it is.
pub fn some<T>(value: Option<T>) -> Py<T> {
    value.ok_or_else(|| Exc::new(&TYPE_ERROR, "a value is None where one of another type is used"))
}

/// A value that is not None, one of whose attributes is read.
///
/// # Errors
///
/// `AttributeError` where it is.
pub fn some_with<T>(value: Option<T>, attribute: &str) -> Py<T> {
    value.ok_or_else(|| Exc::new(&ATTRIBUTE_ERROR, format!("'NoneType' object has no attribute '{attribute}'")))
}

/// The value of what has raised: there is none, for this is never reached.
pub fn never<T>(_: ()) -> T {
    unreachable!("what always raises has given a value")
}

/// What is raised where a program cannot be by its types.
pub fn unreached() -> Exc {
    Exc::new(&RUNTIME_ERROR, "this place cannot be reached")
}

/// What is raised where a value of several types is none of those that are possible there.
pub fn wrong_type() -> Exc {
    Exc::new(&TYPE_ERROR, "a value has another type than is possible here")
}

/// `value in iterable`
///
/// # Errors
///
/// What the iterator or a comparison raises.
pub fn contains<T, I: Iterable<Item: Equal<T>>>(iterable: I, value: &T) -> Py<bool> {
    let mut iter = iterable.iterate()?;
    while let Some(item) = iter.next()? {
        if item.is_or_equal(value)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// `a, b, c = iterable`
///
/// # Errors
///
/// `ValueError` where it gives another number of values.
pub fn unpack<I: Iterable>(iterable: I, count: usize) -> Py<Vec<I::Item>> {
    let mut iter = iterable.iterate()?;
    let mut values = Vec::with_capacity(count);
    while let Some(value) = iter.next()? {
        if values.len() == count {
            return Err(Exc::new(&VALUE_ERROR, format!("too many values to unpack (expected {count})")));
        }
        values.push(value);
    }
    if values.len() < count {
        let text = format!("not enough values to unpack (expected {count}, got {})", values.len());
        return Err(Exc::new(&VALUE_ERROR, text));
    }
    Ok(values)
}

/// `a, *b, c = iterable`: what stands before the star, what it takes, what stands behind it.
///
/// # Errors
///
/// `ValueError` where there are fewer values than names beside the star.
#[expect(clippy::type_complexity, reason = "it is taken apart at once")]
pub fn unpack_star<I: Iterable>(
    iterable: I,
    before: usize,
    after: usize,
) -> Py<(Vec<I::Item>, List<I::Item>, Vec<I::Item>)> {
    let mut values = crate::iter::vec(iterable)?;
    let least = before + after;
    if values.len() < least {
        let text = format!("not enough values to unpack (expected at least {least}, got {})", values.len());
        return Err(Exc::new(&VALUE_ERROR, text));
    }
    let last = values.split_off(values.len() - after);
    let middle = values.split_off(before);
    Ok((values, List::from(middle), last))
}

/// Checks how many arguments a star gives to a function: `required` are its parameters without a default, `most` how many it has.
///
/// # Errors
///
/// `TypeError` where there are too many or too few.
pub fn check_arguments(name: &str, required: &[&str], most: usize, given: usize) -> Py<()> {
    if given > most {
        let takes = match required.len() {
            least if least < most => format!("from {least} to {most}"),
            _ => most.to_string(),
        };
        let (plural, were) = (if takes == "1" { "" } else { "s" }, if given == 1 { "was" } else { "were" });
        let text = format!("{name}() takes {takes} positional argument{plural} but {given} {were} given");
        return Err(Exc::new(&TYPE_ERROR, text));
    }
    let missing: Vec<String> = required.iter().skip(given).map(|name| format!("'{name}'")).collect();
    let names = match missing.as_slice() {
        [] => return Ok(()),
        [one] => one.clone(),
        [one, other] => format!("{one} and {other}"),
        [before @ .., last] => format!("{}, and {last}", before.join(", ")),
    };
    let (count, plural) = (missing.len(), if missing.len() == 1 { "" } else { "s" });
    let text = format!("{name}() missing {count} required positional argument{plural}: {names}");
    Err(Exc::new(&TYPE_ERROR, text))
}

/// What `async for` takes of an `__anext__`: nothing where StopAsyncIteration ends it.
///
/// # Errors
///
/// What else it raises.
pub fn anext_or_end<T>(next: Py<T>) -> Py<Option<T>> {
    match next {
        Ok(value) => Ok(Some(value)),
        Err(exc) if exc.is(&STOP_ASYNC_ITERATION) => Ok(None),
        Err(exc) => Err(exc),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_counted() {
        let text =
            |required: &[&str], most, given| check_arguments("f", required, most, given).unwrap_err().to_string();
        assert_eq!(text(&["a", "b"], 2, 3), "f() takes 2 positional arguments but 3 were given");
        assert_eq!(text(&["a"], 1, 2), "f() takes 1 positional argument but 2 were given");
        assert_eq!(text(&[], 0, 1), "f() takes 0 positional arguments but 1 was given");
        assert_eq!(text(&["a"], 2, 3), "f() takes from 1 to 2 positional arguments but 3 were given");
        assert_eq!(text(&["a", "b"], 2, 1), "f() missing 1 required positional argument: 'b'");
        assert_eq!(text(&["a", "b"], 2, 0), "f() missing 2 required positional arguments: 'a' and 'b'");
        assert_eq!(text(&["a", "b", "c"], 3, 0), "f() missing 3 required positional arguments: 'a', 'b', and 'c'");
        assert_eq!(check_arguments("f", &["a"], 2, 1), Ok(()));
    }

    #[test]
    fn unpacking_counts() {
        let list = List::from(vec![1, 2, 3]);
        assert_eq!(unpack(&list, 3).unwrap(), [1, 2, 3]);
        let text = |count| unpack(&list, count).unwrap_err().to_string();
        assert_eq!(text(2), "too many values to unpack (expected 2)");
        assert_eq!(text(4), "not enough values to unpack (expected 4, got 3)");
        let (first, middle, last) = unpack_star(&list, 1, 1).unwrap();
        assert_eq!((first, middle.to_vec(), last), (vec![1], vec![2], vec![3]));
        let text = unpack_star(&list, 2, 2).unwrap_err().to_string();
        assert_eq!(text, "not enough values to unpack (expected at least 4, got 3)");
    }
}
