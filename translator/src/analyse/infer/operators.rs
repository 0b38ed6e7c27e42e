//! Operators.

use super::narrow::Filter;
use super::{Arguments, Form, Inference, Operation, Wish};
use crate::analyse::library::Stub;
use crate::analyse::types::{Kind, Node};
use crate::tree::{BinaryOp, CompareOp, Expr, ExprKind, Function, UnaryOp};
use std::rc::Rc;

/// The longest tuple whose members are told apart.
pub(super) const LONGEST: usize = 32;

/// How many lengths of tuples come to a place before they count as of any length.
const MOST_LENGTHS: usize = 3;

impl Inference<'_> {
    pub(super) fn operation(&mut self, op: Operation, left: Node, right: Node) -> Node {
        let result = self.types.node();
        self.wish(left, Wish::Binary { op, left, right, result, is_left: true });
        self.wish(right, Wish::Binary { op, left, right, result, is_left: false });
        result
    }

    /// A kind comes to one side: with all kinds that the other has by now.
    pub(super) fn operate(&mut self, kind: &Kind, op: Operation, left: Node, right: Node, result: Node, is_left: bool) {
        let others: Vec<Kind> = self.types.kinds(if is_left { right } else { left }).cloned().collect();
        for other in &others {
            let (one, other) = if is_left { (kind, other) } else { (other, kind) };
            self.operate_on(op, (one, left), (other, right), result);
        }
    }

    fn operate_on(&mut self, op: Operation, left: (&Kind, Node), right: (&Kind, Node), result: Node) {
        let ((one, left_node), (other, _)) = (left, right);
        if *one == Kind::None || *other == Kind::None {
            return;
        }
        if let Some(kind) = self.flags(op.op, one, other) {
            return self.types.add(result, kind);
        }
        if let Some(kind) = self.plain_result(op, one, other) {
            return self.types.add(result, kind);
        }
        if self.of_containers(op, one, other, result, left_node) {
            return;
        }
        let own = op.op.methods();
        let is_own = |kind: &Kind| self.has(kind, own.0) || self.has(kind, own.1);
        if !is_own(one) && !is_own(other) {
            let (one, other) = (self.as_tuple(one), self.as_tuple(other));
            if self.of_containers(op, &one, &other, result, left_node) {
                return;
            }
        }
        let mut found = false;
        let (method, reflected, in_place) = op.op.methods();
        let own = if op.in_place && self.has(one, in_place) { in_place } else { method };
        if self.has(one, own) {
            found |= self.call_operator(one, own, right, result);
        }
        if self.has(other, reflected) {
            found |= self.call_operator(other, reflected, left, result);
        }
        if !found {
            self.cannot_pair(&format!("`{}` of", op.op.sign()), one, other);
        }
    }

    /// `|`, `&`, `^` of flags give flags.
    fn flags(&self, op: BinaryOp, one: &Kind, other: &Kind) -> Option<Kind> {
        if !matches!(op, BinaryOp::BitOr | BinaryOp::BitAnd | BinaryOp::BitXor) {
            return None;
        }
        let is_flag = |kind: &&Kind| self.is_flag(kind);
        let flag = [one, other].into_iter().find(is_flag)?;
        let fits = |kind: &Kind| kind == flag || matches!(kind, Kind::Int | Kind::Bool);
        (fits(one) && fits(other)).then(|| flag.clone())
    }

    pub(super) fn is_flag(&self, kind: &Kind) -> bool {
        let Kind::Instance(item) = kind else { return false };
        let is_it = |key: &crate::tree::Name| self.library.is_subclass(key, "enum.Flag");
        self.user_class(*item).is_some_and(|class| class.library.iter().any(is_it))
    }

    fn cannot_pair(&mut self, what: &str, one: &Kind, other: &Kind) {
        let message = format!("{what} {} and {} is not translated yet", self.word(one), self.word(other));
        let is_whole = self.is_whole(one) && self.is_whole(other);
        let _ = match is_whole {
            true => self.raises.insert((self.here, message)),
            false => self.gaps.insert((self.here, message)),
        };
    }

    /// An operator's method may say that it is not implemented.
    fn call_operator(&mut self, kind: &Kind, name: &str, (other_kind, other): (&Kind, Node), result: Node) -> bool {
        let given = self.types.node();
        let parts = kind.parts();
        if let (Kind::Object(..), Some(key)) = (kind, self.class_key(kind))
            && let Some(stub) = self.library.function(&key, name).cloned()
        {
            let Some(function) = stub.overloads.iter().find(|function| self.takes(function, &stub, other_kind)) else {
                return false;
            };
            self.call_overload(&stub, function, &parts, &Rc::new(Arguments::of([other])), result);
            return true;
        }
        self.call_method(kind, name, &Arguments::of([other]), given);
        let passed = self.filtered(given, Filter::Implemented);
        self.types.flow(passed, result);
        true
    }

    /// Says whether a method of the library takes an operand of a kind.
    fn takes(&self, function: &Function, stub: &Stub, kind: &Kind) -> bool {
        let parameter = function.parameters.positional.last().and_then(|parameter| parameter.annotation.as_ref());
        parameter.is_none_or(|annotation| self.takes_kind(annotation, stub, kind))
    }

    fn takes_kind(&self, annotation: &Expr, stub: &Stub, kind: &Kind) -> bool {
        let name = match &annotation.kind {
            ExprKind::Binary(left, BinaryOp::BitOr, right) => {
                return self.takes_kind(left, stub, kind) || self.takes_kind(right, stub, kind);
            }
            ExprKind::Subscript(of, _) => match &of.kind {
                ExprKind::Name(name) => name,
                _ => return true,
            },
            ExprKind::Name(name) => name,
            _ => return true,
        };
        match (self.library.class(&stub.module, name), self.class_key(kind)) {
            (Some(wanted), Some(key)) => self.library.is_subclass(&key, &wanted),
            (Some(_), None) => false,
            (None, _) => true,
        }
    }

    fn plain_result(&mut self, op: Operation, one: &Kind, other: &Kind) -> Option<Kind> {
        use BinaryOp::{Add, BitAnd, BitOr, BitXor, Div, FloorDiv, LeftShift, Mod, Mul, Pow, RightShift, Sub};
        let (one, other) = (self.as_plain(one), self.as_plain(other));
        let is_number = |kind: &Kind| matches!(kind, Kind::Bool | Kind::Int | Kind::Float);
        let is_whole = |kind: &Kind| matches!(kind, Kind::Bool | Kind::Int);
        let is_text = |kind: &Kind| matches!(kind, Kind::Str | Kind::Bytes);
        Some(match op.op {
            BitAnd | BitOr | BitXor if one == Kind::Bool && other == Kind::Bool => Kind::Bool,
            BitAnd | BitOr | BitXor | LeftShift | RightShift if is_whole(&one) && is_whole(&other) => Kind::Int,
            Add | Sub | Mul | Div | FloorDiv | Mod | Pow if is_number(&one) && is_number(&other) => {
                let is_float = op.op == Div || op.op == Pow && op.negative || [&one, &other].contains(&&Kind::Float);
                if is_float { Kind::Float } else { Kind::Int }
            }
            Mod if is_text(&one) => one,
            Mul if is_text(&one) && is_whole(&other) => one,
            Mul if is_whole(&one) && is_text(&other) => other,
            Add if is_text(&one) && one == other => one,
            BitOr if matches!(one, Kind::Class(_) | Kind::Typing) || matches!(other, Kind::Typing) => Kind::Typing,
            _ => return None,
        })
    }

    /// Members of an `IntEnum` count as ints.
    pub(super) fn as_plain(&self, kind: &Kind) -> Kind {
        match kind {
            Kind::Instance(item) => match self.user_class(*item) {
                Some(class)
                    if class.library.iter().any(|key| matches!(&**key, "enum.IntEnum" | "enum.IntFlag" | "int")) =>
                {
                    Kind::Int
                }
                Some(class) if class.library.iter().any(|key| matches!(&**key, "enum.StrEnum" | "str")) => Kind::Str,
                _ => kind.clone(),
            },
            _ => kind.clone(),
        }
    }

    /// A named tuple as a tuple.
    fn as_tuple(&mut self, kind: &Kind) -> Kind {
        match kind {
            Kind::Instance(item) if self.user_class(*item).is_some_and(|class| class.form == Form::NamedTuple) => {
                Kind::Tuple(self.nodes_of_fields(*item))
            }
            _ => kind.clone(),
        }
    }

    fn of_containers(&mut self, op: Operation, one: &Kind, other: &Kind, result: Node, left: Node) -> bool {
        use BinaryOp::{Add, BitAnd, BitOr, BitXor, Mul, Sub};
        let is_whole = |kind: &Kind| matches!(kind, Kind::Bool | Kind::Int);
        match (op.op, one, other) {
            (Mul, Kind::List(_), times) if is_whole(times) => self.types.add(result, one.clone()),
            (Mul, times, Kind::List(_)) if is_whole(times) => self.types.add(result, other.clone()),
            (Mul, Kind::Tuple(_) | Kind::TupleOf(_), times) if is_whole(times) => self.any_tuple(one, one, result),
            (Mul, times, Kind::Tuple(_) | Kind::TupleOf(_)) if is_whole(times) => {
                self.any_tuple(other, other, result);
            }
            (Add, Kind::List(element), _) if op.in_place => {
                self.types.add(result, one.clone());
                self.iterate(other, *element);
            }
            (Add, Kind::List(one), Kind::List(other)) => self.joined(Kind::List, *one, *other, result),
            (Add, Kind::Tuple(left_members), Kind::Tuple(members)) => {
                let members: Vec<Node> = left_members.iter().chain(members).copied().collect();
                let lengths = self.types.kinds(left).filter(|kind| matches!(kind, Kind::Tuple(_))).count();
                let is_any = lengths > MOST_LENGTHS || members.len() > LONGEST;
                match is_any {
                    true => self.any_tuple(one, other, result),
                    false => self.types.add(result, Kind::Tuple(members)),
                }
            }
            (Add, Kind::Tuple(_) | Kind::TupleOf(_), Kind::Tuple(_) | Kind::TupleOf(_)) => {
                self.any_tuple(one, other, result);
            }
            (BitOr | BitAnd | BitXor | Sub, Kind::Set(left), _) if is_set(other) && op.in_place => {
                self.types.add(result, one.clone());
                if matches!(op.op, BitOr | BitXor) {
                    self.iterate(other, *left);
                }
            }
            (BitOr | BitXor, Kind::Set(_) | Kind::FrozenSet(_), _) if is_set(other) => {
                let elements = self.types.node();
                self.iterate(one, elements);
                self.iterate(other, elements);
                self.types.add(result, same_set(one, elements));
            }
            (BitAnd | Sub, Kind::Set(element) | Kind::FrozenSet(element), _) if is_set(other) => {
                let elements = self.types.node();
                self.types.flow(*element, elements);
                self.types.add(result, same_set(one, elements));
            }
            (BitOr, Kind::Dict(key, value), _) if op.in_place => {
                self.types.add(result, one.clone());
                self.pairs(other, *key, *value);
            }
            (BitOr, Kind::Dict(..), Kind::Dict(..)) => {
                let (key, value) = (self.types.node(), self.types.record());
                self.pairs(one, key, value);
                self.pairs(other, key, value);
                self.types.add(result, Kind::Dict(key, value));
            }
            _ => return false,
        }
        true
    }

    /// A tuple of any length of what is in these two.
    fn any_tuple(&mut self, one: &Kind, other: &Kind, result: Node) {
        let elements = self.types.node();
        self.iterate(one, elements);
        self.iterate(other, elements);
        self.types.add(result, Kind::TupleOf(elements));
    }

    /// A new list of what is in both.
    fn joined(&mut self, of: impl Fn(Node) -> Kind, one: Node, other: Node, result: Node) {
        let elements = self.union([one, other]);
        self.types.add(result, of(elements));
    }

    pub(super) fn unary(&mut self, kind: &Kind, op: UnaryOp, result: Node) {
        let method = match op {
            UnaryOp::Minus => "__neg__",
            UnaryOp::Plus => "__pos__",
            UnaryOp::Invert => "__invert__",
            UnaryOp::Not => return self.types.add(result, Kind::Bool),
        };
        match self.as_plain(kind) {
            Kind::None => {}
            _ if op == UnaryOp::Invert && self.is_flag(kind) => self.types.add(result, kind.clone()),
            Kind::Bool | Kind::Int => self.types.add(result, Kind::Int),
            Kind::Float if op != UnaryOp::Invert => self.types.add(result, Kind::Float),
            _ if self.has(kind, method) => self.call_method(kind, method, &Arguments::default(), result),
            _ => self.cannot("this operator of", kind),
        }
    }

    pub(super) fn number_or(&mut self, kind: &Kind, method: &str, result: Node) {
        match kind {
            Kind::Instance(_) | Kind::Object(..) if self.has(kind, method) => {
                self.call_method(kind, method, &Arguments::default(), result);
            }
            _ => self.unary(kind, UnaryOp::Plus, result),
        }
    }

    // Comparisons.

    pub(super) fn compare(&mut self, op: CompareOp, left: Node, right: Node) -> Node {
        let result = self.types.node_of(Kind::Bool);
        if !matches!(op, CompareOp::Is | CompareOp::IsNot) {
            self.wish(left, Wish::Compare { op, left, right, result, is_left: true });
            self.wish(right, Wish::Compare { op, left, right, result, is_left: false });
        }
        result
    }

    pub(super) fn compare_kinds(
        &mut self,
        kind: &Kind,
        op: CompareOp,
        left: Node,
        right: Node,
        result: Node,
        is_left: bool,
    ) {
        if matches!(op, CompareOp::In | CompareOp::NotIn) {
            return if is_left {
            } else {
                self.contains(kind, left)
            };
        }
        let others: Vec<Kind> = self.types.kinds(if is_left { right } else { left }).cloned().collect();
        for other in &others {
            let (one, other) = if is_left { (kind, other) } else { (other, kind) };
            self.compare_pair(op, (one, left), (other, right), result);
        }
    }

    fn compare_pair(&mut self, op: CompareOp, left: (&Kind, Node), right: (&Kind, Node), result: Node) {
        let ((one, _), (other, _)) = (left, right);
        let (method, reflected) = match op {
            CompareOp::Equal => ("__eq__", "__eq__"),
            CompareOp::NotEqual => ("__ne__", "__ne__"),
            CompareOp::Less => ("__lt__", "__gt__"),
            CompareOp::LessEqual => ("__le__", "__ge__"),
            CompareOp::Greater => ("__gt__", "__lt__"),
            CompareOp::GreaterEqual => ("__ge__", "__le__"),
            _ => return,
        };
        let mut found = false;
        for (kind, method, other) in [(one, method, right), (other, reflected, left)] {
            if matches!(kind, Kind::Instance(_)) && self.has(kind, method) {
                found |= self.call_operator(kind, method, other, result);
            }
        }
        if op == CompareOp::NotEqual {
            self.compare_pair(CompareOp::Equal, left, right, result);
        }
        let is_order = !matches!(op, CompareOp::Equal | CompareOp::NotEqual);
        let is_silent = *one == Kind::None || *other == Kind::None;
        if is_order && !found && !is_silent && !self.is_ordered(one, other, method, reflected) {
            self.cannot_pair("an order of", one, other);
        }
    }

    fn is_ordered(&self, one: &Kind, other: &Kind, method: &str, reflected: &str) -> bool {
        let (one, other) = (&self.as_plain(one), &self.as_plain(other));
        let is_number = |kind: &Kind| matches!(kind, Kind::Bool | Kind::Int | Kind::Float);
        let is_tuple = |kind: &Kind| match kind {
            Kind::Tuple(_) | Kind::TupleOf(_) => true,
            Kind::Instance(item) => self.user_class(*item).is_some_and(|class| class.form == Form::NamedTuple),
            _ => false,
        };
        match (one, other) {
            _ if is_number(one) && is_number(other) => true,
            (Kind::Str, Kind::Str) | (Kind::Bytes, Kind::Bytes) | (Kind::List(_), Kind::List(_)) => true,
            _ if is_tuple(one) && is_tuple(other) || is_set(one) && is_set(other) => true,
            // Of a dataclass with `order=True`, of a named tuple, of one with `total_ordering`.
            (Kind::Instance(one), Kind::Instance(other)) => self.family(*one) == self.family(*other),
            _ => self.has(one, method) || self.has(other, reflected),
        }
    }

    /// `left in it`
    fn contains(&mut self, kind: &Kind, left: Node) {
        match kind {
            Kind::None | Kind::Str | Kind::Bytes | Kind::Range => {}
            Kind::Instance(_) | Kind::Object(..) if self.has(kind, "__contains__") => {
                let ignored = self.types.node();
                self.call_method(kind, "__contains__", &Arguments::of([left]), ignored);
            }
            _ => {
                let elements = self.types.node();
                self.iterate(kind, elements);
                self.compare(CompareOp::Equal, elements, left);
            }
        }
    }
}

fn is_set(kind: &Kind) -> bool {
    matches!(kind, Kind::Set(_) | Kind::FrozenSet(_))
}

fn same_set(like: &Kind, elements: Node) -> Kind {
    if matches!(like, Kind::Set(_)) { Kind::Set(elements) } else { Kind::FrozenSet(elements) }
}

/// An int that is written there.
pub(super) fn literal_int(expr: &Expr) -> Option<i64> {
    match &expr.kind {
        ExprKind::Int(value) => Some(*value),
        ExprKind::Unary(UnaryOp::Minus, inner) => match inner.kind {
            ExprKind::Int(value) => value.checked_neg(),
            _ => None,
        },
        _ => None,
    }
}

/// Says whether a negative number is written there.
pub(super) fn is_negative(expr: &Expr) -> bool {
    literal_int(expr).is_some_and(|value| value < 0)
}
