//! Changes numbers and texts.
//!
//! A program that waits keeps the order of its delays: all of its floats grow by one factor, and no argument of a call that takes a time
//! changes otherwise. A text changes wherever it stands, so that keys are still found; only plain words do, for others may be formats.

use ruff_python_ast::visitor::source_order::{SourceOrderVisitor, walk_expr, walk_stmt};
use ruff_python_ast::{Expr, ExprCall, ExprStringLiteral, Number, Stmt};

use super::dice::Dice;
use super::reorder::words;
use super::source::{Edits, Source};

/// Calls whose arguments are times, or decide how long it all takes.
const TIMED: [&str; 8] = ["sleep", "wait_for", "timeout", "timeout_at", "call_later", "call_at", "wait", "range"];
/// Calls whose arguments are names of other things than the program's.
const NAMED: [&str; 14] = [
    "encode",
    "decode",
    "getattr",
    "setattr",
    "hasattr",
    "delattr",
    "namedtuple",
    "open",
    "strftime",
    "strptime",
    "getLogger",
    "sleep",
    "attrgetter",
    "methodcaller",
];

/// A program with other constants.
pub(crate) fn change(text: &str, dice: &mut Dice) -> Option<String> {
    let source = Source::read(text)?;
    let waits = words(text).iter().any(|word| matches!(*word, "asyncio" | "time"));
    let factor = waits.then(|| [1.0, 1.1, 1.25][dice.below(3)]);
    let texts = dice.percent(50).then(|| dice.below(1000));
    let mut change = Change { source: &source, dice, edits: Edits::default(), factor, texts };
    change.visit_body(source.body());
    Some(change.edits.apply(text))
}

struct Change<'a, 'd> {
    source: &'a Source<'a>,
    dice: &'d mut Dice,
    edits: Edits,
    /// By which floats grow where the program waits.
    factor: Option<f64>,
    /// Decides which texts change; none where they stay.
    texts: Option<usize>,
}

impl<'a> SourceOrderVisitor<'a> for Change<'a, '_> {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        let is_docstring = matches!(stmt, Stmt::Expr(it) if it.value.is_string_literal_expr());
        if !is_docstring && !matches!(stmt, Stmt::Import(_) | Stmt::ImportFrom(_)) {
            walk_stmt(self, stmt);
        }
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Call(call) if is_call_of(call, &NAMED) || is_call_of(call, &TIMED) => self.only_floats(call),
            Expr::NumberLiteral(number) => match &number.value {
                Number::Int(value) => value.as_u64().into_iter().for_each(|value| self.int(expr, value)),
                Number::Float(value) => self.float(expr, *value),
                Number::Complex { .. } => {}
            },
            Expr::StringLiteral(literal) => self.text(literal),
            // An edit inside of an f-string is right; its texts are not expressions.
            _ => walk_expr(self, expr),
        }
    }
}

impl<'a> Change<'a, '_> {
    fn only_floats(&mut self, call: &'a ExprCall) {
        for argument in &call.arguments.args {
            match argument {
                Expr::NumberLiteral(it) if !matches!(it.value, Number::Float(_)) => {}
                Expr::StringLiteral(_) => {}
                _ => self.visit_expr(argument),
            }
        }
        self.visit_expr(&call.func);
    }

    fn int(&mut self, expr: &Expr, value: u64) {
        if !self.dice.percent(15) {
            return;
        }
        let changed = match self.dice.below(4) {
            0 => value.saturating_sub(1),
            1 if value > 9 => value.saturating_mul(3),
            2 if value == 0 => 0,
            _ => value.saturating_add(1),
        };
        // A longer number could join the word that follows.
        self.edits.replace(expr, changed.to_string());
    }

    fn float(&mut self, expr: &Expr, value: f64) {
        let changed = match self.factor {
            Some(factor) => value * factor,
            None if self.dice.percent(30) => value + [0.5, 0.125, 1.0, -0.25][self.dice.below(4)],
            None => return,
        };
        if (0.0..1e6).contains(&changed) {
            self.edits.replace(expr, format!("{:?}", (changed * 1e6).round() / 1e6));
        }
    }

    fn text(&mut self, literal: &ExprStringLiteral) {
        let (value, written) = (literal.value.to_str(), self.source.of(literal));
        let Some(seed) = self.texts else { return };
        let hash = value.bytes().fold(seed, |hash, byte| hash.wrapping_mul(31).wrapping_add(usize::from(byte)));
        let is_plain = value.len() > 2 && value.chars().all(|c| c.is_alphabetic() || c == ' ');
        let quote = written.chars().next().filter(|c| matches!(c, '"' | '\''));
        if let (true, true, Some(quote)) = (is_plain, hash % 4 == 0, quote) {
            let more = ["s", "é", " 2", "\\n", "日本", "\\\\", "{}", "\\x41", "🎈", "%"][hash / 4 % 10];
            if written == format!("{quote}{value}{quote}") {
                self.edits.replace(literal, format!("{quote}{value}{more}{quote}"));
            }
        }
    }
}

/// Says whether a call is of one of these, by the last part of its name.
fn is_call_of(call: &ExprCall, names: &[&str]) -> bool {
    let name = match &*call.func {
        Expr::Name(name) => name.id.as_str(),
        Expr::Attribute(attribute) => attribute.attr.as_str(),
        _ => return false,
    };
    names.contains(&name)
}
