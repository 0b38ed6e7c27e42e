//! `try` and `raise`: what leaves a block before its end; `with` (managers.rs) is written by the same means.
//!
//! # How it works
//!
//! ```text
//!  let left_1: Py<Leave<T>> = 'block_1: {
//!      …                                    what raises:  break 'block_1 Err(exc)
//!      Ok(Leave::Done)                      `return x`:   break 'block_1 Ok(Leave::Return(x))
//!  };
//!  …                                        what must run in any case
//!  match left_1 { … }                       and then what was about to happen
//! ```
//!
//! - **I1** The block is written before what stands around it, for only then is it known in which ways it is left.

use super::body::{Body, Form, Guard, Leaves, Storage};
use super::text::{Value, identifier};
use super::types::{Type, is_exception};
use crate::analyse::scopes::ScopeId;
use crate::analyse::types::Kind;
use crate::tree::{Expr, ExprKind, Handler, Name, Span, Stmt, StmtKind, Try};
use crate::walk;

impl<'a> Body<'_, 'a> {
    pub(super) fn write_try(&mut self, stmt: &'a Try) {
        if stmt.last.is_empty() {
            return self.try_except(stmt);
        }
        let (left, leaves) = self.finally_block(|inside| inside.try_except(stmt));
        self.in_context_of(&left, |inside| {
            inside.lines.open("{");
            inside.block(&stmt.last);
            inside.lines.close("}");
        });
        self.go_on(&left, leaves);
    }

    /// A block that whatever leaves it goes through; gives the name of how it was left.
    pub(super) fn finally_block(&mut self, write: impl FnOnce(&mut Self)) -> (String, Leaves) {
        let number = self.number();
        self.guards.push(Guard::Finally { number, leaves: Leaves::default() });
        let text = self.apart(write);
        let leaves = match self.guards.pop() {
            Some(Guard::Finally { leaves, .. }) => leaves,
            _ => Leaves::default(),
        };
        let left = format!("left_{number}");
        let (of_type, end) = if leaves.any() {
            let returned =
                if self.form == Form::AsyncGenerator { "()".to_owned() } else { self.lower.rust_type(&self.returns) };
            (format!("Leave<{returned}>"), "Ok(Leave::Done)")
        } else {
            ("()".to_owned(), "Ok(())")
        };
        self.lines.open(format!("let {left}: Py<{of_type}> = 'block_{number}: {{"));
        self.lines.raw(&text);
        self.line(end);
        self.lines.close("};");
        (left, leaves)
    }

    /// What raises in the clean-up behind a block has what left the block as its context, where the program asks for that.
    pub(super) fn in_context_of(&mut self, left: &str, write: impl FnOnce(&mut Self)) {
        if !self.lower.source.contains("__context__") {
            return write(self);
        }
        let (cleaned, leaves) = self.finally_block(write);
        self.line(format!(
            "if let (Err(raised), Err(handled)) = (&{cleaned}, &{left}) {{ exceptions::in_context(raised, handled); }}"
        ));
        self.go_on(&cleaned, leaves);
    }

    /// Does what was about to happen when a block was left.
    pub(super) fn go_on(&mut self, left: &str, leaves: Leaves) {
        if !leaves.any() {
            let line = self.fallible(left);
            return self.line(format!("{line};"));
        }
        self.go_on_unless(left, leaves, "false");
    }

    /// The same, but for an exception `exc` of which this is true.
    pub(super) fn go_on_unless(&mut self, left: &str, leaves: Leaves, test: &str) {
        self.lines.open(format!("match {left} {{"));
        if leaves.any() {
            self.line("Ok(Leave::Done) => {}");
            self.leaves_again(leaves);
        } else {
            self.line("Ok(()) => {}");
        }
        if test != "false" {
            self.line(format!("Err(exc) if {test} => {{}}"));
        }
        let line = self.raise("exc");
        self.line(format!("Err(exc) => {{ {line} }}"));
        self.lines.close("}");
    }

    fn leaves_again(&mut self, leaves: Leaves) {
        let line = self.leave_if(leaves.returns, |inside| inside.leave_with("value"));
        self.line(format!("Ok(Leave::Return(value)) => {{ {line} }}"));
        let line = self.leave_if(leaves.breaks, |inside| inside.leave_loop(true));
        self.line(format!("Ok(Leave::Break) => {{ {line} }}"));
        let line = self.leave_if(leaves.continues, |inside| inside.leave_loop(false));
        self.line(format!("Ok(Leave::Continue) => {{ {line} }}"));
    }

    fn leave_if(&mut self, happens: bool, leave: impl FnOnce(&mut Self) -> String) -> String {
        if happens { leave(self) } else { String::new() }
    }

    fn try_except(&mut self, stmt: &'a Try) {
        self.check_context(stmt);
        if stmt.handlers.is_empty() {
            self.block(&stmt.body);
            return;
        }
        let number = self.number();
        self.guards.push(Guard::Raises(number));
        let text = self.apart(|inside| inside.block(&stmt.body));
        self.guards.pop();
        self.lines.open(format!("let raised_{number}: Py<()> = 'block_{number}: {{"));
        self.lines.raw(&text);
        self.line("Ok(())");
        self.lines.close("};");
        let exc = format!("exc_{number}");
        self.lines.open(format!("if let Err({exc}) = raised_{number} {{"));
        if let Some(handled) = self.handled.last().filter(|_| self.lower.source.contains("__context__")) {
            let line = format!("exceptions::in_context(&{exc}, &{handled});");
            self.line(line);
        }
        if stmt.splits {
            self.clauses_of_group(&stmt.handlers, &exc);
        } else {
            self.handlers(&stmt.handlers, &exc);
        }
        if !stmt.orelse.is_empty() {
            self.lines.middle("} else {");
            self.block(&stmt.orelse);
        }
        self.lines.close("}");
    }

    /// The clauses of `except*`.
    fn clauses_of_group(&mut self, handlers: &'a [Handler], exc: &str) {
        let split = self.temporary("split");
        self.line(format!("let mut {split} = Split::new({exc});"));
        for handler in handlers {
            let Some(classes) = handler.class.as_ref().and_then(|class| self.classes_at(class)) else {
                self.refuse(handler.span, "only classes of exceptions that are no groups can stand here");
                continue;
            };
            let number = self.number();
            let taken = format!("exc_{number}");
            self.lines.open(format!("if let Some({taken}) = {split}.take(&[{}]) {{", classes.join(", ")));
            self.guards.push(Guard::Raises(number));
            let text = self.apart(|inside| inside.handler(handler, &taken));
            self.guards.pop();
            self.lines.open(format!("let result_{number}: Py<()> = 'block_{number}: {{"));
            self.lines.raw(&text);
            self.line("Ok(())");
            self.lines.close("};");
            self.line(format!("{split}.handled(&{taken}, result_{number});"));
            self.lines.close("}");
        }
        let text = self.fallible(&format!("{split}.finish()"));
        self.line(format!("{text};"));
    }

    /// The statics of the classes that stand at `except*`.
    fn classes_at(&mut self, class: &'a Expr) -> Option<Vec<String>> {
        if let ExprKind::Tuple(members) = &class.kind {
            let classes = members.iter().map(|member| self.classes_at(member));
            return Some(classes.collect::<Option<Vec<_>>>()?.concat());
        }
        let class = self.exception_class(class)?;
        (!class.ends_with("EXCEPTION_GROUP")).then(|| vec![format!("&{class}")])
    }

    fn handlers(&mut self, handlers: &'a [Handler], exc: &str) {
        let mut is_open = false;
        let mut handles_all = false;
        let catches_any = |handler: &Handler| handler.class.as_ref().is_none_or(mentions_base_exception);
        if handlers.iter().any(catches_any) {
            // An int that grew too large is no exception of Python's: nothing handles it.
            self.lines.open(format!("if {exc}.is(&int::INT_BEYOND_64_BITS) {{"));
            let line = self.raise(exc);
            self.line(line);
            is_open = true;
        }
        for handler in handlers {
            let test = handler.class.as_ref().map(|class| self.catches(class, exc));
            let head = match (&test, is_open) {
                (Some(test), false) => format!("if {test} {{"),
                (Some(test), true) => format!("}} else if {test} {{"),
                (None, false) => "{".to_owned(),
                (None, true) => "} else {".to_owned(),
            };
            if is_open {
                self.lines.middle(head)
            } else {
                self.lines.open(head)
            }
            is_open = true;
            handles_all |= test.is_none();
            self.handler(handler, exc);
        }
        if !handles_all {
            self.lines.middle("} else {");
            let line = self.raise(exc);
            self.line(line);
        }
        self.lines.close("}");
    }

    /// What raises in a handler has the exception that is handled as its context, where the program asks for that.
    fn handler(&mut self, handler: &'a Handler, exc: &str) {
        self.declare(&handler.body);
        let asks = self.lower.source.contains("__context__");
        if !asks && !self.leaves_name(handler) {
            self.handler_body(handler, exc);
            return self.unset_name(handler);
        }
        let (left, leaves) = self.finally_block(|inside| inside.handler_body(handler, exc));
        if asks {
            self.line(format!("if let Err(raised) = &{left} {{ exceptions::in_context(raised, &{exc}); }}"));
        }
        self.unset_name(handler);
        self.go_on(&left, leaves);
    }

    /// Says whether a handler is left before its end by more than what raises, and its name is seen behind it.
    fn leaves_name(&self, handler: &Handler) -> bool {
        let Some(owner) = handler.name.as_ref().and_then(|name| Some((self.owner(name)?, name))) else { return false };
        let returns = match self.storage(owner.0, owner.1) {
            Storage::Maybe => self.guards.iter().any(|guard| matches!(guard, Guard::Finally { .. })),
            Storage::Shared | Storage::Global => true,
            Storage::Let | Storage::Receiver(_) => return false,
        };
        leaves_block(&handler.body, returns)
    }

    fn handler_body(&mut self, handler: &'a Handler, exc: &str) {
        self.handled.push(exc.to_owned());
        if let Some(name) = &handler.name
            && let Some(owner) = self.owner(name)
        {
            let of_type = self.variable_type(owner, name, handler.span);
            let value = Value::place(exc, Type::Exception);
            let value = self.keep(&value, &of_type, handler.span);
            self.write(owner, name, &value, &of_type);
        }
        self.statements(&handler.body);
        self.handled.pop();
    }

    fn unset_name(&mut self, handler: &Handler) {
        if let Some(name) = &handler.name
            && let Some(owner) = self.owner(name)
        {
            self.unset(owner, name);
        }
    }

    /// The name of a handler has no value behind it.
    fn unset(&mut self, owner: ScopeId, name: &Name) {
        let rust = identifier(name);
        match self.storage(owner, name) {
            Storage::Maybe => self.line(format!("{rust} = None;")),
            Storage::Shared => self.line(format!("{rust}.unset();")),
            Storage::Global => self.line(format!("{}.unset();", super::global_name(name))),
            Storage::Let | Storage::Receiver(_) => {}
        }
    }

    /// The test whether an exception is of the classes that stand at `except`.
    pub(super) fn catches(&mut self, class: &'a Expr, exc: &str) -> String {
        if let ExprKind::Tuple(members) = &class.kind {
            let tests: Vec<String> = members.iter().map(|member| self.catches(member, exc)).collect();
            return tests.join(" || ");
        }
        match self.exception_class(class) {
            Some(class) => format!("{exc}.is(&{class})"),
            None => self.caught_by(class, exc).unwrap_or_else(|| {
                self.refuse(class.span, "only classes of exceptions can stand here");
                "false".to_owned()
            }),
        }
    }

    /// The static of a class of exceptions.
    pub(super) fn exception_class(&mut self, class: &Expr) -> Option<String> {
        let node = self.lower.inferred.expression(class.id)?;
        match self.lower.known(node)? {
            Kind::Class(item) => self.lower.exception_static(item),
            _ => None,
        }
    }

    // Raising.

    pub(super) fn raise_stmt(&mut self, exc: Option<&'a Expr>, cause: Option<&'a Expr>, span: Span) {
        let Some(exc) = exc else {
            let Some(handled) = self.handled.last().cloned() else {
                self.refuse(span, "`raise` alone is translated only inside an `except`");
                return;
            };
            let line = self.raise(&format!("{handled}.clone()"));
            return self.line(line);
        };
        let mut raised = self.exception(exc);
        if let Some(cause) = cause {
            let cause = if matches!(cause.kind, ExprKind::None) { "None".to_owned() } else { self.exception(cause) };
            raised = format!("{raised}.from_cause({cause})");
        }
        let line = self.raise(&raised);
        self.line(line);
    }

    /// An exception, or one of a class.
    fn exception(&mut self, exc: &'a Expr) -> String {
        if let Some(Kind::Class(item)) = self.known(exc)
            && let Some(class) = self.lower.exception_static(item)
        {
            return self.make_exception(item, &class, &super::call::Given::default(), exc.span).text;
        }
        let value = self.expr(exc);
        if *value.of_type.inner() == Type::ExceptionClass {
            return self.raise_by_class(&value, exc).text;
        }
        self.keep(&value, &Type::Exception, exc.span)
    }
}

