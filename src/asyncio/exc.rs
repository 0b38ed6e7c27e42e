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
//! - **I1** No borrow is held while an argument is shown: its `repr` may be anything.

use std::any::Any;
use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

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
}

impl Class {
    /// A class with these bases, which come first to last in the order of looking.
    pub const fn new(name: &'static str, bases: &'static [&'static Class]) -> Class {
        Class { name, module: None, bases }
    }

    const fn of_module(module: &'static str, name: &'static str, bases: &'static [&'static Class]) -> Class {
        Class { name, module: Some(module), bases }
    }

    /// The name, as `__name__`.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The name with its module, as the last line of a traceback begins.
    pub fn qualified_name(&self) -> String {
        self.module.map_or_else(|| self.name.to_owned(), |module| format!("{module}.{}", self.name))
    }

    /// Says whether this is that class or inherits from it.
    pub fn is_subclass_of(&self, other: &Class) -> bool {
        std::ptr::eq(self, other) || self.bases.iter().any(|base| base.is_subclass_of(other))
    }
}

/// An argument of an exception: anything that can be shown.
pub trait Argument: fmt::Debug {
    /// As `repr` shows it.
    fn repr(&self) -> String;

    /// As `str` shows it.
    fn str(&self) -> String {
        self.repr()
    }
}

impl Argument for &'static str {
    fn repr(&self) -> String {
        repr_of_str(self)
    }

    fn str(&self) -> String {
        (*self).to_owned()
    }
}

impl Argument for String {
    fn repr(&self) -> String {
        repr_of_str(self)
    }

    fn str(&self) -> String {
        self.clone()
    }
}

impl Argument for i64 {
    fn repr(&self) -> String {
        self.to_string()
    }
}

impl Argument for bool {
    fn repr(&self) -> String {
        if *self { "True" } else { "False" }.to_owned()
    }
}

/// A text in quotes: single ones, unless it has such and no double ones.
fn repr_of_str(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut repr = String::with_capacity(text.len() + 2);
    repr.push(quote);
    for c in text.chars() {
        match c {
            '\\' => repr.push_str("\\\\"),
            '\n' => repr.push_str("\\n"),
            '\r' => repr.push_str("\\r"),
            '\t' => repr.push_str("\\t"),
            c if c == quote => {
                repr.push('\\');
                repr.push(c);
            }
            c if u32::from(c) < 0x20 || u32::from(c) == 0x7f => repr.push_str(&format!("\\x{:02x}", u32::from(c))),
            c => repr.push(c),
        }
    }
    repr.push(quote);
    repr
}

/// The arguments of an exception, from what stands in its call.
pub trait IntoArguments {
    /// All of them, in order.
    fn into_arguments(self) -> Vec<Rc<dyn Argument>>;
}

impl IntoArguments for () {
    fn into_arguments(self) -> Vec<Rc<dyn Argument>> {
        Vec::new()
    }
}

impl<T: Argument + 'static> IntoArguments for T {
    fn into_arguments(self) -> Vec<Rc<dyn Argument>> {
        vec![Rc::new(self)]
    }
}

impl<T: Argument + 'static, U: Argument + 'static> IntoArguments for (T, U) {
    fn into_arguments(self) -> Vec<Rc<dyn Argument>> {
        vec![Rc::new(self.0), Rc::new(self.1)]
    }
}

impl IntoArguments for Vec<Rc<dyn Argument>> {
    fn into_arguments(self) -> Vec<Rc<dyn Argument>> {
        self
    }
}

/// An exception. Clones are the same one.
///
/// `Display` shows it as `str` does, `Debug` as `repr`.
#[derive(Clone)]
pub struct Exc(Rc<Object>);

struct Object {
    class: &'static Class,
    arguments: Vec<Rc<dyn Argument>>,
    /// What a group holds.
    members: Vec<Exc>,
    /// What its class keeps beside the arguments.
    attributes: Option<Box<dyn Any>>,
    cause: RefCell<Option<Exc>>,
    context: RefCell<Option<Exc>>,
    notes: RefCell<Vec<String>>,
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
    pub(super) fn with_attributes(class: &'static Class, arguments: impl IntoArguments, attributes: impl Any) -> Exc {
        Exc::make(class, arguments.into_arguments(), Vec::new(), Some(Box::new(attributes)))
    }

    /// What its class keeps beside the arguments, where that is of this type.
    pub(super) fn attributes<T: Any>(&self) -> Option<&T> {
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
            arguments,
            members,
            attributes,
            cause: RefCell::default(),
            context: RefCell::default(),
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
        &self.0.arguments
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
        self
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
        derived.from_cause(self.cause())
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
        if self.is(&BASE_EXCEPTION_GROUP) {
            let (message, count) =
                (self.args().first().map_or_else(String::new, |message| message.str()), self.members().len());
            return write!(f, "{message} ({count} sub-exception{})", if count == 1 { "" } else { "s" });
        }
        match self.args() {
            [] => Ok(()),
            [only] if self.is(&KEY_ERROR) => f.write_str(&only.repr()),
            [only] => f.write_str(&only.str()),
            [errno, text] if self.is(&OS_ERROR) => write!(f, "[Errno {}] {}", errno.str(), text.str()),
            several => write!(f, "({})", joined(several)),
        }
    }
}

fn joined(arguments: &[Rc<dyn Argument>]) -> String {
    arguments.iter().map(|argument| argument.repr()).collect::<Vec<_>>().join(", ")
}

