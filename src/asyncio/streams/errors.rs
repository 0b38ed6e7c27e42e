//! What reading raises, with what the classes keep beside their text.

use super::super::exc::{Exc, INCOMPLETE_READ_ERROR, LIMIT_OVERRUN_ERROR};

struct IncompleteRead {
    partial: Vec<u8>,
    expected: Option<usize>,
}

struct LimitOverrun {
    consumed: usize,
}

/// Of streams: with the feature `net`.
impl Exc {
    /// The end came before all that was `expected`, or before the separator: `IncompleteReadError(partial, expected)`.
    ///
    /// # Examples
    ///
    /// ```
    /// use wasi_async_runtime::asyncio::Exc;
    ///
    /// let exc = Exc::incomplete_read(b"ab", 4);
    /// assert_eq!(exc.to_string(), "2 bytes read on a total of 4 expected bytes");
    /// assert_eq!(exc.partial(), Some(&b"ab"[..]));
    /// ```
    pub fn incomplete_read(partial: impl Into<Vec<u8>>, expected: impl Into<Option<usize>>) -> Exc {
        let (partial, expected) = (partial.into(), expected.into());
        let of = expected.map_or_else(|| "undefined".to_owned(), |expected| expected.to_string());
        let text = format!("{} bytes read on a total of {of} expected bytes", partial.len());
        Exc::with_attributes(&INCOMPLETE_READ_ERROR, text, IncompleteRead { partial, expected })
    }

    /// The bytes that an `IncompleteReadError` came after.
    pub fn partial(&self) -> Option<&[u8]> {
        self.attributes().map(|read: &IncompleteRead| &*read.partial)
    }

    /// How many bytes an `IncompleteReadError` missed; none for a separator, too.
    pub fn expected(&self) -> Option<usize> {
        self.attributes().and_then(|read: &IncompleteRead| read.expected)
    }

    /// A separator does not come before the limit: `LimitOverrunError(message, consumed)`.
    pub fn limit_overrun(message: impl Into<String>, consumed: usize) -> Exc {
        Exc::with_attributes(&LIMIT_OVERRUN_ERROR, message.into(), LimitOverrun { consumed })
    }

    /// How many bytes before the separator a `LimitOverrunError` is about.
    pub fn consumed(&self) -> Option<usize> {
        self.attributes().map(|overrun: &LimitOverrun| overrun.consumed)
    }
}
