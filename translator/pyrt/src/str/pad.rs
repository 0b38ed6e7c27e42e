//! Texts made longer: `+`, `*`, justified, filled with zeros, tabs expanded.
//!
//! Memory for what a program asks for by a number is taken with care: where there is none, that is an exception. CPython has
//! `MemoryError` for it; ours is its neighbour `OverflowError`.

use std::rc::Rc;

use super::{Str, Text, narrow};
use crate::Py;
use crate::exc::{Exc, OVERFLOW_ERROR, TYPE_ERROR};

impl Str {
    /// `self + other`.
    pub fn concat(&self, other: &str) -> Str {
        if other.is_empty() {
            return self.clone();
        }
        let mut text = String::with_capacity(self.as_str().len() + other.len());
        text.push_str(self);
        text.push_str(other);
        if self.is_ascii() && other.is_ascii() { Str::ascii_part(&text) } else { Str::new(&text) }
    }

    /// `self += other`: where nobody else has this text, it grows in place, so that a loop that adds bit by bit copies little.
    pub fn append(&mut self, other: &str) {
        if other.is_empty() {
            return;
        }
        let grown = narrow(self.points().saturating_add(other.chars().count()));
        if let Text::Grown { text, count } = &mut self.0
            && let Some(text) = Rc::get_mut(text)
        {
            text.push_str(other);
            *count = grown;
            return;
        }
        let mut text = String::with_capacity((self.as_str().len() + other.len()).saturating_mul(2));
        text.extend([self.as_str(), other]);
        self.0 = Text::Grown { text: Rc::new(text), count: grown };
    }

    /// `self * times`.
    ///
    /// # Errors
    ///
    /// `OverflowError` where the text would be too long.
    pub fn repeat(&self, times: i64) -> Py<Str> {
        let times = usize::try_from(times).unwrap_or(0);
        if times == 1 || self.is_empty() {
            return Ok(self.clone());
        }
        let count = self.points().checked_mul(times).filter(|count| isize::try_from(*count).is_ok());
        let count = count.ok_or_else(|| Exc::new(&OVERFLOW_ERROR, "repeated string is too long"))?;
        let size = self.as_str().len().checked_mul(times).ok_or_else(too_long)?;
        let mut text = String::new();
        reserve(&mut text, Some(size))?;
        // by doubling, as std has it, but into memory that is there
        text.push_str(if times > 0 { self } else { "" });
        while text.len() < size {
            text.extend_from_within(..text.len().min(size - text.len()));
        }
        Ok(if text.len() < 2 { Str::new(&text) } else { Str::counted(text, count) })
    }

    /// `text.ljust(width, fill)`.
    ///
    /// # Errors
    ///
    /// `TypeError` where the fill is not one character; `OverflowError` where the text would be too long.
    pub fn ljust(&self, width: i64, fill: Option<&str>) -> Py<Str> {
        let missing = self.missing(width);
        self.padded(0, missing, fill_char(fill)?)
    }

    /// `text.rjust(width, fill)`.
    ///
    /// # Errors
    ///
    /// As those of [`Str::ljust`].
    pub fn rjust(&self, width: i64, fill: Option<&str>) -> Py<Str> {
        let missing = self.missing(width);
        self.padded(missing, 0, fill_char(fill)?)
    }

    /// `text.center(width, fill)`: where the two sides differ, the left is longer if the width is odd.
    ///
    /// # Errors
    ///
    /// As those of [`Str::ljust`].
    pub fn center(&self, width: i64, fill: Option<&str>) -> Py<Str> {
        let fill = fill_char(fill)?;
        let missing = self.missing(width);
        let left = missing / 2 + usize::from(missing % 2 == 1 && width % 2 == 1);
        self.padded(left, missing - left, fill)
    }

    /// `text.zfill(width)`: zeros after the sign.
    ///
    /// # Errors
    ///
    /// `OverflowError` where the text would be too long.
    pub fn zfill(&self, width: i64) -> Py<Str> {
        let missing = self.missing(width);
        if missing == 0 {
            return Ok(self.clone());
        }
        let sign = usize::from(self.starts_with(['+', '-']));
        let (sign, digits) = self.split_at(sign);
        let mut text = String::new();
        reserve(&mut text, missing.checked_add(self.as_str().len()))?;
        text.push_str(sign);
        text.extend(std::iter::repeat_n('0', missing));
        text.push_str(digits);
        Ok(Str::from(text))
    }

    /// `text.expandtabs(tabsize)`.
    ///
    /// # Errors
    ///
    /// `OverflowError` where the text would be too long, or the size is beyond C's int.
    pub fn expandtabs(&self, tabsize: Option<i64>) -> Py<Str> {
        let size = i32::try_from(tabsize.unwrap_or(8)).map_err(|_| too_large_for("int"))?;
        if !self.contains('\t') {
            return Ok(self.clone());
        }
        let size = usize::try_from(size).unwrap_or(0);
        let (mut text, mut column) = (String::with_capacity(self.as_str().len()), 0);
        for c in self.chars() {
            match c {
                '\t' if size > 0 => {
                    let spaces = size - column % size;
                    reserve(&mut text, Some(spaces))?;
                    text.extend(std::iter::repeat_n(' ', spaces));
                    column += spaces;
                }
                '\t' => {}
                '\n' | '\r' => {
                    text.push(c);
                    column = 0;
                }
                c => {
                    text.push(c);
                    column += 1;
                }
            }
        }
        Ok(Str::from(text))
    }

    fn missing(&self, width: i64) -> usize {
        usize::try_from(width).unwrap_or(0).saturating_sub(self.points())
    }

    fn padded(&self, left: usize, right: usize, fill: char) -> Py<Str> {
        if left == 0 && right == 0 {
            return Ok(self.clone());
        }
        let mut text = String::new();
        let padding = left.checked_add(right).and_then(|count| count.checked_mul(fill.len_utf8()));
        reserve(&mut text, padding.and_then(|bytes| bytes.checked_add(self.as_str().len())))?;
        text.extend(std::iter::repeat_n(fill, left));
        text.push_str(self);
        text.extend(std::iter::repeat_n(fill, right));
        Ok(Str::from(text))
    }
}

fn fill_char(fill: Option<&str>) -> Py<char> {
    let mut chars = fill.unwrap_or(" ").chars();
    match (chars.next(), chars.next()) {
        (Some(fill), None) => Ok(fill),
        _ => Err(Exc::new(&TYPE_ERROR, "The fill character must be exactly one character long")),
    }
}

/// Takes memory for so many bytes more.
///
/// # Errors
///
/// `OverflowError` where there is none, or the number does not fit.
pub(crate) fn reserve(text: &mut String, bytes: Option<usize>) -> Py<()> {
    text.try_reserve(bytes.ok_or_else(too_long)?).map_err(|_| too_long())
}

/// What stands for CPython's `MemoryError`.
pub(crate) fn too_long() -> Exc {
    Exc::new(&OVERFLOW_ERROR, ())
}

/// An int that C's type does not hold.
pub(crate) fn too_large_for(kind: &str) -> Exc {
    Exc::new(&OVERFLOW_ERROR, format!("Python int too large to convert to C {kind}"))
}
