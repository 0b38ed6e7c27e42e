//! Numbers and texts of JSON.

use super::decode::{Parsed, Scanner};
use super::error::error;
use crate::exc::{Exc, NOT_IMPLEMENTED_ERROR};
use crate::{Py, Str, float, int};

impl Scanner<'_> {
    /// A number, where one begins; nothing where none does.
    pub(super) fn number<T>(&mut self) -> Py<Option<Parsed<T>>> {
        let start = self.at;
        let mut end = start + usize::from(self.char(start) == Some('-'));
        match self.char(end) {
            Some('0') => end += 1,
            Some('1'..='9') => end = self.digits_from(end),
            _ => return Ok(None),
        }
        let whole = end;
        if self.char(end) == Some('.') && self.is_digit(end + 1) {
            end = self.digits_from(end + 1);
        }
        if matches!(self.char(end), Some('e' | 'E')) {
            let sign = usize::from(matches!(self.char(end + 1), Some('+' | '-')));
            if self.is_digit(end + 1 + sign) {
                end = self.digits_from(end + 1 + sign);
            }
        }
        self.at = end;
        let text: String = self.chars.get(start..end).unwrap_or_default().iter().collect();
        Ok(Some(match end == whole {
            true => Parsed::Int(int::from_str(&text, 10)?),
            false => Parsed::Float(float::from_str(&text)?),
        }))
    }

    fn is_digit(&self, at: usize) -> bool {
        self.char(at).is_some_and(|c| c.is_ascii_digit())
    }

    fn digits_from(&self, mut at: usize) -> usize {
        while self.is_digit(at) {
            at += 1;
        }
        at
    }

    /// A text, behind its first quote.
    pub(super) fn text(&mut self) -> Py<Str> {
        let begin = self.at - 1;
        let mut text = String::new();
        loop {
            match self.char(self.at) {
                Some('"') => {
                    self.at += 1;
                    return Ok(Str::from(text));
                }
                Some('\\') => {
                    self.at += 1;
                    text.push(self.escaped(begin)?);
                }
                Some(c) if c <= '\u{1f}' => return Err(error("Invalid control character at", self.doc, self.at)),
                Some(c) => {
                    text.push(c);
                    self.at += 1;
                }
                None => return Err(error("Unterminated string starting at", self.doc, begin)),
            }
        }
    }

    /// What stands behind a backslash.
    fn escaped(&mut self, begin: usize) -> Py<char> {
        let c = self.char(self.at).ok_or_else(|| error("Unterminated string starting at", self.doc, begin))?;
        self.at += 1;
        Ok(match c {
            '"' | '\\' | '/' => c,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => return self.code(),
            _ => return Err(error("Invalid \\escape", self.doc, self.at - 2)),
        })
    }

    /// Four digits, and four more where these are half a character.
    fn code(&mut self) -> Py<char> {
        let code = self.four()?;
        let is_pair = (0xd800..0xdc00).contains(&code)
            && self.at + 6 < self.chars.len()
            && (self.char(self.at), self.char(self.at + 1)) == (Some('\\'), Some('u'));
        if is_pair {
            let after = self.at;
            self.at += 2;
            let low = self.four()?;
            if (0xdc00..0xe000).contains(&low) {
                let joined = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
                return char::from_u32(joined).ok_or_else(half);
            }
            self.at = after;
        }
        char::from_u32(code).ok_or_else(half)
    }

    fn four(&mut self) -> Py<u32> {
        let (start, end) = (self.at, self.at + 4);
        if end >= self.chars.len() {
            return Err(error("Invalid \\uXXXX escape", self.doc, start - 1));
        }
        let digits = self.chars.get(start..end).unwrap_or_default();
        self.at = end;
        digits.iter().try_fold(0, |code, c| match c.to_digit(16) {
            Some(digit) => Ok(code * 16 + digit),
            None => Err(error("Invalid \\uXXXX escape", self.doc, start - 1)),
        })
    }
}

/// Texts hold no halves of characters here.
#[cold]
fn half() -> Exc {
    Exc::new(&NOT_IMPLEMENTED_ERROR, "a text with half a surrogate pair")
}
