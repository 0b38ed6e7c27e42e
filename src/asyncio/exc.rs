//! Exceptions as Python has them: classes with parents, arguments, a cause and a context, notes, groups.
//!
//! # How it works
//!
//! ```text
//!  Exc ──Rc──► class: &'static Class ──► its bases, up to BASE_EXCEPTION
//!              args, cause, context, notes, members of a group
//! ```
//!
//! An [`Exc`] is a shared object, as in Python: clones are the same exception, and what is noted on one is seen on all. `?` carries it, so
//! a function that may raise returns [`Py`]. Classes are statics, told apart by their address; a program adds its own with
//! [`Class::new`], whose bases may be any.
//!
//! A program's class may keep attributes beside the arguments ([`Exc::with_attributes`]), replace these ([`Exc::set_args`]: what
//! `super().__init__` does) and show itself in its own way ([`Class::shown_by`]).
//!
//! - **I1** No borrow is held while an argument is shown: its `repr` may be anything.

use std::any::Any;
use std::cell::{Cell, OnceCell, RefCell};
use std::fmt;
use std::rc::Rc;

mod argument;
mod classes;

pub use argument::{Argument, IntoArguments};
pub use classes::*;

/// What a Python function gives: its value, or the exception that it raises.
pub type Py<T> = Result<T, Exc>;

/// A class of exceptions.
///
/// # Examples
///
/// ```
/// use wasi_async_runtime::asyncio::exc::{Class, Exc, VALUE_ERROR};
///
/// static BAD_NAME: Class = Class::new("BadName", &[&VALUE_ERROR]);
///
/// let exc = Exc::new(&BAD_NAME, "nobody is called that");
/// assert!(exc.is(&VALUE_ERROR));
/// assert_eq!(exc.to_string(), "nobody is called that");
/// assert_eq!(format!("{exc:?}"), "BadName('nobody is called that')");
/// ```
#[derive(Debug)]
pub struct Class {
    name: &'static str,
    module: Option<&'static str>,
    bases: &'static [&'static Class],
    str: Option<Show>,
    repr: Option<Show>,
}

/// A method that shows an exception: `__str__` or `__repr__`.
pub type Show = fn(&Exc) -> Py<String>;

impl Class {
    /// A class with these bases, which come first to last in the order of looking.
    pub const fn new(name: &'static str, bases: &'static [&'static Class]) -> Class {
        Class { name, module: None, bases, str: None, repr: None }
    }

    const fn of_module(module: &'static str, name: &'static str, bases: &'static [&'static Class]) -> Class {
        Class { name, module: Some(module), bases, str: None, repr: None }
    }

    /// The class with methods of its own for `__str__` and `__repr__`, where it has them; its subclasses inherit them.
    ///
    /// # Examples
    ///
    /// ```
    /// use wasi_async_runtime::asyncio::exc::{Class, EXCEPTION, Exc};
    ///
    /// static ODD: Class = Class::new("Odd", &[&EXCEPTION]).shown_by(Some(|exc| Ok(format!("odd: {}", exc.args().len()))), None);
    ///
    /// let exc = Exc::new(&ODD, (1, 2));
    /// assert_eq!((exc.to_string(), format!("{exc:?}")), ("odd: 2".to_owned(), "Odd(1, 2)".to_owned()));
    /// ```
    pub const fn shown_by(self, str: Option<Show>, repr: Option<Show>) -> Class {
        Class { str, repr, ..self }
    }

    /// The first method that it or a base has.
    fn find(&self, method: fn(&Class) -> Option<Show>) -> Option<Show> {
        method(self).or_else(|| self.bases.iter().find_map(|base| base.find(method)))
    }

