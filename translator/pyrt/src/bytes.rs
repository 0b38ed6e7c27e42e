//! Python's `bytes`.

use std::rc::Rc;

/// Bytes. A clone is cheap.
#[derive(Clone, Debug)]
pub struct Bytes(Rc<[u8]>);

impl Bytes {
    /// A copy of these.
    pub fn new(bytes: &[u8]) -> Bytes {
        Bytes(bytes.into())
    }
}

impl From<Vec<u8>> for Bytes {
    fn from(bytes: Vec<u8>) -> Bytes {
        Bytes(bytes.into())
    }
}
