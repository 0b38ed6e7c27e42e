//! Handlers: where records go.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::{Formatter, Record, level_name};
use crate::instance::identity_hash;
use crate::io::StringIO;
use crate::print::Stream;
use crate::refused::unordered;
use crate::{Equal, Key, Object, Py, Str};

/// What a handler writes to.
#[derive(Clone, Debug)]
pub enum Target {
    /// A stream of the process.
    Stream(Stream),
    /// A text.
    Text(StringIO),
    /// Nothing: `NullHandler`.
    Nowhere,
}

impl From<Stream> for Target {
    fn from(stream: Stream) -> Target {
        Target::Stream(stream)
    }
}

impl From<StringIO> for Target {
    fn from(text: StringIO) -> Target {
        Target::Text(text)
    }
}

/// A `StreamHandler`. Clones are the same one.
#[derive(Clone, Debug)]
pub struct Handler(Rc<State>);

#[derive(Debug)]
struct State {
    target: Target,
    level: Cell<i64>,
    formatter: RefCell<Option<Formatter>>,
}

impl Handler {
    /// `StreamHandler(stream)`
    pub fn new(target: impl Into<Target>) -> Handler {
        Handler(Rc::new(State { target: target.into(), level: Cell::new(0), formatter: RefCell::default() }))
    }

    pub(super) fn is(&self, other: &Handler) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    /// `self.level`
    pub fn level(&self) -> i64 {
        self.0.level.get()
    }

    /// `self.setLevel(level)`
    pub fn set_level(&self, level: i64) {
        self.0.level.set(level);
    }

    /// `self.setFormatter(formatter)`
    pub fn set_formatter(&self, formatter: Formatter) {
        *self.0.formatter.borrow_mut() = Some(formatter);
    }

    pub(super) fn set_default_formatter(&self, formatter: &Formatter) {
        self.0.formatter.borrow_mut().get_or_insert_with(|| formatter.clone());
    }

    pub(super) fn handle(&self, record: &Record<'_>) -> Py<()> {
        let formatter = self.0.formatter.borrow().clone().unwrap_or_default();
        let text = match formatter.format(record) {
            Ok(text) => text,
            Err(raised) => {
                let told = crate::traceback::format_exception(&raised);
                return crate::print::write_error(&format!("--- Logging error ---\n{told}"));
            }
        };
        let line = Str::from(format!("{text}\n"));
        match &self.0.target {
            // A handler flushes what it has written.
            Target::Stream(stream) => stream.write(&line).and_then(|_| stream.flush()),
            Target::Text(text) => text.write(&line).map(drop),
            Target::Nowhere => Ok(()),
        }
    }
}

impl Object for Handler {
    fn type_name(&self) -> &'static str {
        if matches!(self.0.target, Target::Nowhere) { "NullHandler" } else { "StreamHandler" }
    }

    fn write_repr(&self, out: &mut String) -> Py<()> {
        let level = level_name(self.level());
        out.push_str(&match self.0.target {
            Target::Stream(Stream::Out) => format!("<StreamHandler <stdout> ({level})>"),
            Target::Stream(Stream::Error) => format!("<StreamHandler <stderr> ({level})>"),
            Target::Text(_) => format!("<StreamHandler ({level})>"),
            Target::Nowhere => format!("<NullHandler ({level})>"),
        });
        Ok(())
    }
}

impl Equal for Handler {
    fn equal(&self, other: &Handler) -> Py<bool> {
        Ok(self.is(other))
    }
}

impl Key for Handler {
    fn hash(&self) -> Py<i64> {
        Ok(identity_hash(Rc::as_ptr(&self.0).addr()))
    }
}

unordered! { [] Handler; }
