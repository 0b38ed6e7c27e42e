//! The words of a text, made when they are asked for.
//!
//! # How it works
//!
//! Words of an ASCII text are looked for sixteen bytes at once, until something else than a word and a blank comes: long words, several
//! blanks, other control characters and the end are looked for byte by byte.

use super::short::{AsciiSet, Short};
use super::split::is_blank;
use super::{Str, Text};

/// What stands between the blanks of a text.
#[derive(Clone, Debug)]
pub struct Words {
    text: Str,
    is_ascii: bool,
    /// The first byte that was not looked at.
    next: usize,
}

impl Str {
    /// The members of `text.split()`.
    pub fn words(&self) -> Words {
        Words { text: self.clone(), is_ascii: self.is_ascii(), next: 0 }
    }
}

impl Iterator for Words {
    type Item = Str;

    fn next(&mut self) -> Option<Str> {
        if self.is_ascii { self.next_of_ascii() } else { self.next_of_any() }
    }
}

impl Words {
    fn next_of_ascii(&mut self) -> Option<Str> {
        let bytes = self.text.as_bytes();
        let rest = bytes.get(self.next..)?;
        if let Some(word) = Short::word(rest)
            && word.len() > 0
            && rest.get(word.len()) == Some(&b' ')
        {
            self.next += word.len() + 1;
            return Some(Str(Text::Short(word)));
        }
        let is_blank = |byte: &u8| AsciiSet::BLANKS.contains(*byte);
        let begin = self.next + rest.iter().position(|byte| !is_blank(byte))?;
        let rest = bytes.get(begin..)?;
        let end = begin + rest.iter().position(is_blank).unwrap_or(rest.len());
        self.next = end;
        bytes.get(begin..end).map(Str::ascii_bytes)
    }

    fn next_of_any(&mut self) -> Option<Str> {
        let rest = self.text.get(self.next..)?.trim_start_matches(is_blank);
        if rest.is_empty() {
            return None;
        }
        let word = rest.get(..rest.find(is_blank).unwrap_or(rest.len()))?;
        self.next = self.text.as_str().len() - rest.len() + word.len();
        Some(Str::new(word))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        Str::new(text).words().map(|word| word.as_str().to_owned()).collect()
    }

    #[test]
    fn words_stand_between_blanks() {
        assert_eq!(words("  one\ttwo \x1d three_and_more_letters\n"), ["one", "two", "three_and_more_letters"]);
        assert_eq!(
            words("a b  c d e f g h i j k l m"),
            ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m"]
        );
        assert_eq!(words("a\0b c\x7f d and some more words"), ["a\0b", "c\x7f", "d", "and", "some", "more", "words"]);
        assert_eq!(words("grün\u{2003}blau\u{85}é"), ["grün", "blau", "é"]);
        assert_eq!((words(""), words(" \t ")), (vec![], vec![]));
    }
}
