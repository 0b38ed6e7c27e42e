//! Text that is to be a number: the digits and spaces of all scripts as ASCII.

use std::borrow::Cow;

use crate::str;
use crate::unicode::{Fact, decimal_value};

/// The text in ASCII; what is no digit and no space ends it with a question mark.
pub(crate) fn to_ascii(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let mut ascii = String::with_capacity(text.len());
    for c in text.chars() {
        match decimal_value(c).and_then(|digit| char::from_digit(digit, 10)) {
            _ if c.is_ascii() => ascii.push(c),
            Some(digit) => ascii.push(digit),
            None if Fact::Space.holds(c) => ascii.push(' '),
            None => {
                ascii.push('?');
                break;
            }
        }
    }
    Cow::Owned(ascii)
}

/// The spaces that C knows, which alone may stand around a number.
pub(crate) fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t'..='\r')
}

/// The text as an error's message shows it.
pub(crate) fn quoted(text: &str) -> String {
    let mut quoted = String::new();
    str::write_repr(text, &mut quoted);
    quoted
}
