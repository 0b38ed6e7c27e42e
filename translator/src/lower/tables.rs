//! What is asked of a program again and again, found once: the line of a place, how often a name stands in it, what classes are called.

use super::Lower;
use super::identifier::class_identifier;
use crate::analyse::scopes::ScopeId;
use crate::analyse::types::Item;
use crate::tree::{Expr, ExprKind, Name, Stmt};
use crate::walk;
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

/// Tables that are made when they are first asked for.
#[derive(Default)]
pub(super) struct Tables {
    /// Where lines end.
    line_ends: OnceCell<Vec<usize>>,
    mentions: OnceCell<BTreeMap<Name, usize>>,
    class_names: OnceCell<BTreeMap<Item, String>>,
    class_scopes: OnceCell<BTreeMap<ScopeId, Item>>,
}

impl Lower<'_> {
    /// The line of a place in the source, from 1; also for what was written in place of it and stands nowhere.
    pub(super) fn line_at(&self, place: usize) -> usize {
        if place > self.source.len() {
            return 1;
        }
        let ends = self.tables.line_ends.get_or_init(|| self.source.match_indices('\n').map(|(end, _)| end).collect());
        ends.partition_point(|end| *end < place) + 1
    }

    /// How often a name stands in the program.
    pub(super) fn mentions(&self, name: &Name) -> usize {
        let mentions = self.tables.mentions.get_or_init(|| {
            let mut counts = BTreeMap::new();
            count_block(self.module, &mut counts);
            counts
        });
        mentions.get(name).copied().unwrap_or(0)
    }

    /// What a class is called in Rust.
    pub(super) fn class_name(&self, item: Item) -> String {
        let names = self.tables.class_names.get_or_init(|| self.class_names());
        names.get(&item).cloned().unwrap_or_else(|| class_identifier(&self.inferred.item_name(item)))
    }

    /// The class whose scope this is.
    pub(super) fn class_of_scope(&self, scope: ScopeId) -> Option<Item> {
        let scopes = self.tables.class_scopes.get_or_init(|| {
            let mut scopes = BTreeMap::new();
            for (item, class) in self.inferred.classes() {
                scopes.entry(class.scope).or_insert(item);
            }
            scopes
        });
        scopes.get(&scope).copied()
    }

    fn class_names(&self) -> BTreeMap<Item, String> {
        let classes: Vec<(Item, String)> =
            self.inferred.classes().map(|(item, _)| (item, self.inferred.item_name(item))).collect();
        let known: BTreeSet<&str> = classes.iter().map(|(_, name)| name.as_str()).collect();
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        let mut names = BTreeMap::new();
        for (item, name) in &classes {
            // Beside the struct of a class stand that of its attributes and that of its own.
            let is_beside = |end: &&str| name.strip_suffix(end).is_some_and(|before| known.contains(before));
            let is_beside = ["Fields", "Class"].iter().any(is_beside);
            let written = class_identifier(name) + if is_beside { "_" } else { "" };
            // Another class of the same name, in another function.
            let count = counts.entry(name).or_default();
            *count += 1;
            names.insert(*item, if *count == 1 { written } else { format!("{written}{count}") });
        }
        names
    }
}

fn count_block(block: &[Stmt], counts: &mut BTreeMap<Name, usize>) {
    for stmt in block {
        walk::expressions(stmt, &mut |expr| count_in(expr, counts));
        walk::blocks(stmt).into_iter().for_each(|inner| count_block(inner, counts));
    }
}

fn count_in(expr: &Expr, counts: &mut BTreeMap<Name, usize>) {
    if let ExprKind::Name(name) = &expr.kind {
        *counts.entry(name.clone()).or_default() += 1;
    }
    walk::children(expr, &mut |child| count_in(child, counts));
}