    /// The name, as `__name__`.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The module that it comes from, as `__module__`: `builtins`, one of asyncio's, or `__main__` for a class of the program.
    pub fn module(&self) -> &'static str {
        self.module.unwrap_or("__main__")
    }

    /// The name with its module, as the last line of a traceback begins: builtin classes and the program's stand there without.
    pub fn qualified_name(&self) -> String {
        match self.module() {
            "builtins" | "__main__" => self.name.to_owned(),
            module => format!("{module}.{}", self.name),
        }
    }

    /// Says whether this is that class or inherits from it.
    pub fn is_subclass_of(&self, other: &Class) -> bool {
        std::ptr::eq(self, other) || self.bases.iter().any(|base| base.is_subclass_of(other))
    }
}

/// An exception. Clones are the same one.
///
/// `Display` shows it as `str` does, `Debug` as `repr`.
#[derive(Clone)]
pub struct Exc(Rc<Object>);

struct Object {
    class: &'static Class,
    arguments: Arguments,
    /// What a group holds.
    members: Vec<Exc>,
    /// What its class keeps beside the arguments.
    attributes: Option<Box<dyn Any>>,
    cause: RefCell<Option<Exc>>,
    context: RefCell<Option<Exc>>,
    suppresses_context: Cell<bool>,
    notes: RefCell<Vec<String>>,
}

/// The arguments that it was made with, and those that it got later in place of them: who has looked at the first may still do so.
struct Arguments {
    values: Vec<Rc<dyn Argument>>,
    later: OnceCell<Box<Arguments>>,
}

impl Arguments {
    fn new(values: Vec<Rc<dyn Argument>>) -> Arguments {
        Arguments { values, later: OnceCell::new() }
    }

    fn last(&self) -> &Arguments {
        let mut last = self;
        while let Some(later) = last.later.get() {
            last = later;
        }
        last
    }
}

impl Exc {
    /// Makes one: `Exc::new(&VALUE_ERROR, "bad")`, `Exc::new(&KEY_ERROR, ())`.
    pub fn new(class: &'static Class, arguments: impl IntoArguments) -> Exc {
        Exc::with_members(class, arguments.into_arguments(), Vec::new())
    }

    /// Makes a group of exceptions. Its class is `ExceptionGroup` where all members are `Exception`s, as in Python.
    pub fn group(message: impl Into<String>, members: Vec<Exc>) -> Exc {
        let class =
            if members.iter().all(|member| member.is(&EXCEPTION)) { &EXCEPTION_GROUP } else { &BASE_EXCEPTION_GROUP };
        Exc::with_members(class, vec![Rc::new(message.into())], members)
    }

    fn with_members(class: &'static Class, arguments: Vec<Rc<dyn Argument>>, members: Vec<Exc>) -> Exc {
        Exc::make(class, arguments, members, None)
    }

    /// Makes one of a class that keeps something beside the arguments.
    ///
    /// # Examples
    ///
    /// `class InsufficientFunds(Exception)` with an `__init__` that sets an attribute:
    ///
    /// ```
    /// use std::cell::Cell;
    /// use wasi_async_runtime::asyncio::exc::{Class, EXCEPTION, Exc};
    ///
    /// static INSUFFICIENT_FUNDS: Class = Class::new("InsufficientFunds", &[&EXCEPTION]);
    ///
    /// #[derive(Default)]
    /// struct InsufficientFunds {
    ///     need: Cell<i64>,
    /// }
    ///
    /// fn insufficient_funds(need: i64, have: i64) -> Exc {
    ///     let this = Exc::with_attributes(&INSUFFICIENT_FUNDS, (need, have), InsufficientFunds::default());
    ///     this.set_args(format!("need {need}, have {have}")); // super().__init__(…)
    ///     if let Some(attributes) = this.attributes::<InsufficientFunds>() {
    ///         attributes.need.set(need);
    ///     }
    ///     this
    /// }
    ///
    /// let exc = insufficient_funds(10, 5);
    /// assert_eq!(exc.to_string(), "need 10, have 5");
    /// assert_eq!(exc.attributes::<InsufficientFunds>().map(|attributes| attributes.need.get()), Some(10));
    /// ```
    pub fn with_attributes(class: &'static Class, arguments: impl IntoArguments, attributes: impl Any) -> Exc {
        Exc::make(class, arguments.into_arguments(), Vec::new(), Some(Box::new(attributes)))
    }

