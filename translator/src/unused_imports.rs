//! Takes imports out whose names a program never mentions.
//!
//! # How it works
//!
//! Many programs import more than they use, also of modules that are not translated. An import of CPython's own library does nothing that
//! is seen but to bind its names, so one that nobody mentions goes. `stubs/names.txt` says which modules there are and what is in them.
//!
//! - **I1** A module or name that CPython does not have stays: its import raises.
//! - **I2** A name counts as mentioned wherever a program writes it, whatever it means there.

use crate::tree::{Alias, Expr, ExprKind, Module, Stmt, StmtKind};
use crate::{walk, walk_mut};
use std::collections::BTreeSet;

/// Modules and the names in them, a module a line.
const NAMES: &str = include_str!("../stubs/names.txt");

/// Takes the unused imports of a module out.
pub(crate) fn take_out(module: &mut Module) {
    let mut mentioned = BTreeSet::new();
    mentions(&module.body, &mut mentioned);
    block(&mut module.body, &mentioned);
}

fn mentions(stmts: &[Stmt], names: &mut BTreeSet<String>) {
    for stmt in stmts {
        match &stmt.kind {
            StmtKind::Global(declared) | StmtKind::Nonlocal(declared) => {
                names.extend(declared.iter().map(ToString::to_string));
            }
            _ => walk::expressions(stmt, &mut |expr| mentions_in(expr, names)),
        }
        walk::blocks(stmt).into_iter().for_each(|inner| mentions(inner, names));
    }
}

fn mentions_in(expr: &Expr, names: &mut BTreeSet<String>) {
    match &expr.kind {
        ExprKind::Name(name) => {
            names.insert(name.to_string());
        }
        // Annotations may be texts, `__all__` and `globals()` have names as texts.
        ExprKind::Str(text) => {
            let words = text.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
            names.extend(words.filter(|word| !word.is_empty()).map(str::to_owned));
        }
        _ => {}
    }
    walk::children(expr, &mut |child| mentions_in(child, names));
}

fn block(stmts: &mut [Stmt], mentioned: &BTreeSet<String>) {
    for stmt in stmts {
        match &mut stmt.kind {
            StmtKind::Import(aliases) => {
                aliases.retain(|alias| is_mentioned(alias, mentioned) || module_names(&alias.name).is_none());
                if aliases.is_empty() {
                    stmt.kind = StmtKind::Pass;
                }
            }
            StmtKind::ImportFrom { module: Some(module), level: 0, names } if &**module != "__future__" => {
                let Some(known) = module_names(module) else { continue };
                names.retain(|alias| {
                    is_mentioned(alias, mentioned) || !known.split(' ').any(|name| name == &*alias.name)
                });
                if names.is_empty() {
                    stmt.kind = StmtKind::Pass;
                }
            }
            _ => walk_mut::blocks(stmt).into_iter().for_each(|inner| block(inner, mentioned)),
        }
    }
}

fn is_mentioned(alias: &Alias, mentioned: &BTreeSet<String>) -> bool {
    let bound = match &alias.other {
        Some(other) => other,
        None => alias.name.split('.').next().unwrap_or_default(),
    };
    bound == "*" || mentioned.contains(bound)
}

/// The names in a module of the library; none where CPython has none of this name (I1).
fn module_names(module: &str) -> Option<&'static str> {
    NAMES.lines().find_map(|line| line.strip_prefix(module)?.strip_prefix(' '))
}
