//! Gives names of a program others, some of which are awkward in Rust.
//!
//! # How it works
//!
//! One spelling becomes another in the whole program, whatever it names, so that no name has to be resolved: variables, parameters,
//! attributes and keyword arguments of one spelling stay together. What a library may mean by a spelling (it stands in a stub) is left alone
//! where it is an attribute or a keyword argument. Names in texts are not looked for: where a text may name an attribute, the spellings of
//! all texts stay. What goes wrong all the same ends in CPython with another status, and is thrown away.

use std::collections::{BTreeMap, BTreeSet};

use ruff_python_ast::token::TokenKind;
use ruff_python_ast::visitor::source_order::{SourceOrderVisitor, walk_alias, walk_expr, walk_keyword, walk_parameter};
use ruff_python_ast::visitor::source_order::{walk_pattern, walk_stmt};
use ruff_python_ast::{Alias, ExceptHandler, Expr, Keyword, Parameter, Pattern, Stmt, StringLiteral};
use ruff_text_size::{Ranged, TextSize};

use super::dice::Dice;
use super::reorder::words;
use super::source::{Edits, Source};

/// Words of Rust, of what is written, and of people who do not write English.
const AWKWARD: &[&str] = &[
    "type",
    "match",
    "case",
    "fn",
    "impl",
    "struct",
    "trait",
    "mod",
    "pub",
    "use",
    "let",
    "mut",
    "ref",
    "move",
    "loop",
    "crate",
    "super_",
    "self_",
    "Self",
    "dyn",
    "where",
    "enum",
    "const",
    "static",
    "unsafe",
    "extern",
    "box",
    "become",
    "final",
    "macro",
    "override",
    "priv",
    "typeof",
    "virtual",
    "do",
    "gen",
    "union",
    "raw",
    "auto",
    "r",
    "b",
    "f",
    "Box",
    "Vec",
    "String",
    "Option",
    "Some",
    "None_",
    "Ok",
    "Err",
    "Rc",
    "Result",
    "RefCell",
    "std",
    "core",
    "alloc",
    "pyrt",
    "u8",
    "i64",
    "f64",
    "usize",
    "str_",
    "char",
    "bool_",
    "main_",
    "module",
    "program",
    "this",
    "value",
    "args",
    "arg0",
    "out",
    "it",
    "text",
    "unit",
    "Clone",
    "Copy",
    "Default",
    "Drop",
    "From",
    "Into",
    "Eq",
    "Debug",
    "clone",
    "new",
    "drop",
    "into",
    "borrow",
    "deref",
    "as_ref",
    "unwrap",
    "to_string",
    "shown",
    "repr_",
    "eq",
    "größe",
    "名前",
    "ñandú",
    "été",
    "µs",
    "ﬁne",
    "Ω",
    "l",
    "O",
    "_private",
    "_x",
    "x_",
    "x__y",
    "CamelCase",
    "SHOUT",
    "camelCase",
    "async_",
    "yield_",
    "await_",
    "Fn",
    "FnMut",
    "Sized",
    "Send",
    "Iterator",
    "vec",
    "format",
    "println",
    "panic",
    "assert_",
    "matches",
    "Cell",
    "Pin",
    "pin",
    "poll",
    "Poll",
    "Context",
    "waker",
    "Waker",
    "result",
    "index",
    "item",
    "items",
    "count",
    "data",
    "node",
    "left",
    "right",
    "Node",
    "Worker",
    "Point",
    "sum",
    "id",
    "input",
    "max",
    "min",
    "hash",
    "filter",
    "map",
    "iter",
    "next",
    "list",
    "dict",
    "set",
    "all",
    "any",
];

/// Words of Python that the prelude's text has too.
const KEYWORDS: [&str; 14] =
    ["is", "as", "and", "or", "not", "in", "for", "from", "with", "if", "else", "while", "None", "True"];

/// Where one of these is named, a text may name an attribute.
const BY_TEXT: [&str; 19] = [
    "getattr",
    "setattr",
    "hasattr",
    "delattr",
    "__slots__",
    "namedtuple",
    "__dict__",
    "vars",
    "asdict",
    "attrgetter",
    "methodcaller",
    "globals",
    "locals",
    "format_map",
    "format",
    "make_dataclass",
    "__match_args__",
    "dir",
    "fields",
];

