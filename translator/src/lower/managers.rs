//! Context managers: `with`, and exit stacks.
//!
//! # How it works
//!
//! For each kind of manager it is known how it is entered and how it is left ([`Body::enter`], [`Body::left`]); of several types each is asked
//! which one it is. `with` writes both around a block (leave.rs). A stack enters at once, and keeps a closure that leaves.

use super::body::{Body, Form, Leaves};
use super::call::{Arg, Given};
use super::text::{Value, literal};
use super::types::Type;
use crate::analyse::types::Kind;
use crate::tree::{Argument, ArgumentKind, Expr, ExprKind, Span, Stmt, WithItem};
use std::rc::Rc;

/// How calls are written, as in library.rs.
pub(super) const CALLS: &[(&str, &str, &str)] = &[
    ("contextlib.ExitStack/0", "aio::ExitStack::new()", ""),
    ("contextlib.AsyncExitStack/0", "aio::AsyncExitStack::new()", ""),
    ("contextlib.nullcontext/0", "aio::NullContext::new(())", ""),
    ("contextlib.nullcontext/1", "aio::NullContext::new({0:given})", ""),
    ("contextlib.closing/1", "aio::Closing::new({0:given})", ""),
    ("contextlib.aclosing/1", "aio::Aclosing::new({0:given})", ""),
    ("ExitStack.pop_all/0", "{self}.pop_all()", ""),
    ("ExitStack.close/0", "<{self}.close()>", ""),
    ("AsyncExitStack.pop_all/0", "{self}.pop_all()", ""),
    ("AsyncExitStack.aclose/0", "{self}.aclose()", "awaits"),
];

