//! `enum.Flag` and `enum.IntFlag`: what their values mean.
//!
//! # How it works
//!
//! The members of a class of flags that count are those of one bit; a value is named after those that are in it. A `Flag` refuses bits that no
//! member has, an `IntFlag` keeps them.
//!
//! # Examples
//!
//! ```
//! use pyrt::flags::Flags;
//!
//! let flags = Flags::new("Perm", &[("READ", 1), ("WRITE", 2)], false);
//! assert_eq!(flags.value(-2), Ok(2));
//! assert_eq!(flags.name(3).as_deref(), Some("READ|WRITE"));
//! assert_eq!(flags.name(0), None);
//! let refused = flags.value(9).unwrap_err().to_string();
//! assert_eq!(refused, "<flag 'Perm'> invalid value 9\n    given 0b0 1001\n  allowed 0b0 0011");
//! ```

use crate::Py;
use crate::exc::{Exc, VALUE_ERROR};

/// A class of flags.
#[derive(Clone, Copy, Debug)]
pub struct Flags {
    class: &'static str,
    members: &'static [(&'static str, i64)],
    keeps: bool,
}

impl Flags {
    /// A class with these members of one bit each; `keeps` where other bits are kept.
    pub const fn new(class: &'static str, members: &'static [(&'static str, i64)], keeps: bool) -> Flags {
        Flags { class, members, keeps }
    }

    /// The bits of all members.
    fn mask(&self) -> i64 {
        self.members.iter().fold(0, |mask, (_, bit)| mask | bit)
    }

    /// A value that is not negative.
    ///
    /// # Errors
    ///
    /// `ValueError` for bits that no member has.
    pub fn value(&self, value: i64) -> Py<i64> {
        let mask = self.mask();
        let all = (1_i64 << length(mask)) - 1;
        let is_outside = value < !all || value > all || value & (all ^ mask) != 0;
        if !is_outside {
            return Ok(if value < 0 { all + 1 + value } else { value });
        }
        if self.keeps {
            let above = (all + 1).max(1_i64.checked_shl(length(value)).unwrap_or(i64::MAX));
            return Ok(if value < 0 { above.wrapping_add(value) } else { value });
        }
        let width = length(value).max(length(mask)) as usize;
        let (given, allowed) = (bits(value, width), bits(mask, width));
        let text = format!("<flag '{}'> invalid value {value}\n    given {given}\n  allowed {allowed}", self.class);
        Err(Exc::new(&VALUE_ERROR, text))
    }

    /// The names of the members in a value; nothing where there are none.
    pub fn name(&self, value: i64) -> Option<String> {
        let inside = self.members.iter().filter(|(_, bit)| value & bit != 0);
        let mut names: Vec<String> = inside.map(|(name, _)| (*name).to_owned()).collect();
        let unknown = value & !self.mask();
        if names.is_empty() {
            return None;
        }
        if unknown != 0 {
            names.push(unknown.to_string());
        }
        Some(names.join("|"))
    }
}

/// `int.bit_length`
fn length(value: i64) -> u32 {
    64 - value.unsigned_abs().leading_zeros()
}

/// As the module `enum` shows bits: the sign, and so many digits.
fn bits(value: i64, width: usize) -> String {
    let (sign, filled) = if value < 0 { ("0b1", '1') } else { ("0b0", '0') };
    let ceiling = 1_i64 << length(value);
    let digits = if value < 0 { format!("{:b}", value + ceiling) } else { format!("{value:b}") };
    let digits = if value == 0 { String::new() } else { digits };
    let own = length(value) as usize;
    let digits = format!("{digits:0>own$}");
    let missing = width.saturating_sub(digits.len());
    format!("{sign} {}{digits}", filled.to_string().repeat(missing))
}
