//! `repr` and `ascii` of a text.

use std::fmt::Write;

use crate::unicode::Fact;

/// Appends `repr(text)`: in single quotes, unless it has such and no double ones.
pub fn write_repr(text: &str, out: &mut String) {
    write_quoted(text, out, |c| Fact::Printable.holds(c));
}

/// Appends `ascii(text)`: as `repr`, but what is not ASCII is escaped.
pub fn write_ascii(text: &str, out: &mut String) {
    write_quoted(text, out, |c| c.is_ascii() && Fact::Printable.holds(c));
}

fn write_quoted(text: &str, out: &mut String, shown: impl Fn(char) -> bool) {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    out.reserve(text.len() + 2);
    out.push(quote);
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~') && byte != b'\\' && byte != quote as u8) {
        out.push_str(text);
        out.push(quote);
        return;
    }
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c == quote => out.extend(['\\', c]),
            c if shown(c) => out.push(c),
            c => write_escaped(c, out),
        }
    }
    out.push(quote);
}

/// Appends a code point as `\x41`, `\u2028` or `\U0001f600`.
pub(crate) fn write_escaped(c: char, out: &mut String) {
    let point = u32::from(c);
    let written = match point {
        0..=0xff => write!(out, "\\x{point:02x}"),
        0x100..=0xffff => write!(out, "\\u{point:04x}"),
        _ => write!(out, "\\U{point:08x}"),
    };
    debug_assert!(written.is_ok(), "a String takes all");
}
