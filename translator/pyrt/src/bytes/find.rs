//! Looking for bytes in others.

use memchr::memmem;

use super::{Bytes, reserved};
use crate::Py;
use crate::exc::{Exc, VALUE_ERROR};
use crate::str::bound;

impl Bytes {
    /// `other in bytes`.
    pub fn contains_bytes(&self, other: &[u8]) -> bool {
        memmem::find(self, other).is_some()
    }

    /// `int in bytes`.
    ///
    /// # Errors
    ///
    /// `ValueError` where it is no byte.
    pub fn contains_int(&self, int: i64) -> Py<bool> {
        let byte = u8::try_from(int).map_err(|_| Exc::new(&VALUE_ERROR, "byte must be in range(0, 256)"))?;
        Ok(self.contains(&byte))
    }

    /// `bytes.find(other, start, end)`.
    pub fn find(&self, other: &[u8], start: Option<i64>, end: Option<i64>) -> i64 {
        self.found(start, end, |part| memmem::find(part, other))
    }

    /// `bytes.rfind(other, start, end)`.
    pub fn rfind(&self, other: &[u8], start: Option<i64>, end: Option<i64>) -> i64 {
        self.found(start, end, |part| memmem::rfind(part, other))
    }

    /// `bytes.index(other, start, end)`.
    ///
    /// # Errors
    ///
    /// `ValueError` where they are not there.
    pub fn index(&self, other: &[u8], start: Option<i64>, end: Option<i64>) -> Py<i64> {
        there(self.find(other, start, end))
    }

    /// `bytes.rindex(other, start, end)`.
    ///
    /// # Errors
    ///
    /// `ValueError` where they are not there.
    pub fn rindex(&self, other: &[u8], start: Option<i64>, end: Option<i64>) -> Py<i64> {
        there(self.rfind(other, start, end))
    }

    /// `bytes.count(other, start, end)`.
    pub fn count(&self, other: &[u8], start: Option<i64>, end: Option<i64>) -> i64 {
        let count = self.searched(start, end).map_or(0, |(_, part)| memmem::find_iter(part, other).count());
        i64::try_from(count).unwrap_or(i64::MAX)
    }

    /// `bytes.startswith(prefix, start, end)`.
    pub fn startswith(&self, prefix: &[u8], start: Option<i64>, end: Option<i64>) -> bool {
        self.searched(start, end).is_some_and(|(_, part)| part.starts_with(prefix))
    }

    /// `bytes.endswith(suffix, start, end)`.
    pub fn endswith(&self, suffix: &[u8], start: Option<i64>, end: Option<i64>) -> bool {
        self.searched(start, end).is_some_and(|(_, part)| part.ends_with(suffix))
    }

    /// `bytes.removeprefix(prefix)`.
    pub fn removeprefix(&self, prefix: &[u8]) -> Bytes {
        self.strip_prefix(prefix).map_or_else(|| self.clone(), |rest| self.piece(rest))
    }

    /// `bytes.removesuffix(suffix)`.
    pub fn removesuffix(&self, suffix: &[u8]) -> Bytes {
        self.strip_suffix(suffix).map_or_else(|| self.clone(), |rest| self.piece(rest))
    }

    /// `bytes.replace(old, new, count)`; one below 0 is all.
    ///
    /// # Errors
    ///
    /// `OverflowError` where they would be too many.
    pub fn replace(&self, old: &[u8], new: &[u8], count: Option<i64>) -> Py<Bytes> {
        let limit = usize::try_from(count.unwrap_or(-1)).unwrap_or(usize::MAX);
        let times = memmem::find_iter(self, old).take(limit).count();
        if times == 0 || old == new {
            return Ok(self.clone());
        }
        let added = new.len().checked_mul(times);
        let mut bytes = reserved(added.and_then(|added| added.checked_add(self.as_slice().len())))?;
        let mut last = 0;
        for place in memmem::find_iter(self, old).take(limit) {
            bytes.extend_from_slice(self.get(last..place).unwrap_or_default());
            bytes.extend_from_slice(new);
            last = place + old.len();
        }
        bytes.extend_from_slice(self.get(last..).unwrap_or_default());
        Ok(Bytes::from(bytes))
    }

    fn found(&self, start: Option<i64>, end: Option<i64>, find: impl Fn(&[u8]) -> Option<usize>) -> i64 {
        let place = self.searched(start, end).and_then(|(first, part)| Some(first + find(part)?));
        place.map_or(-1, |place| i64::try_from(place).unwrap_or(i64::MAX))
    }

    /// The part to look in, and where it begins; none where the start lies behind the end.
    fn searched(&self, start: Option<i64>, end: Option<i64>) -> Option<(usize, &[u8])> {
        let count = self.as_slice().len();
        let beyond = start.is_some_and(|start| start > self.len());
        let first = bound(start, count, 0);
        self.get(first..bound(end, count, count)).filter(|_| !beyond).map(|part| (first, part))
    }
}

fn there(place: i64) -> Py<i64> {
    if place < 0 { Err(Exc::new(&VALUE_ERROR, "subsection not found")) } else { Ok(place) }
}
