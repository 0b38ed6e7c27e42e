//! What reads the recorded cases: a line each, words, then after ` => ` what CPython gave.

use crate::list::List;
use crate::shown::repr;
use crate::{Exc, Object, Py};

/// The words of a case, first to last.
#[derive(Clone, Debug)]
pub(crate) struct Words<'a>(std::str::SplitWhitespace<'a>);

impl<'a> Words<'a> {
    pub(crate) fn text(&mut self) -> &'a str {
        self.0.next().unwrap_or("")
    }

    /// An int; `-` is None.
    pub(crate) fn option(&mut self) -> Option<i64> {
        self.text().parse().ok()
    }

    pub(crate) fn int(&mut self) -> i64 {
        self.option().unwrap_or_default()
    }

    /// `1,2,3`; `e` has none.
    pub(crate) fn ints(&mut self) -> Vec<i64> {
        self.text().split(',').filter_map(|word| word.parse().ok()).collect()
    }

    pub(crate) fn list(&mut self) -> List<i64> {
        List::from(self.ints())
    }
}

/// Runs every case, and compares with what CPython gave.
#[track_caller]
pub(crate) fn each_case(cases: &str, mut run: impl FnMut(&mut Words<'_>) -> String) {
    let mut wrong = Vec::new();
    for (number, line) in cases.lines().enumerate() {
        let (words, expected) = line.split_once(" => ").unwrap_or((line, ""));
        let found = run(&mut Words(words.split_whitespace()));
        if found != expected {
            wrong.push(format!("{}: {words}\n  CPython {expected}\n  here    {found}", number + 1));
        }
    }
    assert!(!cases.is_empty());
    let shown = &wrong[..wrong.len().min(12)];
    assert!(wrong.is_empty(), "{} of the cases are wrong:\n{}", wrong.len(), shown.join("\n"));
}

/// A result as the recorder writes it: the text, or the exception.
pub(crate) fn outcome(result: Py<String>) -> String {
    result.unwrap_or_else(|exc: Exc| format!("{exc:?}"))
}

/// The `repr` of what succeeded.
pub(crate) fn shown<T: Object>(result: Py<T>) -> String {
    outcome(result.and_then(|value| repr(&value)))
}
