//! A Python source with its tree, and edits of its text.
//!
//! Edits are collected by their places in the text as it was; one that overlaps another is left out.

use std::ops::Range;

use ruff_python_ast::{ModModule, Stmt};
use ruff_python_parser::{Parsed, parse_module};
use ruff_text_size::{Ranged, TextRange};

pub(crate) struct Source<'a> {
    pub(crate) text: &'a str,
    pub(crate) parsed: Parsed<ModModule>,
}

impl<'a> Source<'a> {
    /// None where it is not Python.
    pub(crate) fn read(text: &'a str) -> Option<Source<'a>> {
        Some(Source { text, parsed: parse_module(text).ok()? })
    }

    pub(crate) fn body(&self) -> &[Stmt] {
        &self.parsed.syntax().body
    }

    pub(crate) fn of(&self, node: impl Ranged) -> &'a str {
        self.text.get(place(node.range())).unwrap_or_default()
    }

    /// What stands before a statement on its line, where that is nothing but the indentation, and the statement ends on this line.
    pub(crate) fn indentation(&self, stmt: &Stmt) -> Option<&'a str> {
        let range = place(stmt.range());
        let begin = self.text.get(..range.start)?.rfind('\n').map_or(0, |newline| newline + 1);
        let rest = self.text.get(range.end..)?;
        let rest = rest.get(..rest.find('\n')?)?.trim_start();
        let indentation = self.text.get(begin..range.start)?;
        let is_alone = indentation.trim().is_empty() && (rest.is_empty() || rest.starts_with('#'));
        (is_alone && !self.of(stmt).contains('\n')).then_some(indentation)
    }
}

/// Where a node stands, in bytes.
pub(crate) fn place(range: TextRange) -> Range<usize> {
    range.start().to_usize()..range.end().to_usize()
}

#[derive(Default)]
pub(crate) struct Edits(Vec<(Range<usize>, String)>);

impl Edits {
    /// Puts a text in the place of a node.
    pub(crate) fn replace(&mut self, node: impl Ranged, text: impl Into<String>) {
        self.0.push((place(node.range()), text.into()));
    }

    /// Gives each of some nodes the text of another: the first has that of `order[0]`.
    pub(crate) fn permute<N: Ranged>(&mut self, source: &Source<'_>, nodes: &[N], order: &[usize]) {
        for (node, other) in nodes.iter().zip(order) {
            if let Some(other) = nodes.get(*other) {
                self.replace(node.range(), source.of(other.range()));
            }
        }
    }

    /// The text after all edits.
    pub(crate) fn apply(mut self, text: &str) -> String {
        self.0.sort_by_key(|(range, _)| (range.start, range.end));
        let (mut result, mut end) = (String::new(), 0);
        for (range, new) in self.0.into_iter() {
            if range.start >= end {
                result.push_str(text.get(end..range.start).unwrap_or_default());
                result.push_str(&new);
                end = range.end;
            }
        }
        result + text.get(end..).unwrap_or_default()
    }
}
