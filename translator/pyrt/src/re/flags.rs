//! The flags of patterns.

use crate::refused::unordered;
use crate::{Equal, Key, Object, Py};

/// `re.IGNORECASE`
pub const IGNORECASE: i64 = 2;
/// `re.LOCALE`
pub const LOCALE: i64 = 4;
/// `re.MULTILINE`
pub const MULTILINE: i64 = 8;
/// `re.DOTALL`
pub const DOTALL: i64 = 16;
/// `re.UNICODE`
pub const UNICODE: i64 = 32;
/// `re.VERBOSE`
pub const VERBOSE: i64 = 64;
/// `re.ASCII`
pub const ASCII: i64 = 256;

/// `re.I|re.M` as `repr` of a pattern shows them.
pub(super) fn shown(flags: i64) -> String {
    let names = [
        (IGNORECASE, "re.IGNORECASE"),
        (MULTILINE, "re.MULTILINE"),
        (DOTALL, "re.DOTALL"),
        (VERBOSE, "re.VERBOSE"),
        (ASCII, "re.ASCII"),
    ];
    names.iter().filter(|(flag, _)| flags & flag != 0).map(|(_, name)| *name).collect::<Vec<_>>().join("|")
}

/// `re.I`, `re.M | re.S`: what the constants of the module are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RegexFlag(pub i64);

impl RegexFlag {
    /// `self | other`
    #[must_use]
    pub fn or(self, other: RegexFlag) -> RegexFlag {
        RegexFlag(self.0 | other.0)
    }
}

impl Object for RegexFlag {
    fn type_name(&self) -> &'static str {
        "RegexFlag"
    }

    fn write_repr(&self, out: &mut String) -> Py<()> {
        let names = shown(self.0);
        out.push_str(if names.is_empty() { "re.UNICODE" } else { &names });
        Ok(())
    }

    fn truth(&self) -> Py<bool> {
        Ok(self.0 != 0)
    }

    fn is_plain() -> bool {
        true
    }
}

impl Equal for RegexFlag {
    fn equal(&self, other: &RegexFlag) -> Py<bool> {
        Ok(self == other)
    }
}

impl Key for RegexFlag {
    fn hash(&self) -> Py<i64> {
        self.0.hash()
    }
}

unordered! { [] RegexFlag; }
