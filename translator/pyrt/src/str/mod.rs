//! Python's `str`.
//!
//! # How it works
//!
//! A [`Str`] is UTF-8 that is a literal or shared, with the number of its code points beside it. Where that is the number of bytes the
//! text is ASCII, and a code point is found at once by its index; else it is looked for from the start. A program that walks a text takes
//! [`Str::characters`], which does not look for anything.
//!
//! ```text
//!  Str ──► short: up to 16 ASCII bytes in place  |  literal: &'static str  |  shared: Rc<str>  |  grown: Rc<String>
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
mod join;
mod pad;
mod predicates;
mod repr;
#[allow(unsafe_code, reason = "each use of a short text would look at all its bytes")]
mod short;
mod split;
mod traits;
mod translate;
mod words;

use std::ops::Deref;
use std::rc::Rc;

use short::Short;

pub(crate) use encode::decode;
pub use find::Affixes;
pub use index::{Characters, chr, ord};
pub(crate) use index::{bound, slice_indices};
pub use join::join_any;
pub(crate) use pad::{reserve, too_large_for, too_long};
pub(crate) use repr::write_escaped;
pub use repr::{write_ascii, write_repr};
pub(crate) use traits::hash_of;
pub use translate::{Table, Translated, maketrans};
pub use words::Words;

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

/// The tag and what stands beside it are a word: a tag of a byte would have compilers copy the seven beside it in pieces, for which the
/// next who reads them waits.
#[derive(Clone)]
#[repr(u32)]
enum Text {
    Short(Short),
    Literal {
        count: u32,
        text: &'static str,
    },
    Shared {
        count: u32,
        text: Rc<str>,
    },
    /// Made by `+=`, with room for more, or of a long [`String`].
    Grown {
        count: u32,
        text: Rc<String>,
    },
}

/// From how many bytes on a [`String`] is kept and not copied.
const KEPT: usize = 256;

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

    /// A text with a copy of this one.
    pub fn new(text: &str) -> Str {
        match Short::new(text.as_bytes()) {
            Some(short) => Str(Text::Short(short)),
            None => Str::counted(text, text.chars().count()),
        }
    }

    /// A part of an ASCII text: its bytes are its count.
    fn ascii_part(text: &str) -> Str {
        match Short::new(text.as_bytes()) {
            Some(short) => Str(Text::Short(short)),
            None => Str::counted(text, text.len()),
        }
    }

    /// Bytes of an ASCII text.
    fn ascii_bytes(bytes: &[u8]) -> Str {
        match Short::new(bytes) {
            Some(short) => Str(Text::Short(short)),
            None => Str::ascii_part(std::str::from_utf8(bytes).unwrap_or_default()),
        }
    }

    /// A part of this text, whose count is its bytes where this is ASCII.
    fn piece(&self, text: &str) -> Str {
        if self.is_ascii() { Str::ascii_part(text) } else { Str::new(text) }
    }

    /// One character.
    pub fn from_char(c: char) -> Str {
        Str::new(c.encode_utf8(&mut [0; 4]))
    }

    /// The text as Rust's.
    #[inline]
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Text::Short(short) => short.as_str(),
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
        let count = match &self.0 {
            Text::Short(short) => return short.len(),
            Text::Literal { count, .. } | Text::Shared { count, .. } | Text::Grown { count, .. } => *count,
        };
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
        let one = Str::from("ab".repeat(20));
        assert!(std::ptr::eq(one.as_str(), one.clone().as_str()));
        let [letter, literal] = [Str::from_char('a'), Str::literal("a")];
        assert!(matches!(letter, Str(Text::Short(_))) && letter == literal);
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