    /// What its class keeps beside the arguments, where that is of this type.
    pub fn attributes<T: Any>(&self) -> Option<&T> {
        self.0.attributes.as_ref()?.downcast_ref()
    }

    fn make(
        class: &'static Class,
        arguments: Vec<Rc<dyn Argument>>,
        members: Vec<Exc>,
        attributes: Option<Box<dyn Any>>,
    ) -> Exc {
        Exc(Rc::new(Object {
            class,
            arguments: Arguments::new(arguments),
            members,
            attributes,
            cause: RefCell::default(),
            context: RefCell::default(),
            suppresses_context: Cell::default(),
            notes: RefCell::default(),
        }))
    }

    /// Its class.
    pub fn class(&self) -> &'static Class {
        self.0.class
    }

    /// Says whether it is of that class or of one that inherits from it: what `except` and `isinstance` ask.
    pub fn is(&self, class: &Class) -> bool {
        self.0.class.is_subclass_of(class)
    }

    /// Says whether it is no error of a task but ends its loop: KeyboardInterrupt, SystemExit.
    pub(super) fn ends_loops(&self) -> bool {
        self.is(&KEYBOARD_INTERRUPT) || self.is(&SYSTEM_EXIT)
    }

    /// Its arguments.
    pub fn args(&self) -> &[Rc<dyn Argument>] {
        &self.0.arguments.last().values
    }

    /// Gives it other arguments, as `super().__init__(…)` in the `__init__` of its class does, or `exc.args = …`.
    pub fn set_args(&self, arguments: impl IntoArguments) {
        let last = self.0.arguments.last();
        let _ = last.later.set(Box::new(Arguments::new(arguments.into_arguments()))); // the last has no later ones
    }

    /// A number that tells it from others while it lives.
    pub fn address(&self) -> usize {
        Rc::as_ptr(&self.0).addr()
    }

    /// As `str` shows it.
    ///
    /// # Errors
    ///
    /// What a `__str__` of its class raises.
    pub fn to_str(&self) -> Py<String> {
        match self.0.class.find(|class| class.str) {
            Some(show) => show(self),
            None => Ok(self.base_str()),
        }
    }

    /// As `repr` shows it.
    ///
    /// # Errors
    ///
    /// What a `__repr__` of its class raises.
    pub fn to_repr(&self) -> Py<String> {
        match self.0.class.find(|class| class.repr) {
            Some(show) => show(self),
            None => Ok(self.base_repr()),
        }
    }

    /// As [`to_str`](Exc::to_str) without methods of the program: `super().__str__()`.
    pub fn base_str(&self) -> String {
        if self.is(&BASE_EXCEPTION_GROUP) {
            let (message, count) =
                (self.args().first().map_or_else(String::new, |message| message.str()), self.members().len());
            return format!("{message} ({count} sub-exception{})", if count == 1 { "" } else { "s" });
        }
        match self.args() {
            [] => String::new(),
            [only] if self.is(&KEY_ERROR) => only.repr(),
            [only] => only.str(),
            [errno, text] if self.is(&OS_ERROR) => format!("[Errno {}] {}", errno.str(), text.str()),
            several => format!("({})", joined(several)),
        }
    }

    /// As [`to_repr`](Exc::to_repr) without methods of the program: `super().__repr__()`.
    pub fn base_repr(&self) -> String {
        let (name, arguments) = (self.0.class.name, joined(self.args()));
        match self.is(&BASE_EXCEPTION_GROUP) {
            true => format!("{name}({arguments}, {:?})", self.members()),
            false => format!("{name}({arguments})"),
        }
    }

    /// The number of an `OSError` that has one.
    pub fn errno(&self) -> Option<i64> {
        match self.args() {
            [number, _] if self.is(&OS_ERROR) => number.repr().parse().ok(),
            _ => None,
        }
    }

    /// What a group holds; nothing for others.
    pub fn members(&self) -> &[Exc] {
        &self.0.members
    }

    /// The exception that was the reason: `raise … from cause`.
    pub fn cause(&self) -> Option<Exc> {
        self.0.cause.borrow().clone()
    }

    /// Gives it a cause, as `raise … from` does.
    pub fn from_cause(self, cause: impl Into<Option<Exc>>) -> Exc {
        let last = self.0.cause.replace(cause.into());
        drop(last);
        self.0.suppresses_context.set(true);
        self
    }

    /// Says whether it was raised with `from`, be that `from None`: tracebacks do not show its context then.
    pub fn suppresses_context(&self) -> bool {
        self.0.suppresses_context.get()
    }

    /// The exception that was handled when this one was raised.
    pub fn context(&self) -> Option<Exc> {
        self.0.context.borrow().clone()
    }

    /// Notes what was handled when this one was raised; an exception is no context of itself.
    pub fn set_context(&self, context: impl Into<Option<Exc>>) {
        let context = context.into().filter(|context| context != self);
        let last = self.0.context.replace(context);
        drop(last);
    }

    /// Adds a note, as `add_note` does.
    pub fn add_note(&self, note: impl Into<String>) {
        self.0.notes.borrow_mut().push(note.into());
    }

    /// The notes.
    pub fn notes(&self) -> Vec<String> {
        self.0.notes.borrow().clone()
    }

    /// Splits a group into those of a class and the others, as `except*` does; either side may be empty. What is no group counts as one
    /// with itself as its only member.
    pub fn split(&self, class: &Class) -> (Option<Exc>, Option<Exc>) {
        if self.is(class) {
            return (Some(self.clone()), None);
        }
        if !self.is(&BASE_EXCEPTION_GROUP) {
            return (None, Some(self.clone()));
        }
        let (mut of_class, mut others) = (Vec::new(), Vec::new());
        for member in self.members() {
            let (one, other) = member.split(class);
            of_class.extend(one);
            others.extend(other);
        }
        let derive = |members: Vec<Exc>| (!members.is_empty()).then(|| self.derive(members));
        (derive(of_class), derive(others))
    }

    /// A group like this one with other members.
    fn derive(&self, members: Vec<Exc>) -> Exc {
        let derived = Exc::group(self.args().first().map_or_else(String::new, |message| message.str()), members);
        derived.set_context(self.context());
        *derived.0.notes.borrow_mut() = self.notes();
        let derived = derived.from_cause(self.cause());
        derived.0.suppresses_context.set(self.suppresses_context());
        derived
    }
}

