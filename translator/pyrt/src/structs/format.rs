//! Formats: `<IHb3s`.

use super::error;
use crate::Py;
use crate::exc::{Exc, NOT_IMPLEMENTED_ERROR};

/// The bytes of a number, the sizes of the types, and gaps between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// `@`: as C has them.
    Native,
    Little,
    Big,
}

/// A value and its place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Item {
    /// The character of the format.
    pub(super) code: u8,
    pub(super) at: usize,
    pub(super) size: usize,
}

/// What a format says.
#[derive(Debug)]
pub(super) struct Layout {
    pub(super) order: Order,
    pub(super) items: Vec<Item>,
    pub(super) size: usize,
}

/// More bytes than this are refused, as by CPython those that no memory holds.
const MOST: usize = 1 << 30;

impl Layout {
    /// Reads a format.
    ///
    /// # Errors
    ///
    /// `struct.error` for a bad one.
    pub(super) fn read(format: &str) -> Py<Layout> {
        let (order, codes) = match format.as_bytes() {
            [b'@', rest @ ..] => (Order::Native, rest),
            [b'<' | b'=', rest @ ..] => (Order::Little, rest),
            [b'>' | b'!', rest @ ..] => (Order::Big, rest),
            codes => (Order::Native, codes),
        };
        let mut layout = Layout { order, items: Vec::new(), size: 0 };
        let mut count = None;
        for byte in codes {
            match byte {
                b' ' | b'\t'..=b'\r' if count.is_none() => {}
                b'0'..=b'9' => {
                    let more = count.unwrap_or(0_usize).saturating_mul(10).saturating_add(usize::from(byte - b'0'));
                    count = Some(more).filter(|more| *more <= MOST);
                    count.ok_or_else(|| error("total struct size too long"))?;
                }
                code => layout.add(*code, count.take().unwrap_or(1))?,
            }
        }
        if count.is_some() {
            return Err(error("repeat count given without format specifier"));
        }
        Ok(layout)
    }

    fn add(&mut self, code: u8, count: usize) -> Py<()> {
        let size = size(code, self.order)?;
        if self.order == Order::Native {
            self.size = self.size.next_multiple_of(size);
        }
        let (items, size) = match code {
            b'x' => (0, count),
            b's' => (1, count),
            _ => (count, size),
        };
        let end = self.size.saturating_add(if code == b'x' { size } else { items.saturating_mul(size) });
        if end > MOST {
            return Err(error("total struct size too long"));
        }
        self.items.extend((0..items).map(|place| Item { code, at: self.size + place * size, size }));
        self.size = end;
        Ok(())
    }
}

/// How many bytes a value has.
fn size(code: u8, order: Order) -> Py<usize> {
    Ok(match code {
        b'x' | b'c' | b'b' | b'B' | b'?' | b's' => 1,
        b'h' | b'H' => 2,
        b'l' | b'L' if order == Order::Native => 8,
        b'i' | b'I' | b'l' | b'L' | b'f' => 4,
        b'q' | b'Q' | b'd' => 8,
        b'n' | b'N' if order == Order::Native => 8,
        b'e' | b'p' | b'P' => {
            let text = format!("'{}' in a format of struct is not translated", char::from(code));
            return Err(Exc::new(&NOT_IMPLEMENTED_ERROR, text));
        }
        _ => return Err(error("bad char in struct format")),
    })
}