/// A program with other names. `library` has the spellings that libraries use, `prelude` those of what is written.
pub(crate) fn rename(
    text: &str,
    library: &BTreeSet<String>,
    prelude: &BTreeSet<String>,
    dice: &mut Dice,
) -> Option<String> {
    let source = Source::read(text)?;
    let mut names = Names::default();
    names.visit_body(source.body());
    let all = words(text);
    let by_text = BY_TEXT.iter().any(|word| all.contains(word));
    let mut pool: Vec<&str> = AWKWARD.iter().copied().chain(prelude.iter().map(String::as_str)).collect();
    pool.retain(|word| !all.contains(word) && !KEYWORDS.contains(word));
    dice.shuffle(&mut pool);
    let share = [15, 40, 80][dice.below(3)];
    let mut renamed = BTreeMap::new();
    for name in &names.bound {
        let is_fixed = name.starts_with("__") || name == "_" || by_text && names.texts.contains(name);
        let reach = names.reach(name, library.contains(name));
        if let (false, Some(reach), true) = (is_fixed, reach, dice.percent(share)) {
            let Some(new) = pool.pop() else { break };
            renamed.insert(name.as_str(), (new, reach));
        }
    }
    Some(names.edits(&source, &renamed).apply(text))
}

/// Which occurrences of a spelling become another.
#[derive(Clone, Copy, PartialEq)]
enum Reach {
    All,
    /// Not attributes.
    Variables,
}

/// What a program does with names.
#[derive(Default)]
struct Names {
    bound: BTreeSet<String>,
    /// Those of attributes that it sets, and of what classes hold.
    members: BTreeSet<String>,
    imported: BTreeSet<String>,
    /// Those of keyword arguments.
    keywords: BTreeSet<String>,
    texts: BTreeSet<String>,
    /// Where import statements begin and end.
    imports: Vec<(TextSize, TextSize)>,
    in_class: bool,
}

impl Names {
    fn reach(&self, name: &str, is_library: bool) -> Option<Reach> {
        if self.imported.contains(name) {
            return None;
        }
        let is_variable = !self.members.contains(name) && !self.keywords.contains(name);
        match (is_library, is_variable) {
            (false, _) => Some(Reach::All),
            (true, true) => Some(Reach::Variables),
            (true, false) => None,
        }
    }

    fn bind(&mut self, name: &str) {
        self.bound.insert(name.to_owned());
        if self.in_class {
            self.members.insert(name.to_owned());
        }
    }

    fn edits(&self, source: &Source<'_>, renamed: &BTreeMap<&str, (&str, Reach)>) -> Edits {
        let mut edits = Edits::default();
        let mut after_dot = false;
        for token in source.parsed.tokens() {
            let is_imported = self.imports.iter().any(|(start, end)| (*start..*end).contains(&token.start()));
            let new = renamed.get(source.of(token)).filter(|(_, reach)| *reach == Reach::All || !after_dot);
            if let (TokenKind::Name, Some((new, _)), false) = (token.kind(), new, is_imported) {
                edits.replace(token, *new);
            }
            after_dot = token.kind() == TokenKind::Dot;
        }
        edits
    }
}

impl<'a> SourceOrderVisitor<'a> for Names {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        let outer = self.in_class;
        match stmt {
            Stmt::FunctionDef(it) => {
                self.bind(&it.name);
                self.in_class = false;
            }
            Stmt::ClassDef(it) => {
                self.bind(&it.name);
                self.in_class = true;
            }
            Stmt::Import(_) | Stmt::ImportFrom(_) => self.imports.push((stmt.start(), stmt.end())),
            _ => {}
        }
        walk_stmt(self, stmt);
        self.in_class = outer;
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Name(it) if it.ctx.is_store() => self.bind(&it.id),
            Expr::Attribute(it) if it.ctx.is_store() => {
                self.bound.insert(it.attr.to_string());
                self.members.insert(it.attr.to_string());
            }
            _ => {}
        }
        walk_expr(self, expr);
    }

    fn visit_parameter(&mut self, parameter: &'a Parameter) {
        self.bound.insert(parameter.name.to_string());
        walk_parameter(self, parameter);
    }

    fn visit_keyword(&mut self, keyword: &'a Keyword) {
        self.keywords.extend(keyword.arg.iter().map(ToString::to_string));
        walk_keyword(self, keyword);
    }

    fn visit_alias(&mut self, alias: &'a Alias) {
        self.imported.extend(alias.name.split('.').map(str::to_owned));
        self.imported.extend(alias.asname.iter().map(ToString::to_string));
        walk_alias(self, alias);
    }

    fn visit_except_handler(&mut self, handler: &'a ExceptHandler) {
        let ExceptHandler::ExceptHandler(it) = handler;
        it.name.iter().for_each(|name| self.bind(name));
        ruff_python_ast::visitor::source_order::walk_except_handler(self, handler);
    }

    fn visit_pattern(&mut self, pattern: &'a Pattern) {
        match pattern {
            Pattern::MatchAs(it) => it.name.iter().for_each(|name| self.bind(name)),
            Pattern::MatchStar(it) => it.name.iter().for_each(|name| self.bind(name)),
            Pattern::MatchMapping(it) => it.rest.iter().for_each(|name| self.bind(name)),
            _ => {}
        }
        walk_pattern(self, pattern);
    }

    fn visit_string_literal(&mut self, literal: &'a StringLiteral) {
        self.texts.extend(words(&literal.value).into_iter().map(str::to_owned));
    }
}
