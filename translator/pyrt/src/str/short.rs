//! Short ASCII texts, which need no memory of their own: most words that programs split, compare and count are such.
//!
//! # How it works
//!
//! The bytes are gathered in two words in registers and stored as such. Stored byte by byte, or in pieces that overlap, they could not be
//! read at once as words, and the next use would wait for the memory.
//!
//! - **I1** The first `len` bytes are ASCII, `len` is at most [`LONGEST`], and the other bytes are 0.

use std::hash::Hasher;

/// How many bytes there is room for.
pub(super) const LONGEST: usize = 16;

/// A text of at most [`LONGEST`] ASCII characters. In this order: behind a tag of four bytes all are whole words.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(C)]
pub(super) struct Short {
    len: u32,
    bytes: [u8; LONGEST],
}

impl Short {
    /// Nothing where there are more bytes, or some are not ASCII.
    #[inline]
    pub(super) fn new(text: &[u8]) -> Option<Short> {
        let words = words(text)?;
        (words & ASCII == words).then(|| Short { len: text.len() as u32, bytes: words.to_le_bytes() })
    }

    #[inline]
    pub(super) fn len(&self) -> usize {
        self.len as usize
    }

    #[inline]
    pub(super) fn as_str(&self) -> &str {
        let bytes = self.bytes.get(..self.len()).unwrap_or_default();
        debug_assert!(bytes.is_ascii());
        // SAFETY: the bytes are ASCII (I1), which is UTF-8. `new` alone makes them and the methods below keep them so; the tests of this
        // file look at all of both.
        unsafe { std::str::from_utf8_unchecked(bytes) }
    }

    #[inline]
    pub(super) fn lower(self) -> Short {
        self.in_other_case(b'A', b'Z')
    }

    #[inline]
    pub(super) fn upper(self) -> Short {
        self.in_other_case(b'a', b'z')
    }

    /// With the letters between two in the other case, all at once: no sum of two bytes below 128 carries into the next byte.
    #[inline]
    fn in_other_case(self, first: u8, last: u8) -> Short {
        let words = u128::from_le_bytes(self.bytes);
        let (from_first, beyond_last) = (words + each(0x80 - first), words + each(0x7f - last));
        let letters = from_first & !beyond_last & each(0x80);
        Short { len: self.len, bytes: (words ^ letters >> 2).to_le_bytes() }
    }

    /// Without such bytes at its start, at its end.
    #[inline]
    pub(super) fn stripped_of(self, out: AsciiSet, start: bool, end: bool) -> Short {
        let (mut words, mut len) = (u128::from_le_bytes(self.bytes), self.len);
        while start && len > 0 && out.contains(words as u8) {
            words >>= 8;
            len -= 1;
        }
        let whole = len;
        while end && len > 0 && out.contains((words >> (8 * (len - 1))) as u8) {
            len -= 1;
        }
        if len < whole {
            words &= (1 << (8 * len)) - 1;
        }
        Short { len, bytes: words.to_le_bytes() }
    }

    /// The first word of an ASCII text: what stands before the first byte that is a blank or below it. Nothing where that is not among the
    /// first [`LONGEST`] bytes.
    #[inline]
    pub(super) fn word(text: &[u8]) -> Option<Short> {
        let words = u128::from_le_bytes(*text.first_chunk()?);
        let others = words + each(0x7f - b' ');
        let len = (!others & each(0x80)).trailing_zeros() / 8;
        (len < LONGEST as u32).then(|| Short { len, bytes: (words & ((1 << (8 * len)) - 1)).to_le_bytes() })
    }

    /// Hashes it as [`hash`] does its text.
    #[inline]
    pub(super) fn hash(&self, hasher: &mut impl Hasher) {
        write_words(u128::from_le_bytes(self.bytes), self.len(), hasher);
    }
}

/// Characters of ASCII, a bit for each.
#[derive(Clone, Copy)]
pub(super) struct AsciiSet([u64; 2]);

impl AsciiSet {
    /// Those among the bytes of a text.
    #[inline]
    pub(super) fn new(text: &str) -> AsciiSet {
        let mut set = [0; 2];
        for byte in text.bytes() {
            set[usize::from(byte >> 6 & 1)] |= u64::from(byte.is_ascii()) << (byte & 63);
        }
        AsciiSet(set)
    }

    /// The blanks of Python.
    pub(super) const BLANKS: AsciiSet = AsciiSet([0x1f << b'\t' | 0x1f << 0x1c, 0]);

    /// Says whether an ASCII byte is one of them.
    #[inline]
    pub(super) fn contains(self, byte: u8) -> bool {
        self.0[usize::from(byte >> 6 & 1)] >> (byte & 63) & 1 != 0
    }
}

/// The same byte at each place.
#[inline]
const fn each(byte: u8) -> u128 {
    u128::from_le_bytes([byte; LONGEST])
}

