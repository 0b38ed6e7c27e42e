//! Statements.

use super::body::{Body, Form, Guard};
use super::text::{Binding, Value};
use super::types::Type;
use crate::analyse::types::Kind;
use crate::tree::{BinaryOp, Expr, ExprKind, Span, Stmt, StmtKind};
use crate::walk;

impl<'a> Body<'_, 'a> {
    /// The statements of a block, with the variables that are declared in it.
    pub(super) fn block(&mut self, block: &'a [Stmt]) {
        self.declare(block);
        self.statements(block);
    }

    pub(super) fn statements(&mut self, block: &'a [Stmt]) {
        for stmt in block {
            self.stmt(stmt);
        }
    }

    /// What follows the last statement of a function.
    pub(super) fn end(&mut self, block: &[Stmt]) {
        if diverges(block) {
            return self.lines.end_with_value();
        }
        let end = match self.returns {
            Type::None | Type::Never => "Ok(())",
            Type::Optional(_) => "Ok(None)",
            _ => "Err(unreached())",
        };
        self.line(end);
    }

    fn stmt(&mut self, stmt: &'a Stmt) {
        let before = self.lines.len();
        self.line(format!("// {}:{}", self.lower.file, self.lower.line_of(stmt.span)));
        let begin = self.lines.len();
        self.write_stmt(stmt);
        if self.lines.len() == begin {
            self.lines.take_back(before);
        }
    }

    fn write_stmt(&mut self, stmt: &'a Stmt) {
        match &stmt.kind {
            StmtKind::Expr(_) if is_docstring(stmt) => {}
            StmtKind::Expr(expr) => self.expression_statement(expr),
            StmtKind::Assign { targets, value } => self.assign_all(targets, value),
            StmtKind::Annotate { target, value: Some(value), .. } => {
                self.assign_all(std::slice::from_ref(target), value)
            }
            StmtKind::Annotate { .. } | StmtKind::Pass | StmtKind::Global(_) | StmtKind::Nonlocal(_) => {}
            StmtKind::TypeAlias { .. } => {}
            StmtKind::Augment { target, op, value } => self.augment(stmt.span, target, *op, value),
            StmtKind::Return(value) => self.return_stmt(value.as_ref(), stmt.span),
            StmtKind::Raise { exc, cause } => self.raise_stmt(exc.as_ref(), cause.as_ref(), stmt.span),
            StmtKind::Assert { test, message } => self.assert_stmt(test, message.as_ref()),
            StmtKind::Delete(targets) => targets.iter().for_each(|target| self.delete(target)),
            StmtKind::Break => self.leave(true),
            StmtKind::Continue => self.leave(false),
            StmtKind::Import(_) | StmtKind::ImportFrom { .. } => {} // what they bind is known where it is used
            StmtKind::If { test, body, orelse } => self.if_stmt(test, body, orelse),
            StmtKind::While { test, body, orelse } => self.while_stmt(test, body, orelse),
            StmtKind::For { is_async, target, iter, body, orelse } => {
                self.for_stmt(*is_async, target, iter, body, orelse);
            }
            StmtKind::With { is_async, items, body } => self.with_stmt(*is_async, items, body),
            StmtKind::Try(stmt) => self.write_try(stmt),
            StmtKind::Match { subject, cases } => self.match_stmt(subject, cases),
            StmtKind::Function(function) => {
                if let Some(scope) = self.lower.scopes.of_definition(function.name_span) {
                    self.lower.function(scope);
                    self.keep_defaults(function, scope);
                    self.bind_function(function);
                }
            }
            StmtKind::Class(class) => self.lower.class(class, self),
        }
    }

    fn leave(&mut self, breaks: bool) {
        let line = self.leave_loop(breaks);
        self.line(line);
    }

    fn expression_statement(&mut self, expr: &'a Expr) {
        if let ExprKind::Await(awaited) = &expr.kind {
            (self.unused, self.unused_await) = (Some(awaited.id), Some(expr.span));
        }
        if let ExprKind::Call(function, arguments) = &expr.kind
            && matches!(&function.kind, ExprKind::Attribute(_, name) if &**name == "run_until_complete")
            && let [awaited] = arguments.as_slice()
        {
            self.unused = Some(awaited.value.id);
        }
        self.dropped = Some(expr.id);
        let value = self.expr(expr);
        if value.text == "()" {
            return;
        }
        let drops = !matches!(value.of_type, Type::None | Type::Never);
        let line = if drops && matches!(value.of_type, Type::Coroutine(_) | Type::Coro(_) | Type::Awaitable(_)) {
            format!("drop({});", value.text)
        } else if drops {
            format!("let _ = {};", value.text)
        } else {
            format!("{};", value.text)
        };
        self.line(line);
    }

    // Assignments.

    fn assign_all(&mut self, targets: &'a [Expr], value: &'a Expr) {
        if self.known(value) == Some(Kind::Typing) && matches!(targets, [Expr { kind: ExprKind::Name(_), .. }]) {
            return; // a type variable or a name for a type: nothing is done with it when the program runs
        }
        if let [target] = targets {
            if let Some(known) = self.known_value(target, value) {
                return known;
            }
            return self.assign_expr(target, value);
        }
        let value = self.expr(value);
        let name = self.temporary("value");
        self.line(format!("let {name} = {};", value.owned()));
        let value = Value::place(name, value.of_type).with_known(value.known);
        targets.iter().for_each(|target| self.assign(target, &value));
    }

    /// `handler = some_function`: nothing is written where it is known what the name stands for.
    fn known_value(&mut self, target: &Expr, value: &'a Expr) -> Option<()> {
        let ExprKind::Name(name) = &target.kind else { return None };
        let owner = self.lower.scopes.owner(self.scope, name)?;
        (self.variable_type(owner, name, target.span) == Type::Known).then(|| {
            if !matches!(value.kind, ExprKind::Name(_) | ExprKind::Attribute(..) | ExprKind::Lambda(..)) {
                self.expression_statement(value);
            }
        })
    }

    /// `a, b = b, a` needs no tuple.
    fn assign_expr(&mut self, target: &'a Expr, value: &'a Expr) {
        if let (ExprKind::Tuple(targets) | ExprKind::List(targets), ExprKind::Tuple(values)) =
            (&target.kind, &value.kind)
            && targets.len() == values.len()
            && !targets.iter().chain(values).any(|member| matches!(member.kind, ExprKind::Starred(_)))
        {
            let mut kept = Vec::new();
            for value in values {
                let value = self.expr(value);
                let name = self.temporary("value");
                self.line(format!("let {name} = {};", value.owned()));
                kept.push(Value::place(name, value.of_type).with_known(value.known));
            }
            return targets.iter().zip(&kept).for_each(|(target, value)| self.assign(target, value));
        }
        if let Some((targets, _, gathered)) = walk::gathered_apart(target, value) {
            return self.gather_apart(targets, gathered, value);
        }
        if self.count_in(target, value) {
            return;
        }
        let value = self.expr(value);
        self.assign(target, &value);
    }

    pub(super) fn assign(&mut self, target: &'a Expr, value: &Value) {
        match &target.kind {
            ExprKind::Name(name) => {
                let Some(owner) = self.owner(name) else { return };
                let of_type = self.variable_type(owner, name, target.span);
                if of_type == Type::Known {
                    return;
                }
                let value = self.keep(value, &of_type, target.span);
                self.write(owner, name, &value, &of_type);
            }
            ExprKind::Tuple(targets) | ExprKind::List(targets) => self.unpack(targets, value, target.span),
            ExprKind::Attribute(of, name) => self.set_attribute(of, name, value, target.span),
            ExprKind::Subscript(of, index) => self.set_item(of, index, value, target.span),
            _ => {
                self.refuse(target.span, "this target is not translated yet");
            }
        }
    }

    pub(super) fn unpack(&mut self, targets: &'a [Expr], value: &Value, span: Span) {
        let value = &self.untupled(value, "__iter__");
        let star = targets.iter().position(|target| matches!(target.kind, ExprKind::Starred(_)));
        if let (Type::Tuple(members), None) = (&value.of_type, star)
            && members.len() == targets.len()
        {
            let members = members.clone();
            let kept = if value.is_place { value.text.clone() } else { self.temporary("value") };
            if !value.is_place {
                self.line(format!("let {kept} = {};", value.text));
            }
            for (place, (target, member)) in targets.iter().zip(members).enumerate() {
                self.assign(target, &Value::place(format!("{kept}.{place}"), member));
            }
            return;
        }
        if let (Type::Tuple(members), Some(star)) = (&value.of_type, star)
            && members.len() + 1 >= targets.len()
        {
            return self.unpack_members(targets, value, &members.clone(), star, span);
        }
        let Some((iterable, element)) = self.iterable(value, span) else {
            self.refuse(span, "only sequences are unpacked so far");
            return;
        };
        let kept = self.temporary("values");
        let text = match star {
            None => format!("unpack({iterable}, {})", targets.len()),
            Some(star) => format!("unpack_star({iterable}, {star}, {})", targets.len() - star - 1),
        };
        let text = self.fallible(&text);
        self.line(format!("let {kept} = {text};"));
        for (place, target) in targets.iter().enumerate() {
            match &target.kind {
                ExprKind::Starred(inner) => {
                    let item = self.list_of(inner).unwrap_or_else(|| element.clone());
                    let text = match item == element {
                        true => format!("{kept}.1.clone()"),
                        false => {
                            let items = self.mapped(format!("{kept}.1.iter()"), &element, &item, span);
                            self.fallible(&format!("iter::list({items})"))
                        }
                    };
                    self.assign(inner, &Value::new(text, Type::List(std::rc::Rc::new(item))));
                }
                _ => {
                    let text = match star {
                        None => format!("{kept}[{place}].clone()"),
                        Some(star) if place < star => format!("{kept}.0[{place}].clone()"),
                        Some(star) => format!("{kept}.2[{}].clone()", place - star - 1),
                    };
                    self.assign(target, &Value::new(text, element.clone()));
                }
            }
        }
    }

    /// `first, *rest = (1, 2, 3)`: it is known which members the star takes.
    fn unpack_members(&mut self, targets: &'a [Expr], value: &Value, members: &[Type], star: usize, span: Span) {
        let kept = self.temporary("value");
        self.line(format!("let {kept} = {};", value.owned()));
        let taken = members.len() + 1 - targets.len();
        let part = |place: usize| {
            let of_type = members.get(place).cloned().unwrap_or(Type::Never);
            Value::place(format!("{kept}.{place}"), of_type)
        };
        for (place, target) in targets.iter().enumerate() {
            let ExprKind::Starred(inner) = &target.kind else {
                let place = if place < star { place } else { place + taken - 1 };
                self.assign(target, &part(place));
                continue;
            };
            let types = members.get(star..star + taken).unwrap_or_default().to_vec();
            let Ok(element) = self.lower.types.joined_optional(types) else {
                self.refuse(span, "a star that takes members of such types is not translated yet");
                return;
            };
            let element = match self.list_of(inner) {
                Some(wanted) if taken == 0 || self.lower.fits(&element, &wanted) => wanted,
                _ => element,
            };
            let texts: Vec<String> =
                (star..star + taken).map(|place| self.keep(&part(place), &element, span)).collect();
            let rust = self.lower.rust_type(&element);
            let text = format!("List::<{rust}>::from(vec![{}])", texts.join(", "));
            self.assign(inner, &Value::new(text, Type::List(std::rc::Rc::new(element))));
        }
    }

    /// What the list holds that a variable is.
    fn list_of(&self, target: &Expr) -> Option<Type> {
        let ExprKind::Name(name) = &target.kind else { return None };
        let owner = self.owner(name)?;
        let of_type = self.variable_type(owner, name, target.span);
        let lists = self.lower.parts(&of_type).into_iter().map(|part| part.of_type).chain([of_type]);
        lists.into_iter().find_map(|of_type| match of_type {
            Type::List(element) => Some((*element).clone()),
            _ => None,
        })
    }

    fn augment(&mut self, span: Span, target: &'a Expr, op: BinaryOp, value: &'a Expr) {
        if self.add_in(target, op, value) {
            return;
        }
        match &target.kind {
            ExprKind::Name(name) => {
                let current = self.expr(target);
                let added = self.expr(value);
                if let Some(line) = self.in_place(&current, op, &added) {
                    return self.line(line);
                }
                let Some(owner) = self.owner(name) else { return };
                let of_type = self.variable_type(owner, name, target.span);
                let result = self.augment_with(op, current, added, span);
                let result = self.keep(&result, &of_type, span);
                self.write(owner, name, &result, &of_type);
            }
            ExprKind::Attribute(of, name) => {
                let is_class = matches!(self.known(of), Some(crate::analyse::types::Kind::Class(_)));
                let object = if is_class { Value::new("()", Type::Known) } else { self.kept(of) };
                let current = self.attribute_of(&object, of, name, target);
                let added = self.expr(value);
                let classes = self.classes_of(of);
                let is_seen = |class| self.lower.find_setter(class, name).is_some() || self.lower.is_frozen(class);
                let is_seen = classes.into_iter().any(is_seen);
                let result = match self.augment_in_place(current, op, added, is_seen, span) {
                    Some(result) => result,
                    None => return,
                };
                self.set_attribute_of(&object, of, name, &result, span);
            }
            ExprKind::Subscript(of, index) => {
                let (of, index) = (self.kept(of), self.kept(index));
                let current = self.item_of(&of, &index, target);
                let current = self.as_inferred(current, target);
                let added = self.expr(value);
                let is_seen = !matches!(of.of_type.inner(), Type::List(_) | Type::Dict(..) | Type::Library(..));
                let result = match self.augment_in_place(current, op, added, is_seen, span) {
                    Some(result) => result,
                    None => return,
                };
                self.set_item_of(&of, &index, &result, span);
            }
            _ => {
                self.refuse(span, "this target is not translated yet");
            }
        }
    }

    /// What is to be set where an object was changed in place, or else made; nothing where nobody sees the same object set again. It is seen
    /// where setting calls a method, or raises.
    fn augment_in_place(
        &mut self,
        current: Value,
        op: BinaryOp,
        added: Value,
        is_seen: bool,
        span: Span,
    ) -> Option<Value> {
        let is_changed = self.in_place(&current, op, &added);
        match is_changed {
            Some(line) if !is_seen => {
                self.line(line);
                None
            }
            Some(_) => {
                let name = self.temporary("current");
                self.line(format!("let {name} = {};", current.owned()));
                let current = Value::place(name, current.of_type);
                let line = self.in_place(&current, op, &added)?;
                self.line(line);
                Some(current)
            }
            None => Some(self.augment_with(op, current, added, span)),
        }
    }

    fn augment_with(&mut self, op: BinaryOp, current: Value, added: Value, span: Span) -> Value {
        let before = std::mem::replace(&mut self.is_augmented, true);
        let result = match self.changes_some(&current.of_type) {
            true => self.augmented_by_part(op, &current, added, span),
            false => self.augmented(op, current, added, span),
        };
        self.is_augmented = before;
        result
    }

    /// What has one of several types is changed in place, where that type is, and stays what it is then.
    fn augmented_by_part(&mut self, op: BinaryOp, current: &Value, added: Value, span: Span) -> Value {
        let name = self.temporary("added");
        self.line(format!("let {name} = {};", added.owned()));
        let added = Value::place(name, added.of_type).with_known(added.known);
        self.by_part(current, span, |inside, part| match inside.in_place(part, op, &added) {
            Some(line) => {
                inside.line(line);
                part.clone()
            }
            None => inside.augment_with(op, part.clone(), added.clone(), span),
        })
    }

    /// What an expression gives, under a name where it is no plain one already.
    pub(super) fn kept(&mut self, expr: &'a Expr) -> Value {
        let value = self.expr(expr);
        if value.is_place || is_literal(expr) {
            return value;
        }
        let name = self.temporary("value");
        self.line(format!("let {name} = {};", value.text));
        Value::place(name, value.of_type)
    }

    // Leaving.

    fn return_stmt(&mut self, value: Option<&'a Expr>, span: Span) {
        let returns = self.returns.clone();
        if let Some(value) = value
            && self.known(value) == Some(crate::analyse::types::Kind::NotImplemented)
        {
            let line = self.raise("instance::not_implemented()");
            return self.line(line);
        }
        let value = match value {
            Some(value) => {
                let value = self.expr(value);
                if returns == Type::Known {
                    self.line(format!("{};", value.text));
                    "()".to_owned()
                } else {
                    self.keep(&value, &returns, span)
                }
            }
            None => self.keep(&Value::new("()", Type::None), &returns, span),
        };
        let value = if matches!(self.form, Form::AsyncGenerator) { "()".to_owned() } else { value };
        let line = self.leave_with(&value);
        self.line(line);
    }

    fn assert_stmt(&mut self, test: &'a Expr, message: Option<&'a Expr>) {
        let test = self.condition(test);
        self.lines.open(format!("if !{} {{", test.within(Binding::Prefix)));
        let exc = match message {
            Some(message) => {
                let message = self.expr(message);
                format!("Exc::new(&exc::ASSERTION_ERROR, Shown({}))", message.owned())
            }
            None => "Exc::new(&exc::ASSERTION_ERROR, ())".to_owned(),
        };
        let line = self.raise(&exc);
        self.line(line);
        self.lines.close("}");
    }

    fn delete(&mut self, target: &'a Expr) {
        match &target.kind {
            ExprKind::Name(name) => {
                let Some(owner) = self.owner(name) else { return };
                let rust = super::text::identifier(name);
                match self.storage(owner, name) {
                    super::body::Storage::Maybe => self.line(format!("{rust} = None;")),
                    super::body::Storage::Shared => self.line(format!("{rust}.unset();")),
                    super::body::Storage::Global => self.line(format!("{}.unset();", super::global_name(name))),
                    _ => {
                        self.refuse(target.span, "`del` of this variable is not translated yet");
                    }
                }
            }
            ExprKind::Subscript(of, index) => self.delete_item(of, index, target.span),
            ExprKind::Attribute(of, name) => self.delete_attribute(of, name, target.span),
            _ => {
                self.refuse(target.span, "`del` of this is not translated yet");
            }
        }
    }

    // Branches and loops.

    fn if_stmt(&mut self, test: &'a Expr, body: &'a [Stmt], orelse: &'a [Stmt]) {
        match self.decided(test) {
            Some(true) => return self.nested(body),
            Some(false) => return self.nested(orelse),
            None => {}
        }
        let test = self.condition(test);
        self.lines.open(format!("if {} {{", test.text));
        self.block(body);
        self.else_part(orelse);
    }

    fn else_part(&mut self, orelse: &'a [Stmt]) {
        match orelse {
            [] => self.lines.close("}"),
            // `elif`, where its test is an expression that Rust takes there.
            orelse_block @ [Stmt { kind: StmtKind::If { test, body, orelse }, .. }]
                if self.lower.facts.homes(orelse_block).is_empty() && !has_named(test) =>
            {
                let test = self.condition(test);
                self.lines.middle(format!("}} else if {} {{", test.text));
                self.block(body);
                self.else_part(orelse);
            }
            orelse => {
                self.lines.middle("} else {");
                self.block(orelse);
                self.lines.close("}");
            }
        }
    }

    /// A block that always runs.
    fn nested(&mut self, block: &'a [Stmt]) {
        if block.is_empty() {
            return;
        }
        self.lines.open("{");
        self.block(block);
        self.lines.close("}");
    }

    /// A test whose result is known when the program is translated.
    fn decided(&mut self, test: &Expr) -> Option<bool> {
        match &test.kind {
            ExprKind::Compare(left, rights) => {
                let [(crate::tree::CompareOp::Equal, right)] = rights.as_slice() else { return None };
                match (&left.kind, &right.kind) {
                    (ExprKind::Name(name), ExprKind::Str(text)) if &**name == "__name__" => Some(&**text == "__main__"),
                    _ => None,
                }
            }
            ExprKind::Name(name) if &**name == "TYPE_CHECKING" => Some(false),
            _ => None,
        }
    }

    fn while_stmt(&mut self, test: &'a Expr, body: &'a [Stmt], orelse: &'a [Stmt]) {
        let around = self.begin_else(orelse);
        let number = self.begin_loop(around);
        let is_endless = is_true(test);
        let condition = if is_endless { None } else { Some(self.condition(test)) };
        let text = self.apart(|inside| inside.block(body));
        let label = self.end_loop(number);
        match condition {
            None => self.line(format!("{label}loop {{")),
            Some(condition) => self.line(format!("{label}while {} {{", condition.text)),
        }
        self.lines.raw(&text);
        self.line("}");
        self.end_else(around, orelse);
    }

    /// Opens the block that holds a loop and its `else`.
    pub(super) fn begin_else(&mut self, orelse: &[Stmt]) -> Option<usize> {
        if orelse.is_empty() {
            return None;
        }
        let around = self.number();
        self.lines.open(format!("'block_{around}: {{"));
        Some(around)
    }

    pub(super) fn end_else(&mut self, around: Option<usize>, orelse: &'a [Stmt]) {
        if around.is_some() {
            self.guards.push(Guard::Block);
            self.block(orelse);
            self.guards.pop();
            self.lines.close("}");
        }
    }

    pub(super) fn begin_loop(&mut self, around: Option<usize>) -> usize {
        let number = self.number();
        self.guards.push(Guard::Loop { number, around, is_labelled: false });
        number
    }

    /// The label that the loop needs.
    pub(super) fn end_loop(&mut self, number: usize) -> String {
        match self.guards.pop() {
            Some(Guard::Loop { is_labelled: true, .. }) => format!("'loop_{number}: "),
            _ => String::new(),
        }
    }
}