impl<'a> Body<'_, 'a> {
    pub(super) fn with_stmt(&mut self, is_async: bool, items: &'a [WithItem], body: &'a [Stmt]) {
        let Some((item, others)) = items.split_first() else {
            self.lines.open("{");
            self.block(body);
            return self.lines.close("}");
        };
        if !is_async && self.with_of_library(item, others, body) {
            return;
        }
        self.lines.open("{");
        let context = self.expr(&item.context);
        let manager = self.temporary("manager");
        self.line(format!("let {manager} = {};", context.owned()));
        let manager = Value::place(manager, context.of_type);
        let manager = self.present_manager(&manager, is_async);
        let Some(entered) = self.enter(&manager, is_async, item.context.span) else { return self.lines.close("}") };
        let entered_name = self.temporary("entered");
        self.line(format!("let {entered_name} = {};", entered.text));
        let entered = Value::place(entered_name, entered.of_type);
        let (left, leaves) = self.finally_block(|inside| inside.inside_with(item, &entered, is_async, others, body));
        self.exit(&manager, is_async, &left, leaves, item.context.span);
        self.lines.close("}");
    }

    /// What stands inside of the first manager of a `with`.
    fn inside_with(
        &mut self,
        item: &'a WithItem,
        entered: &Value,
        is_async: bool,
        others: &'a [WithItem],
        body: &'a [Stmt],
    ) {
        if others.is_empty() {
            self.declare(body);
        }
        item.target.iter().for_each(|target| self.assign(target, entered));
        if others.is_empty() {
            self.statements(body);
        } else {
            self.with_stmt(is_async, others, body);
        }
    }

    /// `with suppress(…)`, `nullcontext(…)` and `closing(…)`: they need no manager.
    fn with_of_library(&mut self, item: &'a WithItem, others: &'a [WithItem], body: &'a [Stmt]) -> bool {
        let span = item.context.span;
        let ExprKind::Call(function, arguments) = &item.context.kind else { return false };
        let Some(Kind::Class(class)) = self.known(function) else { return false };
        let key = self.lower.inferred.library_class(class).cloned();
        let is_plain = arguments.iter().all(|argument| matches!(argument.kind, ArgumentKind::Positional));
        match (key.as_deref(), arguments.as_slice()) {
            (Some("contextlib.suppress"), _) if is_plain => {
                let (left, leaves) = self.finally_block(|inside| {
                    inside.inside_with(item, &Value::new("()", Type::None), false, others, body);
                });
                let tests: Vec<String> =
                    arguments.iter().map(|argument| self.catches(&argument.value, "exc")).collect();
                let test = if tests.is_empty() { "false".to_owned() } else { tests.join(" || ") };
                self.go_on_unless(&left, leaves, &test);
            }
            (Some("contextlib.nullcontext"), [] | [_]) if is_plain => {
                self.lines.open("{");
                let entered = match arguments.first() {
                    Some(argument) => self.kept(&argument.value),
                    None => Value::new("()", Type::None),
                };
                self.inside_with(item, &entered, false, others, body);
                self.lines.close("}");
            }
            (Some("contextlib.closing"), [thing]) if is_plain => {
                self.lines.open("{");
                let thing = self.kept(&thing.value);
                let (left, leaves) = self.finally_block(|inside| inside.inside_with(item, &thing, false, others, body));
                match self.call_dunder(&thing, "close", &[], span) {
                    Some(closed) => self.line(format!("{};", closed.text)),
                    None => {
                        self.refuse(span, "`closing` of this is not translated yet");
                    }
                }
                self.go_on(&left, leaves);
                self.lines.close("}");
            }
            _ => return false,
        }
        true
    }

    /// A manager that may be None, as one that is not.
    fn present_manager(&mut self, manager: &Value, is_async: bool) -> Value {
        let Type::Optional(inner) = manager.of_type.clone() else { return manager.clone() };
        let protocol = if is_async { "asynchronous context manager" } else { "context manager" };
        let text = literal(&format!("'NoneType' object does not support the {protocol} protocol"));
        let name = self.temporary("manager");
        let some = format!("{}.ok_or_else(|| Exc::new(&exc::TYPE_ERROR, {text}))", manager.owned());
        let some = self.fallible(&some);
        self.line(format!("let {name} = {some};"));
        Value::place(name, (*inner).clone())
    }

    /// Enters a context manager, which is a place.
    fn enter(&mut self, manager: &Value, is_async: bool, span: Span) -> Option<Value> {
        let this = &manager.text;
        let of_type = manager.of_type.clone();
        let (text, given) = match (&of_type, is_async) {
            (Type::Union(_), _) => {
                return Some(self.by_part(manager, span, |inside, part| {
                    inside.enter(part, is_async, span).unwrap_or_else(|| Value::new("()", Type::Never))
                }));
            }
            (Type::Instance(_), _) => {
                let name = if is_async { "__aenter__" } else { "__enter__" };
                let entered = self.call_dunder(manager, name, &[], span)?;
                return Some(if is_async { self.awaited(entered, span) } else { entered });
            }
            (Type::Library(name, parts), _) => {
                let first = parts.first().cloned().unwrap_or(Type::None);
                match (&**name, is_async) {
                    ("Lock" | "Semaphore" | "BoundedSemaphore" | "Condition", true) => {
                        (format!("AsyncContextManager::enter(&{this}).await"), Type::None)
                    }
                    ("TaskGroup" | "Timeout" | "Server" | "AsyncExitStack", true) => {
                        (format!("AsyncContextManager::enter(&{this}).await"), of_type.clone())
                    }
                    ("Barrier", true) => (format!("aio::counted({this}.wait()).await"), Type::Int),
                    ("ExitStack", false) => (format!("ContextManager::enter(&{this})"), of_type.clone()),
                    ("ThreadPoolExecutor", false) => {
                        return Some(Value::new(format!("{this}.clone()"), of_type.clone()));
                    }
                    ("Runner", false) => (format!("{this}.get_loop().map(|_| {this}.clone())"), of_type.clone()),
                    ("StringIO", false) => return Some(Value::new(format!("{this}.clone()"), of_type.clone())),
                    ("redirect_stdout", false) => {
                        (format!("{this}.enter()"), Type::Library("StringIO".into(), Vec::new()))
                    }
                    ("suppress", false) => return Some(Value::new("()", Type::None)),
                    ("nullcontext", _) | ("closing", false) | ("aclosing", true) => {
                        return Some(Value::new(format!("{this}.thing()"), first));
                    }
                    _ => return self.no_manager(span),
                }
            }
            (Type::Generator(given, _, _), false) => (format!("ContextManager::enter(&{this})"), (**given).clone()),
            (Type::AsyncGenerator(given, _), true) => {
                (format!("AsyncContextManager::enter(&{this}).await"), (**given).clone())
            }
            _ => return self.no_manager(span),
        };
        Some(self.tried(text, given))
    }

    fn no_manager(&mut self, span: Span) -> Option<Value> {
        self.refuse(span, "this context manager is not translated yet");
        None
    }

    /// Leaves it, and does what was about to happen.
    fn exit(&mut self, manager: &Value, is_async: bool, left: &str, leaves: Leaves, span: Span) {
        let raised = self.temporary("raised");
        self.line(format!("let {raised}: Option<Exc> = {left}.as_ref().err().cloned();"));
        let name = self.temporary("swallowed");
        self.line(format!("let mut {name} = false;"));
        self.in_context_of(left, |inside| {
            let swallowed = inside.left(manager, is_async, &raised, span);
            inside.line(format!("{name} = {swallowed};"));
        });
        self.go_on_unless(left, leaves, &name);
    }

    /// Leaves a manager with what stands in a variable: whether that is swallowed.
    fn left(&mut self, manager: &Value, is_async: bool, raised: &str, span: Span) -> String {
        let this = &manager.text;
        match manager.of_type.clone() {
            Type::Union(_) => {
                let left = self.by_part(manager, span, |inside, part| {
                    Value::new(inside.left(part, is_async, raised, span), Type::Bool)
                });
                left.text
            }
            Type::Instance(_) => self.exit_object(manager, is_async, raised, span),
            Type::Library(name, parts) => match &*name {
                "Barrier" | "nullcontext" => "false".to_owned(),
                "StringIO" => format!("{{ {this}.close(); false }}"),
                "redirect_stdout" => format!("{{ {}; false }}", self.fallible(&format!("{this}.exit()"))),
                "suppress" => format!("{this}.swallows({raised}.as_ref())"),
                "ThreadPoolExecutor" if !self.form.may_await() => {
                    self.refuse(span, "a pool of threads is not left from here yet");
                    "false".to_owned()
                }
                "ThreadPoolExecutor" => {
                    format!("{{ {}; false }}", self.fallible(&format!("{this}.shutdown().await")))
                }
                "Runner" if self.form != Form::Blocking => {
                    self.refuse(span, "a loop is not run from here yet");
                    "false".to_owned()
                }
                "Runner" => format!("{{ {}; false }}", self.fallible(&format!("{this}.close().await"))),
                "closing" | "aclosing" => {
                    let thing = Value::new(format!("{this}.thing()"), parts.first().cloned().unwrap_or(Type::Never));
                    self.closed(&thing, is_async, span)
                }
                _ if is_async => self.fallible(&format!("AsyncContextManager::exit(&{this}, {raised}.clone()).await")),
                _ => self.fallible(&format!("ContextManager::exit(&{this}, {raised}.clone())")),
            },
            _ if is_async => self.fallible(&format!("AsyncContextManager::exit(&{this}, {raised}.clone()).await")),
            _ => self.fallible(&format!("ContextManager::exit(&{this}, {raised}.clone())")),
        }
    }

    /// What `closing` and `aclosing` do at the end.
    fn closed(&mut self, thing: &Value, is_async: bool, span: Span) -> String {
        let closed = match (&thing.of_type, is_async) {
            (Type::AsyncGenerator(..), true) => self.fallible(&format!("{}.aclose().await", thing.receiver())),
            (Type::Generator(..), false) => self.fallible(&format!("{}.close()", thing.receiver())),
            _ => match self.call_dunder(thing, if is_async { "aclose" } else { "close" }, &[], span) {
                Some(closed) if is_async => self.awaited(closed, span).text,
                Some(closed) => closed.text,
                None => self.refuse(span, "`closing` of this is not translated yet").text,
            },
        };
        format!("{{ let _ = {closed}; false }}")
    }

    /// `__exit__` of an object of the program, whose parameters are the class of the exception, it, and its traceback.
    fn exit_object(&mut self, manager: &Value, is_async: bool, raised: &str, span: Span) -> String {
        let name = if is_async { "__aexit__" } else { "__exit__" };
        let mut arguments = exit_arguments(raised);
        if self.takes_star(manager, name)
            && let Some(traceback) = arguments.last_mut()
        {
            *traceback = Value::new("()", Type::None);
        }
        let Some(value) = self.call_dunder(manager, name, &arguments, span) else { return "false".to_owned() };
        let value = if is_async { self.awaited(value, span) } else { value };
        self.swallows(&value)
    }

    /// Says whether a method of an object takes its arguments as one tuple: in that a traceback, which is no value, is None.
    fn takes_star(&self, object: &Value, name: &str) -> bool {
        let Type::Instance(head) = object.of_type else { return false };
        let methods = self.lower.family(head).into_iter().filter_map(|class| self.lower.find_method(class, name));
        let mut callables = methods.filter_map(|(_, item)| self.lower.inferred.callable(item));
        callables.any(|callable| callable.star.is_some())
    }

    /// Whether what an exit gives swallows.
    fn swallows(&mut self, value: &Value) -> String {
        match value.of_type {
            Type::None | Type::Never => format!("{{ {}; false }}", value.text),
            _ => self.truth(value),
        }
    }

    // Exit stacks.

    /// The methods of both stacks, and `suppress` as a value.
    pub(super) fn managers_by_hand(
        &mut self,
        key: &str,
        object: Option<&Value>,
        given: &Given<'a>,
        expr: &'a Expr,
    ) -> Option<Value> {
        if key == "contextlib.suppress" && given.named.is_empty() {
            return self.make_suppress(given, expr);
        }
        let (class, method) = key.split_once('.')?;
        let stack = object.filter(|_| matches!(class, "ExitStack" | "AsyncExitStack"))?;
        match (method, given.positional.as_slice()) {
            ("enter_context", [manager]) => self.enter_context(stack, manager, expr),
            ("enter_async_context", [manager]) => self.enter_async_context(stack, manager, expr),
            ("push" | "push_async_exit", [exit]) => self.push_exit(stack, exit, method == "push_async_exit", expr),
            ("callback", [callback, arguments @ ..]) => {
                let (bound, call) = self.scheduled_with(callback, arguments, given, expr)?;
                let body = format!("{{ let _ = {}; Ok(false) }}", call.text);
                let push = format!("push(move |_: Option<Exc>| -> Py<bool> {body})");
                Some(Value::new(format!("{{ {bound}{}.{push}; }}", stack.receiver()), Type::None))
            }
            ("push_async_callback", [callback, arguments @ ..]) => {
                let (bound, call) = self.scheduled_with(callback, arguments, given, expr)?;
                let body = format!("async move {{ let _ = ({}).await?; Ok::<bool, Exc>(false) }}", call.text);
                let push = format!("push_async(move |_: Option<Exc>| {body})");
                Some(Value::new(format!("{{ {bound}{}.{push}; }}", stack.receiver()), Type::None))
            }
            _ => None,
        }
    }

    fn make_suppress(&mut self, given: &Given<'a>, expr: &'a Expr) -> Option<Value> {
        let mut classes = Vec::new();
        for class in &given.positional {
            let Arg::Expr(class) = class else { return None };
            classes.push(format!("&{}", self.exception_class(class)?));
        }
        Some(Value::new(format!("aio::Suppress::new(&[{}])", classes.join(", ")), self.type_of(expr)))
    }

    /// A manager under a name, and the statement that binds it.
    fn held_manager(&mut self, manager: &Arg<'a>) -> (String, Value) {
        let value = self.argument(manager);
        let name = self.temporary("manager");
        (format!("let {name} = {}; ", value.owned()), Value::place(name, value.of_type))
    }

    fn enter_context(&mut self, stack: &Value, manager: &Arg<'a>, expr: &'a Expr) -> Option<Value> {
        let (bound, manager) = self.held_manager(manager);
        let entered = self.enter(&manager, false, expr.span)?;
        let left = self.in_closure(|inside| inside.left(&manager, false, "raised", expr.span));
        let push = format!("push(move |raised: Option<Exc>| -> Py<bool> {{ Ok({left}) }})");
        let text = format!("{{ {bound}let entered = {}; {}.{push}; entered }}", entered.text, stack.receiver());
        Some(Value::new(text, entered.of_type))
    }

    fn enter_async_context(&mut self, stack: &Value, manager: &Arg<'a>, expr: &'a Expr) -> Option<Value> {
        let (bound, manager) = self.held_manager(manager);
        let (entered, left) = self.in_closure_of(Form::Coroutine, |inside| {
            let entered = inside.enter(&manager, true, expr.span);
            (entered, inside.left(&manager, true, "raised", expr.span))
        });
        let entered = entered?;
        let held = self.temporary("stack");
        let push = format!("push_async(move |raised: Option<Exc>| async move {{ Ok::<bool, Exc>({left}) }})");
        let body = format!("let entered = {}; {held}.{push}; Ok::<_, Exc>(entered)", entered.text);
        let text = format!("({{ {bound}let {held} = {}.clone(); async move {{ {body} }} }})", stack.receiver());
        Some(Value::new(text, Type::Awaitable(Rc::new(entered.of_type))))
    }

    /// `push(exit)`: a manager that was entered elsewhere, or a function that gets what an `__exit__` gets.
    fn push_exit(&mut self, stack: &Value, exit: &Arg<'a>, is_async: bool, expr: &'a Expr) -> Option<Value> {
        let (bound, manager) = self.held_manager(exit);
        if matches!(manager.of_type, Type::Known | Type::Function(..) | Type::Optional(_)) {
            return None;
        }
        let of_type = manager.of_type.clone();
        let left = match is_async {
            true => self.in_closure_of(Form::Coroutine, |inside| inside.left(&manager, true, "raised", expr.span)),
            false => self.in_closure(|inside| inside.left(&manager, false, "raised", expr.span)),
        };
        let push = match is_async {
            true => format!("push_async(move |raised: Option<Exc>| async move {{ Ok::<bool, Exc>({left}) }})"),
            false => format!("push(move |raised: Option<Exc>| -> Py<bool> {{ Ok({left}) }})"),
        };
        let text = format!("{{ {bound}let given = {}; {}.{push}; given }}", manager.owned(), stack.receiver());
        Some(Value::new(text, of_type))
    }

    /// What is called later with positional and named arguments: what is bound now, and the call.
    pub(super) fn scheduled_with(
        &mut self,
        callback: &Arg<'a>,
        arguments: &[Arg<'a>],
        more: &Given<'a>,
        expr: &'a Expr,
    ) -> Option<(String, Value)> {
        self.scheduled_as(callback, arguments, more, Form::Function, expr)
    }

    /// The same, where what is called may wait in the way of a form.
    pub(super) fn scheduled_as(
        &mut self,
        callback: &Arg<'a>,
        arguments: &[Arg<'a>],
        more: &Given<'a>,
        form: Form,
        expr: &'a Expr,
    ) -> Option<(String, Value)> {
        let mut bound = String::new();
        let mut given = Given::default();
        for argument in arguments {
            let held = self.hold_argument(argument, &mut bound);
            given.positional.push(held);
        }
        for (name, argument) in &more.named {
            let held = self.hold_argument(argument, &mut bound);
            given.named.push((name.clone(), held));
        }
        if more.has_double_star || more.star.is_some() && more.is_scattered() {
            self.refuse(expr.span, "such stars in a call that comes later are not translated yet");
            return None;
        }
        if let Some(star) = more.star {
            let value = self.expr(star);
            let name = self.temporary("star");
            bound.push_str(&format!("let {name} = {}; ", value.owned()));
            given.unpacked.push(Value::place(name, value.of_type));
        }
        let (more, call) = self.called_later_as(callback, given, form, expr)?;
        bound.push_str(&more);
        Some((bound, call))
    }

    /// An argument under a name; what is known needs none.
    fn hold_argument(&mut self, argument: &Arg<'a>, bound: &mut String) -> Arg<'a> {
        let value = self.argument(argument);
        if value.of_type == Type::Known {
            return argument.clone();
        }
        let name = self.temporary("argument");
        bound.push_str(&format!("let {name} = {}; ", value.owned()));
        Arg::Value(Value::place(name, value.of_type))
    }

    /// What `partial` makes, as a callback: what it binds comes before the other arguments.
    pub(super) fn partial_later(
        &mut self,
        arguments: &'a [Argument],
        given: Given<'a>,
        form: Form,
        expr: &'a Expr,
    ) -> Option<(String, Value)> {
        let (function, rest) = arguments.split_first()?;
        let own = super::threads::partial_given(rest)?;
        let mut bound = String::new();
        let mut all = Given::default();
        for argument in &own.positional {
            let held = self.hold_argument(argument, &mut bound);
            all.positional.push(held);
        }
        for (name, argument) in &own.named {
            let held = self.hold_argument(argument, &mut bound);
            all.named.push((name.clone(), held));
        }
        all.positional.extend(given.positional);
        all.named.extend(given.named);
        let (more, call) = self.called_later_as(&Arg::Expr(&function.value), all, form, expr)?;
        bound.push_str(&more);
        Some((bound, call))
    }
}

/// What an `__exit__` gets, of what stands in a variable.
fn exit_arguments(raised: &str) -> [Value; 3] {
    let exception = Type::Optional(Rc::new(Type::Exception));
    let traceback = Type::Library("TracebackType".into(), Vec::new());
    [
        Value::new(format!("{raised}.as_ref().map(Exc::class)"), Type::Optional(Rc::new(Type::ExceptionClass))),
        Value::place(raised, exception),
        Value::new(format!("{raised}.as_ref().map(|_| ())"), Type::Optional(Rc::new(traceback))),
    ]
}
