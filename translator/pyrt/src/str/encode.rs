//! Texts and bytes: codecs, and what becomes of what they cannot take.
//!
//! # How it works
//!
//! Three codecs: UTF-8, ASCII and Latin-1; other names are no encodings here. A handler of errors is looked up where an error is met, not
//! before, as in CPython. Its `UnicodeEncodeError` and `UnicodeDecodeError` have its text here, but not its arguments.

use std::fmt::Write;

use super::Str;
use super::repr::write_escaped;
use crate::exc::{Exc, LOOKUP_ERROR, TYPE_ERROR, UNICODE_DECODE_ERROR, UNICODE_ENCODE_ERROR};
use crate::{Bytes, Py};

/// Which codec.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Codec {
    Utf8,
    Ascii,
    Latin1,
}

/// What is done where a codec cannot go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Handler {
    Strict,
    Ignore,
    Replace,
    Backslash,
    Reference,
}

/// The codec of a name; none is UTF-8.
///
/// # Errors
///
/// `LookupError` for others.
pub(crate) fn codec_of(encoding: Option<&str>) -> Py<Codec> {
    let Some(encoding) = encoding else { return Ok(Codec::Utf8) };
    match normalized(encoding).as_str() {
        "utf_8" | "utf8" | "u8" | "utf" | "cp65001" | "utf8_ucs2" | "utf8_ucs4" => Ok(Codec::Utf8),
        "ascii" | "us_ascii" | "us" | "646" | "iso646_us" | "ansi_x3.4_1968" | "ansi_x3_4_1968" => Ok(Codec::Ascii),
        "latin_1" | "latin1" | "latin" | "l1" | "iso_8859_1" | "iso8859_1" | "iso8859" | "8859" | "cp819" => {
            Ok(Codec::Latin1)
        }
        _ => Err(Exc::new(&LOOKUP_ERROR, format!("unknown encoding: {encoding}"))),
    }
}

/// A name as codecs are looked up by: lower case, and one `_` for whatever separates.
fn normalized(encoding: &str) -> String {
    let parts = encoding.split(|c: char| !c.is_ascii_alphanumeric() && c != '.').filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("_").to_ascii_lowercase()
}

impl Handler {
    /// The handler of a name; none is `strict`.
    ///
    /// # Errors
    ///
    /// `LookupError` for others.
    pub(crate) fn of(errors: Option<&str>) -> Py<Handler> {
        match errors.unwrap_or("strict") {
            "strict" => Ok(Handler::Strict),
            "ignore" => Ok(Handler::Ignore),
            "replace" => Ok(Handler::Replace),
            "backslashreplace" => Ok(Handler::Backslash),
            "xmlcharrefreplace" => Ok(Handler::Reference),
            other => Err(Exc::new(&LOOKUP_ERROR, format!("unknown error handler name '{other}'"))),
        }
    }
}

impl Codec {
    fn name(self) -> &'static str {
        match self {
            Codec::Utf8 => "utf-8",
            Codec::Ascii => "ascii",
            Codec::Latin1 => "latin-1",
        }
    }

    /// One more than the highest code point, where each is a byte.
    fn limit(self) -> u32 {
        if self == Codec::Ascii { 0x80 } else { 0x100 }
    }

    fn takes(self, c: char) -> bool {
        u32::from(c) < self.limit()
    }
}

impl Str {
    /// `text.encode(encoding, errors)`.
    ///
    /// # Errors
    ///
    /// `LookupError` for an encoding or a handler that is not known; `ValueError` where the encoding has no such character.
    pub fn encode(&self, encoding: Option<&str>, errors: Option<&str>) -> Py<Bytes> {
        let codec = codec_of(encoding)?;
        if codec == Codec::Utf8 || self.is_ascii() {
            return Ok(Bytes::new(self.as_bytes()));
        }
        let (mut out, mut rest, mut place) = (Vec::with_capacity(self.as_str().len()), self.as_str(), 0);
        while let Some(c) = rest.chars().next() {
            if codec.takes(c) {
                out.extend(u8::try_from(c));
                rest = rest.get(c.len_utf8()..).unwrap_or_default();
                place += 1;
            } else {
                let bad = rest.split(|c| codec.takes(c)).next().unwrap_or_default();
                replace(bad, place, codec, Handler::of(errors)?, &mut out)?;
                rest = rest.get(bad.len()..).unwrap_or_default();
                place += bad.chars().count();
            }
        }
        Ok(Bytes::from(out))
    }
}

