//! `format` of a text.

use super::spec::{Align, Sign, Spec, unknown_kind};
use crate::Py;
use crate::exc::{Exc, VALUE_ERROR};
use crate::str::{reserve, too_long};

/// Appends `format(text, spec)`.
///
/// # Errors
///
/// `ValueError` where the format is none of a text's; `OverflowError` where the result would be too long.
pub fn text(text: &str, spec: &str, out: &mut String) -> Py<()> {
    if spec.is_empty() {
        out.push_str(text);
        return Ok(());
    }
    let spec = Spec::parse(spec, "str", Align::Left)?;
    match spec.kind {
        None | Some('s') => {}
        Some(kind) => return Err(unknown_kind(kind, "str")),
    }
    check(&spec)?;
    write_padded(cut(text, spec.precision), spec.fill, spec.align, spec.width, out)
}

fn check(spec: &Spec) -> Py<()> {
    let refused = match spec.sign {
        Some(Sign::Space) => "Space not allowed in string format specifier",
        Some(_) => "Sign not allowed in string format specifier",
        None if spec.no_negative_zero => "Negative zero coercion (z) not allowed in string format specifier",
        None if spec.alternate => "Alternate form (#) not allowed in string format specifier",
        None if spec.align == Align::AfterSign => "'=' alignment not allowed in string format specifier",
        None => return Ok(()),
    };
    Err(Exc::new(&VALUE_ERROR, refused))
}

/// So many characters from the start.
pub(super) fn cut(text: &str, precision: Option<i64>) -> &str {
    let limit = precision.and_then(|precision| usize::try_from(precision).ok());
    let end = limit.and_then(|limit| text.char_indices().nth(limit));
    end.map_or(text, |(end, _)| text.get(..end).unwrap_or(text))
}

/// Appends a text with what fills the width on its sides.
pub(super) fn write_padded(text: &str, fill: char, align: Align, width: Option<i64>, out: &mut String) -> Py<()> {
    let missing = missing(width, text.chars().count())?;
    let left = match align {
        Align::Left => 0,
        Align::Center => missing / 2,
        Align::Right | Align::AfterSign => missing,
    };
    reserve(out, missing.checked_mul(fill.len_utf8()).and_then(|padding| padding.checked_add(text.len())))?;
    out.extend(std::iter::repeat_n(fill, left));
    out.push_str(text);
    out.extend(std::iter::repeat_n(fill, missing - left));
    Ok(())
}

/// How many characters a width lacks.
pub(super) fn missing(width: Option<i64>, count: usize) -> Py<usize> {
    let width = usize::try_from(width.unwrap_or(0).max(0)).map_err(|_| too_long())?;
    Ok(width.saturating_sub(count))
}
