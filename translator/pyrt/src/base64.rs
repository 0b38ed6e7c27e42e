//! `base64`, and the checksums of `zlib`.

use crate::exc::BINASCII_ERROR;
use crate::{Bytes, Exc, Py};

const STANDARD: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const URL_SAFE: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

fn encoded(data: &[u8], letters: &[u8; 64]) -> Bytes {
    let letter = |value: u32| letters.get((value & 63) as usize).copied().unwrap_or(b'=');
    let mut out = Vec::with_capacity(data.len().div_ceil(3) * 4);
    for chunk in data.chunks(3) {
        let byte = |place: usize| u32::from(chunk.get(place).copied().unwrap_or(0));
        let value = byte(0) << 16 | byte(1) << 8 | byte(2);
        let four = [letter(value >> 18), letter(value >> 12), letter(value >> 6), letter(value)];
        out.extend(four.iter().take(chunk.len() + 1));
        out.extend(std::iter::repeat_n(b'=', 3 - chunk.len()));
    }
    Bytes::from(out)
}

/// What is none of the letters is left out, as CPython does.
fn decoded(data: &[u8], letters: &[u8; 64]) -> Py<Bytes> {
    let (mut out, mut bits, mut count, mut padding) = (Vec::new(), 0u32, 0usize, 0usize);
    for byte in data {
        if *byte == b'=' {
            if count % 4 >= 2 {
                padding += 1;
                if count % 4 + padding >= 4 {
                    return Ok(Bytes::from(out));
                }
            }
            continue;
        }
        let Some(value) = letters.iter().position(|letter| letter == byte) else { continue };
        padding = 0;
        bits = bits << 6 | value as u32;
        count += 1;
        match count % 4 {
            0 => out.push(bits as u8),
            2 => out.push((bits >> 4) as u8),
            3 => out.push((bits >> 2) as u8),
            _ => {}
        }
    }
    match count % 4 {
        0 => Ok(Bytes::from(out)),
        1 => {
            let text = "Invalid base64-encoded string: number of data characters";
            Err(Exc::new(&BINASCII_ERROR, format!("{text} ({count}) cannot be 1 more than a multiple of 4")))
        }
        _ => Err(Exc::new(&BINASCII_ERROR, "Incorrect padding")),
    }
}

/// `base64.b64encode(data)`
pub fn b64encode(data: &[u8]) -> Bytes {
    encoded(data, STANDARD)
}

/// `base64.urlsafe_b64encode(data)`
pub fn urlsafe_b64encode(data: &[u8]) -> Bytes {
    encoded(data, URL_SAFE)
}

/// `base64.b64decode(data)`
///
/// # Errors
///
/// `binascii.Error` where letters are missing.
pub fn b64decode(data: &[u8]) -> Py<Bytes> {
    decoded(data, STANDARD)
}

/// `base64.urlsafe_b64decode(data)`
///
/// # Errors
///
/// As those of [`b64decode`].
pub fn urlsafe_b64decode(data: &[u8]) -> Py<Bytes> {
    decoded(data, URL_SAFE)
}

/// `zlib.crc32(data, value)`
pub fn crc32(data: &[u8], value: i64) -> i64 {
    let mut crc = !(value as u32);
    for byte in data {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    i64::from(!crc)
}

/// `zlib.adler32(data, value)`
pub fn adler32(data: &[u8], value: i64) -> i64 {
    const MODULUS: u32 = 65521;
    let (mut low, mut high) = (value as u32 & 0xffff, value as u32 >> 16);
    for byte in data {
        low = (low + u32::from(*byte)) % MODULUS;
        high = (high + low) % MODULUS;
    }
    i64::from(high << 16 | low)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encoded_is_decoded() {
        for data in [&b""[..], b"a", b"ab", b"abc", b"\xff\xfe\xfd\xfc"] {
            assert_eq!(b64decode(b64encode(data).as_slice()).unwrap().as_slice(), data);
            assert_eq!(urlsafe_b64decode(urlsafe_b64encode(data).as_slice()).unwrap().as_slice(), data);
        }
        assert_eq!(b64encode(b"hello").as_slice(), b"aGVsbG8=");
        assert_eq!(b64decode(b"aGVsbG8").unwrap_err().to_string(), "Incorrect padding");
        assert_eq!((crc32(b"hello", 0), adler32(b"hello", 1)), (907_060_870, 103_547_413));
    }
}
