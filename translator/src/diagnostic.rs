//! What is wrong with a program, and what to write instead.
//!
//! # How it works
//!
//! A pass adds to [`Diagnostics`] and goes on; nothing is printed before the last. What is shown is sorted by place, each text once. A place
//! is a line and a column from 1, in characters, as editors count them.
//!
//! - **I1** Every refusal has a code; a code never changes its meaning.

use crate::monomorphise::copies::without_marks;
use crate::specialise::COPY_SHIFT;
use crate::tree::Span;
use std::fmt;

/// Why a program is refused. The numbers are those that users see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Code {
    /// CPython would not compile it.
    Syntax,
    /// It is not text that Python reads.
    Encoding,
    /// It is larger or deeper than what is translated.
    TooLarge,
    /// A name that nothing binds.
    UndefinedName,
    /// A part of Python that is not translated yet.
    NotYet,
    /// What only some hosts can do.
    Might,
    /// What cannot be translated before the program runs.
    Never,
    /// A package that does not belong to Python.
    Foreign,
}

impl Code {
    /// As it is shown: `E0101`.
    pub fn number(self) -> &'static str {
        match self {
            Code::Syntax => "E0001",
            Code::Encoding => "E0002",
            Code::TooLarge => "E0003",
            Code::UndefinedName => "E0101",
            Code::NotYet => "E0901",
            Code::Might => "E0902",
            Code::Never => "E0903",
            Code::Foreign => "E0904",
        }
    }
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Diagnostic {
    pub(crate) span: Span,
    code: Code,
    message: String,
    help: Option<String>,
}

impl Diagnostic {
    /// Which refusal it is.
    pub fn code(&self) -> Code {
        self.code
    }

    /// What is wrong, in a line.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Says whether it is about what can be translated.
    fn is_of_translation(&self) -> bool {
        !matches!(self.code, Code::Syntax | Code::Encoding | Code::TooLarge | Code::UndefinedName)
    }

    /// What to write instead.
    pub fn help(&self) -> Option<&str> {
        self.help.as_deref()
    }
}

/// What the passes have found.
#[derive(Debug, Default)]
pub(crate) struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    pub(crate) fn add(&mut self, code: Code, span: Span, message: impl Into<String>) {
        let message = without_marks(&message.into()).into_owned();
        self.0.push(Diagnostic { span: original(span), code, message, help: None });
    }

    pub(crate) fn add_with_help(
        &mut self,
        code: Code,
        span: Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.0.push(Diagnostic { span: original(span), code, message: message.into(), help: Some(help.into()) });
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Those of a source, in the order in which they stand in it.
    pub(crate) fn refuse(mut self, file: &str, source: &str) -> Refusal {
        self.0.sort();
        self.0.dedup();
        let causes: Vec<Span> = self.0.iter().filter(|one| one.is_of_translation()).map(|one| one.span).collect();
        self.0.retain(|one| !one.is_of_translation() || !causes.iter().any(|cause| lies_inside(*cause, one.span)));
        Refusal { file: file.to_owned(), source: source.to_owned(), diagnostics: self.0 }
    }
}

/// Says whether a place is a part of another: what is wrong there is why more is wrong around it.
fn lies_inside(one: Span, other: Span) -> bool {
    one != other && one.start >= other.start && one.end <= other.end
}

/// Where a name of a copy stands in the source.
fn original(span: Span) -> Span {
    let mask = (1 << COPY_SHIFT) - 1;
    let Span { start, end } = span;
    let of = |at: u32| if at > mask + 1 { at & mask } else { at };
    Span { start: of(start), end: of(end) }
}

/// A program that is not translated: nothing was written.
///
/// `Display` shows all that is wrong with it, as rustc does: where, the line with a mark under it, and help.
#[derive(Debug)]
pub struct Refusal {
    file: String,
    source: String,
    diagnostics: Vec<Diagnostic>,
}

/// Where something stands: line and column, both from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The line.
    pub line: usize,
    /// The column, in characters.
    pub column: usize,
}

impl Refusal {
    /// What is wrong, in the order of the source.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// Where one of its diagnostics stands.
    pub fn place(&self, diagnostic: &Diagnostic) -> Place {
        self.place_of(diagnostic.span.start)
    }

    /// Where what one of its diagnostics marks is over.
    pub fn end(&self, diagnostic: &Diagnostic) -> Place {
        self.place_of(diagnostic.span.end)
    }

    fn place_of(&self, offset: u32) -> Place {
        let before = prefix(&self.source, offset);
        let begin = before.rfind('\n').map_or(0, |newline| newline + 1);
        let column = before.get(begin..).unwrap_or_default().chars().count() + 1;
        Place { line: before.matches('\n').count() + 1, column }
    }

    fn show(&self, diagnostic: &Diagnostic, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Diagnostic { span, code, message, help } = diagnostic;
        let Place { line, column } = self.place(diagnostic);
        let text = self.source.lines().nth(line - 1).unwrap_or_default();
        let width = line.to_string().len();
        let marked = self.source.get(span.start as usize..span.end as usize).unwrap_or_default();
        let left = text.chars().count().saturating_sub(column - 1);
        let marks = marked.lines().next().unwrap_or_default().chars().count().min(left).max(1);
        writeln!(f, "error[{}]: {message}", code.number())?;
        writeln!(f, "{:width$}--> {}:{line}:{column}", "", self.file)?;
        writeln!(f, "{:width$} |", "")?;
        writeln!(f, "{line} | {}", text.replace('\t', " "))?;
        writeln!(f, "{:width$} | {:indent$}{}", "", "", "^".repeat(marks), indent = column - 1)?;
        match help {
            Some(help) => writeln!(f, "{:width$} = help: {help}", ""),
            None => Ok(()),
        }
    }
}

/// The text before a place; all of it where that is none.
fn prefix(source: &str, end: u32) -> &str {
    source.get(..end as usize).unwrap_or(source)
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, diagnostic) in self.diagnostics.iter().enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            self.show(diagnostic, f)?;
        }
        Ok(())
    }
}

impl std::error::Error for Refusal {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_shows_the_line_and_what_to_write() {
        let mut diagnostics = Diagnostics::default();
        let source = "x = 1\n\ty = é + exec\n";
        let start = source.find("exec").unwrap() as u32;
        diagnostics.add_with_help(Code::NotYet, Span { start, end: start + 4 }, "no exec", "write it out");
        let refusal = diagnostics.refuse("a.py", source);
        let shown = "error[E0901]: no exec\n --> a.py:2:10\n  |\n2 |  y = é + exec\n  |          ^^^^\n  = help: write it out\n";
        assert_eq!(refusal.to_string(), shown);
        assert_eq!(refusal.place(&refusal.diagnostics()[0]), Place { line: 2, column: 10 });
        assert_eq!(refusal.end(&refusal.diagnostics()[0]), Place { line: 2, column: 14 });
    }
}
