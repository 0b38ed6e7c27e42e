//! Puts definitions and keyword arguments in another order where Python does not care.
//!
//! Moved are functions that stand one after another, in the module or a class, and that do nothing where they are defined: no decorator, and
//! no default that is computed. A class changes places with its neighbour where neither names the other.

use std::collections::BTreeSet;

use ruff_python_ast::visitor::source_order::{SourceOrderVisitor, walk_body, walk_expr};
use ruff_python_ast::{Expr, Stmt};
use ruff_text_size::Ranged;

use super::dice::Dice;
use super::source::{Edits, Source};

/// A program in another order.
pub(crate) fn reorder(text: &str, dice: &mut Dice) -> Option<String> {
    let source = Source::read(text)?;
    let mut reorder = Reorder { source: &source, dice, edits: Edits::default() };
    reorder.visit_body(source.body());
    Some(reorder.edits.apply(text))
}

struct Reorder<'a, 'd> {
    source: &'a Source<'a>,
    dice: &'d mut Dice,
    edits: Edits,
}

impl<'a> SourceOrderVisitor<'a> for Reorder<'a, '_> {
    fn visit_body(&mut self, body: &'a [Stmt]) {
        let source = self.source;
        for run in body.chunk_by(|one, other| may_pass(source, one, other)).filter(|run| run.len() > 1) {
            let mut order: Vec<usize> = (0..run.len()).collect();
            if run.iter().all(is_quiet) {
                self.dice.shuffle(&mut order);
            } else if let Some(two) = order.first_chunk_mut::<2>() {
                two.reverse();
            }
            if self.dice.percent(60) {
                self.edits.permute(self.source, run, &order);
                return; // what stands inside has moved
            }
        }
        walk_body(self, body);
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        let keywords = expr.as_call_expr().map(|call| &call.arguments.keywords[..]).unwrap_or_default();
        let is_plain = |value: &Expr| value.is_name_expr() || value.is_literal_expr();
        if keywords.len() > 1 && keywords.iter().all(|it| it.arg.is_some() && is_plain(&it.value)) {
            let mut order: Vec<usize> = (0..keywords.len()).collect();
            self.dice.shuffle(&mut order);
            return self.edits.permute(self.source, keywords, &order);
        }
        walk_expr(self, expr);
    }
}

/// Says whether two neighbours may change places.
fn may_pass(source: &Source<'_>, one: &Stmt, other: &Stmt) -> bool {
    let (Some(first), Some(second)) = (defined(one), defined(other)) else { return false };
    let names = |stmt: &Stmt, name: &str| words(source.of(stmt.range())).contains(name);
    let both_quiet = is_quiet(one) && is_quiet(other);
    first != second && (both_quiet || !names(one, second) && !names(other, first))
}

/// The name of a function or class without decorators.
fn defined(stmt: &Stmt) -> Option<&str> {
    match stmt {
        Stmt::FunctionDef(it) if it.decorator_list.is_empty() => Some(it.name.as_str()),
        Stmt::ClassDef(it) if it.decorator_list.is_empty() => Some(it.name.as_str()),
        _ => None,
    }
}

/// Says whether a statement defines a function and does nothing else.
fn is_quiet(stmt: &Stmt) -> bool {
    let Stmt::FunctionDef(function) = stmt else { return false };
    let mut parameters = function.parameters.iter();
    let is_plain = parameters.all(|it| it.annotation().is_none() && it.default().is_none_or(Expr::is_literal_expr));
    is_plain && function.returns.is_none() && function.decorator_list.is_empty()
}

/// The words of a text.
pub(crate) fn words(text: &str) -> BTreeSet<&str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty()).collect()
}
