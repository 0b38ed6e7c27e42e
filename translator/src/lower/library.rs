//! The functions and methods of the library.
//!
//! # How it works
//!
//! One table says for each how a call of it is written. In its text `{self}` is the object, `{0}` the first argument; behind a colon stands as
//! what it is taken: `T` and `U` are what the object holds, `int`, `float`, `str` those, `&` a reference, `s` a `&str`, `S` a `&str` where Rust
//! makes none by itself. What stands in `<…>` gives a `Py`. A name with `/2` is for two arguments. Behind `->` stands what it gives, where
//! inference does not say it: `lazy` is what `for` takes, `awaits` a future of Rust.

use super::body::Body;
use super::call::{Arg, Given};
use super::text::{Value, literal};
use super::types::Type;
use crate::analyse::library::{Library, Shape};
use crate::analyse::types::Kind;
use crate::tree::{Expr, ExprKind, Name};
pub(super) use containers::as_dict;
use std::rc::Rc;

mod by_hand;
mod calls;
mod classes;
mod collections;
mod containers;
mod copying;
pub(super) mod datetime;
mod gather;
mod holes;
mod itertools;
mod json;
mod logging;
mod modules;
mod numbers;
mod regex;
mod slots;
mod strings;
mod structs;
mod system;
mod text;
mod values;

/// How a call is written: its name, its text, what it gives.
type Row = (&'static str, &'static str, &'static str);

/// All tables.
const TABLES: &[&[Row]] = &[
    calls::CALLS,
    super::aio::CALLS,
    super::managers::CALLS,
    super::contexts::CALLS,
    text::CALLS,
    collections::CALLS,
    numbers::CALLS,
    system::CALLS,
    datetime::CALLS,
    regex::CALLS,
    modules::CALLS,
    logging::CALLS,
    strings::CALLS,
];

/// The Rust type of an object of a class of the library.
pub(super) fn rust_type(name: &str, parts: &str) -> String {
    let with_parts = |name: &str| if parts.is_empty() { name.to_owned() } else { format!("{name}<{parts}>") };
    match name {
        "object" => "instance::Anything".to_owned(),
        "TracebackType" => "()".to_owned(), // nothing of it is shown
        "Future" => with_parts("Future"),
        "Task" => with_parts("Task"),
        "Queue" | "LifoQueue" => with_parts(&format!("asyncio::{name}")),
        "PriorityQueue" => with_parts("aio::PriorityQueue"),
        "ExitStack" | "AsyncExitStack" => format!("aio::{name}"),
        "nullcontext" => with_parts("aio::NullContext"),
        "closing" => with_parts("aio::Closing"),
        "aclosing" => with_parts("aio::Aclosing"),
        "suppress" => "aio::Suppress".to_owned(),
        "ThreadPoolExecutor" => "aio::Pool".to_owned(),
        "Context" | "Runner" => format!("aio::{name}"),
        "BoundedSemaphore" => "asyncio::Semaphore".to_owned(),
        "AnyTask" => "asyncio::AnyTask".to_owned(),
        "Socket" => "aio::Socket".to_owned(),
        "ContextVar" => with_parts("asyncio::ContextVar"),
        "Token" => with_parts("aio::Token"),
        "AbstractEventLoop" => "asyncio::Loop".to_owned(),
        "DictKeys" => with_parts("pyrt::dict::Keys"),
        "DictValues" => with_parts("pyrt::dict::Values"),
        "DictItems" => with_parts("pyrt::dict::Items"),
        "deque" => with_parts("collections::Deque"),
        "Counter" => with_parts("collections::Counter"),
        "defaultdict" => with_parts("collections::DefaultDict"),
        "OrderedDict" => with_parts("collections::OrderedDict"),
        "Random" => "Rc<random::Random>".to_owned(),
        "TextIO" => "print::Stream".to_owned(),
        "slice" => "Slice".to_owned(),
        name if modules::rust_type(name).is_some() => modules::rust_type(name).unwrap_or_default().to_owned(),
        name => format!("asyncio::{name}"),
    }
}

/// Says whether it is a task of which it is not known what it gives.
pub(super) fn is_any_task(of_type: &Type) -> bool {
    matches!(of_type, Type::Library(class, _) if &**class == "AnyTask")
}

/// Says whether an object of one class of the library is one of another, by their names.
pub(super) fn is_of_class(class: &str, name: &str) -> bool {
    let bases: &[&str] = match class {
        "Task" => &["Future"],
        "datetime" => &["date"],
        "timezone" => &["tzinfo"],
        "IsoCalendarDate" | "struct_time" => &["tuple"],
        "StreamHandler" | "NullHandler" => &["Handler"],
        _ => &[],
    };
    class == name || bases.contains(&name)
}

/// Says whether objects of a class of the library are equal to themselves alone.
pub(super) fn has_identity(class: &str) -> bool {
    matches!(class, "Logger" | "Match" | "Hash" | "StringIO" | "StreamHandler" | "NullHandler")
}

/// The text for a call with so many arguments.
fn template(key: &str, count: usize) -> Option<(&'static str, &'static str)> {
    let exact = format!("{key}/{count}");
    let row = |wanted: &str| TABLES.iter().flat_map(|table| table.iter()).find(|(name, ..)| *name == wanted);
    // A row for any number of arguments must not lose one.
    let takes_all = |text: &str| text.contains("{*") || (0..count).all(|place| text.contains(&format!("{{{place}")));
    let found = row(&exact).or_else(|| row(key).filter(|(_, text, _)| takes_all(text)));
    found.map(|(_, text, gives)| (*text, *gives))
}

/// The classes from which a class of the library inherits what it has.
fn base(class: &str) -> Option<&'static str> {
    Some(match class {
        "AnyTask" => "Task",
        "Task" => "Future",
        "TimerHandle" => "Handle",
        "LifoQueue" | "PriorityQueue" => "Queue",
        "BoundedSemaphore" => "Semaphore",
        "datetime" => "date",
        "NullHandler" => "StreamHandler",
        "defaultdict" | "Counter" | "OrderedDict" => "dict",
        _ => return None,
    })
}

