//! Bytes taken apart and put together.

use memchr::memmem;

use super::Bytes;
use crate::Py;
use crate::exc::{Exc, VALUE_ERROR};

impl Bytes {
    /// `bytes.split(sep, maxsplit)`; without a separator at blanks, of which many are one.
    ///
    /// # Errors
    ///
    /// `ValueError` where the separator is empty.
    pub fn split(&self, sep: Option<&[u8]>, maxsplit: Option<i64>) -> Py<Vec<Bytes>> {
        let limit = limit(maxsplit);
        let Some(sep) = sep else { return Ok(self.split_at_blanks(limit)) };
        not_empty(sep)?;
        let (mut parts, mut last) = (Vec::new(), 0);
        for place in memmem::find_iter(self, sep).take(limit) {
            parts.push(self.part(last, place));
            last = place + sep.len();
        }
        parts.push(self.part(last, self.as_slice().len()));
        Ok(parts)
    }

    /// `bytes.rsplit(sep, maxsplit)`: as [`Bytes::split`], from the end.
    ///
    /// # Errors
    ///
    /// `ValueError` where the separator is empty.
    pub fn rsplit(&self, sep: Option<&[u8]>, maxsplit: Option<i64>) -> Py<Vec<Bytes>> {
        let limit = limit(maxsplit);
        let (mut parts, mut end) = match sep {
            None => self.rsplit_at_blanks(limit),
            Some(sep) => {
                not_empty(sep)?;
                let (mut parts, mut end) = (Vec::new(), self.as_slice().len());
                for place in memmem::rfind_iter(self, sep).take(limit) {
                    parts.push(self.part(place + sep.len(), end));
                    end = place;
                }
                (parts, Some(end))
            }
        };
        parts.extend(end.take().map(|end| self.part(0, end)));
        parts.reverse();
        Ok(parts)
    }

    fn part(&self, from: usize, to: usize) -> Bytes {
        self.piece(self.get(from..to).unwrap_or_default())
    }

    fn split_at_blanks(&self, mut limit: usize) -> Vec<Bytes> {
        let (mut parts, mut rest) = (Vec::new(), trim_start(self, is_blank));
        while limit > 0
            && let Some(end) = rest.iter().position(|byte| is_blank(*byte))
        {
            let (part, behind) = rest.split_at(end);
            parts.push(self.piece(part));
            rest = trim_start(behind, is_blank);
            limit -= 1;
        }
        if !rest.is_empty() {
            parts.push(self.piece(rest));
        }
        parts
    }

    /// From the last to the first, and where what is left ends, if anything is.
    fn rsplit_at_blanks(&self, mut limit: usize) -> (Vec<Bytes>, Option<usize>) {
        let (mut parts, mut rest) = (Vec::new(), trim_end(self, is_blank));
        while limit > 0
            && let Some(blank) = rest.iter().rposition(|byte| is_blank(*byte))
        {
            let (before, part) = rest.split_at(blank + 1);
            parts.push(self.piece(part));
            rest = trim_end(before, is_blank);
            limit -= 1;
        }
        (parts, Some(rest.len()).filter(|length| *length > 0))
    }

    /// `bytes.splitlines(keepends)`.
    pub fn splitlines(&self, keepends: bool) -> Vec<Bytes> {
        let (mut lines, mut rest) = (Vec::new(), self.as_slice());
        while let Some(end) = memchr::memchr2(b'\n', b'\r', rest) {
            let next = end + if rest.get(end..).is_some_and(|rest| rest.starts_with(b"\r\n")) { 2 } else { 1 };
            lines.push(self.piece(rest.get(..if keepends { next } else { end }).unwrap_or_default()));
            rest = rest.get(next..).unwrap_or_default();
        }
        if !rest.is_empty() {
            lines.push(self.piece(rest));
        }
        lines
    }

    /// `bytes.partition(sep)`.
    ///
    /// # Errors
    ///
    /// `ValueError` where the separator is empty.
    pub fn partition(&self, sep: &[u8]) -> Py<(Bytes, Bytes, Bytes)> {
        not_empty(sep)?;
        Ok(match memmem::find(self, sep) {
            Some(place) => self.around(place, sep),
            None => (self.clone(), Bytes::default(), Bytes::default()),
        })
    }

    /// `bytes.rpartition(sep)`.
    ///
    /// # Errors
    ///
    /// `ValueError` where the separator is empty.
    pub fn rpartition(&self, sep: &[u8]) -> Py<(Bytes, Bytes, Bytes)> {
        not_empty(sep)?;
        Ok(match memmem::rfind(self, sep) {
            Some(place) => self.around(place, sep),
            None => (Bytes::default(), Bytes::default(), self.clone()),
        })
    }

    fn around(&self, place: usize, sep: &[u8]) -> (Bytes, Bytes, Bytes) {
        (self.part(0, place), Bytes::new(sep), self.part(place + sep.len(), self.as_slice().len()))
    }

    /// `sep.join(parts)`.
    pub fn join<T: AsRef<[u8]>>(&self, parts: impl IntoIterator<Item = T>) -> Bytes {
        let mut joined = Vec::new();
        for (place, part) in parts.into_iter().enumerate() {
            if place > 0 {
                joined.extend_from_slice(self);
            }
            joined.extend_from_slice(part.as_ref());
        }
        Bytes::from(joined)
    }

    /// `bytes.strip(chars)`; without them, blanks.
    pub fn strip(&self, chars: Option<&[u8]>) -> Bytes {
        let out = |byte| stripped(byte, chars);
        self.piece(trim_end(trim_start(self, out), out))
    }

    /// `bytes.lstrip(chars)`.
    pub fn lstrip(&self, chars: Option<&[u8]>) -> Bytes {
        self.piece(trim_start(self, |byte| stripped(byte, chars)))
    }

    /// `bytes.rstrip(chars)`.
    pub fn rstrip(&self, chars: Option<&[u8]>) -> Bytes {
        self.piece(trim_end(self, |byte| stripped(byte, chars)))
    }
}

fn stripped(byte: u8, chars: Option<&[u8]>) -> bool {
    chars.map_or_else(|| is_blank(byte), |chars| chars.contains(&byte))
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}

fn trim_start(bytes: &[u8], out: impl Fn(u8) -> bool) -> &[u8] {
    let start = bytes.iter().position(|byte| !out(*byte)).unwrap_or(bytes.len());
    bytes.get(start..).unwrap_or_default()
}

fn trim_end(bytes: &[u8], out: impl Fn(u8) -> bool) -> &[u8] {
    let end = bytes.iter().rposition(|byte| !out(*byte)).map_or(0, |last| last + 1);
    bytes.get(..end).unwrap_or_default()
}

fn limit(maxsplit: Option<i64>) -> usize {
    usize::try_from(maxsplit.unwrap_or(-1)).unwrap_or(usize::MAX)
}

fn not_empty(sep: &[u8]) -> Py<()> {
    if sep.is_empty() { Err(Exc::new(&VALUE_ERROR, "empty separator")) } else { Ok(()) }
}
