//! Expressions.

use super::body::{Body, Form};
use super::text::{Binding, Value, literal};
use super::types::Type;
use crate::analyse::scopes::Variable;
use crate::analyse::types::{Kind, Node};
use crate::tree::{BinaryOp, Comprehends, Expr, ExprKind, Item as DictItem, Name, Piece, Span, UnaryOp};
use std::rc::Rc;

impl<'a> Body<'_, 'a> {
    /// The type of what an expression gives.
    pub(super) fn type_of(&self, expr: &Expr) -> Type {
        let node = self.lower.inferred.expression(expr.id);
        node.map_or(Type::Never, |node| self.lower.type_at(node, expr.span))
    }

    /// The one function, class or module that an expression stands for.
    pub(super) fn known(&self, expr: &Expr) -> Option<Kind> {
        if self.is_kept_class(expr) {
            return None;
        }
        let node = self.lower.inferred.expression(expr.id)?;
        self.lower.known(node).or_else(|| self.known_by_name(expr, node))
    }

    /// The same of a name at a place to which others come, too: a member of a list.
    fn known_by_name(&self, expr: &Expr, node: Node) -> Option<Kind> {
        let ExprKind::Name(_) = &expr.kind else { return None };
        let inferred = self.lower.inferred;
        match self.lower.scopes.variable(expr.id)? {
            Variable::Of(owner, name) => match self.lower.known(inferred.variable(*owner, name)?)? {
                kind @ (Kind::Function(_) | Kind::Class(_)) => Some(kind),
                _ => None,
            },
            Variable::Builtin(name) => {
                let is_called_so = |kind: &&Kind| match kind {
                    Kind::Function(item) | Kind::Class(item) => inferred.item_name(*item) == **name,
                    _ => false,
                };
                let mut found = inferred.kinds(inferred.find(node)).filter(is_called_so);
                let (kind, None) = (found.next()?, found.next()) else { return None };
                Some(kind.clone())
            }
        }
    }

    /// The name of the builtin that an expression stands for.
    pub(super) fn builtin_name(&self, expr: &Expr) -> Option<&'a str> {
        let _ = expr;
        match (&expr.kind, self.lower.scopes.variable(expr.id)) {
            (ExprKind::Name(_), Some(Variable::Builtin(name))) => super::builtin::name_of(name),
            _ => None,
        }
    }

    pub(super) fn expr(&mut self, expr: &'a Expr) -> Value {
        let missing = if self.is_missing_variable(expr) { Some(expr) } else { self.missing_operand(expr) };
        if let Some(variable) = missing {
            let value = self.expr_here(variable);
            let is_receiver = matches!(value.text.as_str(), "self" | "this" | "(*this)");
            let of_type = if is_receiver { "_".to_owned() } else { self.lower.rust_type(&value.of_type) };
            let text = format!("{{ let _: &{of_type} = {}; }}", value.reference());
            return Value::new(text, Type::Never).may_raise();
        }
        let mut value = self.expr_here(expr);
        if value.of_type == Type::Known && value.known.is_none() {
            value.known = self.known(expr);
        }
        value.raises |= value.of_type == Type::Never && self.never_comes(expr);
        value
    }

    /// A variable among the operands to which nothing ever comes: what is done with it is not reached.
    fn missing_operand(&self, expr: &'a Expr) -> Option<&'a Expr> {
        let operands: Vec<&Expr> = match &expr.kind {
            ExprKind::Call(function, arguments) => match &function.kind {
                ExprKind::Attribute(of, _) => vec![of],
                ExprKind::Name(_) if self.builtin_name(function).is_some() => {
                    arguments.iter().map(|argument| &argument.value).collect()
                }
                _ => return None,
            },
            ExprKind::Binary(left, _, right) => vec![left, right],
            ExprKind::Compare(left, rights) => [&**left].into_iter().chain(rights.iter().map(|(_, it)| it)).collect(),
            ExprKind::Attribute(of, _) | ExprKind::Subscript(of, _) | ExprKind::Unary(_, of) => vec![of],
            _ => return None,
        };
        operands.into_iter().find(|of| self.is_missing_variable(of))
    }

    /// Says whether an expression is a variable to which nothing ever comes where it stands.
    pub(super) fn is_missing_variable(&self, expr: &Expr) -> bool {
        let inferred = self.lower.inferred;
        let is_variable = matches!(self.lower.scopes.variable(expr.id), Some(Variable::Of(..)));
        let node = inferred.expression(expr.id);
        let is_empty = node.is_some_and(|node| inferred.kinds(inferred.find(node)).next().is_none());
        is_variable && is_empty && matches!(expr.kind, ExprKind::Name(_))
    }

    /// Says whether nothing ever comes to a place: it is in code that is not reached, or what is asked raises.
    fn never_comes(&self, expr: &Expr) -> bool {
        let holds_nothing = |of: &Expr| match self.type_of(of) {
            Type::List(part) | Type::Set(part) | Type::Dict(_, part) => *part == Type::Never,
            _ => false,
        };
        self.type_of(expr) == Type::Never
            && match &expr.kind {
                ExprKind::Subscript(of, _) => holds_nothing(of),
                ExprKind::Call(function, _) => {
                    matches!(&function.kind, ExprKind::Attribute(of, _) if holds_nothing(of))
                }
                _ => false,
            }
    }

    fn expr_here(&mut self, expr: &'a Expr) -> Value {
        match &expr.kind {
            ExprKind::None => Value::new("()", Type::None),
            ExprKind::Bool(value) => Value::new(value.to_string(), Type::Bool),
            ExprKind::Int(value) => Value::new(value.to_string(), Type::Int),
            ExprKind::BigInt(digits) => self.tried(format!("big::from_str({}, 0)", literal(digits)), Type::BigInt),
            ExprKind::Float(value) => float(*value),
            ExprKind::Str(text) => Value::new(format!("Str::from({})", literal(text)), Type::Str),
            ExprKind::Bytes(bytes) => Value::new(format!("Bytes::from(&b{}[..])", byte_literal(bytes)), Type::Bytes),
            ExprKind::Ellipsis => self.refuse(expr.span, "`...` is not translated as a value"),
            ExprKind::Name(name) => self.name(expr, name),
            ExprKind::FString(pieces) => self.f_string(pieces),
            ExprKind::Tuple(members) => self.tuple(expr, members),
            ExprKind::List(members) => self.list(expr, members),
            ExprKind::Set(members) => self.set(expr, members),
            ExprKind::Dict(items) => self.dict(expr, items),
            ExprKind::Starred(_) => self.refuse(expr.span, "a star is not translated here yet"),
            ExprKind::Unary(op, operand) => self.unary(*op, operand, expr.span),
            ExprKind::Binary(left, op, right) => {
                let is_big = super::growth::is_beyond(expr);
                let (mut left, right) = (self.expr(left), self.expr(right));
                if is_big || left.of_type == Type::Int && self.type_of(expr) == Type::BigInt {
                    left = self.convert(left, &Type::BigInt, expr.span);
                }
                if *op == BinaryOp::Pow && self.type_of(expr) == Type::Float && left.of_type.is_number() {
                    left = self.convert(left, &Type::Float, expr.span); // the exponent is below 0
                }
                let value = match self.of_both_types(*op, &left, &right, expr) {
                    Some(value) => value,
                    None => self.binary(*op, left, right, expr.span),
                };
                self.as_inferred(value, expr)
            }
            ExprKind::And(members) => self.and_or(expr, members, true),
            ExprKind::Or(members) => self.and_or(expr, members, false),
            ExprKind::Compare(left, rights) => self.compare(left, rights),
            ExprKind::Call(function, arguments) => {
                let value = self.call(expr, function, arguments);
                self.as_inferred(value, expr)
            }
            ExprKind::Attribute(of, name) => {
                let value = self.attribute(of, name, expr);
                self.as_inferred(value, expr)
            }
            ExprKind::Subscript(of, index) => {
                let object = self.expr(of);
                let value = self.item(&object, index, expr);
                self.as_inferred(value, expr)
            }
            ExprKind::Slice(..) => self.refuse(expr.span, "a slice is not translated here"),
            ExprKind::IfElse { test, body, orelse } => self.if_else(expr, test, body, orelse),
            ExprKind::Lambda(..) => self.lambda(expr),
            ExprKind::Comprehension(made, clauses) => {
                let of_type = self.display_type(expr, |of_type| match made {
                    Comprehends::List(_) => matches!(of_type, Type::List(_)),
                    Comprehends::Set(_) => matches!(of_type, Type::Set(_)),
                    Comprehends::Dict(..) => matches!(of_type, Type::Dict(..)),
                    Comprehends::Generator(_) => true,
                });
                self.comprehension(expr, made, clauses, of_type)
            }
            ExprKind::Await(inner) => {
                let inner_value = self.expr(inner);
                let value = self.awaited(inner_value, expr.span);
                self.as_inferred(value, expr)
            }
            ExprKind::Yield(value) => self.yield_expr(value.as_deref(), expr.span),
            ExprKind::YieldFrom(inner) => self.yield_from(inner, expr.span),
            ExprKind::Named(name, value) => self.named(name, value, expr.span),
        }
    }

    /// A value as what inference says of its expression: narrower where a test has been passed.
    pub(super) fn as_inferred(&mut self, value: Value, expr: &Expr) -> Value {
        let of_type = self.type_of(expr);
        if self.unused == Some(expr.id) || self.unused_await == Some(expr.span) {
            return value;
        }
        let is_known = matches!(of_type, Type::Never | Type::Known)
            || matches!(value.of_type, Type::Lazy(_) | Type::Awaitable(_) | Type::Coroutine(_) | Type::Known);
        if is_known || of_type == value.of_type { value } else { self.convert(value, &of_type, expr.span) }
    }

    fn name(&mut self, expr: &'a Expr, name: &Name) -> Value {
        let of_type = self.type_of(expr);
        match self.lower.scopes.variable(expr.id).cloned() {
            Some(Variable::Of(owner, _)) if of_type != Type::Known || self.is_kept_class(expr) => {
                let value = self.read(owner, name, expr.span);
                self.as_inferred(value, expr)
            }
            Some(Variable::Builtin(builtin)) if &*builtin == "__name__" => {
                Value::new("Str::from(\"__main__\")", Type::Str)
            }
            Some(Variable::Builtin(builtin)) if &*builtin == "__file__" => {
                Value::new(format!("Str::from({})", literal(self.lower.file)), Type::Str)
            }
            _ => self.enum_class(expr).unwrap_or_else(|| Value::new("()", Type::Known)),
        }
    }

    // Displays.

    /// The type of what a display makes, where its place may hold other things, too.
    fn display_type(&self, expr: &Expr, is_it: impl Fn(&Type) -> bool) -> Type {
        let of_type = self.type_of(expr);
        if is_it(&of_type) {
            return of_type;
        }
        let mut found = self.lower.all_parts(&of_type).into_iter().filter(is_it);
        match (found.next(), found.next()) {
            (Some(one), None) => one,
            _ => of_type,
        }
    }

    fn tuple(&mut self, expr: &Expr, members: &'a [Expr]) -> Value {
        let is_it = |of_type: &Type| match of_type {
            Type::Tuple(types) => !has_star(members) && types.len() == members.len(),
            _ => false,
        };
        let of_type = match self.display_type(expr, is_it) {
            of_type if is_it(&of_type) => of_type,
            _ => self.display_type(expr, |of_type| matches!(of_type, Type::Sequence(_))),
        };
        let types = match of_type {
            Type::Tuple(types) if !has_star(members) => types,
            Type::Sequence(element) => return self.sequence(members, &element),
            _ if has_star(members) || members.is_empty() => {
                return self.refuse(expr.span, "a tuple with a star is not translated yet");
            }
            _ => {
                // Tuples of other lengths come there, too.
                let values: Vec<Value> = members.iter().map(|member| self.expr(member)).collect();
                let comma = if values.len() == 1 { "," } else { "" };
                let texts: Vec<String> = values.iter().map(Value::owned).collect();
                let types = values.into_iter().map(|value| value.of_type).collect();
                return Value::new(format!("({}{comma})", texts.join(", ")), Type::Tuple(types));
            }
        };
        let parts: Vec<String> =
            members.iter().zip(&types).map(|(member, of_type)| self.kept_as(member, of_type)).collect();
        let text = match parts.as_slice() {
            [] => "Sequence::<()>::from(Vec::new())".to_owned(),
            [only] => format!("({only},)"),
            parts => format!("({})", parts.join(", ")),
        };
        Value::new(text, Type::Tuple(types))
    }

    /// A tuple whose length is not known, or whose members all are of one of several types.
    fn sequence(&mut self, members: &'a [Expr], element: &Rc<Type>) -> Value {
        let of_type = Type::Sequence(Rc::clone(element));
        if !has_star(members) {
            let parts: Vec<String> = members.iter().map(|member| self.kept_as(member, element)).collect();
            return match parts.as_slice() {
                [] => Value::new(format!("<{}>::default()", self.lower.rust_type(&of_type)), of_type),
                parts => Value::new(format!("Sequence::from(vec![{}])", parts.join(", ")), of_type),
            };
        }
        let list = self.with_stars(members, element, Type::List(Rc::clone(element)), "append", false);
        Value::new(format!("Sequence::from({}.to_vec())", list.text), of_type)
    }

    /// An expression as a value of a type that is kept.
    pub(super) fn kept_as(&mut self, expr: &'a Expr, of_type: &Type) -> String {
        if let ExprKind::Tuple(members) = &expr.kind
            && !members.is_empty()
            && !has_star(members)
            && let Some(text) = self.tuple_as(members, of_type, expr.span)
        {
            return text;
        }
        let value = self.expr(expr);
        self.keep(&value, of_type, expr.span)
    }

    /// A tuple that is written there, member by member, as one of a type.
    fn tuple_as(&mut self, members: &'a [Expr], of_type: &Type, span: Span) -> Option<String> {
        match of_type {
            Type::Tuple(types) if types.len() == members.len() => {
                let texts = members.iter().zip(types).map(|(member, of_type)| self.kept_as(member, of_type));
                let texts = texts.collect::<Vec<_>>().join(", ");
                Some(format!("({texts}{})", if members.len() == 1 { "," } else { "" }))
            }
            Type::Optional(inner) => Some(format!("Some({})", self.tuple_as(members, inner, span)?)),
            Type::Union(_) => {
                let parts = self.lower.parts(of_type).into_iter().map(|part| part.of_type);
                let mut fitting =
                    parts.filter(|part| matches!(part, Type::Tuple(types) if types.len() == members.len()));
                let (part, None) = (fitting.next()?, fitting.next()) else { return None };
                let text = self.tuple_as(members, &part, span)?;
                Some(self.keep(&Value::new(text, part), of_type, span))
            }
            _ => None,
        }
    }

    fn list(&mut self, expr: &Expr, members: &'a [Expr]) -> Value {
        let of_type = self.display_type(expr, |of_type| matches!(of_type, Type::List(_)));
        let Type::List(element) = &of_type else { return self.refuse(expr.span, "this list is not translated yet") };
        let element = Rc::clone(element);
        if members.is_empty() {
            return Value::new(format!("List::<{}>::new()", self.lower.rust_type(&element)), of_type);
        }
        if has_star(members) {
            return self.with_stars(members, &element, of_type, "append", false);
        }
        let parts: Vec<String> = members.iter().map(|member| self.kept_as(member, &element)).collect();
        Value::new(format!("List::from(vec![{}])", parts.join(", ")), of_type)
    }

    /// A list or a set some of whose members are unpacked.
    fn with_stars(&mut self, members: &'a [Expr], element: &Type, of_type: Type, add: &str, raises: bool) -> Value {
        let name = self.temporary("made");
        let rust = self.lower.rust_type(&of_type);
        let text = self.apart(|inside| {
            inside.line(format!("let {name}: {rust} = Default::default();"));
            for member in members {
                inside.add_member(member, element, &name, add, raises);
            }
            inside.line(&name);
        });
        let indent = "    ".repeat(self.lines.depth());
        Value::new(format!("{{\n{text}{indent}}}"), of_type)
    }

    fn add_member(&mut self, member: &'a Expr, element: &Type, name: &str, add: &str, raises: bool) {
        let ExprKind::Starred(inner) = &member.kind else {
            let value = self.kept_as(member, element);
            return self.add_one(&value, name, add, raises);
        };
        let value = self.expr(inner);
        let Some((iterable, given)) = self.iterable(&value, inner.span) else {
            self.refuse(inner.span, "this is not iterated over yet");
            return;
        };
        let iterable = if matches!(value.of_type, Type::Lazy(_)) {
            self.fallible(&format!("{iterable}.iterate()"))
        } else {
            iterable
        };
        let iter = self.temporary("iter");
        self.line(format!("let mut {iter} = {iterable};"));
        let next = self.fallible(&format!("{iter}.next()"));
        self.lines.open(format!("while let Some(item) = {next} {{"));
        let item = Value::place("item", given);
        let item = self.keep(&item, element, member.span);
        self.add_one(&item, name, add, raises);
        self.lines.close("}");
    }

    fn add_one(&mut self, value: &str, name: &str, add: &str, raises: bool) {
        let text = format!("{name}.{add}({value})");
        let text = if raises { self.fallible(&text) } else { text };
        self.line(format!("{text};"));
    }

    fn set(&mut self, expr: &Expr, members: &'a [Expr]) -> Value {
        let of_type = self.display_type(expr, |of_type| matches!(of_type, Type::Set(_)));
        let Type::Set(element) = &of_type else { return self.refuse(expr.span, "this set is not translated yet") };
        let element = Rc::clone(element);
        if has_star(members) {
            return self.with_stars(members, &element, of_type, "add", true);
        }
        let parts: Vec<String> = members.iter().map(|member| self.kept_as(member, &element)).collect();
        self.tried(format!("Set::of_values([{}])", parts.join(", ")), of_type)
    }

    fn dict(&mut self, expr: &Expr, items: &'a [DictItem]) -> Value {
        let of_type = self.display_type(expr, |of_type| matches!(of_type, Type::Dict(..)));
        let Type::Dict(keys, values) = &of_type else {
            return self.refuse(expr.span, "this dict is not translated yet");
        };
        let (keys, values) = (Rc::clone(keys), Rc::clone(values));
        if items.is_empty() {
            let (keys, values) = (self.lower.rust_type(&keys), self.lower.rust_type(&values));
            return Value::new(format!("Dict::<{keys}, {values}>::new()"), of_type);
        }
        if items.iter().any(|item| item.key.is_none()) {
            return self.dict_of_parts(items, of_type);
        }
        let mut pairs = Vec::new();
        for item in items {
            let Some(key) = &item.key else { continue };
            let (key, value) = (self.kept_as(key, &keys), self.kept_as(&item.value, &values));
            pairs.push(format!("({key}, {value})"));
        }
        self.tried(format!("Dict::from_pairs(iter::from_rust([{}].into_iter()))", pairs.join(", ")), of_type)
    }

    // Texts.

    fn f_string(&mut self, pieces: &'a [Piece]) -> Value {
        let parts: Vec<String> = pieces.iter().map(|piece| self.piece(piece)).collect();
        match parts.as_slice() {
            [] => Value::new("Str::from(\"\")", Type::Str),
            parts => self.tried(format!("fstring(&[{}])", parts.join(", ")), Type::Str),
        }
    }

    fn piece(&mut self, piece: &'a Piece) -> String {
        match piece {
            Piece::Text(text) => format!("Part::Text({})", literal(text)),
            Piece::Value { value, conversion, spec } => {
                let is_plain = spec.is_empty() && *conversion != Some('r');
                let shown = if is_plain { self.shown_expr(value) } else { self.expr(value) };
                let shown = self.shown(&shown, value.span);
                let spec = self.spec(spec);
                match (conversion, spec) {
                    (None, None) => format!("Part::Value({shown})"),
                    (None, Some(spec)) => format!("Part::Format({shown}, {spec})"),
                    (Some('r'), None) => format!("Part::Repr({shown})"),
                    (Some('s'), None) => format!("Part::Str({shown})"),
                    (Some('a'), None) => format!("Part::Ascii({shown})"),
                    (Some(conversion), spec) => {
                        let spec = spec.unwrap_or_else(|| "\"\"".to_owned());
                        format!("Part::FormatOf({shown}, '{conversion}', {spec})")
                    }
                }
            }
        }
    }

    /// The text of a format, unless there is none.
    fn spec(&mut self, spec: &'a [Piece]) -> Option<String> {
        match spec {
            [] => None,
            [Piece::Text(text)] => Some(literal(text)),
            pieces => {
                let text = self.f_string(pieces);
                Some(format!("&{}", text.within(Binding::Prefix)))
            }
        }
    }

    /// A value as what `print` takes: a reference to something that can be shown.
    pub(super) fn shown(&mut self, value: &Value, span: Span) -> String {
        match &value.of_type {
            _ if Self::is_enum_names(value) => {
                self.refuse(span, "`__members__` is not shown as text yet");
                "&()".to_owned()
            }
            _ if Self::is_enum_class(value) => {
                self.refuse(span, "classes are not shown as text yet");
                "&()".to_owned()
            }
            Type::Known if self.shown_class(value).is_some() => self.shown_class(value).unwrap_or_default(),
            Type::Known => {
                self.refuse(span, "functions, classes and modules are not shown as text yet");
                "&()".to_owned()
            }
            Type::Function(..) => {
                self.refuse(span, "functions are not shown as text yet");
                "&()".to_owned()
            }
            of_type if self.lower.shows_iterator(of_type) => {
                self.refuse(span, "iterators are not shown as text yet");
                "&()".to_owned()
            }
            of_type if of_type.shows_shuffled() => {
                self.refuse_order(span);
                "&()".to_owned()
            }
            of_type if of_type.shows_places() => {
                let why =
                    "the text of a task names its file and line, that of a stream its socket: neither is translated";
                self.refuse(span, why);
                "&()".to_owned()
            }
            _ => value.reference(),
        }
    }

    // Choices.

    fn if_else(&mut self, expr: &Expr, test: &'a Expr, body: &'a Expr, orelse: &'a Expr) -> Value {
        let of_type = self.type_of(expr);
        if of_type == Type::Known {
            return self.refuse(expr.span, "a choice between functions or classes is not translated yet");
        }
        let test = self.condition(test);
        let (body, orelse) = (self.kept_as(body, &of_type), self.kept_as(orelse, &of_type));
        Value::bound(format!("if {} {{ {body} }} else {{ {orelse} }}", test.text), Binding::Open, of_type)
    }

    /// `a and b`: the first that decides.
    fn and_or(&mut self, expr: &Expr, members: &'a [Expr], is_and: bool) -> Value {
        let of_type = self.type_of(expr);
        if of_type == Type::Bool {
            return self.joined_conditions(members, is_and);
        }
        let mut text = String::new();
        let last = members.len().saturating_sub(1);
        for (place, member) in members.iter().enumerate() {
            let value = self.expr(member);
            if place == last {
                text.push_str(&self.keep(&value, &of_type, member.span));
                continue;
            }
            let name = self.temporary("value");
            let held = Value::place(name.clone(), value.of_type.clone());
            let test = self.truth(&held);
            let kept = self.decided_part(&held, &of_type, is_and, member.span);
            let (then, rest) = if is_and { ("", kept) } else { (&*kept, String::new()) };
            text.push_str(&format!("{{ let {name} = {}; ", value.owned()));
            if is_and {
                text.push_str(&format!("if !({test}) {{ {rest} }} else {{ "));
            } else {
                text.push_str(&format!("if {test} {{ {then} }} else {{ "));
            }
        }
        text.push_str(&" } }".repeat(last));
        Value::new(text, of_type)
    }

    /// What is left of a value that decides: `x or y` gives an `x` that is not None.
    fn decided_part(&mut self, held: &Value, of_type: &Type, is_and: bool, span: Span) -> String {
        match (&held.of_type, of_type) {
            (Type::Optional(inner), Type::Optional(_)) if !is_and && **inner != *of_type.inner() => {
                self.keep(held, of_type, span)
            }
            _ => self.keep(held, of_type, span),
        }
    }

    pub(super) fn joined_conditions(&mut self, members: &'a [Expr], is_and: bool) -> Value {
        let binding = if is_and { Binding::And } else { Binding::Or };
        let operator = if is_and { " && " } else { " || " };
        let parts: Vec<String> = members
            .iter()
            .map(|member| {
                let condition = self.condition(member);
                // A block at the beginning of a statement would end it.
                condition.within(if is_and { Binding::Comparison } else { Binding::And })
            })
            .collect();
        Value::bound(parts.join(operator), binding, Type::Bool)
    }

    /// What an `if` asks: `bool(expr)`.
    pub(super) fn condition(&mut self, expr: &'a Expr) -> Value {
        match &expr.kind {
            ExprKind::And(members) => self.joined_conditions(members, true),
            ExprKind::Or(members) => self.joined_conditions(members, false),
            ExprKind::Unary(UnaryOp::Not, inner) => {
                let inner = self.condition(inner);
                negated(&inner)
            }
            _ => {
                let value = self.expr(expr);
                let text = self.truth(&value);
                let binding = if value.of_type == Type::Bool { value.binding } else { truth_binding(&text) };
                Value::bound(text, binding, Type::Bool)
            }
        }
    }

    /// `bool(value)`, as Rust.
    pub(super) fn truth(&mut self, value: &Value) -> String {
        let receiver = value.receiver();
        match &value.of_type {
            Type::Bool => value.text.clone(),
            Type::Int => format!("{} != 0", value.within(Binding::BitOr)),
            Type::Float => format!("{} != 0.0", value.within(Binding::BitOr)),
            Type::Str | Type::List(_) | Type::Set(_) | Type::Dict(..) => format!("!{receiver}.is_empty()"),
            Type::Library(name, _) if &**name == "deque" => format!("!{receiver}.is_empty()"),
            Type::None | Type::Never if value.text == "()" => "false".to_owned(),
            Type::None | Type::Never => format!("{{ {}; false }}", value.text),
            Type::Known => "true".to_owned(),
            Type::Exception
            | Type::Coroutine(_)
            | Type::Coro(_)
            | Type::Function(..)
            | Type::ExceptionClass
            | Type::Class => {
                if value.is_place {
                    "true".to_owned()
                } else {
                    format!("{{ {}; true }}", value.text)
                }
            }
            Type::Optional(inner) if self.is_always_true(inner) => format!("{receiver}.is_some()"),
            Type::Instance(_) if self.is_always_true(&value.of_type) => {
                if value.is_place {
                    "true".to_owned()
                } else {
                    format!("{{ {}; true }}", value.text)
                }
            }
            _ => self.fallible(&format!("{receiver}.truth()")),
        }
    }

    fn is_always_true(&self, of_type: &Type) -> bool {
        match of_type {
            Type::Exception
            | Type::Coroutine(_)
            | Type::Coro(_)
            | Type::Function(..)
            | Type::ExceptionClass
            | Type::Class => true,
            Type::Library(name, _) => {
                matches!(
                    &**name,
                    "Task" | "Future" | "Lock" | "Event" | "Semaphore" | "TimerHandle" | "Handle" | "Queue"
                )
            }
            Type::Instance(head) => {
                !self.lower.family_has(*head, "__bool__")
                    && !self.lower.family_has(*head, "__len__")
                    && !self.lower.is_named_tuple(*head)
                    && !self.lower.is_flag(*head)
                    && !self.lower.is_int_enum(*head)
                    && !self.lower.is_str_enum(*head)
            }
            _ => false,
        }
    }

    // Awaiting and yielding.

    pub(super) fn awaited(&mut self, value: Value, span: Span) -> Value {
        if !self.form.may_await() {
            return self.refuse(span, "`await` is not translated inside a lambda or a generator expression");
        }
        let given = match &value.of_type {
            Type::Coroutine(given) | Type::Coro(given) | Type::Awaitable(given) => (**given).clone(),
            Type::Library(name, parts) if matches!(&**name, "Future" | "Task") => {
                parts.first().cloned().unwrap_or(Type::Never)
            }
            Type::Never => return value,
            Type::Optional(inner) => {
                let raises = "Exc::new(&exc::TYPE_ERROR, \"object NoneType can't be used in 'await' expression\")";
                let some = self.tried(format!("{}.ok_or_else(|| {raises})", value.owned()), (**inner).clone());
                return self.awaited(some, span);
            }
            Type::Union(_) => {
                return self.by_part(&value, span, |inside, part| match super::several::builtin_type(&part.of_type) {
                    Some(name) => {
                        inside.raised("TYPE_ERROR", &format!("object {name} can't be used in 'await' expression"))
                    }
                    None => inside.awaited(part.clone(), span),
                });
            }
            of_type if super::library::is_any_task(of_type) => {
                let future = format!("{}.to_future().await", value.receiver());
                let may_be_none = self.unused_await == Some(span);
                return match may_be_none {
                    true => self.tried(future, Type::None),
                    false => self.refuse(span, "it is not known here what this task gives"),
                };
            }
            Type::Instance(_) => return self.await_object(&value, span),
            of_type => {
                let Some(name) = super::several::builtin_type(of_type) else {
                    return self.refuse(span, "this is not awaited yet");
                };
                let raised = self.raised("TYPE_ERROR", &format!("object {name} can't be used in 'await' expression"));
                return Value { text: format!("{{ let _ = {}; {} }}", value.reference(), raised.text), ..raised };
            }
        };
        let text = if value.is_place { value.owned() } else { value.receiver() };
        let text = format!("{text}.await");
        Value::new(self.fallible(&text), given).may_raise()
    }

    fn yield_expr(&mut self, value: Option<&'a Expr>, span: Span) -> Value {
        let of_type = self.yields(span);
        let value = match value {
            Some(value) => self.kept_as(value, &of_type),
            None => self.keep(&Value::new("()", Type::None), &of_type, span),
        };
        if self.form == Form::Coroutine {
            return self.yield_outward(&value, span);
        }
        let sent = self.sent(span);
        self.tried(format!("y.give({value}).await"), sent)
    }

    /// What is sent to the generator around.
    fn sent(&mut self, span: Span) -> Type {
        let callable = self.lower.inferred.function_of(self.scope).map(|(_, callable)| callable.sent);
        callable.map_or(Type::None, |node| self.lower.type_at(node, span))
    }

    /// What the generator around yields.
    fn yields(&mut self, span: Span) -> Type {
        let callable = self.lower.inferred.function_of(self.scope).map(|(_, callable)| callable.yields);
        callable.map_or(Type::Never, |node| self.lower.type_at(node, span))
    }

    fn yield_from(&mut self, inner: &'a Expr, span: Span) -> Value {
        let of_type = self.yields(span);
        let value = self.expr(inner);
        if self.form == Form::Coroutine {
            return self.yield_from_outward(value, inner, span);
        }
        if let Type::Generator(yields, sent, returns) = &value.of_type
            && **yields == of_type
            && **sent == self.sent(span)
        {
            return self.delegate(&value, returns, inner, span);
        }
        if let Type::Generator(..) = &value.of_type {
            return self.delegate_as(&value, inner, span);
        }
        let Some((iterable, element)) = self.iterable(&value, inner.span) else {
            return self.refuse(inner.span, "this is not iterated over yet");
        };
        if self.sent(span) != Type::None
            || matches!(&value.of_type, Type::Generator(_, _, returns) if !matches!(**returns, Type::None | Type::Never))
        {
            return self.refuse(inner.span, "`yield from` of this is not translated yet");
        }
        let is_lazy = matches!(value.of_type, Type::Lazy(_));
        let iterable = if is_lazy { self.fallible(&format!("{iterable}.iterate()")) } else { iterable };
        let item = Value::place("item", element).may_raise();
        let item = self.keep(&item, &of_type, span);
        let next = self.fallible("iter.next()");
        let give = self.fallible(&format!("y.give({item}).await"));
        Value::new(format!("{{ let mut iter = {iterable}; while let Some(item) = {next} {{ {give}; }} }}"), Type::None)
    }

    /// `yield from` a generator: what is sent and thrown goes to it.
    fn delegate(&mut self, value: &Value, returns: &Rc<Type>, inner: &Expr, span: Span) -> Value {
        let text = format!("y.give_from({}).await", value.owned());
        self.delegated(text, returns, inner, span)
    }

    /// `yield from` a generator that yields something else, or gets something else.
    fn delegate_as(&mut self, value: &Value, inner: &Expr, span: Span) -> Value {
        let Type::Generator(yields, sent, returns) = value.of_type.clone() else {
            return self.refuse(span, "`yield from` of this is not translated yet");
        };
        let (outer_yields, outer_sent) = (self.yields(span), self.sent(span));
        let (given, incoming) = self.in_closure(|inside| {
            let given = inside.keep(&Value::new("value", (*yields).clone()).may_raise(), &outer_yields, span);
            (given, inside.keep(&Value::new("value", outer_sent).may_raise(), &sent, span))
        });
        let text = format!("aio::give_from(&y, {}, |value| Ok({given}), |value| Ok({incoming})).await", value.owned());
        self.delegated(text, &returns, inner, span)
    }

    fn delegated(&mut self, text: String, returns: &Rc<Type>, inner: &Expr, span: Span) -> Value {
        match &**returns {
            Type::None | Type::Never => {
                let text = self.fallible(&text);
                Value::new(format!("{text}.unwrap_or_default()"), Type::None)
            }
            // One that has ended gives nothing: a new one has not.
            returned if matches!(inner.kind, ExprKind::Call(..)) => {
                let given = self.fallible(&text);
                self.tried(format!("some({given})"), returned.clone())
            }
            Type::Optional(_) => {
                let given = self.fallible(&text);
                Value::new(format!("{given}.flatten()"), (**returns).clone())
            }
            _ => self.refuse(span, "what a generator returned that may have ended before is not translated yet"),
        }
    }

    /// `name := value`
    fn named(&mut self, name: &Name, value: &'a Expr, span: Span) -> Value {
        let Some(owner) = self.owner(name) else { return self.refuse(span, "`:=`") };
        let of_type = self.variable_type(owner, name, span);
        let value = self.expr(value);
        let given = self.temporary("value");
        let held = Value::place(given.clone(), value.of_type.clone());
        let text = self.apart(|inside| {
            inside.line(format!("let {given} = {};", value.owned()));
            let kept = inside.keep(&held, &of_type, span);
            inside.write(owner, name, &kept, &of_type);
            inside.line(&given);
        });
        let indent = "    ".repeat(self.lines.depth());
        Value::new(format!("{{\n{text}{indent}}}"), value.of_type)
    }
}

pub(super) fn has_star(members: &[Expr]) -> bool {
    members.iter().any(|member| matches!(member.kind, ExprKind::Starred(_)))
}

pub(super) fn negated(value: &Value) -> Value {
    Value::bound(format!("!{}", value.within(Binding::Prefix)), Binding::Prefix, Type::Bool)
}

/// How tightly the text of a test holds together.
fn truth_binding(text: &str) -> Binding {
    if text.contains(" != 0") && !text.starts_with('{') {
        Binding::Comparison
    } else if text.starts_with('!') {
        Binding::Prefix
    } else if text.starts_with('{') {
        Binding::Open
    } else {
        Binding::Atom
    }
}

fn float(value: f64) -> Value {
    let text = if value.is_nan() {
        "f64::NAN".to_owned()
    } else if value.is_infinite() {
        "f64::INFINITY".to_owned()
    } else {
        format!("{value:?}")
    };
    Value::new(text, Type::Float)
}

fn byte_literal(bytes: &[u8]) -> String {
    let mut out = String::from("\"");
    for byte in bytes {
        match byte {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            0x20..=0x7e => out.push(char::from(*byte)),
            byte => out.push_str(&format!("\\x{byte:02x}")),
        }
    }
    out.push('"');
    out
}
