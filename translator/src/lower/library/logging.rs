//! `logging`, and `io.StringIO`, to which it may write.

use super::super::body::Body;
use super::super::call::{Arg, Given};
use super::super::text::Value;
use super::super::types::Type;
use super::Row;
use crate::tree::{Expr, ExprKind, Span};

pub(super) const CALLS: &[Row] = &[
    ("logging.getLevelName/1", "logging::level_name({0:int})", ""),
    ("logging.disable/0", "logging::disable(50)", ""),
    ("logging.disable/1", "logging::disable({0:int})", ""),
    ("Logger.getChild/1", "{self}.child({0:s})", ""),
    ("Logger.getEffectiveLevel/0", "{self}.effective_level()", ""),
    ("Logger.hasHandlers/0", "{self}.has_handlers()", ""),
    ("Logger.isEnabledFor/1", "{self}.is_enabled_for({0:int})", ""),
    ("Logger.addHandler/1", "{self}.add_handler({0:})", ""),
    ("Logger.removeHandler/1", "{self}.remove_handler(&{0:})", ""),
    ("StreamHandler.setFormatter/1", "{self}.set_formatter({0:})", ""),
    ("StringIO.write/1", "<{self}.write({0:text})>", ""),
    ("StringIO.getvalue/0", "<{self}.getvalue()>", ""),
    ("StringIO.read/0", "<{self}.read(None)>", ""),
    ("StringIO.read/1", "<{self}.read(Some({0:int}))>", ""),
    ("StringIO.readline/0", "<{self}.readline()>", ""),
    ("StringIO.readlines/0", "<{self}.readlines()>", ""),
    ("StringIO.seek/1", "<{self}.seek({0:int})>", ""),
    ("StringIO.tell/0", "<{self}.tell()>", ""),
    ("StringIO.truncate/0", "<{self}.truncate(None)>", ""),
    ("StringIO.truncate/1", "<{self}.truncate(Some({0:int}))>", ""),
    ("StringIO.close/0", "{self}.close()", ""),
];

pub(super) fn rust_type(name: &str) -> Option<&'static str> {
    Some(match name {
        "Logger" => "logging::Logger",
        "StreamHandler" | "NullHandler" => "logging::Handler",
        "Formatter" => "logging::Formatter",
        "StringIO" => "io::StringIO",
        "redirect_stdout" => "io::Redirect",
        _ => return None,
    })
}

pub(super) fn attribute_of(class: &str, name: &str) -> Option<(&'static str, Type)> {
    Some(match (class, name) {
        ("Logger", "name") => ("{self}.name()", Type::Str),
        ("Logger" | "StreamHandler" | "NullHandler", "level") => ("{self}.level()", Type::Int),
        ("StringIO", "closed") => ("{self}.closed()", Type::Bool),
        _ => return None,
    })
}

/// The number of a level.
fn level(name: &str) -> Option<&'static str> {
    Some(match name {
        "critical" | "fatal" => "50",
        "error" | "exception" => "40",
        "warning" | "warn" => "30",
        "info" => "20",
        "debug" => "10",
        "notset" => "0",
        _ => return None,
    })
}

pub(super) fn constant(name: &str) -> Option<Value> {
    let is_upper = name.chars().all(|c| c.is_ascii_uppercase());
    let number = level(&name.to_ascii_lowercase()).filter(|_| is_upper)?;
    Some(Value::new(number, Type::Int))
}

fn of(name: &str) -> Type {
    Type::Library(name.into(), Vec::new())
}

/// What of a record is not known: who logs, and where.
const OF_PLACE: [&str; 6] = ["%(lineno)", "%(funcName)", "%(filename)", "%(pathname)", "%(module)", "%(thread)"];

