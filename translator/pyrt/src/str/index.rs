//! Parts of a text by index: characters, slices, walks; `ord` and `chr`.

use std::ops::Range;

use super::Str;
use crate::Py;
use crate::exc::{Exc, INDEX_ERROR, TYPE_ERROR, VALUE_ERROR};
use crate::shown::position;

impl Str {
    /// `text[index]`; one below 0 counts from the end.
    ///
    /// # Errors
    ///
    /// `IndexError` where there is none.
    pub fn at(&self, index: i64) -> Py<Str> {
        self.char_at(index).ok_or_else(|| Exc::new(&INDEX_ERROR, "string index out of range"))
    }

    fn char_at(&self, index: i64) -> Option<Str> {
        let place = position(index, self.points())?;
        if self.is_ascii() {
            return self.as_bytes().get(place).map(|byte| Str::from_char(char::from(*byte)));
        }
        self.chars().nth(place).map(Str::from_char)
    }

    /// `text[start:stop]`.
    pub fn slice(&self, start: Option<i64>, stop: Option<i64>) -> Str {
        let (bytes, count) = self.byte_range(start, stop);
        let part = self.get(bytes).unwrap_or_default();
        if part.len() == self.as_str().len() {
            return self.clone();
        }
        if part.len() < 2 { Str::new(part) } else { Str::counted(part, count) }
    }

    /// `text[start:stop:step]`.
    ///
    /// # Errors
    ///
    /// `ValueError` where the step is 0.
    pub fn slice_step(&self, start: Option<i64>, stop: Option<i64>, step: i64) -> Py<Str> {
        if step == 1 {
            return Ok(self.slice(start, stop));
        }
        let places = slice_indices(start, stop, step, self.points())?;
        if self.is_ascii() {
            let bytes = self.as_bytes();
            let part: String = places.filter_map(|place| bytes.get(place)).map(|byte| char::from(*byte)).collect();
            return Ok(Str::ascii_part(&part));
        }
        let chars: Vec<char> = self.chars().collect();
        let part: String = places.filter_map(|place| chars.get(place)).collect();
        Ok(Str::from(part))
    }

    /// The characters from first to last, as `for` and `list` take them. The text is kept, whatever becomes of its variable.
    pub fn characters(&self) -> Characters {
        Characters { text: self.clone(), front: 0, back: self.as_str().len() }
    }

    /// The bytes of `[start:stop]` and how many code points they are.
    pub(super) fn byte_range(&self, start: Option<i64>, stop: Option<i64>) -> (Range<usize>, usize) {
        let count = self.points();
        let (start, stop) = (bound(start, count, 0), bound(stop, count, count));
        let stop = stop.max(start);
        if self.is_ascii() {
            return (start..stop, stop - start);
        }
        let first = byte_of(self, start);
        (first..first + byte_of(self.get(first..).unwrap_or_default(), stop - start), stop - start)
    }

    /// Where a byte is, in code points; the byte begins one.
    pub(super) fn count_before(&self, byte: usize) -> usize {
        if self.is_ascii() { byte } else { self.get(..byte).unwrap_or_default().chars().count() }
    }
}

/// Where a code point begins, or where the text ends.
fn byte_of(text: &str, place: usize) -> usize {
    text.char_indices().nth(place).map_or(text.len(), |(byte, _)| byte)
}

/// A bound of a slice of step 1: one below 0 counts from the end, and none lies outside.
pub(crate) fn bound(index: Option<i64>, count: usize, default: usize) -> usize {
    let Some(index) = index else { return default };
    let size = i64::try_from(count).unwrap_or(i64::MAX);
    let place = if index < 0 { index.saturating_add(size).max(0) } else { index.min(size) };
    usize::try_from(place).unwrap_or(count)
}

/// The places that a slice takes of so many, in its order.
///
/// # Errors
///
/// `ValueError` where the step is 0.
pub(crate) fn slice_indices(
    start: Option<i64>,
    stop: Option<i64>,
    step: i64,
    count: usize,
) -> Py<impl Iterator<Item = usize>> {
    if step == 0 {
        return Err(Exc::new(&VALUE_ERROR, "slice step cannot be zero"));
    }
    let size = i64::try_from(count).unwrap_or(i64::MAX);
    let (low, high) = if step < 0 { (-1, size - 1) } else { (0, size) };
    let clamp = |index: Option<i64>, default: i64| {
        index.map_or(default, |index| if index < 0 { index.saturating_add(size) } else { index }.clamp(low, high))
    };
    let (start, stop) =
        if step < 0 { (clamp(start, high), clamp(stop, low)) } else { (clamp(start, low), clamp(stop, high)) };
    let inside = move |place: &i64| if step < 0 { *place > stop } else { *place < stop };
    let places = std::iter::successors(Some(start), move |place| place.checked_add(step)).take_while(inside);
    Ok(places.filter_map(|place| usize::try_from(place).ok()))
}

/// The characters of a text, each a text of one.
#[derive(Clone, Debug)]
pub struct Characters {
    text: Str,
    front: usize,
    back: usize,
}

impl Iterator for Characters {
    type Item = Str;

    fn next(&mut self) -> Option<Str> {
        let c = self.text.get(self.front..self.back)?.chars().next()?;
        self.front += c.len_utf8();
        Some(Str::from_char(c))
    }
}

/// From the end, as `reversed` takes them.
impl DoubleEndedIterator for Characters {
    fn next_back(&mut self) -> Option<Str> {
        let c = self.text.get(self.front..self.back)?.chars().next_back()?;
        self.back -= c.len_utf8();
        Some(Str::from_char(c))
    }
}

/// `ord(text)`.
///
/// # Errors
///
/// `TypeError` where it is not one character.
pub fn ord(text: &str) -> Py<i64> {
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) => Ok(i64::from(u32::from(c))),
        _ => {
            let count = text.chars().count();
            Err(Exc::new(&TYPE_ERROR, format!("ord() expected a character, but string of length {count} found")))
        }
    }
}

/// `chr(point)`.
///
/// # Errors
///
/// `ValueError` where there is no such code point, or it is half of a surrogate pair: those are not supported. `OverflowError` beyond C's
/// int.
pub fn chr(point: i64) -> Py<Str> {
    let Ok(point) = i32::try_from(point) else {
        return Err(super::pad::too_large_for("int"));
    };
    let point = u32::try_from(point).ok().filter(|point| *point < 0x11_0000);
    let point = point.ok_or_else(|| Exc::new(&VALUE_ERROR, "chr() arg not in range(0x110000)"))?;
    let c =
        char::from_u32(point).ok_or_else(|| Exc::new(&VALUE_ERROR, "chr() of a lone surrogate is not supported"))?;
    Ok(Str::from_char(c))
}