/// Appends what stands for characters that a codec does not take.
fn replace(bad: &str, place: usize, codec: Codec, handler: Handler, out: &mut Vec<u8>) -> Py<()> {
    let mut text = String::new();
    for c in bad.chars() {
        match handler {
            Handler::Strict => return Err(cannot_encode(bad, place, codec)),
            Handler::Ignore => {}
            Handler::Replace => text.push('?'),
            Handler::Backslash => write_escaped(c, &mut text),
            Handler::Reference => text.push_str(&format!("&#{};", u32::from(c))),
        }
    }
    out.extend(text.into_bytes());
    Ok(())
}

fn cannot_encode(bad: &str, place: usize, codec: Codec) -> Exc {
    let mut chars = bad.chars();
    let mut text = format!("'{}' codec can't encode character", codec.name());
    let count = bad.chars().count();
    let written = match chars.next() {
        Some(c) if count == 1 => {
            text.push_str(" '");
            write_escaped(c, &mut text);
            write!(text, "' in position {place}")
        }
        _ => write!(text, "s in position {place}-{}", place + count - 1),
    };
    debug_assert!(written.is_ok(), "a String takes all");
    text.push_str(&format!(": ordinal not in range({})", codec.limit()));
    Exc::new(&UNICODE_ENCODE_ERROR, text)
}

/// `bytes.decode(encoding, errors)`.
///
/// # Errors
///
/// `LookupError` for an encoding or a handler that is not known; `ValueError` where the bytes are no text.
pub(crate) fn decode(bytes: &[u8], encoding: Option<&str>, errors: Option<&str>) -> Py<Str> {
    if bytes.is_empty() {
        // whatever the encoding, which is not looked up
        return Ok(Str::EMPTY);
    }
    match codec_of(encoding)? {
        Codec::Latin1 => Ok(Str::from(bytes.iter().map(|byte| char::from(*byte)).collect::<String>())),
        codec => decode_checked(bytes, codec, errors),
    }
}

fn decode_checked(bytes: &[u8], codec: Codec, errors: Option<&str>) -> Py<Str> {
    let (mut out, mut place) = (String::with_capacity(bytes.len()), 0);
    while let Some(rest) = bytes.get(place..).filter(|rest| !rest.is_empty()) {
        let good = good_length(rest, codec);
        out.push_str(std::str::from_utf8(rest.get(..good).unwrap_or_default()).unwrap_or_default());
        place += good;
        if let Some((length, reason)) = bad_part(rest.get(good..).unwrap_or_default(), codec) {
            let bad = bytes.get(place..place + length).unwrap_or_default();
            match Handler::of(errors)? {
                Handler::Strict => return Err(cannot_decode(bad, place, codec, reason)),
                Handler::Ignore => {}
                Handler::Replace => out.push('\u{fffd}'),
                Handler::Backslash => out.extend(bad.iter().map(|byte| format!("\\x{byte:02x}"))),
                Handler::Reference => {
                    let text = "don't know how to handle UnicodeDecodeError in error callback";
                    return Err(Exc::new(&TYPE_ERROR, text));
                }
            }
            place += length;
        }
    }
    Ok(Str::from(out))
}

fn good_length(bytes: &[u8], codec: Codec) -> usize {
    match codec {
        Codec::Utf8 => std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len),
        _ => bytes.iter().take_while(|byte| byte.is_ascii()).count(),
    }
}

/// How many bytes at the start are no text together, and why.
fn bad_part(bytes: &[u8], codec: Codec) -> Option<(usize, &'static str)> {
    let first = *bytes.first()?;
    if codec != Codec::Utf8 {
        return Some((1, "ordinal not in range(128)"));
    }
    let error = std::str::from_utf8(bytes).err()?;
    Some(match error.error_len() {
        None => (bytes.len(), "unexpected end of data"),
        Some(length) if (0xc2..=0xf4).contains(&first) => (length, "invalid continuation byte"),
        Some(length) => (length, "invalid start byte"),
    })
}

fn cannot_decode(bad: &[u8], place: usize, codec: Codec, reason: &str) -> Exc {
    let name = codec.name();
    let text = match bad {
        [byte] => format!("'{name}' codec can't decode byte 0x{byte:02x} in position {place}: {reason}"),
        _ => {
            let last = place + bad.len() - 1;
            format!("'{name}' codec can't decode bytes in position {place}-{last}: {reason}")
        }
    };
    Exc::new(&UNICODE_DECODE_ERROR, text)
}
