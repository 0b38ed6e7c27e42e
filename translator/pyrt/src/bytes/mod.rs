//! Python's `bytes`.
//!
//! # How it works
//!
//! [`Bytes`] are a literal or shared, as a [`Str`] is. The methods are those that programs use; those that look at bytes as text know
//! ASCII only.

mod find;
mod hex;
mod split;

use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::rc::Rc;

use crate::exc::{Argument, Exc, INDEX_ERROR, OVERFLOW_ERROR, VALUE_ERROR};
use crate::shown::position;
use crate::str::{bound, decode, hash_of, slice_indices, too_long};
use crate::{Comparison, Equal, Key, Object, Ordered, Py, Str};

/// Bytes. A clone is cheap and the same ones.
#[derive(Clone)]
pub struct Bytes(Data);

#[derive(Clone)]
enum Data {
    Literal(&'static [u8]),
    Shared(Rc<[u8]>),
}

impl Bytes {
    /// Bytes that stand in the program.
    pub const fn literal(bytes: &'static [u8]) -> Bytes {
        Bytes(Data::Literal(bytes))
    }

    /// A copy of these.
    pub fn new(bytes: &[u8]) -> Bytes {
        if bytes.is_empty() { Bytes::literal(&[]) } else { Bytes(Data::Shared(bytes.into())) }
    }

    /// `bytes(ints)`.
    ///
    /// # Errors
    ///
    /// `ValueError` where one is no byte.
    pub fn from_ints(ints: impl IntoIterator<Item = i64>) -> Py<Bytes> {
        let byte = |int| u8::try_from(int).map_err(|_| Exc::new(&VALUE_ERROR, "bytes must be in range(0, 256)"));
        ints.into_iter().map(byte).collect::<Py<Vec<u8>>>().map(Bytes::from)
    }

    /// `bytes(count)`: so many zeros.
    ///
    /// # Errors
    ///
    /// `ValueError` where the count is below 0; `OverflowError` where there is no memory for it.
    pub fn zeros(count: i64) -> Py<Bytes> {
        let count = usize::try_from(count).map_err(|_| Exc::new(&VALUE_ERROR, "negative count"))?;
        let mut bytes = reserved(Some(count))?;
        bytes.resize(count, 0);
        Ok(Bytes::from(bytes))
    }

    /// The bytes as Rust's.
    pub fn as_slice(&self) -> &[u8] {
        match &self.0 {
            Data::Literal(bytes) => bytes,
            Data::Shared(bytes) => bytes,
        }
    }

    /// `len(bytes)`.
    pub fn len(&self) -> i64 {
        i64::try_from(self.as_slice().len()).unwrap_or(i64::MAX)
    }

    /// Says whether there are none.
    pub fn is_empty(&self) -> bool {
        self.as_slice().is_empty()
    }

    /// `bytes[index]`: an int.
    ///
    /// # Errors
    ///
    /// `IndexError` where there is none.
    pub fn at(&self, index: i64) -> Py<i64> {
        let byte = position(index, self.as_slice().len()).and_then(|place| self.get(place));
        byte.map(|byte| i64::from(*byte)).ok_or_else(|| Exc::new(&INDEX_ERROR, "index out of range"))
    }

    /// The bytes as ints, as `for` and `list` take them. They are kept, whatever becomes of their variable.
    pub fn ints(&self) -> impl Iterator<Item = i64> + use<> {
        let bytes = self.clone();
        (0..self.as_slice().len()).filter_map(move |place| bytes.get(place).map(|byte| i64::from(*byte)))
    }

    /// `bytes[start:stop]`.
    pub fn slice(&self, start: Option<i64>, stop: Option<i64>) -> Bytes {
        let count = self.as_slice().len();
        let start = bound(start, count, 0);
        self.piece(self.get(start..bound(stop, count, count).max(start)).unwrap_or_default())
    }

    /// `bytes[start:stop:step]`.
    ///
    /// # Errors
    ///
    /// `ValueError` where the step is 0.
    pub fn slice_step(&self, start: Option<i64>, stop: Option<i64>, step: i64) -> Py<Bytes> {
        let places = slice_indices(start, stop, step, self.as_slice().len())?;
        Ok(places.filter_map(|place| self.get(place).copied()).collect::<Vec<u8>>().into())
    }

    /// A part of these; all of them are shared.
    fn piece(&self, part: &[u8]) -> Bytes {
        if part.len() == self.as_slice().len() { self.clone() } else { Bytes::new(part) }
    }

