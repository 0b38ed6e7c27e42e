//! Unpacking.

use super::format::{Item, Layout, Order};
use super::{Field, error};
use crate::exc::{Exc, OVERFLOW_ERROR, TYPE_ERROR};
use crate::iter::{Iter, from_rust};
use crate::{Bytes, Py, Sequence};

/// What was unpacked, to be taken in turn.
#[derive(Debug)]
pub struct Fields(std::vec::IntoIter<Field>);

/// `struct.unpack(format, bytes)`
///
/// # Errors
///
/// `struct.error` for a bad format and for another number of bytes; `OverflowError` for an int beyond 64 bits with sign.
pub fn unpack(format: &str, bytes: &[u8]) -> Py<Fields> {
    let layout = Layout::read(format)?;
    if bytes.len() != layout.size {
        return Err(error(format!("unpack requires a buffer of {} bytes", layout.size)));
    }
    layout.fields(bytes)
}

/// `struct.unpack_from(format, bytes, offset)`
///
/// # Errors
///
/// `struct.error` for a bad format and for too few bytes; `OverflowError` for an int beyond 64 bits with sign.
pub fn unpack_from(format: &str, bytes: &[u8], offset: i64) -> Py<Fields> {
    let layout = Layout::read(format)?;
    let (size, len) = (crate::shown::int(layout.size), crate::shown::int(bytes.len()));
    if offset < 0 && offset.saturating_add(size) > 0 {
        return Err(error(format!("not enough data to unpack {size} bytes at offset {offset}")));
    }
    let from = if offset < 0 { offset.saturating_add(len) } else { offset };
    if from < 0 {
        return Err(error(format!("offset {offset} out of range for {len}-byte buffer")));
    }
    let rest = usize::try_from(from).ok().and_then(|from| bytes.get(from..)?.get(..layout.size));
    let rest = rest.ok_or_else(|| {
        let needed = size.saturating_add(from);
        let what = format!("unpack_from requires a buffer of at least {needed} bytes for unpacking {size} bytes");
        error(format!("{what} at offset {from} (actual buffer size is {len})"))
    })?;
    layout.fields(rest)
}

/// `struct.iter_unpack(format, bytes)`
///
/// # Errors
///
/// `struct.error` for a bad format, one of no bytes, and bytes that are not so many times those of the format.
pub fn iter_unpack(format: &str, bytes: &Bytes) -> Py<impl Iter<Item = Py<Fields>> + use<>> {
    let layout = Layout::read(format)?;
    let size = layout.size;
    if size == 0 {
        return Err(error("cannot iteratively unpack with a struct of length 0"));
    }
    if !bytes.as_slice().len().is_multiple_of(size) {
        return Err(error(format!("iterative unpacking requires a buffer of a multiple of {size} bytes")));
    }
    let (bytes, count) = (bytes.clone(), bytes.as_slice().len() / size);
    Ok(from_rust(
        (0..count).map(move |place| {
            layout.fields(bytes.as_slice().get(place * size..(place + 1) * size).unwrap_or_default())
        }),
    ))
}

impl Layout {
    fn fields(&self, bytes: &[u8]) -> Py<Fields> {
        let field = |item: &Item| take(*item, self.order, bytes.get(item.at..item.at + item.size).unwrap_or_default());
        Ok(Fields(self.items.iter().map(field).collect::<Py<Vec<_>>>()?.into_iter()))
    }
}

fn take(item: Item, order: Order, place: &[u8]) -> Py<Field> {
    let mut bytes = [0; 8];
    bytes.iter_mut().zip(place).for_each(|(byte, of)| *byte = *of);
    if order == Order::Big {
        bytes[..item.size.min(8)].reverse();
    }
    let bits = u64::from_le_bytes(bytes);
    let unused = 64 - 8 * item.size.min(8) as u32;
    Ok(match item.code {
        b's' | b'c' => Field::Bytes(Bytes::new(place)),
        b'?' => Field::Bool(bits != 0),
        b'f' => Field::Float(f32::from_bits(bits as u32).into()),
        b'd' => Field::Float(f64::from_bits(bits)),
        code if code.is_ascii_lowercase() => Field::Int((bits << unused).cast_signed() >> unused),
        _ => Field::Int(
            i64::try_from(bits).map_err(|_| Exc::new(&OVERFLOW_ERROR, "an int beyond 64 bits was unpacked"))?,
        ),
    })
}

impl Iterator for Fields {
    type Item = Field;

    fn next(&mut self) -> Option<Field> {
        self.0.next()
    }
}

impl Fields {
    /// The next one, an int.
    ///
    /// # Errors
    ///
    /// `TypeError` where it is something else.
    pub fn int(&mut self) -> Py<i64> {
        match self.0.next() {
            Some(Field::Int(int)) => Ok(int),
            _ => Err(other()),
        }
    }

    /// The next one, a bool.
    ///
    /// # Errors
    ///
    /// `TypeError` where it is something else.
    pub fn bool(&mut self) -> Py<bool> {
        match self.0.next() {
            Some(Field::Bool(truth)) => Ok(truth),
            _ => Err(other()),
        }
    }

    /// The next one, a float.
    ///
    /// # Errors
    ///
    /// `TypeError` where it is something else.
    pub fn float(&mut self) -> Py<f64> {
        match self.0.next() {
            Some(Field::Float(float)) => Ok(float),
            _ => Err(other()),
        }
    }

    /// The next one, bytes.
    ///
    /// # Errors
    ///
    /// `TypeError` where it is something else.
    pub fn bytes(&mut self) -> Py<Bytes> {
        match self.0.next() {
            Some(Field::Bytes(bytes)) => Ok(bytes),
            _ => Err(other()),
        }
    }

    /// All that are left, as a function takes them.
    ///
    /// # Errors
    ///
    /// What the function raises.
    pub fn rest<T>(mut self, take: impl Fn(&mut Fields) -> Py<T>) -> Py<Sequence<T>> {
        let mut all = Vec::with_capacity(self.0.len());
        while self.0.len() > 0 {
            all.push(take(&mut self)?);
        }
        Ok(Sequence::from(all))
    }
}

#[cold]
fn other() -> Exc {
    Exc::new(&TYPE_ERROR, "the format gives something else there")
}
