//! Enums that are derived from `Flag` or `IntFlag`, and the numbers of the members of enums.

use super::Lower;
use super::body::Body;
use super::class::decorator_name;
use super::enumeration::Mixin;
use super::text::{Value, literal};
use super::types::Type;
use crate::analyse::types::Item;
use crate::tree::{BinaryOp, Expr, ExprKind, Name, Span, StmtKind};
use std::collections::BTreeMap;
use std::rc::Rc;

/// The numbers of the members of an enum, where they are written there.
#[derive(Default)]
pub(super) struct Numbers {
    is_flag: bool,
    known: BTreeMap<Name, Option<i64>>,
    /// The highest; nothing where it is not known.
    last: Option<i64>,
    is_lost: bool,
}

impl Numbers {
    pub(super) fn of(is_flag: bool) -> Numbers {
        Numbers { is_flag, ..Numbers::default() }
    }

    /// What `auto()` gives next.
    pub(super) fn next(&self) -> Option<i64> {
        if self.is_lost {
            return None;
        }
        let last = self.last.unwrap_or(0);
        match self.is_flag {
            true => last.checked_ilog2().map_or(Some(1), |highest| 1_i64.checked_shl(highest + 1)),
            false => last.checked_add(1),
        }
    }

    /// The number that an expression of numbers and members is.
    pub(super) fn value_of(&self, value: &Expr) -> Option<i64> {
        match &value.kind {
            ExprKind::Int(number) => Some(*number),
            ExprKind::Name(name) => self.known.get(name).copied().flatten(),
            ExprKind::Binary(left, op, right) => {
                let (left, right) = (self.value_of(left)?, self.value_of(right)?);
                match op {
                    BinaryOp::BitOr => Some(left | right),
                    BinaryOp::BitAnd => Some(left & right),
                    BinaryOp::BitXor => Some(left ^ right),
                    BinaryOp::Add => left.checked_add(right),
                    BinaryOp::Sub => left.checked_sub(right),
                    BinaryOp::LeftShift => {
                        let places = u32::try_from(right).ok().filter(|places| *places < 62)?;
                        left.checked_mul(1_i64 << places)
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }

    pub(super) fn add(&mut self, name: &Name, number: Option<i64>) {
        self.known.insert(name.clone(), number);
        self.is_lost |= number.is_none();
        self.last = self.last.max(number);
    }

    pub(super) fn has(&self, name: &Name) -> bool {
        self.known.contains_key(name)
    }

    /// Says whether a member counts: of flags those of one bit.
    pub(super) fn is_single(&self, number: Option<i64>) -> bool {
        !self.is_flag || number.is_some_and(|number| number > 0 && number.count_ones() == 1)
    }
}

/// `auto()`
pub(super) fn is_auto(value: &Expr) -> bool {
    matches!(&value.kind, ExprKind::Call(function, arguments) if arguments.is_empty() && decorator_name(function) == "auto")
}

impl<'a> Lower<'a> {
    pub(super) fn is_flag(&self, class: Item) -> bool {
        matches!(self.mixin(class), Mixin::Flag | Mixin::IntFlag)
    }

    /// The members of flags with their numbers, in order; nothing where one is not known.
    fn flag_numbers(&self, class: Item) -> Option<Vec<(Name, i64)>> {
        let known = self.inferred.class(class)?;
        let tree = self.classes.get(&known.scope)?;
        let mut numbers = Numbers::of(true);
        let mut found = Vec::new();
        for stmt in &tree.body {
            let (StmtKind::Assign { targets, value }, true) = (&stmt.kind, true) else { continue };
            let [Expr { kind: ExprKind::Name(name), .. }] = targets.as_slice() else { continue };
            if known.members.contains(name) {
                let number = if is_auto(value) { numbers.next() } else { numbers.value_of(value) }?;
                numbers.add(name, Some(number));
                found.push((name.clone(), number));
            }
        }
        Some(found)
    }

    /// The members of one bit as a `Flags`; nothing where other members have bits that none of them has.
    fn flags_constant(&self, class: Item) -> Option<String> {
        let all = self.flag_numbers(class)?;
        let singles: Vec<&(Name, i64)> =
            all.iter().filter(|(_, number)| *number > 0 && number.count_ones() == 1).collect();
        let mask = singles.iter().fold(0, |mask, (_, bit)| mask | bit);
        if singles.is_empty() || all.iter().any(|(_, number)| *number < 0 || number & !mask != 0) {
            return None;
        }
        let mut seen = 0;
        let mut parts = Vec::new();
        for (name, bit) in singles {
            if seen & bit == 0 {
                parts.push(format!("({}, {bit})", literal(name)));
            }
            seen |= bit;
        }
        let keeps = self.mixin(class) == Mixin::IntFlag;
        let name = literal(&self.inferred.item_name(class));
        Some(format!("flags::Flags::new({name}, &[{}], {keeps})", parts.join(", ")))
    }

    /// The static of the values that no member has by itself.
    fn pseudo_global(&self, class: Item) -> Name {
        let global = self.class_global(class, "__flags__");
        let members = Type::Instance(self.head(class));
        self.globals.borrow_mut().insert(global.clone(), Type::Dict(Rc::new(Type::Int), Rc::new(members)));
        global
    }

    /// What `Flag` gives a class: the value for bits.
    pub(super) fn flag_methods(&self, class: Item) -> String {
        let (Some(flags), Some(Type::Int)) = (self.flags_constant(class), self.field(self.head(class), "_value_"))
        else {
            self.refuse_class(class, "flags whose members are not all written as numbers, with names for all bits");
            return String::new();
        };
        let (rust, pseudo) = (self.class_name(class), super::global_name(&self.pseudo_global(class)));
        format!(
            "
    const FLAGS: flags::Flags = {flags};

    fn flag_of(value: i64) -> Py<{rust}> {{
        let value = {rust}::FLAGS.value(value)?;
        if let Some(member) = {rust}::enum_member_of(&value)? {{
            return Ok(member);
        }}
        let known = {pseudo}.get()?;
        if let Some(member) = known.get(&value)? {{
            return Ok(member);
        }}
        let this = {rust}(Rc::default());
        if let Some(name) = {rust}::FLAGS.name(value) {{
            this.0.enum_name.set(Str::from(name));
        }}
        this.0._value_.set(value);
        known.set(value, this.clone())?;
        Ok(this)
    }}
"
        )
    }

    pub(super) fn start_flags(&self, class: Item, body: &mut Body<'_, 'a>) {
        if self.is_flag(class) {
            body.line(format!("{}.set(Dict::new());", super::global_name(&self.pseudo_global(class))));
        }
    }
}

impl<'a> Body<'_, 'a> {
    /// Says whether a value is a flag.
    pub(super) fn is_flag_value(&self, value: &Value) -> bool {
        matches!(value.of_type, Type::Instance(head) if self.lower.is_flag(head))
    }

    fn bits_of(&mut self, value: &Value) -> Value {
        self.tried(format!("{}.0._value_.get()", value.receiver()), Type::Int)
    }

    /// `|`, `&` and `^` of flags; an `IntFlag` takes ints, too.
    pub(super) fn flag_operator(&mut self, op: BinaryOp, left: &Value, right: &Value, span: Span) -> Option<Value> {
        let sign = match op {
            BinaryOp::BitOr => "|",
            BinaryOp::BitAnd => "&",
            BinaryOp::BitXor => "^",
            _ => return None,
        };
        let flag = [left, right].into_iter().find(|side| self.is_flag_value(side))?.of_type.clone();
        let Type::Instance(head) = flag else { return None };
        let takes_ints = self.lower.mixin(head) == Mixin::IntFlag;
        let fits = |side: &Value| side.of_type == flag || takes_ints && matches!(side.of_type, Type::Int | Type::Bool);
        if !fits(left) || !fits(right) {
            return None;
        }
        let mut sides = Vec::new();
        for side in [left, right] {
            let bits =
                if side.of_type == flag { self.bits_of(side) } else { self.convert(side.clone(), &Type::Int, span) };
            sides.push(bits.text);
        }
        let class = self.lower.class_name(head);
        Some(self.tried(format!("{class}::flag_of(({}) {sign} ({}))", sides[0], sides[1]), flag))
    }

    /// `~flag`
    pub(super) fn flag_inverted(&mut self, value: &Value) -> Option<Value> {
        let Type::Instance(head) = value.of_type else { return None };
        if !self.lower.is_flag(head) || self.lower.family_has(head, "__invert__") {
            return None;
        }
        let (class, bits) = (self.lower.class_name(head), self.bits_of(value));
        Some(self.tried(format!("{class}::flag_of(!({}))", bits.text), value.of_type.clone()))
    }

    /// `flag in flags`
    pub(super) fn flag_contains(&mut self, left: &Value, right: &Value) -> Option<Value> {
        if !self.is_flag_value(right) || left.of_type != right.of_type {
            return None;
        }
        let (one, other) = (self.bits_of(left), self.bits_of(right));
        let text = format!("{{ let (one, other) = ({}, {}); one & other == one }}", one.text, other.text);
        Some(Value::new(text, Type::Bool))
    }

    /// The members of one bit that are in flags.
    pub(super) fn flag_members(&mut self, value: &Value) -> Option<(String, Type)> {
        let Type::Instance(head) = value.of_type else { return None };
        if !self.lower.is_flag(head) || self.lower.family_has(head, "__iter__") {
            return None;
        }
        let class = self.lower.class_name(head);
        let members = self.fallible(&format!("{class}::enum_members_in({})", value.reference()));
        Some((format!("{members}.iter()"), value.of_type.clone()))
    }
}