    /// `self + other`.
    pub fn concat(&self, other: &[u8]) -> Bytes {
        if other.is_empty() { self.clone() } else { [self.as_slice(), other].concat().into() }
    }

    /// `self * times`.
    ///
    /// # Errors
    ///
    /// `OverflowError` where they would be too many.
    pub fn repeat(&self, times: i64) -> Py<Bytes> {
        let times = usize::try_from(times).unwrap_or(0);
        let count = self.as_slice().len().checked_mul(times).filter(|count| isize::try_from(*count).is_ok());
        let count = count.ok_or_else(|| Exc::new(&OVERFLOW_ERROR, "repeated bytes are too long"))?;
        let mut bytes = reserved(Some(count))?;
        if count > 0 {
            bytes.extend(std::iter::repeat_n(self.as_slice(), times).flatten());
        }
        Ok(Bytes::from(bytes))
    }

    /// `bytes.decode(encoding, errors)`.
    ///
    /// # Errors
    ///
    /// `LookupError` for an encoding or a handler that is not known; `ValueError` where the bytes are no text.
    pub fn decode(&self, encoding: Option<&str>, errors: Option<&str>) -> Py<Str> {
        decode(self, encoding, errors)
    }

    /// `bytes.lower()`.
    pub fn lower(&self) -> Bytes {
        self.to_ascii_lowercase().into()
    }

    /// `bytes.upper()`.
    pub fn upper(&self) -> Bytes {
        self.to_ascii_uppercase().into()
    }
}

/// Memory for so many.
fn reserved(count: Option<usize>) -> Py<Vec<u8>> {
    let mut bytes = Vec::new();
    bytes.try_reserve_exact(count.ok_or_else(too_long)?).map_err(|_| too_long())?;
    Ok(bytes)
}

impl Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.as_slice()
    }
}

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        self
    }
}

impl From<Vec<u8>> for Bytes {
    fn from(bytes: Vec<u8>) -> Bytes {
        Bytes::new(&bytes)
    }
}

impl From<&'static [u8]> for Bytes {
    fn from(bytes: &'static [u8]) -> Bytes {
        Bytes::literal(bytes)
    }
}

impl Default for Bytes {
    fn default() -> Bytes {
        Bytes::literal(&[])
    }
}

/// Appends `repr(bytes)`.
fn write_bytes_repr(bytes: &[u8], out: &mut String) {
    let quote = if bytes.contains(&b'\'') && !bytes.contains(&b'"') { b'"' } else { b'\'' };
    out.reserve(bytes.len() + 3);
    out.extend(['b', char::from(quote)]);
    for byte in bytes {
        match byte {
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            byte if *byte == quote => out.extend(['\\', char::from(*byte)]),
            b' '..=b'~' => out.push(char::from(*byte)),
            _ => out.push_str(&format!("\\x{byte:02x}")),
        }
    }
    out.push(char::from(quote));
}

impl Object for Bytes {
    fn type_name(&self) -> &'static str {
        "bytes"
    }

    fn is_plain() -> bool {
        true
    }

    fn write_repr(&self, out: &mut String) -> Py<()> {
        write_bytes_repr(self, out);
        Ok(())
    }

    fn truth(&self) -> Py<bool> {
        Ok(!self.is_empty())
    }
}

impl Equal for Bytes {
    fn equal(&self, other: &Bytes) -> Py<bool> {
        Ok(self == other)
    }
}

impl Ordered for Bytes {
    fn compare(&self, other: &Bytes, comparison: Comparison) -> Py<bool> {
        Ok(comparison.holds(Some(self.as_slice().cmp(other))))
    }
}

impl Key for Bytes {
    fn hash(&self) -> Py<i64> {
        Ok(hash_of(self.as_slice()))
    }
}

impl PartialEq for Bytes {
    fn eq(&self, other: &Bytes) -> bool {
        self.as_slice() == other.as_slice()
    }
}

impl Eq for Bytes {}

impl Hash for Bytes {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_slice().hash(state);
    }
}

/// As `repr` shows them.
impl fmt::Debug for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.repr())
    }
}

/// An exception may have them as an argument.
impl Argument for Bytes {
    fn repr(&self) -> String {
        let mut out = String::new();
        write_bytes_repr(self, &mut out);
        out
    }

    fn truth(&self) -> bool {
        !self.is_empty()
    }

    fn as_any(&self) -> Option<&dyn std::any::Any> {
        Some(self)
    }
}
