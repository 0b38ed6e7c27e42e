//! Packing.
//!
//! # How it works
//!
//! CPython packs some types by C's conversions and others byte by byte, and says differently what does not fit: the little-endian ones
//! are packed as the native ones of the same size.

use std::ops::RangeInclusive;

use super::format::{Item, Layout, Order};
use super::{Field, error};
use crate::exc::{Exc, OVERFLOW_ERROR};
use crate::{Bytes, Py};

/// `struct.pack(format, *fields)`
///
/// # Errors
///
/// `struct.error` for a bad format, and for what does not fit it; `OverflowError` for a float that is too large.
pub fn pack(format: &str, fields: &[Field]) -> Py<Bytes> {
    let layout = Layout::read(format)?;
    let (expected, got) = (layout.items.len(), fields.len());
    if expected != got {
        return Err(error(format!("pack expected {expected} items for packing (got {got})")));
    }
    let mut bytes = crate::shown::vec_for(layout.size)?;
    bytes.resize(layout.size, 0);
    for (item, field) in layout.items.iter().zip(fields) {
        let place = bytes.get_mut(item.at..item.at + item.size).unwrap_or_default();
        put(*item, layout.order, field, place)?;
    }
    Ok(Bytes::from(bytes))
}

fn put(item: Item, order: Order, field: &Field, place: &mut [u8]) -> Py<()> {
    match item.code {
        b'?' => place.fill(u8::from(is_true(field))),
        b's' => {
            let Field::Bytes(bytes) = field else { return Err(error("argument for 's' must be a bytes object")) };
            place.iter_mut().zip(bytes.as_slice()).for_each(|(place, byte)| *place = *byte);
        }
        b'c' => match field {
            Field::Bytes(bytes) if bytes.len() == 1 => place.copy_from_slice(bytes.as_slice()),
            _ => return Err(error("char format requires a bytes object of length 1")),
        },
        b'f' => {
            let number = float(field)?;
            let single = number as f32;
            if order != Order::Native && single.is_infinite() && number.is_finite() {
                return Err(Exc::new(&OVERFLOW_ERROR, "float too large to pack with f format"));
            }
            put_bytes(&single.to_le_bytes(), order, place);
        }
        b'd' => put_bytes(&float(field)?.to_le_bytes(), order, place),
        _ => put_bytes(&fitting(item, order, field)?.to_le_bytes(), order, place),
    }
    Ok(())
}

/// The lowest of some bytes, the lowest of all first.
fn put_bytes(bytes: &[u8], order: Order, place: &mut [u8]) {
    place.iter_mut().zip(bytes).for_each(|(place, byte)| *place = *byte);
    if order == Order::Big {
        place.reverse();
    }
}

fn is_true(field: &Field) -> bool {
    match field {
        Field::Int(int) => *int != 0,
        Field::Bool(truth) | Field::Other(truth) => *truth,
        Field::Float(float) => *float != 0.0,
        Field::Bytes(bytes) => !bytes.is_empty(),
    }
}

fn float(field: &Field) -> Py<f64> {
    match field {
        Field::Float(float) => Ok(*float),
        Field::Int(int) => Ok(*int as f64),
        Field::Bool(truth) => Ok(f64::from(u8::from(*truth))),
        Field::Bytes(_) | Field::Other(_) => Err(error("required argument is not a float")),
    }
}

/// The int of a field, if it fits.
fn fitting(item: Item, order: Order, field: &Field) -> Py<i64> {
    let int = match field {
        Field::Int(int) => *int,
        Field::Bool(truth) => i64::from(*truth),
        _ => return Err(error("required argument is not an integer")),
    };
    let Some((range, name)) = limits(item, order) else {
        return if item.code.is_ascii_uppercase() && int < 0 { Err(below_zero(item, order)) } else { Ok(int) };
    };
    if range.contains(&int) {
        return Ok(int);
    }
    if name.starts_with('\'') && item.code.is_ascii_uppercase() && int < 0 {
        return Err(error("argument out of range"));
    }
    Err(error(format!("{name} format requires {} <= number <= {}", range.start(), range.end())))
}

/// What ints of less than 64 bits may be, and what CPython calls such.
fn limits(item: Item, order: Order) -> Option<(RangeInclusive<i64>, String)> {
    let (is_signed, bits) = (item.code.is_ascii_lowercase(), 8 * item.size as u32);
    if bits >= i64::BITS {
        return None;
    }
    let range = if is_signed { -(1 << (bits - 1))..=(1 << (bits - 1)) - 1 } else { 0..=(1 << bits) - 1 };
    let name = match item.code {
        b'b' => "byte".to_owned(),
        b'B' => "ubyte".to_owned(),
        b'h' if order != Order::Big => "short".to_owned(),
        b'H' if order != Order::Big => "ushort".to_owned(),
        code => format!("'{}'", char::from(code)),
    };
    Some((range, name))
}

/// A negative int where one of 64 bits without a sign is wanted.
fn below_zero(item: Item, order: Order) -> Exc {
    match (item.code, order) {
        (b'Q', Order::Big) => error("int too large to convert"),
        _ => error("argument out of range"),
    }
}
