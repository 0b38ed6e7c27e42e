//! Writes statements in another way that means the same: in an `if True:`, with a value that has a variable of its own, with the branches of
//! an `if` in the other order.

use ruff_python_ast::visitor::source_order::{SourceOrderVisitor, walk_body, walk_stmt};
use ruff_python_ast::{Expr, Stmt, StmtIf};
use ruff_text_size::{Ranged, TextRange};

use super::dice::Dice;
use super::source::{Edits, Source};

/// A program with other statements.
pub(crate) fn rewrite(text: &str, dice: &mut Dice) -> Option<String> {
    let source = Source::read(text)?;
    let mut rewrite = Rewrite { source: &source, dice, edits: Edits::default(), moved: 0, in_class: false };
    rewrite.visit_body(source.body());
    Some(rewrite.edits.apply(text))
}

struct Rewrite<'a, 'd> {
    source: &'a Source<'a>,
    dice: &'d mut Dice,
    edits: Edits,
    /// How many values have a variable of their own.
    moved: usize,
    /// In the body of a class every variable is an attribute.
    in_class: bool,
}

impl<'a> SourceOrderVisitor<'a> for Rewrite<'a, '_> {
    fn visit_body(&mut self, body: &'a [Stmt]) {
        let is_docstring = |stmt: &Stmt| matches!(stmt, Stmt::Expr(it) if it.value.is_string_literal_expr());
        let documented = usize::from(body.first().is_some_and(is_docstring));
        walk_body(self, body.get(documented..).unwrap_or_default());
    }

    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        let outer = self.in_class;
        match stmt {
            Stmt::ClassDef(_) => self.in_class = true,
            Stmt::FunctionDef(_) => self.in_class = false,
            Stmt::If(it) if self.dice.percent(25) && self.turn(it) => return,
            Stmt::Return(_) | Stmt::Expr(_) | Stmt::Assign(_) | Stmt::AugAssign(_) if !self.in_class => {
                self.simple(stmt);
                return;
            }
            _ => {}
        }
        walk_stmt(self, stmt);
        self.in_class = outer;
    }
}

impl Rewrite<'_, '_> {
    fn simple(&mut self, stmt: &Stmt) {
        let Some(indentation) = self.source.indentation(stmt) else { return };
        match self.dice.below(100) {
            0..8 => {
                let text = self.source.of(stmt.range());
                self.edits.replace(stmt.range(), format!("if True:\n{indentation}    {text}"));
            }
            8..25 => self.move_out(stmt, indentation),
            _ => {}
        }
    }

    /// Gives a value a variable of its own: that of a return or an assignment, or the first argument of a call.
    fn move_out(&mut self, stmt: &Stmt, indentation: &str) {
        let value = match stmt {
            Stmt::Return(it) => it.value.as_deref(),
            Stmt::Assign(it) => Some(&*it.value),
            Stmt::AugAssign(it) => Some(&*it.value),
            Stmt::Expr(it) => it.value.as_call_expr().and_then(|call| call.arguments.args.first()),
            _ => None,
        };
        let is_movable = |value: &&Expr| !value.is_starred_expr() && !value.is_generator_expr();
        let Some(value) = value.filter(is_movable) else { return };
        self.moved += 1;
        let (number, text) = (self.moved, self.source.of(value));
        let (before, after) = (TextRange::new(stmt.start(), value.start()), TextRange::new(value.end(), stmt.end()));
        let (before, after) = (self.source.of(before), self.source.of(after));
        let moved = format!("moved_{number} = {text}\n{indentation}{before}moved_{number}{after}");
        self.edits.replace(stmt.range(), moved);
    }

    /// Turns an `if` with an `else` around.
    fn turn(&mut self, it: &StmtIf) -> bool {
        let [other] = it.elif_else_clauses.as_slice() else { return false };
        let (Some(first), Some(last), None) = (it.body.first(), it.body.last(), &other.test) else { return false };
        let (Some(other_first), Some(other_last)) = (other.body.first(), other.body.last()) else { return false };
        let one = TextRange::new(first.start(), last.end());
        let two = TextRange::new(other_first.start(), other_last.end());
        let own_lines = |range: TextRange, from: TextRange| {
            self.source.of(TextRange::new(from.end(), range.start())).contains('\n')
        };
        if !own_lines(one, it.test.range()) || !own_lines(two, TextRange::empty(other.start())) {
            return false;
        }
        self.edits.replace(&*it.test, format!("not ({})", self.source.of(&*it.test)));
        self.edits.replace(one, self.source.of(two));
        self.edits.replace(two, self.source.of(one));
        true
    }
}
