//! `JSONDecodeError`: where a text is no JSON.

use crate::cells::no_attribute;
use crate::exc::{Class, Exc, VALUE_ERROR};
use crate::shown::int;
use crate::{Py, Str};

/// `json.JSONDecodeError`
pub static JSON_DECODE_ERROR: Class = Class::new("JSONDecodeError", &[&VALUE_ERROR]);

/// What a `JSONDecodeError` knows.
#[derive(Debug)]
pub struct Failure {
    /// What is wrong.
    pub msg: Str,
    /// The text.
    pub doc: Str,
    /// Where: the number of a code point.
    pub pos: i64,
    /// The line, from 1.
    pub lineno: i64,
    /// The column, from 1.
    pub colno: i64,
}

/// The error for a place in a text.
#[cold]
pub(super) fn error(msg: &str, doc: &str, pos: usize) -> Exc {
    let before: Vec<char> = doc.chars().take(pos).collect();
    let lineno = before.iter().filter(|c| **c == '\n').count() + 1;
    let colno = before.iter().rev().take_while(|c| **c != '\n').count() + 1;
    let text = format!("{msg}: line {lineno} column {colno} (char {pos})");
    let (pos, lineno, colno) = (int(pos), int(lineno), int(colno));
    let failure = Failure { msg: Str::new(msg), doc: Str::new(doc), pos, lineno, colno };
    Exc::with_attributes(&JSON_DECODE_ERROR, text, failure)
}

/// What an error knows, for its attribute of this name.
///
/// # Errors
///
/// `AttributeError` where it is another exception.
pub fn failure<'a>(exc: &'a Exc, name: &str) -> Py<&'a Failure> {
    exc.attributes().ok_or_else(|| no_attribute(exc.class().name(), name))
}