impl<'a> Body<'_, 'a> {
    /// A method of a value whose class is of the library.
    pub(super) fn call_library_method(
        &mut self,
        object: &Value,
        name: &Name,
        given: &Given<'a>,
        expr: &'a Expr,
    ) -> Value {
        if &**name == "pop"
            && let Type::Set(element) = &object.of_type
            && element.is_shuffled()
        {
            self.refuse_order(expr.span);
        }
        let of_any_task =
            ["cancel", "cancelling", "cancelled", "done", "exception", "get_name", "set_name", "uncancel"];
        if is_any_task(&object.of_type) && !of_any_task.contains(&&**name) {
            return self.refuse(expr.span, format!("`{name}` of a task of any type is not translated yet"));
        }
        let class = match &object.of_type {
            Type::Str => "str",
            Type::Bytes => "bytes",
            Type::Int | Type::BigInt | Type::Bool => "int",
            Type::Float => "float",
            Type::List(_) => "list",
            Type::Set(_) => "set",
            Type::FrozenSet(_) => "frozenset",
            Type::Sequence(_) => "tuple",
            Type::Range => "range",
            Type::Tuple(members) => {
                if members.is_empty() && &**name == "index" {
                    return self.raised("VALUE_ERROR", "tuple.index(x): x not in tuple");
                }
                let sequence = as_sequence(object, members).or_else(|| self.as_sequence(object, expr.span));
                let Some(sequence) = sequence.filter(|_| !members.is_empty()) else {
                    return self.refuse(expr.span, format!("`{name}` of this tuple is not translated yet"));
                };
                return self.call_library_method(&sequence, name, given, expr);
            }
            Type::Dict(..) => "dict",
            Type::Library(class, _) => class,
            Type::Coroutine(_) | Type::Coro(_) => return self.coroutine_method(object, name, given, expr),
            Type::Generator(..) => return self.generator_method(object, name, given, expr),
            Type::AsyncGenerator(..) => return self.async_generator_method(object, name, given, expr),
            Type::Exception => "exception",
            Type::Never => return self.refuse(expr.span, "nothing is known of what this is called on"),
            _ => return self.refuse(expr.span, format!("`{name}` of this is not translated yet")),
        };
        let mut class = class.to_owned();
        loop {
            let key = format!("{class}.{name}");
            if let Some(value) = self.by_hand(&key, Some(object), given, expr) {
                return value;
            }
            if let Some(value) = self.by_template(&key, Some(object), given, expr) {
                return value;
            }
            match base(&class) {
                Some(base) => class = base.to_owned(),
                None => {
                    return self
                        .refuse(expr.span, format!("`{class}.{name}` with these arguments is not translated yet"));
                }
            }
        }
    }

    /// A function of a module of the library.
    pub(super) fn call_library(
        &mut self,
        key: &str,
        receiver: Option<&Value>,
        given: &Given<'a>,
        expr: &'a Expr,
    ) -> Value {
        if let Some(name) = key.strip_prefix("unbound ") {
            if let (Some(star), []) = (given.star, given.positional.as_slice())
                && let Some(value) = self.of_all_sets(name, star, expr)
            {
                return value;
            }
            let Some((object, rest)) = given.positional.split_first() else {
                return self.refuse(expr.span, "the object is missing");
            };
            let object = self.argument(object);
            let rest = Given { positional: rest.to_vec(), ..given.clone() };
            return self.call_library_method(&object, &name.into(), &rest, expr);
        }
        if let Some(name) = key.strip_prefix("random.")
            && name != "Random"
        {
            let random = Value::new("random::shared()", Type::Library("Random".into(), Vec::new()));
            return self.call_library_method(&random, &name.into(), given, expr);
        }
        if let Some(value) = self.by_hand(key, receiver, given, expr) {
            return value;
        }
        match self.by_template(key, receiver, given, expr) {
            Some(value) => value,
            None => self.refuse(expr.span, format!("`{key}` with these arguments is not translated yet")),
        }
    }

    /// An object of a class of the library.
    pub(super) fn construct_library(&mut self, key: &str, given: &Given<'a>, expr: &'a Expr) -> Value {
        if key == "object" && given.positional.is_empty() && given.named.is_empty() {
            return Value::new("instance::Anything::default()", Type::Library("object".into(), Vec::new()));
        }
        match super::builtin::name_of(key) {
            Some(name) => self.call_builtin(name, given, expr),
            None => self.call_library(key, None, given, expr),
        }
    }

    /// `int.from_bytes(…)`, and `str.lower(text)`.
    pub(super) fn call_of_library_class(
        &mut self,
        class: &str,
        name: &Name,
        given: &Given<'a>,
        expr: &'a Expr,
    ) -> Value {
        let short = class.rsplit('.').next().unwrap_or(class);
        let key = format!("{short}.{name}");
        let stub = self.lower.inferred.library_function(&key);
        let is_method = stub.is_some_and(|stub| {
            stub.overloads.iter().any(|function| crate::analyse::library::bound_parameters(function) > 0)
        });
        if is_method {
            self.call_library(&format!("unbound {name}"), None, given, expr)
        } else {
            self.call_library(&key, None, given, expr)
        }
    }

    /// The arguments in the order of the stub's parameters; none where one is left out before another.
    fn in_order(&self, key: &str, given: &Given<'a>) -> Option<Vec<Arg<'a>>> {
        if given.star.is_some() || given.has_double_star {
            return None;
        }
        let mut ordered = given.positional.clone();
        if given.named.is_empty() {
            return Some(ordered);
        }
        let stub = self
            .lower
            .inferred
            .library_function(key)
            .or_else(|| self.lower.inferred.library_function(&format!("{key}.__init__")))
            .or_else(|| {
                let class = key.rsplit('.').next()?;
                self.lower.inferred.library_function(&format!("{class}.__init__"))
            })?;
        let shape = Shape {
            positional: given.positional.len(),
            named: given.named.iter().map(|(name, _)| name.clone()).collect(),
            ..Shape::default()
        };
        let chosen = stub.overloads.get(Library::choose(&stub.overloads, &shape)?)?;
        let parameters: Vec<&Name> = chosen.parameters.positional.iter().map(|parameter| &parameter.name).collect();
        let first = usize::from(parameters.first().is_some_and(|name| &***name == "self"));
        let mut left = given.named.len();
        for name in parameters.iter().skip(first + given.positional.len()) {
            match given.named(name) {
                Some(argument) => {
                    ordered.push(argument.clone());
                    left -= 1;
                }
                None => break,
            }
        }
        (left == 0).then_some(ordered)
    }

    fn by_template(&mut self, key: &str, object: Option<&Value>, given: &Given<'a>, expr: &'a Expr) -> Option<Value> {
        let arguments = self.in_order(key, given)?;
        let of_big = match self.is_of_big_ints(object, &arguments, expr) {
            true => template(&format!("big {key}"), arguments.len()),
            false => None,
        };
        let (text, gives) = of_big.or_else(|| template(key, arguments.len()))?;
        let text = self.fill(text, object, &arguments, expr)?;
        let of_type = self.given_by(key, gives, object, arguments.len(), expr)?;
        Some(match (gives, of_type) {
            ("lazy", Type::Iterator(element)) => Value::new(text, Type::Lazy(element)),
            (_, of_type) if is_any_task(&of_type) => Value::new(format!("{text}.to_any()"), of_type),
            ("awaits", Type::Coro(result)) => {
                let mut value = Value::new(text, Type::Awaitable(result));
                value.deferred = self.deferred(key, template(key, arguments.len())?.0, object, &arguments, expr);
                value
            }
            (_, of_type) => Value::new(text, of_type),
        })
    }

    /// What a call gives: what its object holds is known better by the object than by the place where the result goes.
    fn given_by(&self, key: &str, gives: &str, object: Option<&Value>, count: usize, expr: &'a Expr) -> Option<Type> {
        let plain = self.stub_type(key, count, object);
        match (&expr.kind, plain) {
            (ExprKind::Call(..), Some(plain)) if gives.is_empty() && object.is_some() && plain != Type::Never => {
                Some(plain)
            }
            (ExprKind::Call(..), _) => Some(self.declared_type(key, count, self.type_of(expr))),
            // What it gives is not looked at where its type is not known.
            (_, plain) if gives == "awaits" => Some(plain.unwrap_or(Type::None)),
            (_, plain) => plain,
        }
    }

    /// What a function gives, where it stands among values of several types: a member of a tuple in a list has the type of all in its place.
    fn declared_type(&self, key: &str, count: usize, of_type: Type) -> Type {
        let members = match &of_type {
            Type::Optional(inner) => match &**inner {
                Type::Union(number) => self.lower.types.unions().get(*number).cloned().unwrap_or_default(),
                inner => vec![inner.clone()],
            },
            Type::Union(number) => self.lower.types.unions().get(*number).cloned().unwrap_or_default(),
            _ => return of_type,
        };
        let stub = self.lower.inferred.library_function(key);
        let shape = Shape { positional: count, ..Shape::default() };
        let returns = stub.and_then(|stub| {
            stub.overloads.get(Library::choose(&stub.overloads, &shape)?).and_then(|function| function.returns.clone())
        });
        let Some(Expr { kind: ExprKind::Name(name), .. }) = &returns else { return of_type };
        let is_declared = |member: &&Type| match member {
            Type::Library(class, _) => **class == **name,
            Type::Str => &**name == "str",
            Type::Bool => &**name == "bool",
            Type::Int => &**name == "int",
            Type::Float => &**name == "float",
            Type::Bytes => &**name == "bytes",
            _ => false,
        };
        members.iter().find(is_declared).cloned().unwrap_or(of_type)
    }

    /// The type of an object of a class of the library that a call gives, among whatever it stands.
    fn object_type(&self, class: &str, expr: &Expr) -> Type {
        let of_type = self.type_of(expr);
        let members = match of_type.inner() {
            Type::Union(number) => self.lower.types.unions().get(*number).cloned().unwrap_or_default(),
            inner => vec![inner.clone()],
        };
        let is_it = |member: &&Type| matches!(member, Type::Library(name, _) if &**name == class);
        members.iter().find(is_it).cloned().unwrap_or(of_type)
    }

    /// What a call gives by inference; of a function that is called back, what it gives is not known there.
    fn call_type(&self, expr: &Expr) -> Type {
        match &expr.kind {
            ExprKind::Call(..) => self.type_of(expr),
            _ => Type::Never,
        }
    }

    /// A constant of a module, or an attribute of an object of the library.
    pub(super) fn library_attribute(&mut self, module: &str, name: &str) -> Option<Value> {
        let (text, of_type) = match (module, name) {
            ("math", "pi") => ("std::f64::consts::PI", Type::Float),
            ("math", "e") => ("std::f64::consts::E", Type::Float),
            ("math", "tau") => ("std::f64::consts::TAU", Type::Float),
            ("math", "inf") => ("f64::INFINITY", Type::Float),
            ("math", "nan") => ("f64::NAN", Type::Float),
            ("asyncio", "FIRST_COMPLETED" | "FIRST_EXCEPTION" | "ALL_COMPLETED") => {
                return Some(Value::new(format!("Str::from({})", literal(name)), Type::Str));
            }
            ("string", name) => {
                let (_, constant) = text::CONSTANTS.iter().find(|(known, _)| *known == name)?;
                return Some(Value::new(format!("Str::from({})", literal(constant)), Type::Str));
            }
            ("sys", "stdout") => ("print::Stream::Out", Type::Library("TextIO".into(), Vec::new())),
            ("sys", "stderr") => ("print::Stream::Error", Type::Library("TextIO".into(), Vec::new())),
            ("sys", "maxsize") => ("i64::MAX", Type::Int),
            ("sys", "argv") => ("pyrt::sys::argv()", Type::List(Rc::new(Type::Str))),
            ("sys", "byteorder") => ("Str::from(\"little\")", Type::Str),
            ("os", "sep") => ("Str::from(\"/\")", Type::Str),
            ("os", "linesep") => ("Str::from(\"\\n\")", Type::Str),
            ("os", "name") => ("Str::from(\"posix\")", Type::Str),
            _ => return modules::constant(module, name),
        };
        Some(Value::new(text, of_type))
    }

    /// The module for which an expression stands.
    pub(super) fn module_of(&self, expr: &Expr) -> Option<String> {
        match self.known(expr)? {
            Kind::Module(item) => Some(self.lower.inferred.item_name(item)),
            _ => None,
        }
    }
}

