//! `struct.Struct`.

use std::rc::Rc;

use super::calcsize;
use crate::instance::identity_hash;
use crate::refused::unordered;
use crate::{Equal, Key, Object, Py, Str};

/// A format that was read. A clone is the same one.
#[derive(Clone, Debug)]
pub struct Struct(Rc<(Str, i64)>);

impl Struct {
    /// `struct.Struct(format)`
    ///
    /// # Errors
    ///
    /// `struct.error` for a bad format.
    pub fn new(format: &str) -> Py<Struct> {
        Ok(Struct(Rc::new((Str::new(format), calcsize(format)?))))
    }

    /// The format as Rust's text.
    pub fn as_str(&self) -> &str {
        &self.0.0
    }

    /// `self.format`
    pub fn format(&self) -> Str {
        self.0.0.clone()
    }

    /// `self.size`
    pub fn size(&self) -> i64 {
        self.0.1
    }
}

impl Object for Struct {
    fn type_name(&self) -> &'static str {
        "Struct"
    }

    fn write_repr(&self, out: &mut String) -> Py<()> {
        let id = (0x7f_u64 << 40) | (Rc::as_ptr(&self.0).addr() as u64 & 0xff_ffff_ffff);
        out.push_str(&format!("<_struct.Struct object at {id:#x}>"));
        Ok(())
    }
}

impl Equal for Struct {
    fn equal(&self, other: &Struct) -> Py<bool> {
        Ok(Rc::ptr_eq(&self.0, &other.0))
    }
}

impl Key for Struct {
    fn hash(&self) -> Py<i64> {
        Ok(identity_hash(Rc::as_ptr(&self.0).addr()))
    }
}

unordered! { [] Struct; }