impl<'a> Body<'_, 'a> {
    pub(super) fn of_logging(
        &mut self,
        key: &str,
        object: Option<&Value>,
        given: &Given<'a>,
        expr: &'a Expr,
    ) -> Option<Value> {
        let span = expr.span;
        Some(match (key, object) {
            ("logging.getLogger", None) => match given.positional.as_slice() {
                [] if given.named.is_empty() => Value::new("logging::root()", of("Logger")),
                [name] => {
                    let name = self.argument(name);
                    let text = match name.of_type {
                        Type::None => "logging::root()".to_owned(),
                        _ => {
                            let name = self.convert(name, &Type::Str, span);
                            format!("logging::get_logger(Some({}))", name.reference())
                        }
                    };
                    Value::new(text, of("Logger"))
                }
                _ => return None,
            },
            ("logging.basicConfig", None) => self.basic_config(given, span)?,
            ("logging.Formatter", None) => {
                self.refuse_places(given, span);
                let of_type = |place| if place < 2 { Type::Str.or_none() } else { Type::Str };
                let slots = self.slots(given, &["fmt", "datefmt", "style"], of_type, span)?;
                let (format, dates, style) = (slots.or(0, "None"), slots.or(1, "None"), slots.option(2));
                let text = format!("logging::Formatter::new({format}, {dates}, {style})");
                self.tried(slots.call(&text), of("Formatter"))
            }
            ("logging.StreamHandler", None) => {
                let stream = given.positional.first().or_else(|| given.named("stream"));
                let stream = match stream {
                    Some(stream) => self.stream(stream)?,
                    None => "print::Stream::Error".to_owned(),
                };
                Value::new(format!("logging::Handler::new({stream})"), of("StreamHandler"))
            }
            ("logging.NullHandler", None) => {
                Value::new("logging::Handler::new(logging::Target::Nowhere)", of("NullHandler"))
            }
            ("Logger.setLevel" | "StreamHandler.setLevel" | "NullHandler.setLevel", Some(object)) => {
                let level = self.level(given.positional.first()?, span)?;
                Value::new(format!("{}.set_level({level})", object.receiver()), Type::None)
            }
            ("Logger.log", Some(_)) | ("logging.log", None) if given.positional.len() > 1 => {
                let (level, rest) = given.positional.split_first()?;
                let level = self.kept_argument(level, &Type::Int, span);
                let target = object.map(Value::receiver);
                self.logged(target, &level, rest, given, false, span)?
            }
            ("io.StringIO", None) => {
                let slots = self.slots(given, &["initial_value"], |_| Type::Str, span)?;
                let text = if slots.has(0) { format!("&{}", slots.or(0, "")) } else { "\"\"".to_owned() };
                Value::new(format!("io::StringIO::new({text})"), of("StringIO"))
            }
            ("contextlib.redirect_stdout", None) => {
                let [target] = given.positional.as_slice() else { return None };
                let source = self.lower.source;
                if source.contains("sys.stdout") || source.contains("from sys import") {
                    // A stream that was taken before goes where it went.
                    return Some(self.refuse(span, "output is not redirected beside uses of `sys.stdout` yet"));
                }
                let target = self.kept_argument(target, &of("StringIO"), span);
                Value::new(format!("io::Redirect::new({target})"), of("redirect_stdout"))
            }
            ("StringIO.writelines", Some(text)) => {
                let (iterable, element) = self.iterable_argument(given.positional.first()?, span)?;
                let iterable = self.mapped(iterable, &element, &Type::Str, span);
                let lines = self.fallible(&format!("iter::vec({iterable})"));
                self.tried(format!("{}.writelines({lines})", text.receiver()), Type::None)
            }
            (key, object) => {
                let (class, name) = key.split_once('.')?;
                let is_of = matches!((class, object), ("logging", None) | ("Logger", Some(_)));
                let level = level(name).filter(|_| is_of)?;
                let target = object.map(Value::receiver);
                self.logged(target, level, &given.positional, given, name == "exception", span)?
            }
        })
    }

    /// `logger.info(message, *values)`
    fn logged(
        &mut self,
        target: Option<String>,
        level: &str,
        positional: &[Arg<'a>],
        given: &Given<'a>,
        is_exception: bool,
        span: Span,
    ) -> Option<Value> {
        let is_known = given.named.iter().all(|(name, _)| &**name == "exc_info");
        if given.star.is_some() || given.has_double_star || !is_known {
            return None;
        }
        let (message, values) = positional.split_first()?;
        let message = self.argument(message);
        let message = self.shown(&message, span);
        let mut shown = Vec::new();
        for value in values {
            let value = self.argument(value);
            let asks_for_items = match positional.first() {
                Some(Arg::Expr(Expr { kind: ExprKind::Str(text), .. })) => text.contains("%("),
                _ => true,
            };
            if values.len() == 1 && asks_for_items && matches!(value.of_type, Type::Dict(..)) {
                return None;
            }
            shown.push(self.shown(&value, span));
        }
        let exc = self.logged_exception(given, is_exception, span)?;
        let values = shown.join(", ");
        let text = match target {
            Some(logger) => format!("{logger}.log({level}, {message}, &[{values}], {exc})"),
            None => format!("logging::log({level}, {message}, &[{values}], {exc})"),
        };
        Some(self.tried(text, Type::None))
    }

    /// The exception that is told with a message: where it is shown is standard error, or nowhere.
    fn logged_exception(&mut self, given: &Given<'a>, is_exception: bool, span: Span) -> Option<String> {
        let handled = || self.handled.last().map_or("None".to_owned(), |handled| format!("Some(&{handled})"));
        let exc = match given.named("exc_info") {
            None if is_exception => handled(),
            None => return Some("None".to_owned()),
            Some(Arg::Expr(Expr { kind: ExprKind::Bool(true), .. })) => handled(),
            Some(Arg::Expr(Expr { kind: ExprKind::Bool(false) | ExprKind::None, .. })) => {
                return Some("None".to_owned());
            }
            Some(exc) => {
                let exc = self.argument(exc);
                if exc.of_type != Type::Exception {
                    return None;
                }
                format!("Some({})", exc.reference())
            }
        };
        let source = self.lower.source;
        let is_elsewhere = source.contains("stream=")
            || source.match_indices("StreamHandler(").any(|(at, name)| {
                source
                    .get(at + name.len()..)
                    .is_some_and(|rest| !rest.starts_with(')') && !rest.starts_with("sys.stderr"))
            });
        if is_elsewhere {
            let help = "log to standard error, or log the exception itself: `logger.error(\"…: %r\", exc)`";
            self.lower.refuse_with_help(span, "tracebacks are logged to standard error only", help);
        }
        Some(exc)
    }

    fn basic_config(&mut self, given: &Given<'a>, span: Span) -> Option<Value> {
        if given.star.is_some() || given.has_double_star || !given.positional.is_empty() {
            return None;
        }
        self.refuse_places(given, span);
        let mut fields = Vec::new();
        for (name, argument) in &given.named {
            let text = match &**name {
                "level" => format!("Some({})", self.level(argument, span)?),
                "format" | "datefmt" | "style" => self.kept_argument(argument, &Type::Str.or_none(), span),
                "stream" => format!("Some(logging::Target::from({}))", self.stream(argument)?),
                "handlers" => {
                    let (iterable, element) = self.iterable_argument(argument, span)?;
                    if rust_type(match &element {
                        Type::Library(name, _) => name,
                        _ => "",
                    }) != Some("logging::Handler")
                    {
                        return None;
                    }
                    format!("Some({})", self.fallible(&format!("iter::vec({iterable})")))
                }
                "force" => {
                    let value = self.argument(argument);
                    self.truth(&value)
                }
                _ => return None,
            };
            fields.push(format!("{name}: {text}"));
        }
        fields.push("..Default::default()".to_owned());
        Some(self.tried(format!("logging::Basic {{ {} }}.configure()", fields.join(", ")), Type::None))
    }

    /// A format that asks where something was logged.
    fn refuse_places(&mut self, given: &Given<'a>, span: Span) {
        let all = given.positional.iter().chain(given.named.iter().map(|(_, argument)| argument));
        for argument in all {
            if let Arg::Expr(Expr { kind: ExprKind::Str(text), .. }) = argument
                && let Some(found) = OF_PLACE.iter().find(|of_place| text.contains(**of_place))
            {
                self.lower.refuse(span, format!("`{found}` in a format of log records is not translated yet"));
            }
        }
    }

    /// A level, by its number or its name.
    fn level(&mut self, argument: &Arg<'a>, span: Span) -> Option<String> {
        let value = self.argument(argument);
        match &value.of_type {
            Type::Str => {
                let name = super::super::operator::str_reference(&value);
                Some(self.fallible(&format!("logging::level_of({name})")))
            }
            Type::Int => Some(self.keep(&value, &Type::Int, span)),
            _ => None,
        }
    }

    /// What a handler writes to.
    fn stream(&mut self, argument: &Arg<'a>) -> Option<String> {
        let value = self.argument(argument);
        match &value.of_type {
            Type::None => Some("print::Stream::Error".to_owned()),
            Type::Library(class, _) if matches!(&**class, "TextIO" | "StringIO") => Some(value.owned()),
            _ => None,
        }
    }

    /// `logger.propagate = False`; nothing where that is no attribute of such an object.
    pub(in super::super) fn set_library_attribute(
        &mut self,
        object: &Value,
        name: &str,
        value: &Value,
    ) -> Option<String> {
        match (&object.of_type, name) {
            (Type::Library(class, _), "propagate" | "disabled") if &**class == "Logger" => {
                let truth = self.truth(value);
                Some(format!("{}.set_{name}({truth});", object.receiver()))
            }
            _ => None,
        }
    }
}
