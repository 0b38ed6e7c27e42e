//! f-strings, and `print` as it is mostly called.
//!
//! # How it works
//!
//! The parts of an f-string are appended to one text, each as its conversion and its format say.

use std::fmt;

use crate::format::{self, template::convert};
use crate::print::print;
use crate::{Object, Py, Str};

/// A part of an f-string.
#[derive(Clone, Copy)]
pub enum Part<'a> {
    /// What stands between the braces of others.
    Text(&'a str),
    /// `{value}`
    Value(&'a dyn Object),
    /// `{value:spec}`
    Format(&'a dyn Object, &'a str),
    /// `{value!r}`
    Repr(&'a dyn Object),
    /// `{value!a}`
    Ascii(&'a dyn Object),
    /// `{value!s}`
    Str(&'a dyn Object),
    /// `{value!r:spec}`, or with another conversion: the format is that of the text.
    FormatOf(&'a dyn Object, char, &'a str),
}

impl fmt::Debug for Part<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Part::Text(text) => return f.debug_tuple("Text").field(text).finish(),
            Part::Value(_) => "Value",
            Part::Format(..) => "Format",
            Part::Repr(_) => "Repr",
            Part::Ascii(_) => "Ascii",
            Part::Str(_) => "Str",
            Part::FormatOf(..) => "FormatOf",
        })
    }
}

impl Part<'_> {
    fn write(self, out: &mut String) -> Py<()> {
        match self {
            Part::Text(text) => out.push_str(text),
            Part::Value(value) => value.write_format("", out)?,
            Part::Format(value, spec) => value.write_format(spec, out)?,
            Part::Repr(value) => value.write_repr(out)?,
            Part::Ascii(value) => out.push_str(&convert(value, 'a')?),
            Part::Str(value) => value.write_str(out)?,
            Part::FormatOf(value, conversion, spec) => format::text(&convert(value, conversion)?, spec, out)?,
        }
        Ok(())
    }
}

/// An f-string.
///
/// # Errors
///
/// What a `__format__`, `__str__` or `__repr__` of the program raises; `ValueError` for a format that is none.
///
/// # Examples
///
/// ```
/// use pyrt::Str;
/// use pyrt::fstring::{Part, fstring};
///
/// let (name, cost) = (Str::literal("tea"), 2.5);
/// let line = fstring(&[Part::Repr(&name), Part::Text(": "), Part::Format(&cost, ".2f")]).unwrap();
/// assert_eq!(line, "'tea': 2.50");
/// ```
pub fn fstring(parts: &[Part]) -> Py<Str> {
    let mut out = String::new();
    for part in parts {
        part.write(&mut out)?;
    }
    Ok(Str::from(out))
}

/// `print(*values)`
///
/// # Errors
///
/// As those of [`print()`].
pub fn print_line(values: &[&dyn Object]) -> Py<()> {
    print(values, None, None, false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::List;

    fn written(parts: &[Part]) -> String {
        fstring(parts).map_or_else(|exc| format!("{exc:?}"), |text| text.to_string())
    }

    #[test]
    fn each_part_is_written_as_its_conversion_says() {
        let text = Str::literal("né'e");
        assert_eq!(written(&[]), "");
        assert_eq!(written(&[Part::Text("a{"), Part::Value(&1), Part::Str(&text)]), "a{1né'e");
        assert_eq!(written(&[Part::Repr(&text), Part::Ascii(&text)]), "\"né'e\"\"n\\xe9'e\"");
        assert_eq!(written(&[Part::FormatOf(&text, 'r', ">8"), Part::FormatOf(&1, 's', "^3")]), "  \"né'e\" 1 ");
        assert_eq!(written(&[Part::FormatOf(&text, 'a', "10")]), "\"n\\xe9'e\" ");
    }

    #[test]
    fn a_format_is_that_of_its_type() {
        assert_eq!(
            written(&[Part::Format(&1.5, "07.2f"), Part::Format(&true, ""), Part::Format(&7, "x")]),
            "0001.50True7"
        );
        let list = List::from(vec![1]);
        assert_eq!(
            written(&[Part::Format(&list, "3")]),
            "TypeError('unsupported format string passed to list.__format__')"
        );
        assert_eq!(written(&[Part::Value(&list)]), "[1]");
        assert_eq!(
            written(&[Part::FormatOf(&1, 's', "d")]),
            "ValueError(\"Unknown format code 'd' for object of type 'str'\")"
        );
    }
}
