//! Upper, lower and title case.

use super::{Str, Text};
use crate::unicode::{Fact, push_folded, push_lower, push_title, push_upper};

const SIGMA: char = 'Σ';

impl Str {
    /// `text.lower()`.
    pub fn lower(&self) -> Str {
        match &self.0 {
            Text::Short(short) => return Str(Text::Short(short.lower())),
            _ if self.is_ascii() => return Str::ascii_part(&self.to_ascii_lowercase()),
            _ => {}
        }
        self.mapped(|place, c, out| self.push_lower_at(place, c, out))
    }

    /// `text.upper()`.
    pub fn upper(&self) -> Str {
        match &self.0 {
            Text::Short(short) => return Str(Text::Short(short.upper())),
            _ if self.is_ascii() => return Str::ascii_part(&self.to_ascii_uppercase()),
            _ => {}
        }
        self.mapped(|_, c, out| push_upper(c, out))
    }

    /// `text.casefold()`.
    pub fn casefold(&self) -> Str {
        if self.is_ascii() {
            return self.lower();
        }
        self.mapped(|_, c, out| push_folded(c, out))
    }

    /// `text.capitalize()`: the first in title case, the others in lower.
    pub fn capitalize(&self) -> Str {
        self.mapped(|place, c, out| if place == 0 { push_title(c, out) } else { self.push_lower_at(place, c, out) })
    }

    /// `text.title()`: the first of each word in title case, the others in lower.
    pub fn title(&self) -> Str {
        let mut in_word = false;
        self.mapped(|place, c, out| {
            if in_word {
                self.push_lower_at(place, c, out)
            } else {
                push_title(c, out)
            }
            in_word = Fact::Cased.holds(c);
        })
    }

    /// `text.swapcase()`.
    pub fn swapcase(&self) -> Str {
        self.mapped(|place, c, out| {
            if Fact::Upper.holds(c) {
                self.push_lower_at(place, c, out);
            } else if Fact::Lower.holds(c) {
                push_upper(c, out);
            } else {
                out.push(c);
            }
        })
    }

    fn mapped(&self, mut push: impl FnMut(usize, char, &mut String)) -> Str {
        let mut out = String::with_capacity(self.as_str().len());
        for (place, c) in self.char_indices() {
            push(place, c, &mut out);
        }
        Str::from(out)
    }

    fn push_lower_at(&self, place: usize, c: char, out: &mut String) {
        match c {
            SIGMA if self.ends_word(place) => out.push('ς'),
            c => push_lower(c, out),
        }
    }

    /// Says whether the sigma there is final: a cased one before it and none after, not counting what is ignored.
    fn ends_word(&self, place: usize) -> bool {
        let (before, after) = self.split_at(place);
        let counts = |c: &char| !Fact::Ignorable.holds(*c);
        let cased = |c: Option<char>| c.is_some_and(|c| Fact::Cased.holds(c));
        cased(before.chars().rev().find(counts)) && !cased(after.chars().skip(1).find(counts))
    }
}