impl fmt::Debug for Exc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}({}", self.0.class.name, joined(self.args()))?;
        if self.is(&BASE_EXCEPTION_GROUP) {
            write!(f, ", {:?}", self.members())?;
        }
        f.write_str(")")
    }
}

impl std::error::Error for Exc {}

/// Declares classes as statics.
macro_rules! classes {
    ($($(#[$attribute:meta])* $name:ident = $text:literal $(in $module:literal)? ($($base:ident),*);)+) => {$(
        $(#[$attribute])*
        #[doc = concat!("`", $text, "`.")]
        pub static $name: Class = classes!(@ $($module)?, $text, &[$(&$base),*]);
    )+};
    (@ , $text:literal, $bases:expr) => { Class::new($text, $bases) };
    (@ $module:literal, $text:literal, $bases:expr) => { Class::of_module($module, $text, $bases) };
}

classes! {
    BASE_EXCEPTION = "BaseException"();
    EXCEPTION = "Exception"(BASE_EXCEPTION);
    GENERATOR_EXIT = "GeneratorExit"(BASE_EXCEPTION);
    KEYBOARD_INTERRUPT = "KeyboardInterrupt"(BASE_EXCEPTION);
    SYSTEM_EXIT = "SystemExit"(BASE_EXCEPTION);
    BASE_EXCEPTION_GROUP = "BaseExceptionGroup"(BASE_EXCEPTION);
    EXCEPTION_GROUP = "ExceptionGroup"(BASE_EXCEPTION_GROUP, EXCEPTION);
    ARITHMETIC_ERROR = "ArithmeticError"(EXCEPTION);
    OVERFLOW_ERROR = "OverflowError"(ARITHMETIC_ERROR);
    ZERO_DIVISION_ERROR = "ZeroDivisionError"(ARITHMETIC_ERROR);
    ASSERTION_ERROR = "AssertionError"(EXCEPTION);
    ATTRIBUTE_ERROR = "AttributeError"(EXCEPTION);
    EOF_ERROR = "EOFError"(EXCEPTION);
    LOOKUP_ERROR = "LookupError"(EXCEPTION);
    INDEX_ERROR = "IndexError"(LOOKUP_ERROR);
    KEY_ERROR = "KeyError"(LOOKUP_ERROR);
    NAME_ERROR = "NameError"(EXCEPTION);
    UNBOUND_LOCAL_ERROR = "UnboundLocalError"(NAME_ERROR);
    OS_ERROR = "OSError"(EXCEPTION);
    BLOCKING_IO_ERROR = "BlockingIOError"(OS_ERROR);
    CONNECTION_ERROR = "ConnectionError"(OS_ERROR);
    BROKEN_PIPE_ERROR = "BrokenPipeError"(CONNECTION_ERROR);
    CONNECTION_ABORTED_ERROR = "ConnectionAbortedError"(CONNECTION_ERROR);
    CONNECTION_REFUSED_ERROR = "ConnectionRefusedError"(CONNECTION_ERROR);
    CONNECTION_RESET_ERROR = "ConnectionResetError"(CONNECTION_ERROR);
    FILE_EXISTS_ERROR = "FileExistsError"(OS_ERROR);
    FILE_NOT_FOUND_ERROR = "FileNotFoundError"(OS_ERROR);
    INTERRUPTED_ERROR = "InterruptedError"(OS_ERROR);
    PERMISSION_ERROR = "PermissionError"(OS_ERROR);
    /// What a name gives that cannot be looked up.
    GAI_ERROR = "gaierror" in "socket" (OS_ERROR);
    /// Also what `asyncio.TimeoutError` names.
    TIMEOUT_ERROR = "TimeoutError"(OS_ERROR);
    RUNTIME_ERROR = "RuntimeError"(EXCEPTION);
    NOT_IMPLEMENTED_ERROR = "NotImplementedError"(RUNTIME_ERROR);
    RECURSION_ERROR = "RecursionError"(RUNTIME_ERROR);
    STOP_ITERATION = "StopIteration"(EXCEPTION);
    STOP_ASYNC_ITERATION = "StopAsyncIteration"(EXCEPTION);
    TYPE_ERROR = "TypeError"(EXCEPTION);
    VALUE_ERROR = "ValueError"(EXCEPTION);
    CANCELLED_ERROR = "CancelledError" in "asyncio.exceptions" (BASE_EXCEPTION);
    INVALID_STATE_ERROR = "InvalidStateError" in "asyncio.exceptions" (EXCEPTION);
    INCOMPLETE_READ_ERROR = "IncompleteReadError" in "asyncio.exceptions" (EOF_ERROR);
    LIMIT_OVERRUN_ERROR = "LimitOverrunError" in "asyncio.exceptions" (EXCEPTION);
    BROKEN_BARRIER_ERROR = "BrokenBarrierError" in "asyncio.exceptions" (RUNTIME_ERROR);
    QUEUE_EMPTY = "QueueEmpty" in "asyncio.queues" (EXCEPTION);
    QUEUE_FULL = "QueueFull" in "asyncio.queues" (EXCEPTION);
    QUEUE_SHUT_DOWN = "QueueShutDown" in "asyncio.queues" (EXCEPTION);
}

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
        let group = Exc::group("two", vec![Exc::new(&VALUE_ERROR, 1), Exc::new(&TYPE_ERROR, ())]);
        assert_eq!(shown(group), pair("two (2 sub-exceptions)", "ExceptionGroup('two', [ValueError(1), TypeError()])"));
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