fn has_named(expr: &Expr) -> bool {
    let mut found = matches!(expr.kind, ExprKind::Named(..));
    walk::children(expr, &mut |child| found |= has_named(child));
    found
}

/// A text that stands alone.
fn is_docstring(stmt: &Stmt) -> bool {
    matches!(&stmt.kind, StmtKind::Expr(Expr { kind: ExprKind::Str(_) | ExprKind::Ellipsis, .. }))
}

pub(super) fn is_literal(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::None | ExprKind::Bool(_) | ExprKind::Int(_) | ExprKind::Float(_) | ExprKind::Str(_))
}

fn is_true(test: &Expr) -> bool {
    matches!(test.kind, ExprKind::Bool(true) | ExprKind::Int(1))
}

/// Says whether Rust sees that the end of a block is never reached.
pub(super) fn diverges(block: &[Stmt]) -> bool {
    match block.last().map(|stmt| &stmt.kind) {
        Some(StmtKind::Return(_) | StmtKind::Raise { .. } | StmtKind::Break | StmtKind::Continue) => true,
        Some(StmtKind::If { body, orelse, .. }) => diverges(body) && diverges(orelse),
        Some(StmtKind::While { test, body, .. }) => is_true(test) && !breaks(body),
        _ => false,
    }
}

/// Says whether a loop's body has a `break` of that loop.
fn breaks(block: &[Stmt]) -> bool {
    block.iter().any(|stmt| match &stmt.kind {
        StmtKind::Break => true,
        StmtKind::For { orelse, .. } | StmtKind::While { orelse, .. } => breaks(orelse),
        StmtKind::Function(_) | StmtKind::Class(_) => false,
        _ => walk::blocks(stmt).into_iter().any(breaks),
    })
}