/// An attribute of an object of the library: its text and type.
pub(super) fn attribute_of(of_type: &Type, name: &str) -> Option<(&'static str, Type)> {
    Some(match (of_type, name) {
        (Type::Range, "start") => ("{self}.start()", Type::Int),
        (Type::Range, "stop") => ("{self}.stop()", Type::Int),
        (Type::Range, "step") => ("{self}.step()", Type::Int),
        (Type::Int, "real" | "numerator") => ("{self}", Type::Int),
        (Type::Int, "imag") => ("0", Type::Int),
        (Type::Int, "denominator") => ("1", Type::Int),
        (Type::Float, "real") => ("{self}", Type::Float),
        (Type::Library(class, _), "start" | "stop" | "step") if &**class == "slice" => {
            let text = match name {
                "start" => "{self}.start",
                "stop" => "{self}.stop",
                _ => "{self}.step",
            };
            (text, Type::Optional(Rc::new(Type::Int)))
        }
        (Type::Library(class, _), "maxlen") if &**class == "deque" => {
            ("{self}.maxlen()", Type::Optional(Rc::new(Type::Int)))
        }
        (Type::Library(class, _), "sockets") if &**class == "Server" => {
            ("aio::sockets(&{self})", Type::Sequence(Rc::new(Type::Library("Socket".into(), Vec::new()))))
        }
        (Type::Library(class, _), "maxsize") if class.ends_with("Queue") => ("{self}.maxsize()", Type::Int),
        (Type::Library(class, _), "name") if &**class == "ContextVar" => ("Str::from({self}.name())", Type::Str),
        (Type::Library(class, _), "n_waiting") if &**class == "Barrier" => {
            ("aio::count({self}.n_waiting())", Type::Int)
        }
        (Type::Library(class, _), "parties") if &**class == "Barrier" => ("aio::count({self}.parties())", Type::Int),
        (Type::Library(class, _), "broken") if &**class == "Barrier" => ("{self}.broken()", Type::Bool),
        (Type::Library(class, _), name) => return modules::attribute_of(class, name),
        _ => return None,
    })
}