/// The same exception, not one that looks alike.
impl PartialEq for Exc {
    fn eq(&self, other: &Exc) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl fmt::Display for Exc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_str().unwrap_or_else(|_| "<exception str() failed>".to_owned()))
    }
}

fn joined(arguments: &[Rc<dyn Argument>]) -> String {
    arguments.iter().map(|argument| argument.repr()).collect::<Vec<_>>().join(", ")
}

impl fmt::Debug for Exc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let failed = |exc: Exc| format!("<{} that raises {} in repr>", self.0.class.name, exc.class().name);
        f.write_str(&self.to_repr().unwrap_or_else(failed))
    }
}

impl std::error::Error for Exc {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_inherit() {
        let refused = Exc::new(&CONNECTION_REFUSED_ERROR, ());
        assert!(refused.is(&CONNECTION_ERROR) && refused.is(&OS_ERROR) && refused.is(&EXCEPTION));
        assert!(!refused.is(&VALUE_ERROR) && !Exc::new(&CANCELLED_ERROR, ()).is(&EXCEPTION));
        assert_eq!(CANCELLED_ERROR.qualified_name(), "asyncio.exceptions.CancelledError");
    }

    #[test]
    fn they_are_shown_as_python_shows_them() {
        let shown = |exc: Exc| (exc.to_string(), format!("{exc:?}"));
        let pair = |str: &str, repr: &str| (str.to_owned(), repr.to_owned());
        assert_eq!(shown(Exc::new(&VALUE_ERROR, ())), pair("", "ValueError()"));
        assert_eq!(shown(Exc::new(&VALUE_ERROR, "it's")), pair("it's", "ValueError(\"it's\")"));
        assert_eq!(shown(Exc::new(&VALUE_ERROR, "a'b\"c")), pair("a'b\"c", "ValueError('a\\'b\"c')"));
        assert_eq!(shown(Exc::new(&KEY_ERROR, "k")), pair("'k'", "KeyError('k')"));
        assert_eq!(shown(Exc::new(&VALUE_ERROR, ("a", 1))), pair("('a', 1)", "ValueError('a', 1)"));
        assert_eq!(shown(Exc::new(&OS_ERROR, (2, "no"))), pair("[Errno 2] no", "OSError(2, 'no')"));
        let (long, none) = (Exc::new(&VALUE_ERROR, ("a", 1, true)), Exc::new(&TYPE_ERROR, ("a",)));
        assert_eq!(shown(long), pair("('a', 1, True)", "ValueError('a', 1, True)"));
        assert_eq!(shown(none), pair("a", "TypeError('a')"));
        let group = Exc::group("two", vec![Exc::new(&VALUE_ERROR, 1), Exc::new(&TYPE_ERROR, ())]);
        assert_eq!(shown(group), pair("two (2 sub-exceptions)", "ExceptionGroup('two', [ValueError(1), TypeError()])"));
    }