/// Says whether `except` stands before a class that all exceptions have, or before one that is known only when the program runs.
fn mentions_base_exception(class: &Expr) -> bool {
    match &class.kind {
        ExprKind::Tuple(members) => members.iter().any(mentions_base_exception),
        ExprKind::Name(name) | ExprKind::Attribute(_, name) => {
            &**name == "BaseException" || !name.starts_with(|c: char| c.is_uppercase())
        }
        _ => true,
    }
}

/// The static of a builtin class of exceptions or one of asyncio's.
pub(super) fn builtin_exception(name: &str) -> Option<String> {
    if !is_exception(name) {
        return None;
    }
    let name = match name {
        "IOError" | "EnvironmentError" => "OSError",
        "JSONDecodeError" => return Some("json::JSON_DECODE_ERROR".to_owned()),
        name => name,
    };
    let mut out = String::new();
    let letters: Vec<char> = name.chars().collect();
    for (place, letter) in letters.iter().enumerate() {
        let before = place.checked_sub(1).and_then(|place| letters.get(place)).copied().unwrap_or('A');
        let after = letters.get(place + 1).copied().unwrap_or('A');
        let begins = letter.is_uppercase() && (before.is_lowercase() || place > 0 && after.is_lowercase());
        if begins {
            out.push('_');
        }
        out.extend(letter.to_uppercase());
    }
    Some(format!("exc::{out}"))
}

/// Says whether a block has a `break` or `continue`, or, if that is asked, a `return`.
fn leaves_block(block: &[Stmt], returns: bool) -> bool {
    block.iter().any(|stmt| match &stmt.kind {
        StmtKind::Break | StmtKind::Continue => true,
        StmtKind::Return(_) => returns,
        StmtKind::Function(_) | StmtKind::Class(_) => false,
        _ => walk::blocks(stmt).into_iter().any(|block| leaves_block(block, returns)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_of_exceptions_are_statics() {
        let of = |name: &str| builtin_exception(name).unwrap();
        assert_eq!(of("ValueError"), "exc::VALUE_ERROR");
        assert_eq!(of("OSError"), "exc::OS_ERROR");
        assert_eq!(of("EOFError"), "exc::EOF_ERROR");
        assert_eq!(of("ZeroDivisionError"), "exc::ZERO_DIVISION_ERROR");
        assert_eq!(of("BlockingIOError"), "exc::BLOCKING_IO_ERROR");
        assert_eq!(of("QueueEmpty"), "exc::QUEUE_EMPTY");
        assert_eq!(builtin_exception("TaskGroup"), None);
    }
}
