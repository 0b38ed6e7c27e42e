//! asyncio in emitted code, beside what the table of library.rs says: callbacks, waiting for several, streams, context variables.

use super::body::{Body, Form};
use super::call::{Arg, Given};
use super::text::{Value, literal};
use super::types::Type;
use crate::analyse::types::Kind;
use crate::tree::{Argument, Expr, ExprKind, Span};
use std::rc::Rc;

/// How calls are written, as in library.rs.
pub(super) const CALLS: &[(&str, &str, &str)] = &[
    ("asyncio.Barrier/1", "<asyncio::Barrier::new({0:usize})>", ""),
    ("asyncio.timeout_at/1", "asyncio::timeout_at({0:seconds})", ""),
    ("asyncio.set_event_loop/1", "asyncio::set_event_loop({0:loop})", ""),
    ("asyncio.StreamReader/0", "asyncio::StreamReader::new()", ""),
    ("asyncio.StreamReader/1", "<asyncio::StreamReader::with_limit({0:int})>", ""),
    ("asyncio.Condition/1", "asyncio::Condition::with_lock({0:present})", ""),
    ("Barrier.reset/0", "{self}.reset()", "awaits"),
    ("Barrier.abort/0", "{self}.abort()", "awaits"),
    ("Barrier.wait/0", "aio::counted({self}.wait())", "awaits"),
    ("Condition.acquire/0", "{self}.lock().acquire()", "awaits"),
    ("Condition.release/0", "<{self}.lock().release()>", ""),
    ("Condition.locked/0", "{self}.lock().locked()", ""),
    ("Task.uncancel/0", "i64::from({self}.uncancel())", ""),
    ("Task.cancelling/0", "i64::from({self}.cancelling())", ""),
    ("Timeout.reschedule/1", "<{self}.reschedule({0:seconds})>", ""),
    ("Handle.cancel/0", "{self}.cancel()", ""),
    ("Handle.cancelled/0", "{self}.cancelled()", ""),
    ("TimerHandle.when/0", "{self}.when()", ""),
    ("AbstractEventLoop.get_debug/0", "{self}.get_debug()", ""),
    ("AbstractEventLoop.set_debug/1", "{self}.set_debug({0})", ""),
    ("AbstractEventLoop.shutdown_asyncgens/0", "{self}.shutdown_asyncgens()", "awaits"),
    ("StreamReader.at_eof/0", "{self}.at_eof()", ""),
    ("StreamReader.feed_eof/0", "{self}.feed_eof()", ""),
    ("StreamReader.feed_data/1", "<{self}.feed_data({0:&})>", ""),
    ("StreamReader.exception/0", "{self}.exception()", ""),
    ("StreamReader.readuntil/0", "aio::bytes_until({self}.clone(), Bytes::from(b\"\\n\".to_vec()))", "awaits"),
    ("StreamReader.readuntil/1", "aio::bytes_until({self}.clone(), {0})", "awaits"),
    ("StreamWriter.can_write_eof/0", "{self}.can_write_eof()", ""),
    ("StreamWriter.writelines/1", "<aio::writelines(&{self}, {0:iterB})>", ""),
    ("StreamReader.read/0", "aio::bytes({self}.read(-1))", "awaits"),
    ("StreamReader.read/1", "aio::bytes({self}.read({0:int}))", "awaits"),
    ("StreamReader.readexactly/1", "aio::bytes({self}.readexactly({0:int}))", "awaits"),
    ("StreamReader.readline/0", "aio::bytes({self}.readline())", "awaits"),
    ("StreamWriter.write/1", "<{self}.write({0:&})>", ""),
    ("StreamWriter.write_eof/0", "<{self}.write_eof()>", ""),
    ("StreamWriter.drain/0", "{self}.drain()", "awaits"),
    ("StreamWriter.close/0", "<{self}.close()>", ""),
    ("StreamWriter.is_closing/0", "{self}.is_closing()", ""),
    ("StreamWriter.wait_closed/0", "{self}.wait_closed()", "awaits"),
    ("Socket.getsockname/0", "{self}.getsockname()", ""),
    ("Server.close/0", "{self}.close()", ""),
    ("Server.is_serving/0", "{self}.is_serving()", ""),
    ("Server.serve_forever/0", "{self}.serve_forever()", "awaits"),
    ("Server.start_serving/0", "{self}.start_serving()", "awaits"),
    ("Server.wait_closed/0", "{self}.wait_closed()", "awaits"),
    ("ContextVar.get/1", "{self}.get_or({0})", ""),
    ("ContextVar.get/0", "<{self}.get()>", ""),
    ("ContextVar.set/1", "aio::Token::set(&{self}, {0:T})", ""),
    ("ContextVar.reset/1", "<{0:some}.reset(&{self})>", ""),
];