/// A tuple as one of any length, where its members have one type.
fn as_sequence(object: &Value, members: &[Type]) -> Option<Value> {
    let first = members.first()?;
    if members.iter().any(|member| member != first) {
        return None;
    }
    let parts: Vec<String> = (0..members.len()).map(|place| format!("members.{place}.clone()")).collect();
    let text = format!("{{ let members = {}; Sequence::from(vec![{}]) }}", object.owned(), parts.join(", "));
    Some(Value::new(text, Type::Sequence(Rc::new(first.clone()))))
}

/// A type of a stub that needs no inference.
fn plain_type(annotation: &Expr, object: Option<&Value>) -> Option<Type> {
    Some(match &annotation.kind {
        ExprKind::None => Type::None,
        ExprKind::Name(name) => match &**name {
            "str" => Type::Str,
            "int" => Type::Int,
            "float" => Type::Float,
            "bool" => Type::Bool,
            "bytes" => Type::Bytes,
            "T" => match &object?.of_type {
                Type::List(element) | Type::Set(element) | Type::FrozenSet(element) | Type::Sequence(element) => {
                    (**element).clone()
                }
                Type::Dict(key, _) => (**key).clone(),
                Type::Library(_, parts) => parts.first()?.clone(),
                _ => return None,
            },
            "U" => match &object?.of_type {
                Type::Dict(_, value) => (**value).clone(),
                Type::Library(_, parts) => parts.get(1)?.clone(),
                _ => return None,
            },
            _ => return None,
        },
        ExprKind::Subscript(of, inner) => match (&of.kind, plain_type(inner, object)?) {
            (ExprKind::Name(name), inner) if &**name == "list" => Type::List(Rc::new(inner)),
            (ExprKind::Name(name), inner) if &**name == "set" => Type::Set(Rc::new(inner)),
            _ => return None,
        },
        _ => return None,
    })
}
