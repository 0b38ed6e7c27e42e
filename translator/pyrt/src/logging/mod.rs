//! `logging`: what a program says beside its output.
//!
//! # How it works
//!
//! ```text
//!  logger.info(…) ─► enabled? ─► record ─► handlers of the logger and of those above it ─► formatter ─► stream
//! ```
//!
//! Loggers are known by their names for the whole of a program; a name with dots lies below the one before its last dot, all lie below the root.
//! What a handler cannot write is told on standard error, as in CPython, and never raised.
//!
//! - **I1** No borrow of a logger is held while a message is made: a `__str__` of the program may log.

mod format;
mod handler;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::{Rc, Weak};

pub use format::Formatter;
pub use handler::{Handler, Target};

use crate::format::percent::{Operands, format};
use crate::instance::identity_hash;
use crate::print::Stream;
use crate::refused::unordered;
use crate::shown::value_error;
use crate::{Equal, Exc, Key, Object, Py, Str};

/// A logger. Clones are the same one.
#[derive(Clone, Debug)]
pub struct Logger(Rc<Node>);

#[derive(Debug)]
struct Node {
    name: Str,
    level: Cell<i64>,
    propagates: Cell<bool>,
    disabled: Cell<bool>,
    parent: RefCell<Option<Weak<Node>>>,
    handlers: RefCell<Vec<Handler>>,
}

/// What is logged.
#[derive(Debug)]
pub struct Record<'a> {
    name: &'a str,
    level: i64,
    message: String,
    exc: Option<&'a Exc>,
}

thread_local! {
    static LOGGERS: RefCell<BTreeMap<String, Logger>> = const { RefCell::new(BTreeMap::new()) };
    static ROOT: Logger = Logger::new("root", 30);
    /// What `disable` silences.
    static DISABLED: Cell<i64> = const { Cell::new(0) };
}

/// `getLogger()`
pub fn root() -> Logger {
    ROOT.with(Logger::clone)
}

/// `getLogger(name)`
pub fn get_logger(name: Option<&Str>) -> Logger {
    let Some(name) = name.map(Str::as_str).filter(|name| !name.is_empty() && *name != "root") else { return root() };
    if let Some(known) = LOGGERS.with_borrow(|loggers| loggers.get(name).cloned()) {
        return known;
    }
    let logger = Logger::new(name, 0);
    LOGGERS.with_borrow_mut(|loggers| loggers.insert(name.to_owned(), logger.clone()));
    join(&LOGGERS.with_borrow(|loggers| loggers.values().cloned().collect::<Vec<_>>()));
    logger
}

/// Puts each logger below the nearest one above it.
fn join(loggers: &[Logger]) {
    for logger in loggers {
        let name = logger.0.name.as_str();
        let is_above =
            |other: &&Logger| name.strip_prefix(other.0.name.as_str()).is_some_and(|rest| rest.starts_with('.'));
        let nearest = loggers.iter().filter(is_above).max_by_key(|other| other.0.name.as_str().len());
        let nearest = nearest.cloned().unwrap_or_else(root);
        *logger.0.parent.borrow_mut() = Some(Rc::downgrade(&nearest.0));
    }
}

/// `getLevelName(level)`
pub fn level_name(level: i64) -> Str {
    Str::from(match level {
        50 => "CRITICAL".to_owned(),
        40 => "ERROR".to_owned(),
        30 => "WARNING".to_owned(),
        20 => "INFO".to_owned(),
        10 => "DEBUG".to_owned(),
        0 => "NOTSET".to_owned(),
        level => format!("Level {level}"),
    })
}

/// The level of a name: `setLevel("INFO")`.
///
/// # Errors
///
/// `ValueError` for another name.
pub fn level_of(name: &str) -> Py<i64> {
    Ok(match name {
        "CRITICAL" | "FATAL" => 50,
        "ERROR" => 40,
        "WARNING" | "WARN" => 30,
        "INFO" => 20,
        "DEBUG" => 10,
        "NOTSET" => 0,
        name => return Err(value_error(format!("Unknown level: {}", crate::shown::repr(&Str::new(name))?))),
    })
}

