//! `sep.join(…)`.

use super::Str;
use crate::exc::{Exc, TYPE_ERROR};
use crate::format::percent::Kind;
use crate::iter::{Iter, Iterable};
use crate::shown::vec_for;
use crate::{Object, Py};

/// From how many texts on it is tried first whether there is memory for them.
const MANY: usize = 1 << 24;

impl Str {
    /// `sep.join(texts)`.
    pub fn join<T: AsRef<str>>(&self, texts: impl IntoIterator<Item = T>) -> Str {
        let texts = texts.into_iter();
        let mut joined = room_for(texts.size_hint().0);
        for (place, text) in texts.enumerate() {
            if place > 0 {
                joined.push_str(self);
            }
            joined.push_str(text.as_ref());
        }
        Str::from(joined)
    }

    /// `sep.join(texts)`, of what may raise while it is iterated over.
    ///
    /// # Errors
    ///
    /// What the iterator raises; `MemoryError` where it says that it gives more than there is memory for.
    pub fn join_iter<T: AsRef<str>>(&self, texts: impl Iterable<Item = T>) -> Py<Str> {
        let mut texts = texts.iterate()?;
        let hint = texts.length_hint();
        if hint > MANY {
            vec_for::<T>(hint)?;
        }
        let (mut joined, mut is_first) = (room_for(hint), true);
        while let Some(text) = texts.next()? {
            if !std::mem::replace(&mut is_first, false) {
                joined.push_str(self);
            }
            joined.push_str(text.as_ref());
        }
        Ok(Str::from(joined))
    }
}

/// A text with room for so many short ones.
fn room_for(texts: usize) -> String {
    String::with_capacity(texts.min(1 << 16).saturating_mul(8))
}

/// `sep.join(values)`, of values that may be no texts.
///
/// # Errors
///
/// `TypeError` where one is none.
pub fn join_any<T: Object>(sep: &Str, values: &[T]) -> Py<Str> {
    let texts = values.iter().enumerate().map(|(place, value)| match value.kind() {
        Kind::Text(text) => Ok(text),
        _ => {
            let text = format!("sequence item {place}: expected str instance, {} found", value.type_name());
            Err(Exc::new(&TYPE_ERROR, text))
        }
    });
    Ok(sep.join(texts.collect::<Py<Vec<&str>>>()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::iter::{from_fn, from_rust};
    use crate::shown::value_error;

    #[test]
    fn what_is_iterated_over_is_joined_as_it_comes() {
        let joined =
            |texts: &'static [&'static str]| Str::from(", ").join_iter(from_rust(texts.iter().copied())).unwrap();
        assert_eq!(joined(&[]), "");
        assert_eq!(joined(&["", ""]), ", ");
        assert_eq!(joined(&["é", "b", "c"]), "é, b, c");
        let raises = from_fn(|| Err::<Option<Str>, _>(value_error("no more")));
        assert_eq!(Str::from("").join_iter(raises).unwrap_err().to_string(), "no more");
    }
}
