//! Python's `bytes`.

use std::ops::Deref;
use std::rc::Rc;

use crate::{Object, Py};

/// Bytes. A clone is cheap.
#[derive(Clone, Debug)]
pub struct Bytes(Rc<[u8]>);

impl Bytes {
    /// A copy of these.
    pub fn new(bytes: &[u8]) -> Bytes {
        Bytes(bytes.into())
    }
}

impl Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl From<Vec<u8>> for Bytes {
    fn from(bytes: Vec<u8>) -> Bytes {
        Bytes(bytes.into())
    }
}

/// Appends `repr(bytes)`.
fn write_bytes_repr(bytes: &[u8], out: &mut String) {
    let quote = if bytes.contains(&b'\'') && !bytes.contains(&b'"') { b'"' } else { b'\'' };
    out.reserve(bytes.len() + 3);
    out.push('b');
    out.push(char::from(quote));
    for byte in bytes {
        match byte {
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            b' '..=b'~' if *byte != quote => out.push(char::from(*byte)),
            b'\'' | b'"' => out.extend(['\\', char::from(*byte)]),
            _ => out.push_str(&format!("\\x{byte:02x}")),
        }
    }
    out.push(char::from(quote));
}

impl Object for Bytes {
    fn type_name(&self) -> &'static str {
        "bytes"
    }

    fn write_repr(&self, out: &mut String) -> Py<()> {
        write_bytes_repr(self, out);
        Ok(())
    }

    fn truth(&self) -> Py<bool> {
        Ok(!self.is_empty())
    }
}