/// `disable(level)`
pub fn disable(level: i64) {
    DISABLED.set(level);
}

/// What `basicConfig` is given.
#[derive(Clone, Debug, Default)]
pub struct Basic {
    /// `level`
    pub level: Option<i64>,
    /// `format`
    pub format: Option<Str>,
    /// `datefmt`
    pub datefmt: Option<Str>,
    /// `style`
    pub style: Option<Str>,
    /// `stream`
    pub stream: Option<Target>,
    /// `handlers`
    pub handlers: Option<Vec<Handler>>,
    /// `force`
    pub force: bool,
}

impl Basic {
    /// `basicConfig(…)`: nothing where the root has handlers already, unless it is forced.
    ///
    /// # Errors
    ///
    /// `ValueError` for another style.
    pub fn configure(self) -> Py<()> {
        let root = root();
        if self.force {
            root.0.handlers.borrow_mut().clear();
        }
        if !root.0.handlers.borrow().is_empty() {
            return Ok(());
        }
        let style = self.style.unwrap_or_else(|| Str::literal("%"));
        let default = match style.as_str() {
            "{" => "{levelname}:{name}:{message}",
            "$" => "${levelname}:${name}:${message}",
            _ => "%(levelname)s:%(name)s:%(message)s",
        };
        let format = self.format.unwrap_or_else(|| Str::literal(default));
        let formatter = Formatter::new(Some(format), self.datefmt, Some(style))?;
        let stream = self.stream.unwrap_or(Target::Stream(Stream::Error));
        for handler in self.handlers.unwrap_or_else(|| vec![Handler::new(stream)]) {
            handler.set_default_formatter(&formatter);
            root.add_handler(handler);
        }
        if let Some(level) = self.level {
            root.set_level(level);
        }
        Ok(())
    }
}

/// `logging.info(…)` and its like: of the root, which is configured where nothing is.
///
/// # Errors
///
/// What the `__str__` of a value raises.
pub fn log(level: i64, message: &dyn Object, values: &[&dyn Object], exc: Option<&Exc>) -> Py<()> {
    if root().0.handlers.borrow().is_empty() {
        Basic::default().configure()?;
    }
    root().log(level, message, values, exc)
}

impl Logger {
    fn new(name: &str, level: i64) -> Logger {
        Logger(Rc::new(Node {
            name: Str::new(name),
            level: Cell::new(level),
            propagates: Cell::new(true),
            disabled: Cell::new(false),
            parent: RefCell::default(),
            handlers: RefCell::default(),
        }))
    }

    fn parent(&self) -> Option<Logger> {
        self.0.parent.borrow().as_ref().and_then(Weak::upgrade).map(Logger)
    }

    /// `self.name`
    pub fn name(&self) -> Str {
        self.0.name.clone()
    }

    /// `self.level`
    pub fn level(&self) -> i64 {
        self.0.level.get()
    }

    /// `self.setLevel(level)`
    pub fn set_level(&self, level: i64) {
        self.0.level.set(level);
    }

    /// `self.propagate = value`
    pub fn set_propagate(&self, value: bool) {
        self.0.propagates.set(value);
    }

    /// `self.disabled = value`
    pub fn set_disabled(&self, value: bool) {
        self.0.disabled.set(value);
    }

    /// `self.getEffectiveLevel()`
    pub fn effective_level(&self) -> i64 {
        let mut logger = self.clone();
        loop {
            let level = logger.level();
            match logger.parent() {
                Some(parent) if level == 0 => logger = parent,
                _ => return level,
            }
        }
    }

    /// `self.isEnabledFor(level)`
    pub fn is_enabled_for(&self, level: i64) -> bool {
        !self.0.disabled.get() && DISABLED.get() < level && level >= self.effective_level()
    }