impl<'a> Body<'_, 'a> {
    /// What needs more than a text.
    pub(super) fn asyncio_by_hand(
        &mut self,
        key: &str,
        object: Option<&Value>,
        given: &Given<'a>,
        expr: &'a Expr,
    ) -> Option<Value> {
        let takes_star = matches!(
            key,
            "AbstractEventLoop.call_soon"
                | "AbstractEventLoop.call_soon_threadsafe"
                | "AbstractEventLoop.call_later"
                | "AbstractEventLoop.call_at"
                | "AbstractEventLoop.run_in_executor"
                | "asyncio.to_thread"
        );
        if given.has_double_star || !given.stars.is_empty() && (!takes_star || given.is_scattered()) {
            return None;
        }
        Some(match (key, object, given.positional.as_slice()) {
            ("asyncio.wait", _, [of]) => self.wait(of, given, expr)?,
            ("asyncio.ensure_future", _, [of]) => {
                let value = self.argument(of);
                match value.of_type {
                    Type::Library(..) => value,
                    _ => {
                        let coroutine = self.coroutine(&Arg::Value(value), expr)?;
                        let event_loop = match given.named("loop").cloned() {
                            Some(event_loop) => self.argument(&event_loop).receiver(),
                            None => self.fallible("asyncio::get_event_loop()"),
                        };
                        let task = self.fallible(&format!("{event_loop}.create_task({coroutine})"));
                        self.as_task(task, expr)
                    }
                }
            }
            ("builtins.anext", _, [of, default]) => self.anext_or(of, default, expr)?,
            ("Future.__await__" | "Future.__iter__", Some(future), []) => {
                let Type::Library(_, parts) = &future.of_type else { return None };
                let given = parts.first().cloned().unwrap_or(Type::Never);
                Value::new(future.owned(), Type::Awaitable(Rc::new(given)))
            }
            ("builtins.aiter", _, [of]) => {
                let value = self.argument(of);
                match value.of_type {
                    Type::AsyncGenerator(..) => value,
                    _ => self.call_dunder(&value, "__aiter__", &[], expr.span)?,
                }
            }
            ("builtins.anext", _, [of]) => {
                let generator = self.argument(of);
                if let Type::Instance(_) = generator.of_type {
                    return self.call_dunder(&generator, "__anext__", &[], expr.span);
                }
                if !matches!(generator.of_type, Type::AsyncGenerator(..)) {
                    return None;
                }
                self.call_library_method(&generator, &"__anext__".into(), &Given::default(), expr)
            }
            ("asyncio.as_completed", _, [of]) => self.as_completed(of, given, expr)?,
            ("asyncio.current_task", _, []) => self.current_task(),
            ("asyncio.all_tasks", _, []) => {
                let any = Type::Library("AnyTask".into(), Vec::new());
                self.tried("aio::all_tasks()", Type::Set(Rc::new(any)))
            }
            ("asyncio.all_tasks", _, [event_loop]) => {
                let event_loop = self.argument(event_loop);
                let any = Type::Library("AnyTask".into(), Vec::new());
                if !matches!(&event_loop.of_type, Type::Library(..)) {
                    return None;
                }
                self.tried(format!("Set::of_values({}.all_tasks())", event_loop.receiver()), Type::Set(Rc::new(any)))
            }
            ("AbstractEventLoop.set_exception_handler", Some(event_loop), [handler]) => {
                self.set_exception_handler(event_loop, handler, expr)?
            }
            ("AbstractEventLoop.call_exception_handler", Some(event_loop), [Arg::Expr(context)]) => {
                self.call_exception_handler(event_loop, context)?
            }
            ("Future.remove_done_callback", Some(future), [callback]) => {
                let Some(key) = self.callback_key(callback) else {
                    return Some(
                        self.refuse(expr.span, "only functions of the module are taken back as callbacks yet"),
                    );
                };
                Value::new(format!("aio::remove_callback(&{}, {})", future.receiver(), literal(&key)), Type::Int)
            }
            ("AbstractEventLoop.call_soon", Some(event_loop), [callback, rest @ ..]) => {
                self.schedule(event_loop, "call_soon", None, callback, (rest, given.star), expr)?
            }
            ("AbstractEventLoop.call_soon_threadsafe", Some(event_loop), [callback, rest @ ..]) => {
                self.schedule(event_loop, "call_soon_threadsafe", None, callback, (rest, given.star), expr)?
            }
            ("AbstractEventLoop.call_later", Some(event_loop), [when, callback, rest @ ..]) => {
                self.schedule(event_loop, "call_later", Some(when), callback, (rest, given.star), expr)?
            }
            ("AbstractEventLoop.call_at", Some(event_loop), [when, callback, rest @ ..]) => {
                self.schedule(event_loop, "call_at", Some(when), callback, (rest, given.star), expr)?
            }
            ("asyncio.Future" | "AbstractEventLoop.create_future", object, []) => self.new_future(object, expr)?,
            ("Future.add_done_callback", Some(future), [callback]) => self.add_done_callback(future, callback, expr)?,
            ("Condition.wait_for", Some(condition), [predicate]) => {
                self.wait_for_condition(condition, predicate, expr)?
            }
            ("contextvars.ContextVar", _, [Arg::Expr(name)]) => self.context_variable(name, given, expr)?,
            ("asyncio.start_server", _, [callback, rest @ ..]) => {
                let [host, port] = self.host_and_port(rest, given)?;
                self.start_server(callback, &host, &port, expr)?
            }
            ("asyncio.iscoroutinefunction" | "inspect.iscoroutinefunction", _, [Arg::Expr(function)]) => {
                self.is_coroutine_function(function)?
            }
            ("asyncio.iscoroutine" | "inspect.iscoroutine" | "inspect.isawaitable" | "asyncio.isfuture", _, [of]) => {
                let value = self.argument(of);
                let held = self.temporary("asked");
                let asked = Value::place(held.clone(), value.of_type.clone());
                let test = self.is_awaitable(&asked, key, expr);
                Value::new(format!("{{ let {held} = {}; {} }}", value.owned(), test.text), Type::Bool)
            }
            ("asyncio.open_connection", _, rest) => {
                let [host, port] = self.host_and_port(rest, given)?;
                let (host, port) = (self.argument(&host), self.kept_argument(&port, &Type::Int, expr.span));
                let Type::Coro(result) = self.type_of(expr) else { return None };
                let text = format!("aio::open_connection({}, {port})", host.owned());
                Value::new(text, Type::Awaitable(result))
            }
            ("StreamWriter.get_extra_info", Some(writer), [Arg::Expr(Expr { kind: ExprKind::Str(name), .. })])
                if matches!(&**name, "peername" | "sockname") =>
            {
                let of_type = self.type_of(expr);
                self.tried(format!("aio::address({}.{name}())", writer.receiver()), of_type)
            }
            _ => return None,
        })
    }

    /// A `timeout=` as an option.
    fn timeout_of(&mut self, given: &Given<'a>, expr: &'a Expr) -> String {
        match given.named("timeout") {
            None => "None".to_owned(),
            Some(timeout) => self.kept_argument(timeout, &Type::Optional(Rc::new(Type::Float)), expr.span),
        }
    }

    fn wait(&mut self, of: &Arg<'a>, given: &Given<'a>, expr: &'a Expr) -> Option<Value> {
        let (iterable, element) = self.iterable_argument(of, expr.span)?;
        if !matches!(&element, Type::Library(name, _) if matches!(&**name, "Task" | "Future")) {
            self.lower.refuse_with_help(
                expr.span,
                "`asyncio.wait` takes tasks and futures",
                "make tasks of coroutines with `asyncio.create_task`",
            );
            return None;
        }
        let timeout = self.timeout_of(given, expr);
        let when = match given.named("return_when") {
            None => "AllCompleted",
            Some(Arg::Expr(Expr { kind: ExprKind::Attribute(_, name) | ExprKind::Name(name), .. })) => match &**name {
                "FIRST_COMPLETED" => "FirstCompleted",
                "FIRST_EXCEPTION" => "FirstException",
                "ALL_COMPLETED" => "AllCompleted",
                _ => return None,
            },
            Some(_) => return None,
        };
        let set = Type::Set(Rc::new(element));
        let text = format!("aio::wait({iterable}, {timeout}, asyncio::ReturnWhen::{when})");
        Some(Value::new(text, Type::Awaitable(Rc::new(Type::Tuple(vec![set.clone(), set])))))
    }

    fn as_completed(&mut self, of: &Arg<'a>, given: &Given<'a>, expr: &'a Expr) -> Option<Value> {
        let (iterable, element) = self.iterable_argument(of, expr.span)?;
        let result = self.awaits(&element, expr)?;
        let timeout = self.timeout_of(given, expr);
        let awaited = self.fallible(&format!("iter::vec({iterable})"));
        let item = Type::Coroutine(Rc::new(result));
        Some(self.tried(format!("aio::as_completed({awaited}, {timeout})"), Type::Lazy(Rc::new(item))))
    }

    fn current_task(&mut self) -> Value {
        let any = Type::Library("AnyTask".into(), Vec::new());
        self.tried("asyncio::current_task()", Type::Optional(Rc::new(any)))
    }

    /// What is called later: what is bound now, and the call.
    pub(super) fn called_later(
        &mut self,
        callback: &Arg<'a>,
        given: Given<'a>,
        expr: &'a Expr,
    ) -> Option<(String, Value)> {
        self.called_later_as(callback, given, Form::Function, expr)
    }

    /// The same, where what is called may wait in the way of a form.
    pub(super) fn called_later_as(
        &mut self,
        callback: &Arg<'a>,
        given: Given<'a>,
        form: Form,
        expr: &'a Expr,
    ) -> Option<(String, Value)> {
        if let Arg::Expr(Expr { kind: ExprKind::Call(partial, arguments), .. }) = callback
            && self.is_partial(partial)
        {
            return self.partial_later(arguments, given, form, expr);
        }
        if let Arg::Expr(function) = callback
            && self.is_kept_function(function)
        {
            let value = self.expr(function);
            let held = self.temporary("callback");
            let bound = format!("let {held} = {}; ", value.owned());
            let callee = Value::place(held, value.of_type);
            let value = self.in_closure_of(form, |inside| inside.call_value(&callee, &given, expr.span));
            return Some((bound, value));
        }
        if let Arg::Expr(function) = callback
            && let ExprKind::Attribute(of, name) = &function.kind
            && self.module_of(of).is_none()
            && self.known(of).is_none_or(|kind| !matches!(kind, Kind::Class(_)))
        {
            let object = self.expr(of);
            let held = self.temporary("object");
            let bound = format!("let {held} = {}; ", object.owned());
            let object = Value::place(held, object.of_type);
            let value = self.in_closure_of(form, |inside| inside.call_method(&object, of, name, &given, expr));
            return Some((bound, value));
        }
        if let Arg::Expr(function) = callback
            && !self.needs_nothing(function)
            && let Some(value) = self.as_function(function)
        {
            let held = self.temporary("callback");
            let bound = format!("let {held} = {}; ", value.owned());
            let callee = Value::place(held, value.of_type);
            let value = self.in_closure_of(form, |inside| inside.call_value(&callee, &given, expr.span));
            return Some((bound, value));
        }
        let value = self.in_closure_of(form, |inside| inside.call_argument(callback, &given, expr))?;
        Some((String::new(), value))
    }

    /// Says whether it is a variable, an attribute or an item that holds a function, which is looked up now and not when it is called.
    fn is_kept_function(&self, function: &Expr) -> bool {
        if !matches!(self.type_of(function).inner(), Type::Function(..)) {
            return false;
        }
        match &function.kind {
            ExprKind::Name(_) => !matches!(self.known(function), Some(Kind::Function(_))),
            ExprKind::Subscript(..) | ExprKind::Call(..) => true,
            ExprKind::Attribute(of, name) => {
                let classes = self.classes_of(of);
                !classes.is_empty() && classes.iter().all(|class| self.lower.find_method(*class, name).is_none())
            }
            _ => false,
        }
    }

    /// Says whether it is a function of the program that uses nothing of those around it: it is called by its name.
    fn needs_nothing(&self, function: &Expr) -> bool {
        let Some(Kind::Function(item)) = self.known(function) else { return false };
        let callable = self.lower.inferred.callable(item);
        self.type_of(function) == Type::Known
            && callable.is_some_and(|callable| {
                self.lower.functions.contains_key(&callable.scope) && self.lower.captures(callable.scope).is_empty()
            })
    }

    fn schedule(
        &mut self,
        event_loop: &Value,
        method: &str,
        when: Option<&Arg<'a>>,
        callback: &Arg<'a>,
        arguments: (&[Arg<'a>], Option<&'a Expr>),
        expr: &'a Expr,
    ) -> Option<Value> {
        let when = when.map(|when| format!("{}, ", self.kept_argument(when, &Type::Float, expr.span)));
        let (bound, call) =
            self.scheduled_with(callback, arguments.0, &Given { star: arguments.1, ..Given::default() }, expr)?;
        let call = call.text;
        let closure = format!("move || -> Py<()> {{ let _ = {call}; Ok(()) }}");
        let text = format!("{}.{method}({}{closure})", event_loop.receiver(), when.unwrap_or_default());
        let scheduled = self.fallible(&text);
        Some(Value::new(format!("{{ {bound}{scheduled} }}"), self.type_of(expr)))
    }

    /// A future of the type that it gets; of one that gets nothing Rust could not tell.
    fn new_future(&mut self, event_loop: Option<&Value>, expr: &'a Expr) -> Option<Value> {
        let of_type = self.type_of(expr);
        let Type::Library(_, parts) = &of_type else { return None };
        let part = parts.first().map(|part| self.lower.rust_type(part)).unwrap_or_else(|| "()".to_owned());
        let event_loop = match event_loop {
            Some(event_loop) => event_loop.receiver(),
            None => self.fallible("asyncio::get_event_loop()"),
        };
        Some(Value::new(format!("{event_loop}.create_future::<{part}>()"), of_type))
    }

    fn add_done_callback(&mut self, future: &Value, callback: &Arg<'a>, expr: &'a Expr) -> Option<Value> {
        let Type::Library(class, _) = &future.of_type else { return None };
        // What is given to the callback is a future: a task keeps itself for it.
        let (held, done) = (self.temporary("future"), self.temporary("done"));
        let keeps = if &**class == "Task" { format!("let {done} = {held}.clone(); ") } else { String::new() };
        let given = Value::place(done.clone(), future.of_type.clone());
        let (bound, call) = self.called_later(callback, Given::values([given]), expr)?;
        let call = call.text;
        let parameter = if keeps.is_empty() { &done } else { "_" };
        let closure = format!("move |{parameter}| -> Py<()> {{ let _ = {call}; Ok(()) }}");
        let key = self.callback_key(callback).filter(|_| self.lower.source.contains("remove_done_callback"));
        let added = match key {
            Some(key) => format!("aio::add_callback(&{held}, {}, {closure})", literal(&key)),
            None => format!("{held}.add_done_callback({closure})"),
        };
        let text = format!("{{ let {held} = {}; {bound}{keeps}{added}; }}", future.owned());
        Some(Value::new(text, Type::None))
    }

    /// `a, b = await asyncio.gather(one, other)`: the results are a tuple.
    pub(super) fn gather_apart(&mut self, targets: &'a [Expr], gathered: &'a [Argument], value: &'a Expr) {
        let (mut awaited, mut given) = (Vec::new(), Vec::new());
        for argument in gathered {
            let one = self.expr(&argument.value);
            let one = self.as_awaited(one, value);
            let Some(result) = self.awaits(&one.of_type, value) else { return };
            awaited.push(self.gathered_item(&Value { text: one.owned(), is_place: false, ..one }));
            given.push(result);
        }
        let future = self.fallible(&format!("asyncio::gather_tuple(({}))", awaited.join(", ")));
        let future = Value::new(future, Type::Library("Future".into(), vec![Type::Tuple(given)]));
        let results = self.awaited(future, value.span);
        self.unpack(targets, &results, value.span);
    }

    /// A task that was made, as what inference says of it.
    fn as_task(&self, task: String, expr: &Expr) -> Value {
        let of_type = self.type_of(expr);
        let text = if super::library::is_any_task(&of_type) { format!("{task}.to_any()") } else { task };
        Value::new(text, of_type)
    }

    /// What a class of the library makes without arguments.
    pub(super) fn empty_of_library(&self, class: &str, of_type: &Type) -> Option<String> {
        let rust = self.lower.rust_type(of_type);
        Some(match class {
            "Queue" | "LifoQueue" | "PriorityQueue" => format!("<{rust}>::new(0)"),
            "Condition" | "Event" | "Lock" => format!("<{rust}>::new()"),
            "Semaphore" => self.fallible("asyncio::Semaphore::new(1)"),
            "Counter" | "OrderedDict" | "deque" => format!("<{rust}>::default()"),
            _ => return None,
        })
    }

    /// What stands for a function of the program, as a callback.
    fn callback_key(&self, callback: &Arg<'a>) -> Option<String> {
        let Arg::Expr(function) = callback else { return None };
        match self.known(function)? {
            Kind::Function(item) => {
                let callable = self.lower.inferred.callable(item)?;
                self.lower.captures(callable.scope).is_empty().then(|| format!("{} {item}", callable.name))
            }
            _ => None,
        }
    }

    /// The predicate is asked in a loop, as asyncio does it.
    fn wait_for_condition(&mut self, condition: &Value, predicate: &Arg<'a>, expr: &'a Expr) -> Option<Value> {
        let value = self.call_argument(predicate, &Given::default(), expr)?;
        let result = value.of_type.clone();
        let held = Value::place("result", result.clone());
        let truth = self.truth(&held);
        let wait = self.fallible(&format!("{}.wait().await", condition.receiver()));
        let text =
            format!("loop {{ let result = {}; if {truth} {{ break Ok::<_, Exc>(result); }} {wait}; }}", value.owned());
        Some(Value::new(format!("std::future::ready({{ {text} }})"), Type::Awaitable(Rc::new(result))))
    }

    fn context_variable(&mut self, name: &'a Expr, given: &Given<'a>, expr: &'a Expr) -> Option<Value> {
        let ExprKind::Str(name) = &name.kind else { return None };
        let of_type = self.type_of(expr);
        let Type::Library(_, parts) = &of_type else { return None };
        let part = parts.first().cloned().unwrap_or(Type::Never);
        let rust = self.lower.rust_type(&part);
        let name = literal(name);
        let text = match given.named("default") {
            None => format!("asyncio::ContextVar::<{rust}>::new({name})"),
            Some(default) => {
                let default = self.kept_argument(default, &part, expr.span);
                format!("asyncio::ContextVar::<{rust}>::with_default({name}, {default})")
            }
        };
        Some(Value::new(text, of_type))
    }

    fn start_server(&mut self, callback: &Arg<'a>, host: &Arg<'a>, port: &Arg<'a>, expr: &'a Expr) -> Option<Value> {
        let (host, port) = (self.argument(host), self.kept_argument(port, &Type::Int, expr.span));
        let stream = |name: &str| Type::Library(name.into(), Vec::new());
        let given = Given::values([
            Value::place("reader", stream("StreamReader")),
            Value::place("writer", stream("StreamWriter")),
        ]);
        let (bound, call) = self.called_later(callback, given, expr)?;
        let call = call.text;
        let Type::Coro(result) = self.type_of(expr) else { return None };
        let text = format!(
            "{{ {bound}aio::start_server(move |reader: asyncio::StreamReader, writer: asyncio::StreamWriter| {call}, {}, {port}) }}",
            host.owned()
        );
        Some(Value::new(text, Type::Awaitable(result)))
    }

    /// The host and the port, by their places or by their names.
    fn host_and_port(&mut self, rest: &[Arg<'a>], given: &Given<'a>) -> Option<[Arg<'a>; 2]> {
        let is_ignored = |name: &str| matches!(name, "backlog" | "host" | "port" | "reuse_address" | "reuse_port");
        if rest.len() > 2 || !given.named.iter().all(|(name, _)| is_ignored(name)) {
            return None;
        }
        let at = |place: usize, name: &str| rest.get(place).or_else(|| given.named(name)).cloned();
        Some([at(0, "host")?, at(1, "port")?])
    }

    /// Says whether a function is a coroutine function, where all that it may be agree.
    fn is_coroutine_function(&mut self, function: &'a Expr) -> Option<Value> {
        let inferred = self.lower.inferred;
        let node = inferred.expression(function.id)?;
        let mut agreed = None;
        for kind in inferred.kinds(inferred.find(node)) {
            let (Kind::Function(item) | Kind::Method(item, _)) = kind else { return None };
            let callable = inferred.callable(*item)?;
            let is_async = match self.lower.functions.get(&callable.scope) {
                Some(function) => self.lower.form(*item, function) == Form::Coroutine,
                None => false,
            };
            // What is made of a partial is none, but what it calls may be.
            if !self.lower.functions.contains_key(&callable.scope) && self.lower.source.contains("partial") {
                return None;
            }
            if agreed.is_some_and(|agreed| agreed != is_async) {
                let value = self.expr(function);
                return Some(self.function_is_async(&value, function.span));
            }
            agreed = Some(is_async);
        }
        Some(Value::new(agreed?.to_string(), Type::Bool))
    }

    /// The same of a value that may be one function or another.
    fn function_is_async(&mut self, value: &Value, span: Span) -> Value {
        match &value.of_type {
            Type::Union(_) | Type::Optional(_) => {
                self.by_part(value, span, |inside, part| inside.function_is_async(part, span))
            }
            Type::Function(..) => Value::new(format!("{}.is_coroutine_function()", value.receiver()), Type::Bool),
            Type::None => Value::new("false", Type::Bool),
            _ => self.refuse(span, "whether this is a coroutine function is not known here"),
        }
    }

    /// Says whether a value is a coroutine, a future, or any of them.
    fn is_awaitable(&mut self, value: &Value, key: &str, expr: &'a Expr) -> Value {
        let is_coroutine = matches!(value.of_type, Type::Coroutine(_) | Type::Coro(_) | Type::Awaitable(_));
        let is_future =
            matches!(&value.of_type, Type::Library(class, _) if matches!(&**class, "Task" | "Future" | "AnyTask"));
        let text = match (&value.of_type, key) {
            (Type::Union(_) | Type::Optional(_), _) => {
                return self.by_part(value, expr.span, |inside, part| inside.is_awaitable(part, key, expr));
            }
            (Type::Instance(_), "inspect.isawaitable") => {
                return self.refuse(expr.span, "`isawaitable` of an object is not translated yet");
            }
            (_, "asyncio.isfuture") => is_future,
            (_, "inspect.isawaitable") => is_future || is_coroutine,
            _ => is_coroutine,
        };
        Value::new(text.to_string(), Type::Bool)
    }
}
