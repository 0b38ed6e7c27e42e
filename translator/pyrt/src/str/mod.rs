//! Python's `str`.
//!
//! # How it works
//!
//! A [`Str`] is UTF-8 that is a literal or shared, with the number of its code points beside it. Where that is the number of bytes the
//! text is ASCII, and a code point is found at once by its index; else it is looked for from the start. A program that walks a text takes
//! [`Str::characters`], which does not look for anything.
//!
//! ```text
//!  Str ──► literal: &'static str  |  shared: Rc<str>  |  grown: Rc<String>
//!          count of code points (u32::MAX: so many or more, count them)
//! ```
//!
//! Python's methods take their arguments as `&str`: a `&Str` is one too. What Python may leave out is an [`Option`]. An index is an `i64`
//! and counts code points.
//!
//! - **I1** `count` is what `chars().count()` gives, or `u32::MAX` where that does not fit.
//! - **I2** A lone surrogate is no text here: nothing makes one, and `chr` refuses it with a `ValueError` of our own.

mod case;
mod encode;
mod find;
mod index;
mod pad;
mod predicates;
mod repr;
mod split;
mod traits;
mod translate;

use std::ops::Deref;
use std::rc::Rc;

pub(crate) use encode::decode;
pub use find::Affixes;
pub use index::{Characters, chr, ord};
pub(crate) use index::{bound, position, slice_indices};
pub(crate) use pad::{reserve, too_large_for, too_long};
pub(crate) use repr::write_escaped;
pub use repr::{write_ascii, write_repr};
pub(crate) use traits::hash_of;
pub use translate::{Table, Translated, maketrans};

/// A text. A clone is cheap and the same text.
///
/// # Examples
///
/// ```
/// use pyrt::Str;
///
/// const GREETING: Str = Str::literal("Grüße");
///
/// assert_eq!(GREETING.len(), 5);
/// assert_eq!(GREETING.upper(), "GRÜSSE");
/// assert_eq!(GREETING.find("ß", None, None), 3);
/// ```
#[derive(Clone)]
pub struct Str(Text);

#[derive(Clone)]
enum Text {
    Literal {
        text: &'static str,
        count: u32,
    },
    Shared {
        text: Rc<str>,
        count: u32,
    },
    /// Made by `+=`, with room for more, or of a long [`String`].
    Grown {
        text: Rc<String>,
        count: u32,
    },
}

/// From how many bytes on a [`String`] is kept and not copied.
const KEPT: usize = 256;

const ASCII_BYTES: [u8; 128] = {
    let mut bytes = [0; 128];
    let mut c = 0;
    while c < 128 {
        bytes[c as usize] = c;
        c += 1;
    }
    bytes
};

/// ASCII itself: texts of one character point into it.
static ASCII: &str = match std::str::from_utf8(&ASCII_BYTES) {
    Ok(text) => text,
    Err(_) => "",
};

impl Str {
    /// The empty text.
    pub const EMPTY: Str = Str::literal("");

    /// A text that stands in the program.
    pub const fn literal(text: &'static str) -> Str {
        Str(Text::Literal { text, count: count_of_literal(text) })
    }

    /// A text of a count that is known (I1).
    fn counted(text: impl Into<Rc<str>>, count: usize) -> Str {
        let text = text.into();
        debug_assert_eq!(count, text.chars().count());
        Str(Text::Shared { text, count: narrow(count) })
    }

    /// A text with a copy of this one; one ASCII character or none needs no memory.
    pub fn new(text: &str) -> Str {
        match text.as_bytes() {
            [] => Str::EMPTY,
            [byte] => Str::of_ascii(*byte),
            _ => Str::counted(text, text.chars().count()),
        }
    }

    /// A part of an ASCII text: its bytes are its count.
    fn ascii_part(text: &str) -> Str {
        match text.as_bytes() {
            [] => Str::EMPTY,
            [byte] => Str::of_ascii(*byte),
            bytes => Str::counted(text, bytes.len()),
        }
    }

    /// A part of this text, whose count is its bytes where this is ASCII.
    fn piece(&self, text: &str) -> Str {
        if self.is_ascii() { Str::ascii_part(text) } else { Str::new(text) }
    }

    fn of_ascii(byte: u8) -> Str {
        let place = usize::from(byte);
        Str(Text::Literal { text: ASCII.get(place..=place).unwrap_or_default(), count: 1 })
    }

    /// One character.
    pub fn from_char(c: char) -> Str {
        match u8::try_from(c) {
            Ok(byte) if byte.is_ascii() => Str::of_ascii(byte),
            _ => Str::counted(&*c.encode_utf8(&mut [0; 4]), 1),
        }
    }

    /// The text as Rust's.
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Text::Literal { text, .. } => text,
            Text::Shared { text, .. } => text,
            Text::Grown { text, .. } => text,
        }
    }

    /// `len(text)`: the number of code points.
    pub fn len(&self) -> i64 {
        i64::try_from(self.points()).unwrap_or(i64::MAX)
    }

    /// Says whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.as_str().is_empty()
    }

    fn points(&self) -> usize {
        let (Text::Literal { count, .. } | Text::Shared { count, .. } | Text::Grown { count, .. }) = self.0;
        if count == u32::MAX { self.as_str().chars().count() } else { count as usize }
    }

    /// Says whether all of it is ASCII: `isascii`.
    pub fn is_ascii(&self) -> bool {
        self.points() == self.as_str().len()
    }
}

fn narrow(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Counts while the program is compiled; no iterator works there.
const fn count_of_literal(text: &str) -> u32 {
    let bytes = text.as_bytes();
    let (mut place, mut count) = (0, 0);
    while place < bytes.len() && count < u32::MAX {
        if bytes[place] & 0xc0 != 0x80 {
            count += 1;
        }
        place += 1;
    }
    count
}

impl Deref for Str {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

/// Not copied: it is there for ever.
impl From<&'static str> for Str {
    fn from(text: &'static str) -> Str {
        Str::literal(text)
    }
}

/// A long text is kept where it is; of a short one a copy is cheaper.
impl From<String> for Str {
    fn from(text: String) -> Str {
        if text.len() < KEPT || text.capacity() / 2 > text.len() {
            return Str::new(&text);
        }
        let count = narrow(text.chars().count());
        Str(Text::Grown { text: Rc::new(text), count })
    }
}

impl From<char> for Str {
    fn from(c: char) -> Str {
        Str::from_char(c)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_small_and_shared() {
        assert_eq!(size_of::<Str>(), 24);
        assert_eq!(size_of::<Option<Str>>(), 24);
        let one = Str::from(format!("{}{}", "ab", "c"));
        assert!(std::ptr::eq(one.as_str(), one.clone().as_str()));
        let [letter, literal] = ["a".into(), Str::literal("a")];
        assert!(matches!(letter, Str(Text::Literal { .. })) && letter == literal);
    }

    #[test]
    fn counts_are_of_code_points() {
        const NAME: Str = Str::literal("Grüße€😀");
        assert_eq!((NAME.len(), Str::new(NAME.as_str()).len(), NAME.is_ascii()), (7, 7, false));
        let mut grown = NAME;
        grown.append("é");
        let other = grown.clone();
        grown.append("a");
        assert_eq!((grown.len(), other.len(), NAME.len()), (9, 8, 7));
        assert_eq!((grown.as_str(), other.as_str()), ("Grüße€😀éa", "Grüße€😀é"));
        assert!(Str::from_char('\u{7f}').is_ascii() && !Str::from_char('\u{80}').is_ascii());
        assert_eq!(Str::from_char('\u{7f}').as_str(), "\u{7f}");
    }
}
