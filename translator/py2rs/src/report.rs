//! What is said about a program: as JSON for editors, and what a reader of the Rust text should know.

use std::fmt::Write as _;

use py_to_rust_asyncio::{Diagnostic, Refusal, Translation};
use serde_json::{Value, json};

/// All that is wrong, as one JSON text: `{"file": …, "diagnostics": [{"code", "message", "help", "line", "column"}, …]}`. Lines and
/// columns count from 1, columns in characters.
pub(crate) fn json(file: &str, translated: &Result<Translation, Refusal>) -> String {
    let diagnostics: Vec<Value> = match translated {
        Ok(_) => Vec::new(),
        Err(refusal) => refusal.diagnostics().iter().map(|diagnostic| one(refusal, diagnostic)).collect(),
    };
    format!("{}\n", json!({ "file": file, "diagnostics": diagnostics }))
}

fn one(refusal: &Refusal, diagnostic: &Diagnostic) -> Value {
    let (begin, end) = (refusal.place(diagnostic), refusal.end(diagnostic));
    json!({
        "code": diagnostic.code().number(),
        "severity": "error",
        "message": diagnostic.message(),
        "help": diagnostic.help(),
        "line": begin.line,
        "column": begin.column,
        "end_line": end.line,
        "end_column": end.column,
    })
}

/// Prints the report; beside the program's own output it goes to standard error.
pub(crate) fn print(translation: &Translation, beside: bool) -> anyhow::Result<()> {
    let mut text = String::new();
    for line in translation.report() {
        writeln!(text, "{line}")?;
    }
    if beside {
        eprint!("{text}");
        return Ok(());
    }
    crate::print(&text)
}
