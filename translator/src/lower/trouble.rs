//! Exception handlers of loops: what nobody handles, as the dict that Python gives them.
//!
//! # How it works
//!
//! The dict has what the runtime knows: `message` and `exception`. CPython's has also the future or the handle, so a handler that looks at
//! anything else is refused.

use super::body::Body;
use super::call::{Arg, Given};
use super::text::Value;
use super::types::Type;
use crate::analyse::types::Kind;
use crate::tree::{CompareOp, Expr, ExprKind, Name, Stmt};
use crate::walk;

impl<'a> Body<'_, 'a> {
    pub(super) fn set_exception_handler(
        &mut self,
        event_loop: &Value,
        handler: &Arg<'a>,
        expr: &'a Expr,
    ) -> Option<Value> {
        let receiver = event_loop.receiver();
        let Arg::Expr(function) = handler else { return None };
        if matches!(function.kind, ExprKind::None) {
            return Some(Value::new(format!("{receiver}.reset_exception_handler()"), Type::None));
        }
        let context = self.context_of_handler(function)?;
        let Type::Dict(_, value) = &context else { return None };
        let kept = |inside: &mut Self, text: &str, of_type: Type| {
            inside.in_closure(|inside| inside.keep(&Value::new(text, of_type), value, expr.span))
        };
        let message = kept(self, "Str::from(trouble.message.clone())", Type::Str);
        let exception = kept(self, "exc.clone()", Type::Exception);
        let event_loop = Value::place("event_loop", Type::Library("AbstractEventLoop".into(), Vec::new()));
        let given = Given::values([event_loop, Value::place("context", context.clone())]);
        let (bound, call) = self.called_later(handler, given, expr)?;
        let rust = self.lower.rust_type(&context);
        let pairs = format!(
            "let mut pairs = vec![(Str::from(\"message\"), {message})]; \
             if let Some(exc) = &trouble.exception {{ pairs.push((Str::from(\"exception\"), {exception})); }} \
             let context: {rust} = Dict::from_pairs(iter::from_rust(pairs.into_iter()))?;"
        );
        let handle = format!("|| -> Py<()> {{ {pairs} let _ = {}; Ok(()) }}", call.text);
        let closure = format!(
            "move |event_loop: &asyncio::Loop, trouble: &asyncio::Trouble| {{ let event_loop = event_loop.clone(); let _ = ({handle})(); }}"
        );
        Some(Value::new(format!("{{ {bound}{receiver}.set_exception_handler({closure}); }}"), Type::None))
    }

    /// The type of the dict that a handler gets, where it looks at nothing else than what there is.
    fn context_of_handler(&mut self, handler: &'a Expr) -> Option<Type> {
        let (scope, name, looks_well) = match (&handler.kind, self.known(handler)) {
            (ExprKind::Lambda(parameters, body), _) => {
                let [_, context] = parameters.positional.as_slice() else { return None };
                let mut uses = Uses::of(&context.name);
                uses.expr(body);
                (self.lower.scopes.of_expression(handler.id)?, context.name.clone(), uses.are_known())
            }
            (_, Some(Kind::Function(item) | Kind::Method(item, _))) => {
                let callable = self.lower.inferred.callable(item)?;
                let function = self.lower.functions.get(&callable.scope).copied()?;
                let context = function.parameters.positional.last()?;
                let mut uses = Uses::of(&context.name);
                uses.block(&function.body);
                (callable.scope, context.name.clone(), uses.are_known())
            }
            _ => return None,
        };
        if !looks_well {
            self.refuse(
                handler.span,
                "a handler of exceptions can look at `message` and `exception` only, and at each by itself",
            );
            return None;
        }
        match self.variable_type(scope, &name, handler.span) {
            of_type @ Type::Dict(..) => Some(of_type),
            _ => None,
        }
    }

    /// `call_exception_handler({…})`, with what there is.
    pub(super) fn call_exception_handler(&mut self, event_loop: &Value, context: &'a Expr) -> Option<Value> {
        let ExprKind::Dict(items) = &context.kind else { return None };
        let (mut message, mut exception) = (None, "None".to_owned());
        for item in items {
            let Some(Expr { kind: ExprKind::Str(key), .. }) = &item.key else { return None };
            match &**key {
                "message" => message = Some(self.kept_expr(&item.value, &Type::Str)),
                "exception" => exception = format!("Some({})", self.kept_expr(&item.value, &Type::Exception)),
                _ => return None,
            }
        }
        let trouble = format!("asyncio::Trouble::new({}.to_string(), {exception})", message?);
        Some(Value::new(format!("{}.call_exception_handler(&{trouble})", event_loop.receiver()), Type::None))
    }
}

/// The uses of a name, and those of them that look at one known key.
struct Uses<'n> {
    name: &'n Name,
    all: usize,
    known: usize,
}

impl<'n> Uses<'n> {
    fn of(name: &'n Name) -> Uses<'n> {
        Uses { name, all: 0, known: 0 }
    }

    fn are_known(&self) -> bool {
        self.all == self.known
    }

    fn block(&mut self, block: &[Stmt]) {
        for stmt in block {
            walk::expressions(stmt, &mut |expr| self.expr(expr));
            walk::blocks(stmt).into_iter().for_each(|block| self.block(block));
        }
    }

    fn expr(&mut self, expr: &Expr) {
        if self.is_name(expr) {
            self.all += 1;
        }
        if self.looks_at_key(expr) {
            self.known += 1;
        }
        walk::children(expr, &mut |child| self.expr(child));
    }

    fn is_name(&self, expr: &Expr) -> bool {
        matches!(&expr.kind, ExprKind::Name(name) if name == self.name)
    }

    fn looks_at_key(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Subscript(of, index) => self.is_name(of) && is_key(index),
            ExprKind::Call(function, arguments) => match &function.kind {
                ExprKind::Attribute(of, name) if &**name == "get" => {
                    self.is_name(of) && arguments.first().is_some_and(|key| is_key(&key.value))
                }
                _ => false,
            },
            ExprKind::Compare(left, rights) => match rights.as_slice() {
                [(CompareOp::In | CompareOp::NotIn, right)] => self.is_name(right) && is_key(left),
                _ => false,
            },
            _ => false,
        }
    }
}

fn is_key(expr: &Expr) -> bool {
    matches!(&expr.kind, ExprKind::Str(key) if matches!(&**key, "message" | "exception"))
}
