//! The functions and methods of the library.
//!
//! # How it works
//!
//! One table says for each how a call of it is written. In its text `{self}` is the object, `{0}` the first argument; behind a colon stands as
//! what it is taken: `T` and `U` are what the object holds, `int`, `float`, `str` those, `&` a reference, `s` a `&str`, `S` a `&str` where Rust
//! makes none by itself. What stands in `<…>` gives a `Py`. A name with `/2` is for two arguments. Behind `->` stands what it gives, where
//! inference does not say it: `lazy` is what `for` takes, `awaits` a future of Rust.

use super::body::{Body, Form};
use super::call::{Arg, Given};
use super::operator::{str_reference, str_slice};
use super::text::{Value, literal};
use super::types::Type;
use crate::analyse::library::{Library, Shape};
use crate::analyse::types::Kind;
use crate::tree::{Expr, ExprKind, Name};
pub(super) use containers::as_dict;
use std::rc::Rc;

mod classes;
mod collections;
mod containers;
mod copying;
pub(super) mod datetime;
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
    CALLS,
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

/// How calls are written.
const CALLS: &[Row] = &[
    // Texts.
    ("str.capitalize", "{self}.capitalize()", ""),
    ("str.casefold", "{self}.casefold()", ""),
    ("str.center/1", "<{self}.center({0:int}, None)>", ""),
    ("str.center/2", "<{self}.center({0:int}, Some({1:S}))>", ""),
    ("str.count/1", "{self}.count({0:s}, None, None)", ""),
    ("str.encode/0", "<{self}.encode(None, None)>", ""),
    ("str.encode/1", "<{self}.encode(Some({0:S}), None)>", ""),
    ("str.endswith/1", "{self}.endswith({0:affix}, None, None)", ""),
    ("str.find/1", "{self}.find({0:s}, None, None)", ""),
    ("str.find/2", "{self}.find({0:s}, Some({1:int}), None)", ""),
    ("str.index/1", "<{self}.index({0:s}, None, None)>", ""),
    ("str.isalnum", "{self}.isalnum()", ""),
    ("str.isalpha", "{self}.isalpha()", ""),
    ("str.isascii", "{self}.isascii()", ""),
    ("str.isdecimal", "{self}.isdecimal()", ""),
    ("str.isdigit", "{self}.isdigit()", ""),
    ("str.isidentifier", "{self}.isidentifier()", ""),
    ("str.islower", "{self}.islower()", ""),
    ("str.isnumeric", "{self}.isnumeric()", ""),
    ("str.isspace", "{self}.isspace()", ""),
    ("str.istitle", "{self}.istitle()", ""),
    ("str.isupper", "{self}.isupper()", ""),
    ("str.ljust/1", "<{self}.ljust({0:int}, None)>", ""),
    ("str.ljust/2", "<{self}.ljust({0:int}, Some({1:S}))>", ""),
    ("str.lower", "{self}.lower()", ""),
    ("str.lstrip/0", "{self}.lstrip(None)", ""),
    ("str.lstrip/1", "{self}.lstrip({0:S?})", ""),
    ("str.partition", "<{self}.partition({0:s})>", ""),
    ("str.removeprefix", "{self}.removeprefix({0:s})", ""),
    ("str.removesuffix", "{self}.removesuffix({0:s})", ""),
    ("str.replace/2", "<{self}.replace({0:s}, {1:s}, None)>", ""),
    ("str.replace/3", "<{self}.replace({0:s}, {1:s}, Some({2:int}))>", ""),
    ("str.rfind/1", "{self}.rfind({0:s}, None, None)", ""),
    ("str.rindex/1", "<{self}.rindex({0:s}, None, None)>", ""),
    ("str.rjust/1", "<{self}.rjust({0:int}, None)>", ""),
    ("str.rjust/2", "<{self}.rjust({0:int}, Some({1:S}))>", ""),
    ("str.rpartition", "<{self}.rpartition({0:s})>", ""),
    ("str.rsplit/0", "List::from(<{self}.rsplit(None, None)>)", ""),
    ("str.rsplit/1", "List::from(<{self}.rsplit({0:S?}, None)>)", ""),
    ("str.rsplit/2", "List::from(<{self}.rsplit({0:S?}, Some({1:int}))>)", ""),
    ("str.rstrip/0", "{self}.rstrip(None)", ""),
    ("str.rstrip/1", "{self}.rstrip({0:S?})", ""),
    ("str.split/0", "List::from(<{self}.split(None, None)>)", ""),
    ("str.split/1", "List::from(<{self}.split({0:S?}, None)>)", ""),
    ("str.split/2", "List::from(<{self}.split({0:S?}, Some({1:int}))>)", ""),
    ("str.splitlines/0", "List::from({self}.splitlines(false))", ""),
    ("str.startswith/1", "{self}.startswith({0:affix}, None, None)", ""),
    ("str.strip/0", "{self}.strip(None)", ""),
    ("str.strip/1", "{self}.strip({0:S?})", ""),
    ("str.swapcase", "{self}.swapcase()", ""),
    ("str.title", "{self}.title()", ""),
    ("str.upper", "{self}.upper()", ""),
    ("str.zfill", "<{self}.zfill({0:int})>", ""),
    ("bytes.decode/0", "<{self}.decode(None, None)>", ""),
    ("bytes.decode/1", "<{self}.decode(Some({0:S}), None)>", ""),
    ("bytes.hex/0", "<{self}.hex(None, None)>", ""),
    ("int.bit_length", "int::bit_length({self})", ""),
    ("float.is_integer", "float::is_integer({self})", ""),
    // Collections.
    ("list.append", "{self}.append({0:T})", ""),
    ("list.clear", "{self}.clear()", ""),
    ("list.copy", "{self}.copy()", ""),
    ("list.count", "<{self}.count({0:&})>", ""),
    ("list.extend", "<{self}.extend({0:iterT})>", ""),
    ("list.index/1", "<{self}.index({0:&})>", ""),
    ("list.insert", "{self}.insert({0:int}, {1:T})", ""),
    ("list.pop/0", "<{self}.pop()>", ""),
    ("list.pop/1", "<{self}.pop_at({0:int})>", ""),
    ("list.remove", "<{self}.remove({0:&})>", ""),
    ("list.reverse", "{self}.reverse()", ""),
    ("set.add", "<{self}.add({0:T})>", ""),
    ("set.clear", "{self}.clear()", ""),
    ("set.copy", "<{self}.copy()>", ""),
    ("set.discard", "<{self}.discard({0:&T})>", ""),
    ("set.pop", "<{self}.pop()>", ""),
    ("set.remove", "<{self}.remove({0:&T})>", ""),
    ("set.update", "<{self}.update_iter({0:iterT})>", ""),
    ("set.union", "<{self}.union_iter({0:iterT})>", ""),
    ("set.intersection", "<{self}.intersection_iter({0:iterT})>", ""),
    ("set.difference", "<{self}.difference_iter({0:iterT})>", ""),
    ("set.symmetric_difference", "<{self}.symmetric_difference_iter({0:iterT})>", ""),
    ("set.issubset", "<{self}.issubset_iter({0:iterT})>", ""),
    ("set.issuperset", "<{self}.issuperset_iter({0:iterT})>", ""),
    ("set.isdisjoint", "<{self}.isdisjoint_iter({0:iterT})>", ""),
    ("dict.clear", "{self}.clear()", ""),
    ("dict.copy", "{self}.copy()", ""),
    ("dict.get/1", "<{self}.get({0:&T})>", ""),
    ("dict.items", "{self}.items()", ""),
    ("dict.keys", "{self}.keys()", ""),
    ("dict.values", "{self}.values()", ""),
    ("dict.pop/1", "<{self}.pop({0:&T})>", ""),
    ("dict.popitem", "<{self}.popitem()>", ""),
    ("dict.setdefault/2", "<{self}.setdefault({0:T}, {1:U})>", ""),
    ("deque.append", "{self}.append({0:T})", ""),
    ("deque.appendleft", "{self}.appendleft({0:T})", ""),
    ("deque.pop", "<{self}.pop()>", ""),
    ("deque.popleft", "<{self}.popleft()>", ""),
    ("deque.clear", "{self}.clear()", ""),
    ("deque.rotate/1", "{self}.rotate({0:int})", ""),
    ("deque.extend", "<{self}.extend({0:iterT})>", ""),
    // asyncio.
    ("asyncio.sleep/1", "asyncio::sleep({0:float})", "awaits"),
    ("asyncio.create_task/1", "<asyncio::create_task({0:coroutine})>", ""),
    ("asyncio.shield/1", "<asyncio::shield({0:future})>", ""),
    ("asyncio.wait_for/2", "asyncio::wait_for({0:future}, {1:seconds})", "awaits"),
    ("asyncio.timeout/1", "<asyncio::timeout({0:seconds})>", ""),
    ("asyncio.TaskGroup/0", "<asyncio::TaskGroup::enter()>", ""),
    ("asyncio.Lock/0", "asyncio::Lock::new()", ""),
    ("asyncio.Event/0", "asyncio::Event::new()", ""),
    ("asyncio.Condition/0", "asyncio::Condition::new()", ""),
    ("asyncio.Semaphore/0", "<asyncio::Semaphore::new(1)>", ""),
    ("asyncio.Semaphore/1", "<asyncio::Semaphore::new({0:int})>", ""),
    ("asyncio.BoundedSemaphore/1", "<asyncio::Semaphore::bounded({0:int})>", ""),
    ("asyncio.Queue/0", "asyncio::Queue::new(0)", ""),
    ("asyncio.Queue/1", "asyncio::Queue::new({0:int})", ""),
    ("asyncio.LifoQueue/0", "asyncio::LifoQueue::new(0)", ""),
    ("asyncio.LifoQueue/1", "asyncio::LifoQueue::new({0:int})", ""),
    ("asyncio.get_running_loop/0", "<asyncio::get_running_loop()>", ""),
    ("asyncio.get_event_loop/0", "<asyncio::get_event_loop()>", ""),
    ("asyncio.new_event_loop/0", "asyncio::new_event_loop()", ""),
    ("TaskGroup.create_task/1", "<{self}.create_task({0:coroutine})>", ""),
    ("AbstractEventLoop.create_task/1", "<{self}.create_task({0:coroutine})>", ""),
    ("AbstractEventLoop.time/0", "{self}.time()", ""),
    ("AbstractEventLoop.close/0", "<{self}.close()>", ""),
    ("AbstractEventLoop.stop/0", "{self}.stop()", ""),
    ("AbstractEventLoop.is_running/0", "{self}.is_running()", ""),
    ("AbstractEventLoop.is_closed/0", "{self}.is_closed()", ""),
    ("Lock.acquire/0", "{self}.acquire()", "awaits"),
    ("Lock.release/0", "<{self}.release()>", ""),
    ("Lock.locked/0", "{self}.locked()", ""),
    ("Semaphore.acquire/0", "{self}.acquire()", "awaits"),
    ("Semaphore.release/0", "<{self}.release()>", ""),
    ("Semaphore.locked/0", "{self}.locked()", ""),
    ("Event.set/0", "{self}.set()", ""),
    ("Event.clear/0", "{self}.clear()", ""),
    ("Event.is_set/0", "{self}.is_set()", ""),
    ("Event.wait/0", "{self}.wait()", "awaits"),
    ("Condition.wait/0", "{self}.wait()", "awaits"),
    ("Condition.notify/0", "<{self}.notify(1)>", ""),
    ("Condition.notify/1", "<{self}.notify({0:usize})>", ""),
    ("Condition.notify_all/0", "<{self}.notify_all()>", ""),
    ("Queue.put/1", "{self}.put({0:T})", "awaits"),
    ("Queue.get/0", "{self}.get()", "awaits"),
    ("Queue.join/0", "{self}.join()", "awaits"),
    ("Queue.put_nowait/1", "<{self}.put_nowait({0:T})>", ""),
    ("Queue.get_nowait/0", "<{self}.get_nowait()>", ""),
    ("Queue.task_done/0", "<{self}.task_done()>", ""),
    ("Queue.qsize/0", "({self}.qsize() as i64)", ""),
    ("Queue.empty/0", "{self}.empty()", ""),
    ("Queue.full/0", "{self}.full()", ""),
    ("AnyTask.cancelled/0", "{self}.to_future().cancelled()", ""),
    ("AnyTask.exception/0", "<{self}.to_future().exception()>", ""),
    ("Future.get_loop/0", "{self}.get_loop()", ""),
    ("Future.result/0", "<{self}.result()>", ""),
    ("Future.done/0", "{self}.done()", ""),
    ("Future.cancelled/0", "{self}.cancelled()", ""),
    ("Future.exception/0", "<{self}.exception()>", ""),
    ("Future.cancel/0", "{self}.cancel()", ""),
    ("Future.cancel/1", "{self}.cancel_with({0:s})", ""),
    ("Future.set_result/1", "<{self}.set_result({0:T})>", ""),
    ("Future.set_exception/1", "<{self}.set_exception({0:exception})>", ""),
    ("Future.get_name/0", "Str::from({self}.get_name())", ""),
    ("Future.set_name/1", "{self}.set_name({0:s})", ""),
    ("Timeout.expired/0", "{self}.expired()", ""),
    ("Timeout.when/0", "{self}.when()", ""),
    // Mathematics.
    ("math.sqrt", "<math::sqrt({0:float})>", ""),
    ("math.sin", "<math::sin({0:float})>", ""),
    ("math.cos", "<math::cos({0:float})>", ""),
    ("math.tan", "<math::tan({0:float})>", ""),
    ("math.exp", "<math::exp({0:float})>", ""),
    ("math.log/1", "<math::log({0:float})>", ""),
    ("math.log/2", "<math::log_to_base({0:float}, {1:float})>", ""),
    ("math.log2", "<math::log2({0:float})>", ""),
    ("math.log10", "<math::log10({0:float})>", ""),
    ("math.pow", "<math::pow({0:float}, {1:float})>", ""),
    ("math.hypot/2", "math::hypot(&[{0:float}, {1:float}])", ""),
    ("math.degrees", "math::degrees({0:float})", ""),
    ("math.radians", "math::radians({0:float})", ""),
    ("math.floor", "<math::small::floor({0:float})>", ""),
    ("math.ceil", "<math::small::ceil({0:float})>", ""),
    ("math.trunc", "<math::small::trunc({0:float})>", ""),
    ("math.isqrt", "<math::small::isqrt({0:int})>", ""),
    ("math.factorial", "<math::small::factorial({0:int})>", ""),
    ("math.comb", "<math::small::comb({0:int}, {1:int})>", ""),
    ("math.perm/2", "<math::small::perm({0:int}, {1:int})>", ""),
    ("math.gcd/2", "<math::small::gcd(&[{0:int}, {1:int}])>", ""),
    ("math.lcm/2", "<math::small::lcm(&[{0:int}, {1:int}])>", ""),
    ("math.isnan", "f64::is_nan({0:float})", ""),
    ("math.isinf", "f64::is_infinite({0:float})", ""),
    ("math.isfinite", "f64::is_finite({0:float})", ""),
    // Time.
    ("time.time", "time::time()", ""),
    ("time.perf_counter", "time::perf_counter()", ""),
    ("time.monotonic", "time::monotonic()", ""),
    ("time.sleep", "<time::sleep({0:float})>", ""),
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

    /// A coroutine that does what a future does, with its object and its arguments bound first.
    fn deferred(
        &mut self,
        key: &str,
        text: &str,
        object: Option<&Value>,
        arguments: &[Arg<'a>],
        expr: &'a Expr,
    ) -> Option<String> {
        let name = key.rsplit('.').next().unwrap_or(key);
        let (mut bound, mut call, mut rest) = (String::new(), String::new(), text);
        while let Some((before, after)) = rest.split_once('{') {
            let (hole, behind) = after.split_once('}')?;
            let kept = self.temporary("kept");
            let mut given = self.hole(hole, object, arguments, expr)?;
            if hole == "self" {
                given.push_str(".clone()");
            }
            bound.push_str(&format!("let {kept} = {given}; "));
            call.push_str(&format!("{before}{kept}"));
            rest = behind;
        }
        call.push_str(rest);
        Some(format!("{{ {bound}Coroutine::new({}, async move {{ {call}.await }}) }}", literal(name)))
    }

    /// Fills a text of the table.
    fn fill(&mut self, text: &str, object: Option<&Value>, arguments: &[Arg<'a>], expr: &'a Expr) -> Option<String> {
        let mut out = String::new();
        let mut open: Vec<usize> = Vec::new();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}', '<', '>']) {
            let (before, after) = rest.split_at(at);
            out.push_str(before);
            if let Some(after) = after.strip_prefix("{{") {
                out.push('{');
                rest = after;
            } else if let Some(after) = after.strip_prefix("}}") {
                out.push('}');
                rest = after;
            } else if let Some(after) = after.strip_prefix('<') {
                open.push(out.len());
                rest = after;
            } else if let Some(after) = after.strip_prefix('>') {
                let begin = open.pop()?;
                let inner = out.split_off(begin);
                out.push_str(&self.fallible(&inner));
                rest = after;
            } else {
                let end = after.find('}')?;
                let hole = after.get(1..end)?;
                out.push_str(&self.hole(hole, object, arguments, expr)?);
                rest = after.get(end + 1..)?;
            }
        }
        out.push_str(rest);
        Some(out)
    }

    fn hole(&mut self, hole: &str, object: Option<&Value>, arguments: &[Arg<'a>], expr: &'a Expr) -> Option<String> {
        match hole {
            "self" => return object.map(Value::receiver),
            "self:int" => return Some(self.convert(object?.clone(), &Type::Int, expr.span).receiver()),
            "self:&big" => return Some(self.convert(object?.clone(), &Type::BigInt, expr.span).reference()),
            _ => {}
        }
        let (place, how) = hole.split_once(':').unwrap_or((hole, ""));
        if place == "*" {
            return self.all(arguments, how, expr);
        }
        let argument = arguments.get(place.parse::<usize>().ok()?)?.clone();
        let span = expr.span;
        let part = |place: usize| -> Option<Type> {
            match &object?.of_type {
                Type::List(element) | Type::Set(element) | Type::FrozenSet(element) | Type::Sequence(element)
                    if place == 0 =>
                {
                    Some((**element).clone())
                }
                Type::Dict(key, _) if place == 0 => Some((**key).clone()),
                Type::Dict(_, value) => Some((**value).clone()),
                Type::Library(_, parts) => parts.get(place).cloned(),
                _ => None,
            }
        };
        Some(match how {
            "" => {
                let value = self.argument(&argument);
                value.owned()
            }
            "given" => match self.call_type(expr) {
                Type::Library(_, parts) => self.kept_argument(&argument, parts.first()?, span),
                _ => return None,
            },
            "some" => {
                let value = self.argument(&argument);
                let of_type = value.of_type.inner().clone();
                self.convert(value, &of_type, span).receiver()
            }
            "present" => {
                let value = self.argument(&argument);
                let of_type = value.of_type.inner().clone();
                self.keep(&value, &of_type, span)
            }
            "T" => self.kept_argument(&argument, &part(0)?, span),
            "U" => self.kept_argument(&argument, &part(1)?, span),
            "&T" => {
                let value = self.argument(&argument);
                let value = self.convert(value, &part(0)?, span);
                value.reference()
            }
            "&" => {
                let value = self.argument(&argument);
                match part(0) {
                    Some(element) => self.as_member(value, &element, span).reference(),
                    None => value.reference(),
                }
            }
            "int" => self.kept_argument(&argument, &Type::Int, span),
            "&big" => {
                let value = self.argument(&argument);
                self.convert(value, &Type::BigInt, span).reference()
            }
            "usize" => format!("usize::try_from({}).unwrap_or(0)", self.kept_argument(&argument, &Type::Int, span)),
            "float" => {
                let value = self.argument(&argument);
                let value = self.convert(value, &Type::Float, span);
                value.within(super::text::Binding::Prefix)
            }
            "seconds" => {
                let value = self.argument(&argument);
                let to = if matches!(value.of_type, Type::None | Type::Optional(_)) {
                    Type::Optional(Rc::new(Type::Float))
                } else {
                    Type::Float
                };
                self.keep(&value, &to, span)
            }
            "s" => {
                let value = self.argument(&argument);
                str_reference(&self.convert(value, &Type::Str, span))
            }
            "S?" => {
                let value = self.argument(&argument);
                match &value.of_type {
                    Type::None => "None".to_owned(),
                    Type::Optional(_) => format!("{}.as_deref()", value.receiver()),
                    _ => format!("Some({})", str_slice(&self.convert(value, &Type::Str, span))),
                }
            }
            "S" => {
                let value = self.argument(&argument);
                str_slice(&self.convert(value, &Type::Str, span))
            }
            "octets" => {
                let value = self.argument(&argument);
                match value.of_type {
                    Type::Str => format!("{}.as_bytes()", str_slice(&value)),
                    _ => format!("{}.as_slice()", self.convert(value, &Type::Bytes, span).receiver()),
                }
            }
            "text" => {
                let value = self.argument(&argument);
                self.convert(value, &Type::Str, span).reference()
            }
            "numbers" => {
                let (iterable, element) = self.iterable_argument(&argument, span)?;
                let iterable = self.mapped(iterable, &element, &Type::Number, span);
                self.fallible(&format!("iter::vec({iterable})"))
            }
            "vec" => {
                let (iterable, _) = self.iterable_argument(&argument, span)?;
                self.fallible(&format!("iter::vec({iterable})"))
            }
            "b" => {
                let value = self.argument(&argument);
                self.convert(value, &Type::Bytes, span).reference()
            }
            "B" => {
                let value = self.argument(&argument);
                format!("{}.as_slice()", self.convert(value, &Type::Bytes, span).receiver())
            }
            "bool" => {
                let value = self.argument(&argument);
                self.truth(&value)
            }
            "int?" => self.kept_argument(&argument, &Type::Optional(Rc::new(Type::Int)), span),
            "floats" => {
                let (iterable, element) = self.iterable_argument(&argument, span)?;
                let iterable = self.mapped(iterable, &element, &Type::Float, span);
                self.fallible(&format!("iter::vec({iterable})"))
            }
            "listref" => {
                let value = self.argument(&argument);
                matches!(value.of_type, Type::List(_)).then(|| value.reference())?
            }
            "element0" => {
                let Type::List(element) = self.argument(arguments.first()?).of_type else { return None };
                self.kept_argument(&argument, &element, span)
            }
            "near0" => {
                let Type::List(element) = self.argument(arguments.first()?).of_type else { return None };
                let value = self.argument(&argument);
                let is_number = value.of_type.is_number() && element.is_number();
                let value = if is_number { value } else { self.convert(value, &element, span) };
                value.reference()
            }
            "seq" => {
                let value = self.argument(&argument);
                if matches!(value.of_type, Type::Set(_) | Type::Dict(..) | Type::Iterator(_) | Type::Lazy(_)) {
                    return None;
                }
                self.iterable(&value, span)?.0
            }
            "iterB" => {
                let (iterable, element) = self.iterable_argument(&argument, span)?;
                (element == Type::Bytes).then_some(iterable)?
            }
            "affix" => {
                let value = self.argument(&argument);
                match &value.of_type {
                    Type::Tuple(members) => {
                        let parts: Vec<String> =
                            (0..members.len()).map(|place| format!("members.{place}.clone()")).collect();
                        format!("&{{ let members = {}; [{}] }}[..]", value.owned(), parts.join(", "))
                    }
                    _ => str_reference(&value),
                }
            }
            "iter" => self.iterable_argument(&argument, span)?.0,
            "iterT" => {
                let is_set = object.is_some_and(|object| matches!(object.of_type, Type::Set(_) | Type::FrozenSet(_)));
                let order_matters = self.order_matters && !is_set;
                let kept = std::mem::replace(&mut self.order_matters, order_matters);
                let iterable = self.iterable_argument(&argument, span);
                self.order_matters = kept;
                let (iterable, element) = iterable?;
                self.mapped(iterable, &element, &part(0)?, span)
            }
            "loop" => {
                let value = self.argument(&argument);
                if value.of_type == Type::None { "None".to_owned() } else { format!("Some({})", value.owned()) }
            }
            "coroutine" => self.coroutine_of_task(&argument, expr)?,
            "future" => {
                let value = self.argument(&argument);
                let value = match &value.of_type {
                    Type::Optional(inner) if !is_any_task(inner) => Value::new(
                        self.gathered_item(&Value::new(value.owned(), value.of_type.clone())),
                        value.of_type.inner().clone(),
                    ),
                    _ => value,
                };
                match value.of_type {
                    Type::Awaitable(_) => self.coroutine(&Arg::Value(value), expr)?,
                    _ if is_any_task(&value.of_type) && self.unused == Some(expr.id) => {
                        format!("{}.to_future()", value.receiver())
                    }
                    _ if is_any_task(value.of_type.inner()) => return None,
                    Type::Instance(_) => self.object_as_coroutine(&value, span)?.text,
                    _ => value.owned(),
                }
            }
            "exception" => match &argument {
                Arg::Expr(class) => match self.exception_class(class) {
                    Some(class) => format!("Exc::new(&{class}, ())"),
                    None => self.kept_argument(&argument, &Type::Exception, span),
                },
                Arg::Unpacked { .. } => return None,
                Arg::Value(_) => self.kept_argument(&argument, &Type::Exception, span),
            },
            _ => return None,
        })
    }

    /// All arguments as a slice.
    fn all(&mut self, arguments: &[Arg<'a>], how: &str, expr: &'a Expr) -> Option<String> {
        let of_type = match how {
            "ints" => Type::Int,
            "bigs" => Type::BigInt,
            _ => Type::Float,
        };
        let texts: Vec<String> =
            arguments.iter().map(|argument| self.kept_argument(argument, &of_type, expr.span)).collect();
        Some(format!("&[{}]", texts.join(", ")))
    }

    /// Says whether a call takes or gives ints that may be beyond 64 bits.
    fn is_of_big_ints(&self, object: Option<&Value>, arguments: &[Arg<'a>], expr: &Expr) -> bool {
        let is_big = |argument: &Arg<'a>| match argument {
            Arg::Expr(argument) => self.type_of(argument) == Type::BigInt,
            Arg::Value(value) => value.of_type == Type::BigInt,
            Arg::Unpacked { element, .. } => *element == Type::BigInt,
        };
        object.is_some_and(|object| object.of_type == Type::BigInt)
            || self.gives_big(expr)
            || arguments.iter().any(is_big)
    }

    /// What a function gives by its stub, where that is plain.
    fn stub_type(&self, key: &str, count: usize, object: Option<&Value>) -> Option<Type> {
        let stub = self.lower.inferred.library_function(key)?;
        let shape = Shape { positional: count, ..Shape::default() };
        let returns = stub.overloads.get(Library::choose(&stub.overloads, &shape)?)?.returns.clone()?;
        plain_type(&returns, object)
    }

    /// An argument as a coroutine.
    pub(super) fn coroutine(&mut self, argument: &Arg<'a>, expr: &'a Expr) -> Option<String> {
        let value = self.argument(argument);
        match value.of_type.clone() {
            Type::Coroutine(_) => Some(value.owned()),
            Type::Awaitable(given) | Type::Coro(given) => {
                Some(self.convert(value, &Type::Coroutine(given), expr.span).text)
            }
            _ => {
                self.refuse(expr.span, "only a coroutine can become a task");
                None
            }
        }
    }

    /// The coroutine of which a call makes a task: it gives what the task gives.
    fn coroutine_of_task(&mut self, argument: &Arg<'a>, expr: &'a Expr) -> Option<String> {
        let text = self.coroutine(argument, expr)?;
        let (Some(given), Type::Library(_, parts)) = (self.given_type(argument), self.call_type(expr)) else {
            return Some(text);
        };
        match parts.first() {
            Some(wanted) if *wanted != given => {
                let value = Value::new(text, Type::Coroutine(Rc::new(given)));
                Some(self.convert(value, &Type::Coroutine(Rc::new(wanted.clone())), expr.span).text)
            }
            _ => Some(text),
        }
    }

    /// What a coroutine gives that is an argument.
    fn given_type(&mut self, argument: &Arg<'a>) -> Option<Type> {
        let of_type = match argument {
            Arg::Expr(expr) => self.type_of(expr),
            Arg::Value(value) => value.of_type.clone(),
            Arg::Unpacked { element, .. } => element.clone(),
        };
        match of_type {
            Type::Coro(given) | Type::Coroutine(given) | Type::Awaitable(given) => Some((*given).clone()),
            _ => None,
        }
    }

    /// What needs more than a text.
    fn by_hand(&mut self, key: &str, object: Option<&Value>, given: &Given<'a>, expr: &'a Expr) -> Option<Value> {
        let span = expr.span;
        if let Some(value) = self.asyncio_by_hand(key, object, given, expr) {
            return Some(value);
        }
        if let Some(value) = self.threads_by_hand(key, object, given, expr) {
            return Some(value);
        }
        if let Some(value) = self.managers_by_hand(key, object, given, expr) {
            return Some(value);
        }
        if let Some(value) = self.contexts_by_hand(key, object, given, expr) {
            return Some(value);
        }
        if let Some(value) = self.of_container(key, object, given, expr) {
            return Some(value);
        }
        if let Some(value) = self.of_itertools(key, given, expr) {
            return Some(value);
        }
        if let Some(value) = self.of_values(key, object, given, expr) {
            return Some(value);
        }
        if let Some(value) = self.of_datetime(key, object, given, expr) {
            return Some(value);
        }
        if let Some(value) = self.of_regex(key, object, given, expr) {
            return Some(value);
        }
        if let Some(value) = self.of_strings(key, object, given, expr) {
            return Some(value);
        }
        if let Some(value) = self.of_structs(key, object, given, expr) {
            return Some(value);
        }
        if let Some(value) = self.of_logging(key, object, given, expr) {
            return Some(value);
        }
        if let Some(value) = self.of_modules(key, object, given, expr) {
            return Some(value);
        }
        if let Some(value) = self.of_json(key, given, expr) {
            return Some(value);
        }
        Some(match (key, object, given.positional.as_slice()) {
            ("asyncio.run", _, [main, ..]) => {
                let main = self.coroutine(main, expr)?;
                self.run(&format!("asyncio::run({main}).await"), expr)
            }
            ("AbstractEventLoop.run_until_complete", Some(event_loop), [main]) => {
                let value = self.argument(main);
                let main = match value.of_type {
                    Type::Awaitable(_) => self.coroutine(&Arg::Value(value), expr)?,
                    _ => value.owned(),
                };
                self.run(&format!("{}.run_until_complete({main}).await", event_loop.receiver()), expr)
            }
            ("AbstractEventLoop.run_forever", Some(event_loop), []) => {
                self.run(&format!("{}.run_forever().await", event_loop.receiver()), expr)
            }
            ("asyncio.gather", _, _) => self.gather(given, expr),
            ("asyncio.sleep", _, [delay]) if given.named("result").is_some() => {
                let delay = self.kept_argument(delay, &Type::Float, span);
                let Type::Coro(wanted) = self.call_type(expr) else { return None };
                let result = self.kept_argument(given.named("result")?, &wanted, span);
                Value::new(format!("asyncio::sleep_with({delay}, {result})"), Type::Awaitable(wanted))
            }
            ("asyncio.sleep", _, [delay, result]) => {
                let delay = self.kept_argument(delay, &Type::Float, span);
                let Type::Coro(wanted) = self.call_type(expr) else { return None };
                let result = self.kept_argument(result, &wanted, span);
                Value::new(format!("asyncio::sleep_with({delay}, {result})"), Type::Awaitable(wanted))
            }
            ("asyncio.create_task" | "TaskGroup.create_task" | "AbstractEventLoop.create_task", _, [coroutine])
                if given.named("name").is_some() =>
            {
                let coroutine = self.coroutine_of_task(coroutine, expr)?;
                let name = self.argument(given.named("name")?);
                if matches!(name.of_type, Type::None | Type::Optional(_)) {
                    return Some(self.refuse(span, "a name that may be None is not given to a task yet"));
                }
                let name = str_slice(&name);
                let of_type = self.call_type(expr);
                match object {
                    None => self.tried(format!("asyncio::create_task_named({coroutine}, {name})"), of_type),
                    Some(object) if key.starts_with("Abstract") => {
                        self.tried(format!("{}.create_task_named({coroutine}, {name})", object.receiver()), of_type)
                    }
                    Some(object) => {
                        let task = self.fallible(&format!("{}.create_task({coroutine})", object.receiver()));
                        Value::new(format!("{{ let task = {task}; task.set_name({name}); task }}"), of_type)
                    }
                }
            }
            ("str.split" | "str.rsplit", Some(text), []) if !given.named.is_empty() => {
                let most = self.kept_argument(given.named("maxsplit")?, &Type::Int, span);
                if given.named.len() > 1 {
                    return None;
                }
                let (_, method) = key.split_once('.')?;
                let parts = self.fallible(&format!("{}.{method}(None, Some({most}))", text.receiver()));
                Value::new(format!("List::from({parts})"), Type::List(Rc::new(Type::Str)))
            }
            ("list.sort", Some(list), []) => self.sort(list, given, expr),
            ("dict.get" | "dict.pop", Some(dict), [key_argument, default]) => {
                self.get_or(key, dict, key_argument, default, expr)
            }
            ("dict.get", Some(dict), [wanted]) => self.get(dict, wanted, expr)?,
            ("dict.update", Some(dict), [] | [_]) if matches!(dict.of_type, Type::Dict(..)) => {
                self.update_dict(dict, expr)
            }
            ("dict.setdefault", Some(dict), [key]) => {
                let Type::Dict(keys, values) = dict.of_type.clone() else { return None };
                let key = self.kept_argument(key, &keys, span);
                let none = self.keep(&Value::new("()", Type::None), &values, span);
                self.tried(format!("{}.setdefault({key}, {none})", dict.receiver()), (*values).clone())
            }
            ("str.format_map", Some(text), [mapping]) => self.format_map(text, mapping, expr),
            ("str.format", Some(text), _) => self.str_format(text, given, expr),
            ("str.join", Some(text), [of]) => self.join_texts(text, of, expr),
            _ => return None,
        })
    }

    /// Runs a loop to an end.
    fn run(&mut self, text: &str, expr: &'a Expr) -> Value {
        let of_type = self.call_type(expr);
        if self.form != Form::Blocking {
            return self.refuse(expr.span, "a loop is not run from here yet");
        }
        self.tried(text, of_type)
    }

    fn sort(&mut self, list: &Value, given: &Given<'a>, expr: &'a Expr) -> Value {
        let reverse = match given.named("reverse") {
            None => "false".to_owned(),
            Some(reverse) => {
                let value = self.argument(reverse);
                self.truth(&value)
            }
        };
        let receiver = list.receiver();
        let Some(key) = self.key(given) else {
            return self.tried(format!("{receiver}.sort({reverse})"), Type::None);
        };
        let Type::List(element) = &list.of_type else { return Value::new("()", Type::Never) };
        let Some((key, _)) = self.callback(key, &[(**element).clone()], true, expr) else {
            return Value::new("()", Type::Never);
        };
        self.tried(format!("{receiver}.sort_by_key({key}, {reverse})"), Type::None)
    }

    /// `dict.get(key)`: None where there is none, and where it is None.
    fn get(&mut self, dict: &Value, key: &Arg<'a>, expr: &'a Expr) -> Option<Value> {
        let Type::Dict(keys, values) = &dict.of_type else { return None };
        let key = self.argument(key);
        let key = if key.of_type.is_number() && keys.is_number() { key } else { self.convert(key, keys, expr.span) };
        let found = self.fallible(&format!("{}.get({})", dict.receiver(), key.reference()));
        let of_type = (**values).clone().or_none();
        Some(match &**values {
            Type::Optional(_) => Value::new(format!("{found}.flatten()"), of_type),
            Type::None | Type::Never => Value::new(format!("{{ {found}; }}"), Type::None),
            _ => Value::new(found, of_type),
        })
    }

    fn get_or(&mut self, method: &str, dict: &Value, key: &Arg<'a>, default: &Arg<'a>, expr: &'a Expr) -> Value {
        let Type::Dict(keys, values) = dict.of_type.clone() else { return self.refuse(expr.span, "this dict") };
        if matches!(*values, Type::Never) {
            // Nothing ever comes into this dict.
            let (key, default) = (self.argument(key), self.argument(default));
            let text = format!("{{ {}; {}; {} }}", dict.reference(), key.reference(), default.owned());
            return Value::new(text, default.of_type);
        }
        let key = self.argument(key);
        let key = if key.of_type.is_number() && keys.is_number() { key } else { self.convert(key, &keys, expr.span) };
        let default = self.argument(default);
        let joined = self.lower.types.joined_optional(vec![(*values).clone(), default.of_type.clone()]);
        let Ok(joined) = joined else { return self.refuse(expr.span, "this default is not translated yet") };
        if method == "dict.pop" && joined != *values {
            return self.pop_or_other(dict, &key, &values, &default, expr.span);
        }
        let (receiver, key) = (dict.receiver(), key.reference());
        let function = if method == "dict.get" { "get_or" } else { "pop_or" };
        let default = self.keep(&default, &joined, expr.span);
        if joined == *values {
            return self.tried(format!("{receiver}.{function}({key}, {default})"), joined);
        }
        let value = Value::new("value", (*values).clone());
        let value = self.keep(&value, &joined, expr.span);
        let take = if method == "dict.pop" { "pop_some" } else { "get" };
        let found = self.fallible(&format!("{receiver}.{take}({key})"));
        Value::bound(
            format!("match {found} {{ Some(value) => {value}, None => {default} }}"),
            super::text::Binding::Open,
            joined,
        )
    }

    fn join_texts(&mut self, text: &Value, of: &Arg<'a>, expr: &'a Expr) -> Value {
        let Some((iterable, element)) = self.iterable_argument(of, expr.span) else {
            return Value::new("()", Type::Never);
        };
        if element == Type::Never {
            let items = self.fallible(&format!("iter::vec({iterable})"));
            return Value::new(format!("{{ {items}; Str::default() }}"), Type::Str);
        }
        if self.has_parts(&element) {
            let items = self.fallible(&format!("iter::vec({iterable})"));
            return self.tried(format!("text::join_any({}, &{items})", text.reference()), Type::Str);
        }
        if element != Type::Str {
            return self.refuse(expr.span, "`join` takes texts");
        }
        self.tried(format!("{}.join_iter({iterable})", text.receiver()), Type::Str)
    }

    fn str_format(&mut self, text: &Value, given: &Given<'a>, expr: &'a Expr) -> Value {
        if let ExprKind::Call(function, arguments) = &expr.kind {
            if let ExprKind::Attribute(of, _) = &function.kind
                && Self::takes_steps(of)
            {
                return self
                    .refuse(expr.span, "attributes and items in a template are not translated: write an f-string");
            }
            if given.star.is_some() || given.has_double_star {
                return self.format_scattered(text, arguments);
            }
        }
        let mut positional = Vec::new();
        for argument in &given.positional {
            let value = self.argument(argument);
            positional.push(self.shown(&value, expr.span));
        }
        let mut named = Vec::new();
        for (name, argument) in &given.named {
            let value = self.argument(argument);
            named.push(format!("({}, {})", literal(name), self.shown(&value, expr.span)));
        }
        let text = str_reference(text);
        self.tried(
            format!("format::template::format({text}, &[{}], &[{}])", positional.join(", "), named.join(", ")),
            Type::Str,
        )
    }

    /// `gather`: what is gathered has one type, or is a list of such.
    fn gather(&mut self, given: &Given<'a>, expr: &'a Expr) -> Value {
        let of_type = self.call_type(expr);
        let unused = Type::Library("Future".into(), vec![Type::List(Rc::new(Type::None))]);
        let is_unused = self.unused == Some(expr.id);
        let of_type = if is_unused { unused } else { of_type };
        let element = match &of_type {
            Type::Library(_, parts) => match parts.as_slice() {
                [Type::List(element)] => (**element).clone(),
                _ => return self.refuse(expr.span, "this `gather` is not translated yet"),
            },
            _ => return self.refuse(expr.span, "this `gather` is not translated yet"),
        };
        let returns_exceptions = match given.named("return_exceptions") {
            None => false,
            Some(Arg::Expr(Expr { kind: ExprKind::Bool(value), .. })) => *value,
            Some(_) => return self.refuse(expr.span, "`return_exceptions` is translated as `True` or `False` only"),
        };
        let are_one = given.positional.is_empty() && given.stars.len() == 1 || given.stars.is_empty();
        if are_one
            && !returns_exceptions
            && !is_unused
            && let Some(awaited) = self.gathered_alike(given, &element, expr)
        {
            return self.tried(format!("aio::gather({awaited})"), of_type);
        }
        match self.gathered_one_by_one(given, &element, returns_exceptions, expr) {
            Some(text) => Value::new(text, of_type),
            None => Value::new("()", Type::Never).may_raise(),
        }
    }

    /// What is gathered, as a vector, where all of it is of one type that gives members of the list.
    fn gathered_alike(&mut self, given: &Given<'a>, element: &Type, expr: &'a Expr) -> Option<String> {
        let type_of = |inside: &Self, argument: &Arg<'a>| match argument {
            Arg::Expr(argument) => inside.type_of(argument),
            Arg::Value(value) => value.of_type.clone(),
            _ => Type::Never,
        };
        if let Some((_, star)) = given.stars.first() {
            let of_items = self.type_of(star);
            if of_items == Type::List(Rc::new(Type::Never)) {
                return None;
            }
            let is_list = matches!(&of_items, Type::List(item) if !matches!(&**item, Type::Optional(_)) && self.awaits(item, expr).as_ref() == Some(element));
            if !is_list {
                return None;
            }
            let (iterable, _) = self.iterable_argument(&Arg::Expr(star), expr.span)?;
            return Some(self.fallible(&format!("iter::vec({iterable})")));
        }
        let types: Vec<Type> = given.positional.iter().map(|argument| type_of(self, argument)).collect();
        let first = types.first()?.clone();
        let is_alike =
            types.iter().all(|of_type| *of_type == first) && matches!(first, Type::Coro(_) | Type::Library(..));
        if !is_alike || self.awaits(&first, expr).as_ref() != Some(element) {
            return None;
        }
        let mut texts = Vec::new();
        for argument in &given.positional {
            let value = self.argument(argument);
            texts.push(self.as_awaited(value, expr).owned());
        }
        Some(format!("vec![{}]", texts.join(", ")))
    }

    /// A coroutine that is kept, or a future of Rust, as a coroutine.
    pub(super) fn as_awaited(&mut self, value: Value, expr: &'a Expr) -> Value {
        match value.of_type.clone() {
            Type::Awaitable(inner) | Type::Coro(inner) => self.convert(value, &Type::Coroutine(inner), expr.span),
            Type::Instance(_) => self.object_as_coroutine(&value, expr.span).unwrap_or(value),
            _ => value,
        }
    }

    /// All that is gathered, in order: evaluated first, then begun; each result becomes a member of the list.
    fn gathered_one_by_one(
        &mut self,
        given: &Given<'a>,
        element: &Type,
        returns_exceptions: bool,
        expr: &'a Expr,
    ) -> Option<String> {
        let (mut bound, mut added) = (String::new(), String::new());
        let mut stars = given.stars.iter().peekable();
        for place in 0..=given.positional.len() {
            while let Some((_, star)) = stars.next_if(|(before, _)| *before == place) {
                let (iterable, item) = self.iterable_argument(&Arg::Expr(star), expr.span)?;
                if item == Type::Never {
                    bound.push_str(&format!("let _ = {}; ", self.fallible(&format!("iter::vec({iterable})"))));
                    continue;
                }
                let result = self.awaits(&item, expr)?;
                let (name, values) = (self.temporary("gathered"), self.fallible(&format!("iter::vec({iterable})")));
                bound.push_str(&format!("let {name} = {values}; "));
                let one = self.gathered_item(&Value::new("one", item));
                let add = self.added(&one, &result, element, returns_exceptions, expr);
                added.push_str(&format!("for one in {name} {{ {add} }} "));
            }
            let Some(argument) = given.positional.get(place) else { continue };
            let value = self.argument(argument);
            let value = self.as_awaited(value, expr);
            let result = self.awaits(&value.of_type, expr)?;
            let name = self.temporary("gathered");
            let value = Value { text: value.owned(), is_place: false, ..value };
            let item = self.gathered_item(&value);
            bound.push_str(&format!("let {name} = {item}; "));
            added.push_str(&self.added(&name, &result, element, returns_exceptions, expr));
        }
        let rust = self.lower.rust_type(element);
        let gathered = self.fallible("gather.gathered()");
        Some(format!(
            "{{ {bound}let mut gather = aio::GatherList::<{rust}>::new({returns_exceptions}); {added}{gathered} }}"
        ))
    }

    /// What is gathered, as what is not None and known to give something.
    pub(super) fn gathered_item(&mut self, value: &Value) -> String {
        let present = match &value.of_type {
            Type::Optional(inner) => {
                let text = literal("An asyncio.Future, a coroutine or an awaitable is required");
                let raises = format!("Exc::new(&exc::TYPE_ERROR, {text})");
                self.tried(format!("{}.ok_or_else(|| {raises})", value.receiver()), (**inner).clone())
            }
            _ => value.clone(),
        };
        if is_any_task(&present.of_type) { format!("{}.to_future()", present.receiver()) } else { present.text }
    }

    /// One more that is gathered.
    fn added(&mut self, name: &str, result: &Type, element: &Type, returns_exceptions: bool, expr: &'a Expr) -> String {
        if self.unused == Some(expr.id) {
            let rust = self.lower.rust_type(result);
            let member = if returns_exceptions { "Ok(())" } else { "result.map(drop)" };
            return format!("{}; ", self.fallible(&format!("gather.add({name}, |result: Py<{rust}>| {member})")));
        }
        let value = Value::new("value", result.clone()).may_raise();
        let value = self.in_closure(|inside| inside.keep(&value, element, expr.span));
        let rust = self.lower.rust_type(result);
        let member = if returns_exceptions {
            let exc = Value::new("exc", Type::Exception);
            let exc = self.in_closure(|inside| inside.keep(&exc, element, expr.span));
            format!("Ok(match result {{ Ok(value) => {value}, Err(exc) => {exc} }})")
        } else {
            format!("{{ let value = result?; Ok({value}) }}")
        };
        let add = self.fallible(&format!("gather.add({name}, |result: Py<{rust}>| {member})"));
        format!("{add}; ")
    }

    /// What an awaitable gives.
    pub(super) fn awaits(&mut self, of_type: &Type, expr: &Expr) -> Option<Type> {
        match of_type {
            Type::Coroutine(given) | Type::Coro(given) | Type::Awaitable(given) => Some((**given).clone()),
            Type::Library(name, parts) if matches!(&**name, "Task" | "Future") => {
                Some(parts.first().cloned().unwrap_or(Type::Never))
            }
            Type::Optional(inner) => {
                let inner = Rc::clone(inner);
                self.awaits(&inner, expr)
            }
            of_type
                if is_any_task(of_type) && (self.unused == Some(expr.id) || self.lower.inferred.awaits_nothing()) =>
            {
                Some(Type::None)
            }
            of_type if is_any_task(of_type) => {
                self.refuse(expr.span, "it is not known here what these tasks give");
                None
            }
            _ => {
                self.refuse(expr.span, "this is not awaited yet");
                None
            }
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
