//! Pieces of Rust text: expressions that know how they bind, and lines that know how deep they stand.

pub(super) use super::identifier::identifier;
use super::types::Type;
use crate::analyse::types::Kind;
use crate::monomorphise::copies::without_marks;
use std::fmt::Write;

/// How tightly an expression holds together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Binding {
    /// `if`, a closure, a block: it stands alone or in brackets.
    Open,
    Or,
    And,
    Comparison,
    BitOr,
    Shift,
    Sum,
    Product,
    Cast,
    Prefix,
    /// A name, a call, what is in brackets.
    Atom,
}

/// A Rust expression.
#[derive(Clone, Debug)]
pub(super) struct Value {
    pub(super) text: String,
    pub(super) binding: Binding,
    pub(super) of_type: Type,
    /// It names a place: whoever keeps it must clone it.
    pub(super) is_place: bool,
    /// Of a future that borrows: a coroutine that does the same and borrows nothing.
    pub(super) deferred: Option<String>,
    /// It never gives a value: what it calls always raises.
    pub(super) raises: bool,
    /// Where it needs no value: what it is.
    pub(super) known: Option<Kind>,
}

impl Value {
    /// A value of its own that nothing else holds.
    pub(super) fn new(text: impl Into<String>, of_type: Type) -> Value {
        Value {
            text: text.into(),
            binding: Binding::Atom,
            of_type,
            is_place: false,
            deferred: None,
            known: None,
            raises: false,
        }
    }

    pub(super) fn bound(text: impl Into<String>, binding: Binding, of_type: Type) -> Value {
        Value { text: text.into(), binding, of_type, is_place: false, deferred: None, known: None, raises: false }
    }

    pub(super) fn place(text: impl Into<String>, of_type: Type) -> Value {
        Value {
            text: text.into(),
            binding: Binding::Atom,
            of_type,
            is_place: true,
            deferred: None,
            known: None,
            raises: false,
        }
    }

    pub(super) fn with_known(self, known: Option<Kind>) -> Value {
        Value { known, ..self }
    }

    /// The same, of what always raises where its type says that nothing comes of it.
    pub(super) fn may_raise(mut self) -> Value {
        self.raises = self.of_type == Type::Never;
        self
    }

    /// The text, in brackets where it binds less tightly.
    pub(super) fn within(&self, binding: Binding) -> String {
        if self.binding >= binding { self.text.clone() } else { format!("({})", self.text) }
    }

    /// As what a method is called on.
    pub(super) fn receiver(&self) -> String {
        self.within(Binding::Atom)
    }

    /// As a value of its own.
    pub(super) fn owned(&self) -> String {
        let is_moved = self.of_type.is_copy() || matches!(self.of_type, Type::Coroutine(_));
        if self.is_place && !is_moved { format!("{}.clone()", self.receiver()) } else { self.text.clone() }
    }

    /// As a reference.
    pub(super) fn reference(&self) -> String {
        // The object of a method is a reference already.
        if self.text == "self" { "self".to_owned() } else { format!("&{}", self.within(Binding::Prefix)) }
    }
}

/// Lines of Rust.
#[derive(Debug, Default)]
pub(super) struct Lines {
    text: String,
    depth: usize,
}

impl Lines {
    pub(super) fn at_depth(depth: usize) -> Lines {
        Lines { text: String::new(), depth }
    }

    pub(super) fn depth(&self) -> usize {
        self.depth
    }

    /// A line; a text of several lines is indented line by line.
    pub(super) fn line(&mut self, line: impl AsRef<str>) {
        for (index, part) in line.as_ref().split('\n').enumerate() {
            // What follows the first line stands where it was written.
            let depth = if index == 0 { self.depth } else { 0 };
            let _ = writeln!(self.text, "{:indent$}{part}", "", indent = 4 * depth);
        }
    }

    /// How much there is.
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    /// Takes back what was written since there was so much.
    pub(super) fn take_back(&mut self, len: usize) {
        self.text.truncate(len);
    }

    /// A `return` that is the last line becomes the value of the block.
    pub(super) fn end_with_value(&mut self) {
        let begin = self.text.trim_end().rfind('\n').map_or(0, |end| end + 1);
        let last = self.text.get(begin..).unwrap_or_default();
        let indent = " ".repeat(4 * self.depth);
        let value = last.strip_prefix(&indent).and_then(|last| last.strip_prefix("return ")?.strip_suffix(";\n"));
        if let Some(value) = value.map(str::to_owned) {
            self.text.truncate(begin);
            self.line(value);
        }
    }

    /// A line that opens a block.
    pub(super) fn open(&mut self, line: impl AsRef<str>) {
        self.line(line);
        self.depth += 1;
    }

    /// A line that closes one.
    pub(super) fn close(&mut self, line: impl AsRef<str>) {
        self.depth = self.depth.saturating_sub(1);
        self.line(line);
    }

    /// A line that closes one block and opens the next.
    pub(super) fn middle(&mut self, line: impl AsRef<str>) {
        self.close(line);
        self.depth += 1;
    }

    pub(super) fn raw(&mut self, text: &str) {
        self.text.push_str(text);
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }
}

/// A text as a Rust literal.
pub(super) fn literal(text: &str) -> String {
    let mut out = String::from("\"");
    for c in without_marks(text).chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\0' => out.push_str("\\0"),
            c if c.is_control() || is_invisible(c) => {
                let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// rustc refuses to compile texts that change the direction of what follows.
fn is_invisible(c: char) -> bool {
    matches!(u32::from(c), 0x200b..=0x200f | 0x2028..=0x202e | 0x2060..=0x2069 | 0xfeff)
}