    /// `self.addHandler(handler)`
    pub fn add_handler(&self, handler: Handler) {
        let mut handlers = self.0.handlers.borrow_mut();
        if !handlers.iter().any(|known| known.is(&handler)) {
            handlers.push(handler);
        }
    }

    /// `self.removeHandler(handler)`
    pub fn remove_handler(&self, handler: &Handler) {
        self.0.handlers.borrow_mut().retain(|known| !known.is(handler));
    }

    /// `self.hasHandlers()`
    pub fn has_handlers(&self) -> bool {
        !self.all_handlers().is_empty()
    }

    /// `self.handlers.clear()`
    pub fn clear_handlers(&self) {
        self.0.handlers.borrow_mut().clear();
    }

    /// `self.getChild(suffix)`
    #[must_use]
    pub fn child(&self, suffix: &str) -> Logger {
        let is_root = Rc::ptr_eq(&self.0, &root().0);
        let name = if is_root { suffix.to_owned() } else { format!("{}.{suffix}", self.0.name.as_str()) };
        get_logger(Some(&Str::from(name)))
    }

    /// Those of this logger and of all above it, as far as it propagates.
    fn all_handlers(&self) -> Vec<Handler> {
        let (mut all, mut next) = (Vec::new(), Some(self.clone()));
        while let Some(logger) = next {
            all.extend(logger.0.handlers.borrow().iter().cloned());
            next = if logger.0.propagates.get() { logger.parent() } else { None };
        }
        all
    }

    /// `self.log(level, message, *values, exc_info=exc)`
    ///
    /// # Errors
    ///
    /// What the `__str__` of a value raises that is no ordinary exception.
    pub fn log(&self, level: i64, message: &dyn Object, values: &[&dyn Object], exc: Option<&Exc>) -> Py<()> {
        if !self.is_enabled_for(level) {
            return Ok(());
        }
        let handlers = self.all_handlers();
        if handlers.is_empty() {
            // The last resort.
            if level >= 30 {
                let record = self.record(level, message, values, exc)?;
                let text = format!("{}\n", format::with_exception(record.message.clone(), record.exc));
                crate::print::write_error(&text)?;
            }
            return Ok(());
        }
        if handlers.iter().any(|handler| level >= handler.level()) {
            match self.record(level, message, values, exc) {
                Ok(record) => {
                    for handler in handlers.iter().filter(|handler| level >= handler.level()) {
                        handler.handle(&record)?;
                    }
                }
                Err(raised) => {
                    crate::print::write_error(&format!(
                        "--- Logging error ---\n{}",
                        crate::traceback::format_exception(&raised)
                    ))?;
                }
            }
        }
        Ok(())
    }

    fn record<'a>(
        &'a self,
        level: i64,
        message: &dyn Object,
        values: &[&dyn Object],
        exc: Option<&'a Exc>,
    ) -> Py<Record<'a>> {
        let mut text = String::new();
        message.write_str(&mut text)?;
        if !values.is_empty() {
            text = format(&text, Operands::Tuple(values))?.as_str().to_owned();
        }
        Ok(Record { name: self.0.name.as_str(), level, message: text, exc })
    }
}

impl Object for Logger {
    fn type_name(&self) -> &'static str {
        if Rc::ptr_eq(&self.0, &root().0) { "RootLogger" } else { "Logger" }
    }

    fn write_repr(&self, out: &mut String) -> Py<()> {
        let level = level_name(self.effective_level());
        out.push_str(&format!("<{} {} ({level})>", self.type_name(), self.0.name.as_str()));
        Ok(())
    }
}

impl Equal for Logger {
    fn equal(&self, other: &Logger) -> Py<bool> {
        Ok(Rc::ptr_eq(&self.0, &other.0))
    }
}

impl Key for Logger {
    fn hash(&self) -> Py<i64> {
        Ok(identity_hash(Rc::as_ptr(&self.0).addr()))
    }
}

unordered! { [] Logger; }
