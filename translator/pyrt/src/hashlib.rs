//! `hashlib`: digests of bytes.
//!
//! # How it works
//!
//! The crates of RustCrypto make them. A hash goes on after it has been asked for its digest, which is that of all it got so far.

use std::cell::RefCell;
use std::rc::Rc;

use md5::Md5;
use sha1::Sha1;
use sha2::{Digest as _, Sha224, Sha256, Sha384, Sha512};

use crate::instance::identity_hash;
use crate::refused::unordered;
use crate::shown::{int, value_error};
use crate::{Bytes, Equal, Key, Object, Py, Str};

#[derive(Clone, Debug)]
enum State {
    Md5(Md5),
    Sha1(Sha1),
    Sha224(Sha224),
    Sha256(Sha256),
    Sha384(Sha384),
    Sha512(Sha512),
}

/// Does something with the state, whichever it is.
macro_rules! with {
    ($state:expr, $hash:ident => $done:expr) => {
        match $state {
            State::Md5($hash) => $done,
            State::Sha1($hash) => $done,
            State::Sha224($hash) => $done,
            State::Sha256($hash) => $done,
            State::Sha384($hash) => $done,
            State::Sha512($hash) => $done,
        }
    };
}

/// A hash. Clones are the same one.
#[derive(Clone, Debug)]
pub struct Hash(Rc<RefCell<State>>);

/// `hashlib.new(name, data)`, `hashlib.sha256(data)`
///
/// # Errors
///
/// `ValueError` for a name that is not known.
pub fn new(name: &str, data: &[u8]) -> Py<Hash> {
    let state = match name.to_ascii_lowercase().as_str() {
        "md5" => State::Md5(Md5::new()),
        "sha1" => State::Sha1(Sha1::new()),
        "sha224" => State::Sha224(Sha224::new()),
        "sha256" => State::Sha256(Sha256::new()),
        "sha384" => State::Sha384(Sha384::new()),
        "sha512" => State::Sha512(Sha512::new()),
        _ => return Err(value_error(format!("unsupported hash type {name}"))),
    };
    let hash = Hash(Rc::new(RefCell::new(state)));
    hash.update(data);
    Ok(hash)
}

impl Hash {
    /// `self.update(data)`
    pub fn update(&self, data: &[u8]) {
        with!(&mut *self.0.borrow_mut(), hash => hash.update(data));
    }

    fn bytes(&self) -> Vec<u8> {
        with!(self.0.borrow().clone(), hash => hash.finalize().to_vec())
    }

    /// `self.digest()`
    pub fn digest(&self) -> Bytes {
        Bytes::from(self.bytes())
    }

    /// `self.hexdigest()`
    pub fn hexdigest(&self) -> Str {
        Str::from(self.bytes().iter().map(|byte| format!("{byte:02x}")).collect::<String>())
    }

    /// `self.copy()`
    #[must_use]
    pub fn copy(&self) -> Hash {
        Hash(Rc::new(RefCell::new(self.0.borrow().clone())))
    }

    /// `self.digest_size`
    pub fn digest_size(&self) -> i64 {
        int(self.bytes().len())
    }

    /// `self.block_size`
    pub fn block_size(&self) -> i64 {
        match &*self.0.borrow() {
            State::Sha384(_) | State::Sha512(_) => 128,
            _ => 64,
        }
    }

    /// `self.name`
    pub fn name(&self) -> Str {
        Str::literal(match &*self.0.borrow() {
            State::Md5(_) => "md5",
            State::Sha1(_) => "sha1",
            State::Sha224(_) => "sha224",
            State::Sha256(_) => "sha256",
            State::Sha384(_) => "sha384",
            State::Sha512(_) => "sha512",
        })
    }
}

impl Object for Hash {
    fn type_name(&self) -> &'static str {
        "HASH"
    }

    fn write_repr(&self, out: &mut String) -> Py<()> {
        let id = (0x7f_u64 << 40) | (Rc::as_ptr(&self.0).addr() as u64 & 0xff_ffff_ffff);
        out.push_str(&format!("<{} _hashlib.HASH object @ {id:#x}>", self.name().as_str()));
        Ok(())
    }
}

impl Equal for Hash {
    fn equal(&self, other: &Hash) -> Py<bool> {
        Ok(Rc::ptr_eq(&self.0, &other.0))
    }
}

impl Key for Hash {
    fn hash(&self) -> Py<i64> {
        Ok(identity_hash(Rc::as_ptr(&self.0).addr()))
    }
}

unordered! { [] Hash; }