    #[test]
    fn a_class_shows_its_exceptions_and_those_of_its_subclasses() {
        static SHOWS: Class = Class::new("Shows", &[&EXCEPTION]).shown_by(Some(|_| Ok("S!".to_owned())), None);
        static RAISES: Class =
            Class::new("Raises", &[&SHOWS]).shown_by(None, Some(|_| Err(Exc::new(&VALUE_ERROR, "no"))));
        let (shows, raises) = (Exc::new(&SHOWS, 1), Exc::new(&RAISES, 1));
        assert_eq!((shows.to_string(), format!("{shows:?}")), ("S!".to_owned(), "Shows(1)".to_owned()));
        assert_eq!((raises.to_str().unwrap(), raises.base_str()), ("S!".to_owned(), "1".to_owned()));
        assert!(raises.to_repr().is_err_and(|exc| exc.is(&VALUE_ERROR)));
        assert_eq!(format!("{raises:?}"), "<Raises that raises ValueError in repr>");
    }

    #[test]
    fn arguments_are_replaced_as_often_as_asked() {
        let exc = Exc::new(&VALUE_ERROR, (1, 2));
        let first = exc.args();
        exc.set_args("a");
        exc.set_args(());
        exc.set_args("b");
        assert_eq!((first.len(), exc.args().len(), exc.to_string()), (2, 1, "b".to_owned()));
        let argument = exc.args()[0].as_any().and_then(|any| any.downcast_ref::<&str>());
        assert_eq!((argument, exc.args()[0].truth()), (Some(&"b"), true));
    }

    #[test]
    fn groups_split_at_every_depth() {
        let [value, kind, deep] = [&VALUE_ERROR, &TYPE_ERROR, &VALUE_ERROR].map(|class| Exc::new(class, ()));
        let inner = Exc::group("inner", vec![deep.clone(), kind.clone()]);
        let group = Exc::group("outer", vec![value.clone(), inner]);
        let (values, others) = group.split(&VALUE_ERROR);
        let (values, others) = (values.unwrap(), others.unwrap());
        assert_eq!(values.members()[0], value);
        assert_eq!(values.members()[1].members(), [deep]);
        assert_eq!(others.members()[0].members(), [kind]);
        assert!(group.split(&OS_ERROR).0.is_none() && group.split(&EXCEPTION).1.is_none());
    }
}
