//! `timezone`: a fixed distance from UTC.

use super::delta::{DAY, Delta};
use crate::refused::unordered;
use crate::shown::value_error;
use crate::{Equal, Key, Object, Py, Str};

/// A `timezone`.
#[derive(Clone, Debug)]
pub struct Zone {
    offset: Delta,
    name: Option<Str>,
}

impl Zone {
    /// `timezone.utc`
    pub fn utc() -> Zone {
        Zone { offset: Delta::default(), name: None }
    }

    /// `timezone(offset, name)`
    ///
    /// # Errors
    ///
    /// `ValueError` for a day or more.
    pub fn new(offset: Delta, name: Option<Str>) -> Py<Zone> {
        if offset.micros().abs() >= DAY {
            let shown = crate::shown::repr(&offset)?;
            let text = "offset must be a timedelta strictly between -timedelta(hours=24) and timedelta(hours=24), not";
            return Err(value_error(format!("{text} {shown}.")));
        }
        Ok(Zone { offset, name })
    }

    /// `self.utcoffset(None)`
    pub fn offset(&self) -> Delta {
        self.offset
    }

    /// `self.tzname(None)`
    pub fn name(&self) -> Str {
        match &self.name {
            Some(name) => name.clone(),
            None if self.offset == Delta::default() => Str::literal("UTC"),
            None => {
                let mut name = String::from("UTC");
                write_offset(self.offset, true, &mut name);
                Str::from(name)
            }
        }
    }
}

/// `+05:30`, with seconds and their parts where there are such; `%z` has no colons.
pub(super) fn write_offset(offset: Delta, colons: bool, out: &mut String) {
    let micros = offset.micros();
    let colon = if colons { ":" } else { "" };
    out.push(if micros < 0 { '-' } else { '+' });
    let (micros, seconds) = (micros.abs() % 1_000_000, micros.abs() / 1_000_000);
    out.push_str(&format!("{:02}{colon}{:02}", seconds / 3600, seconds / 60 % 60));
    if seconds % 60 != 0 || micros != 0 {
        out.push_str(&format!("{colon}{:02}", seconds % 60));
    }
    if micros != 0 {
        out.push_str(&format!(".{micros:06}"));
    }
}

impl Object for Zone {
    fn type_name(&self) -> &'static str {
        "timezone"
    }

    fn write_repr(&self, out: &mut String) -> Py<()> {
        match &self.name {
            None if self.offset == Delta::default() => out.push_str("datetime.timezone.utc"),
            name => {
                out.push_str("datetime.timezone(");
                self.offset.write_repr(out)?;
                if let Some(name) = name {
                    out.push_str(", ");
                    name.write_repr(out)?;
                }
                out.push(')');
            }
        }
        Ok(())
    }

    fn write_str(&self, out: &mut String) -> Py<()> {
        out.push_str(self.name().as_str());
        Ok(())
    }
}

impl Equal for Zone {
    fn equal(&self, other: &Zone) -> Py<bool> {
        Ok(self.offset == other.offset)
    }
}

impl Key for Zone {
    fn hash(&self) -> Py<i64> {
        self.offset.hash()
    }
}

unordered! { [] Zone; }
