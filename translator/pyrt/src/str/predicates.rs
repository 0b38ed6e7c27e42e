//! What a text is made of: `isalpha` and its like.

use super::Str;
use crate::unicode::Fact;

impl Str {
    /// `text.isascii()`.
    pub fn isascii(&self) -> bool {
        self.is_ascii()
    }

    /// `text.isalpha()`.
    pub fn isalpha(&self) -> bool {
        self.all(|c| Fact::Alpha.holds(c))
    }

    /// `text.isdecimal()`.
    pub fn isdecimal(&self) -> bool {
        self.all(|c| Fact::Decimal.holds(c))
    }

    /// `text.isdigit()`.
    pub fn isdigit(&self) -> bool {
        self.all(|c| Fact::Digit.holds(c))
    }

    /// `text.isnumeric()`.
    pub fn isnumeric(&self) -> bool {
        self.all(|c| Fact::Numeric.holds(c))
    }

    /// `text.isalnum()`.
    pub fn isalnum(&self) -> bool {
        self.all(|c| [Fact::Alpha, Fact::Decimal, Fact::Digit, Fact::Numeric].iter().any(|fact| fact.holds(c)))
    }

    /// `text.isspace()`.
    pub fn isspace(&self) -> bool {
        self.all(|c| Fact::Space.holds(c))
    }

    /// `text.isprintable()`: the empty text is.
    pub fn isprintable(&self) -> bool {
        self.chars().all(|c| Fact::Printable.holds(c))
    }

    /// `text.isidentifier()`.
    pub fn isidentifier(&self) -> bool {
        let mut chars = self.chars();
        chars.next().is_some_and(|c| c == '_' || Fact::StartsName.holds(c)) && chars.all(|c| Fact::InName.holds(c))
    }

    /// `text.islower()`: something is, and nothing is in another case.
    pub fn islower(&self) -> bool {
        let other = |c| Fact::Upper.holds(c) || Fact::Title.holds(c);
        self.chars().any(|c| Fact::Lower.holds(c)) && !self.chars().any(other)
    }

    /// `text.isupper()`: something is, and nothing is in another case.
    pub fn isupper(&self) -> bool {
        let other = |c| Fact::Lower.holds(c) || Fact::Title.holds(c);
        self.chars().any(|c| Fact::Upper.holds(c)) && !self.chars().any(other)
    }

    /// `text.istitle()`: upper case begins words and only those.
    pub fn istitle(&self) -> bool {
        let (mut in_word, mut any) = (false, false);
        for c in self.chars() {
            let begins = Fact::Upper.holds(c) || Fact::Title.holds(c);
            let goes_on = Fact::Lower.holds(c);
            if (begins && in_word) || (goes_on && !in_word) {
                return false;
            }
            in_word = begins || goes_on;
            any |= in_word;
        }
        any
    }

    fn all(&self, holds: impl Fn(char) -> bool) -> bool {
        !self.is_empty() && self.chars().all(holds)
    }
}
