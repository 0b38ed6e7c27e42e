//! Texts taken apart: `split`, `partition`, `splitlines`, `strip`.

use super::short::AsciiSet;
use super::{Str, Text};
use crate::Py;
use crate::exc::{Exc, VALUE_ERROR};
use crate::unicode::Fact;

impl Str {
    /// `text.split(sep, maxsplit)`; without a separator at blanks, of which many are one.
    ///
    /// # Errors
    ///
    /// `ValueError` where the separator is empty.
    pub fn split(&self, sep: Option<&str>, maxsplit: Option<i64>) -> Py<Vec<Str>> {
        let limit = limit(maxsplit);
        match sep {
            None => Ok(self.split_at_blanks(limit)),
            Some(sep) => {
                not_empty(sep)?;
                let mut parts = Vec::with_capacity(self.likely_parts());
                parts.extend(self.splitn(limit.saturating_add(1), sep).map(|part| self.piece(part)));
                Ok(parts)
            }
        }
    }

    /// `text.rsplit(sep, maxsplit)`: as [`Str::split`], from the end.
    ///
    /// # Errors
    ///
    /// `ValueError` where the separator is empty.
    pub fn rsplit(&self, sep: Option<&str>, maxsplit: Option<i64>) -> Py<Vec<Str>> {
        let limit = limit(maxsplit);
        let mut parts = match sep {
            None => self.rsplit_at_blanks(limit),
            Some(sep) => {
                not_empty(sep)?;
                self.rsplitn(limit.saturating_add(1), sep).map(|part| self.piece(part)).collect()
            }
        };
        parts.reverse();
        Ok(parts)
    }

    /// How many parts there is memory for at first: a guess.
    fn likely_parts(&self) -> usize {
        (self.as_str().len() / 4).clamp(1, 16)
    }

    fn split_at_blanks(&self, mut limit: usize) -> Vec<Str> {
        if limit == usize::MAX {
            return self.words().collect();
        }
        let (mut parts, mut rest) = (Vec::with_capacity(self.likely_parts()), self.trim_start_matches(is_blank));
        while limit > 0
            && let Some(end) = rest.find(is_blank)
        {
            let (part, behind) = rest.split_at(end);
            parts.push(self.piece(part));
            rest = behind.trim_start_matches(is_blank);
            limit -= 1;
        }
        if !rest.is_empty() {
            parts.push(self.piece(rest));
        }
        parts
    }

    /// From the last to the first.
    fn rsplit_at_blanks(&self, mut limit: usize) -> Vec<Str> {
        let (mut parts, mut rest) = (Vec::new(), self.trim_end_matches(is_blank));
        while limit > 0
            && let Some((blank, c)) = rest.char_indices().rfind(|(_, c)| is_blank(*c))
        {
            let (before, part) = rest.split_at(blank + c.len_utf8());
            parts.push(self.piece(part));
            rest = before.trim_end_matches(is_blank);
            limit -= 1;
        }
        if !rest.is_empty() {
            parts.push(self.piece(rest));
        }
        parts
    }

    /// `text.splitlines(keepends)`.
    pub fn splitlines(&self, keepends: bool) -> Vec<Str> {
        let (mut lines, mut rest) = (Vec::new(), self.as_str());
        while let Some((end, c)) = rest.char_indices().find(|(_, c)| ends_line(*c)) {
            let mut next = end + c.len_utf8();
            if c == '\r' && rest.as_bytes().get(next) == Some(&b'\n') {
                next += 1;
            }
            lines.push(self.piece(rest.get(..if keepends { next } else { end }).unwrap_or_default()));
            rest = rest.get(next..).unwrap_or_default();
        }
        if !rest.is_empty() {
            lines.push(self.piece(rest));
        }
        lines
    }

    /// `text.partition(sep)`.
    ///
    /// # Errors
    ///
    /// `ValueError` where the separator is empty.
    pub fn partition(&self, sep: &str) -> Py<(Str, Str, Str)> {
        not_empty(sep)?;
        Ok(match self.split_once(sep) {
            Some((before, after)) => (self.piece(before), Str::new(sep), self.piece(after)),
            None => (self.clone(), Str::EMPTY, Str::EMPTY),
        })
    }

    /// `text.rpartition(sep)`.
    ///
    /// # Errors
    ///
    /// `ValueError` where the separator is empty.
    pub fn rpartition(&self, sep: &str) -> Py<(Str, Str, Str)> {
        not_empty(sep)?;
        Ok(match self.rsplit_once(sep) {
            Some((before, after)) => (self.piece(before), Str::new(sep), self.piece(after)),
            None => (Str::EMPTY, Str::EMPTY, self.clone()),
        })
    }

    /// `text.strip(chars)`; without them, blanks.
    pub fn strip(&self, chars: Option<&str>) -> Str {
        self.stripped(chars, true, true)
    }

    /// `text.lstrip(chars)`.
    pub fn lstrip(&self, chars: Option<&str>) -> Str {
        self.stripped(chars, true, false)
    }

    /// `text.rstrip(chars)`.
    pub fn rstrip(&self, chars: Option<&str>) -> Str {
        self.stripped(chars, false, true)
    }

    fn stripped(&self, chars: Option<&str>, start: bool, end: bool) -> Str {
        if let Text::Short(short) = &self.0 {
            return Str(Text::Short(short.stripped_of(ascii_set(chars), start, end)));
        }
        if self.is_ascii() {
            return self.stripped_of(ascii_set(chars), start, end);
        }
        let is_out = |c| chars.map_or_else(|| is_blank(c), |chars| chars.contains(c));
        let rest = if start { self.trim_start_matches(is_out) } else { self };
        let rest = if end { rest.trim_end_matches(is_out) } else { rest };
        if rest.len() == self.as_str().len() { self.clone() } else { Str::new(rest) }
    }

    /// This ASCII text without such bytes at its start, at its end.
    fn stripped_of(&self, out: AsciiSet, start: bool, end: bool) -> Str {
        let mut bytes = self.as_bytes();
        while start
            && let [first, rest @ ..] = bytes
            && out.contains(*first)
        {
            bytes = rest;
        }
        while end
            && let [rest @ .., last] = bytes
            && out.contains(*last)
        {
            bytes = rest;
        }
        if bytes.len() == self.as_str().len() { self.clone() } else { Str::ascii_bytes(bytes) }
    }
}

/// What is stripped of an ASCII text: blanks, or those characters, of which the others are not in it.
fn ascii_set(chars: Option<&str>) -> AsciiSet {
    chars.map_or(AsciiSet::BLANKS, AsciiSet::new)
}

pub(super) fn is_blank(c: char) -> bool {
    match u8::try_from(c) {
        Ok(byte) if byte.is_ascii() => AsciiSet::BLANKS.contains(byte),
        _ => Fact::Space.holds(c),
    }
}

fn ends_line(c: char) -> bool {
    matches!(c, '\n'..='\r' | '\x1c'..='\x1e' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

fn limit(maxsplit: Option<i64>) -> usize {
    usize::try_from(maxsplit.unwrap_or(-1)).unwrap_or(usize::MAX)
}

fn not_empty(sep: &str) -> Py<()> {
    if sep.is_empty() { Err(Exc::new(&VALUE_ERROR, "empty separator")) } else { Ok(()) }
}