const ASCII: u128 = u128::from_le_bytes([0x7f; LONGEST]);

/// Hashes bytes, alike whether they are in a [`Short`] or elsewhere.
#[inline]
pub(super) fn hash(bytes: &[u8], hasher: &mut impl Hasher) {
    match words(bytes) {
        Some(words) => write_words(words, bytes.len(), hasher),
        None => hasher.write(bytes),
    }
}

#[inline]
fn write_words(words: u128, len: usize, hasher: &mut impl Hasher) {
    hasher.write_u64(words as u64);
    hasher.write_u64((words >> 64) as u64 ^ (len as u64) << 56);
}

/// The bytes as one number, behind them 0; nothing where there are too many.
#[inline]
fn words(text: &[u8]) -> Option<u128> {
    let len = text.len();
    Some(match len {
        9..=LONGEST => u128::from(eight(text, 0)?) | u128::from(eight(text, len - 8)?) << (8 * (len - 8)),
        8 => eight(text, 0)?.into(),
        4..8 => u128::from(four(text, 0)?) | u128::from(four(text, len - 4)?) << (8 * (len - 4)),
        0..4 => text.iter().rev().fold(0, |words, byte| words << 8 | u128::from(*byte)),
        _ => return None,
    })
}

#[inline]
fn eight(text: &[u8], from: usize) -> Option<u64> {
    text.get(from..)?.first_chunk().map(|bytes| u64::from_le_bytes(*bytes))
}

#[inline]
fn four(text: &[u8], from: usize) -> Option<u32> {
    text.get(from..)?.first_chunk().map(|bytes| u32::from_le_bytes(*bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_short_and_ascii_is_kept_as_it_is() {
        let all: String = (0..128).map(char::from).collect();
        for (start, _) in all.char_indices() {
            for len in 0..=LONGEST.min(all.len() - start) {
                let text = &all[start..start + len];
                let short = Short::new(text.as_bytes()).expect("it is short");
                assert_eq!((short.as_str(), short.len()), (text, len));
                assert_eq!(short.lower().as_str(), text.to_ascii_lowercase());
                assert_eq!(short.upper().as_str(), text.to_ascii_uppercase());
                assert!(short.bytes[len..].iter().all(|byte| *byte == 0));
            }
        }
    }

    #[test]
    fn a_set_holds_what_is_ascii() {
        let blanks = |byte: u8| matches!(byte, b'\t'..=b'\r' | b'\x1c'..=b' ');
        for byte in 0..128 {
            assert_eq!(AsciiSet::BLANKS.contains(byte), blanks(byte));
            assert_eq!(AsciiSet::new("a.\u{7f}é\0").contains(byte), b"a.\x7f\0".contains(&byte));
        }
    }

    #[test]
    fn a_short_text_is_stripped_as_a_long_one() {
        let texts = ["", "a", "..", ".a", "a.", "..a.b..", ".a.............b", "................", "aaaaaaaaaaaaaaaa"];
        for text in texts {
            let short = Short::new(text.as_bytes()).expect("it is short");
            let dots = AsciiSet::new(".");
            for (start, end, stripped) in [
                (true, true, text.trim_matches('.')),
                (true, false, text.trim_start_matches('.')),
                (false, true, text.trim_end_matches('.')),
                (false, false, text),
            ] {
                let left = short.stripped_of(dots, start, end);
                assert_eq!(left.as_str(), stripped);
                assert!(left.bytes[left.len()..].iter().all(|byte| *byte == 0));
            }
        }
    }

    #[test]
    fn a_word_ends_before_a_blank() {
        let word = |text: &str| Short::word(text.as_bytes()).map(|word| word.as_str().to_owned());
        assert_eq!(word("quick, brown foxes"), Some("quick,".to_owned()));
        assert_eq!(word("fifteen_letters more"), Some("fifteen_letters".to_owned()));
        assert_eq!(word("~\x7f!a\x1fwhat follows it"), Some("~\x7f!a".to_owned()));
        assert_eq!(word(" what follows it"), Some(String::new()));
        assert_eq!((word("sixteen__letters more"), word("too short")), (None, None));
    }

    #[test]
    fn what_is_not_is_none() {
        assert!(Short::new(&[b'a'; LONGEST + 1]).is_none());
        for text in ["é", "aé", "\u{80}", "😀", "long, and an é"] {
            assert!(Short::new(text.as_bytes()).is_none());
        }
    }

    #[test]
    fn a_hash_is_of_all_bytes_and_of_the_length() {
        let hash_of = super::super::hash_of;
        let text = "what is hashed, and somewhat more";
        let mut hashes: Vec<_> = (0..text.len()).map(|len| hash_of(&text.as_bytes()[..len])).collect();
        hashes.extend([&b"\0"[..], b"\0\0", b"a\0"].map(hash_of));
        hashes.sort_unstable();
        hashes.dedup();
        assert_eq!(hashes.len(), text.len() + 3);
    }
}
