//! Bytes as digits of sixteen.

use super::Bytes;
use crate::exc::{Exc, VALUE_ERROR};
use crate::{Py, Str};

impl Bytes {
    /// `bytes.hex(sep, bytes_per_sep)`: groups are counted from the end, or from the start where the number is below 0.
    ///
    /// # Errors
    ///
    /// `ValueError` where the separator is not one ASCII character.
    pub fn hex(&self, sep: Option<&str>, bytes_per_sep: Option<i64>) -> Py<Str> {
        let sep = sep.map(separator).transpose()?;
        let per_sep = bytes_per_sep.unwrap_or(1);
        let group = usize::try_from(per_sep.unsigned_abs()).unwrap_or(usize::MAX);
        let count = self.as_slice().len();
        let mut text = String::with_capacity(count.saturating_mul(2));
        for (place, byte) in self.iter().enumerate() {
            let counted = if per_sep < 0 { place } else { count - place };
            if let Some(sep) = sep
                && place > 0
                && group > 0
                && counted % group == 0
            {
                text.push(sep);
            }
            text.extend([byte >> 4, byte & 15].map(|digit| char::from_digit(u32::from(digit), 16).unwrap_or('0')));
        }
        Ok(Str::from(text))
    }

    /// `bytes.fromhex(text)`: blanks may stand between bytes.
    ///
    /// # Errors
    ///
    /// `ValueError` where it is no such text.
    pub fn fromhex(text: &str) -> Py<Bytes> {
        if let Some(place) = text.chars().position(|c| !c.is_ascii()) {
            return Err(no_digit(place));
        }
        let digit = |place: usize| {
            let digit = text.as_bytes().get(place).and_then(|byte| char::from(*byte).to_digit(16));
            digit.and_then(|digit| u8::try_from(digit).ok()).ok_or_else(|| no_digit(place))
        };
        let (mut bytes, mut place) = (Vec::with_capacity(text.len() / 2), 0);
        while let Some(byte) = text.as_bytes().get(place) {
            if matches!(byte, b' ' | b'\t'..=b'\r') {
                place += 1;
            } else {
                bytes.push(digit(place)? << 4 | digit(place + 1)?);
                place += 2;
            }
        }
        Ok(Bytes::from(bytes))
    }
}

fn no_digit(place: usize) -> Exc {
    Exc::new(&VALUE_ERROR, format!("non-hexadecimal number found in fromhex() arg at position {place}"))
}

fn separator(sep: &str) -> Py<char> {
    let mut chars = sep.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) if c.is_ascii() => Ok(c),
        (Some(_), None) => Err(Exc::new(&VALUE_ERROR, "sep must be ASCII.")),
        _ => Err(Exc::new(&VALUE_ERROR, "sep must be length 1.")),
    }
}
