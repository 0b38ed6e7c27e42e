//! What every value has, for [`Str`]; and Rust's own traits.

use std::any::Any;
use std::borrow::Borrow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{BuildHasher, Hash, Hasher};

use foldhash::fast::FixedState;

use super::{Str, Text, short, write_repr};
use crate::exc::Argument;
use crate::format::percent::Kind;
use crate::json::Encoder;
use crate::{Comparison, Equal, Key, Object, Ordered, Py, format};

impl Object for Str {
    fn type_name(&self) -> &'static str {
        "str"
    }

    fn is_plain() -> bool {
        true
    }

    fn write_repr(&self, out: &mut String) -> Py<()> {
        write_repr(self, out);
        Ok(())
    }

    fn write_str(&self, out: &mut String) -> Py<()> {
        out.push_str(self);
        Ok(())
    }

    fn write_format(&self, spec: &str, out: &mut String) -> Py<()> {
        format::text(self, spec, out)
    }

    fn truth(&self) -> Py<bool> {
        Ok(!self.is_empty())
    }

    fn write_json(&self, encoder: &mut Encoder<'_>) -> Py<()> {
        encoder.text(self);
        Ok(())
    }

    fn kind(&self) -> Kind<'_> {
        Kind::Text(self)
    }
}

impl Equal for Str {
    fn equal(&self, other: &Str) -> Py<bool> {
        Ok(self == other)
    }
}

/// By code points, which UTF-8 keeps in order.
impl Ordered for Str {
    fn compare(&self, other: &Str, comparison: Comparison) -> Py<bool> {
        Ok(comparison.holds(Some(self.cmp(other))))
    }
}

impl Key for Str {
    fn hash(&self) -> Py<i64> {
        let mut hasher = FixedState::default().build_hasher();
        match &self.0 {
            Text::Short(short) => short.hash(&mut hasher),
            _ => short::hash(self.as_bytes(), &mut hasher),
        }
        Ok(hasher.finish().cast_signed())
    }
}

/// The hash of a text or of bytes, the same in every run. Python's is another in each.
#[inline]
pub(crate) fn hash_of(bytes: &[u8]) -> i64 {
    let mut hasher = FixedState::default().build_hasher();
    short::hash(bytes, &mut hasher);
    hasher.finish().cast_signed()
}

impl PartialEq for Str {
    #[inline]
    fn eq(&self, other: &Str) -> bool {
        match (&self.0, &other.0) {
            (Text::Short(one), Text::Short(other)) => one == other,
            _ => self.as_str() == other.as_str(),
        }
    }
}

impl Eq for Str {}

impl PartialEq<str> for Str {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for Str {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl PartialOrd for Str {
    fn partial_cmp(&self, other: &Str) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Str {
    fn cmp(&self, other: &Str) -> Ordering {
        self.as_str().cmp(other.as_str())
    }
}

/// As `str` hashes itself, for [`Borrow`].
impl Hash for Str {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl Borrow<str> for Str {
    fn borrow(&self) -> &str {
        self
    }
}

impl AsRef<str> for Str {
    fn as_ref(&self) -> &str {
        self
    }
}

impl Default for Str {
    fn default() -> Str {
        Str::EMPTY
    }
}

impl fmt::Display for Str {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self.as_str(), f)
    }
}

/// As `repr` shows it.
impl fmt::Debug for Str {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&Argument::repr(self))
    }
}

/// An exception may have it as an argument.
impl Argument for Str {
    fn repr(&self) -> String {
        let mut out = String::new();
        write_repr(self, &mut out);
        out
    }

    fn str(&self) -> String {
        self.as_str().to_owned()
    }

    fn truth(&self) -> bool {
        !self.is_empty()
    }

    fn as_any(&self) -> Option<&dyn Any> {
        Some(self)
    }
}
