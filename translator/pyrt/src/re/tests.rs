//! Recorded answers of CPython.

use super::*;
use crate::cases::outcome;
use crate::shown::repr;

const RECORDED: &str = include_str!("../../tests/recorded/re.txt");

/// A pattern, flags and a text; then the match, all spans of the search, and what `sub` and `split` give.
#[test]
fn what_matches_is_what_cpython_says() {
    let mut wrong = Vec::new();
    for line in RECORDED.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        let [pattern, flags, text, expected] = fields.as_slice() else { panic!("{line}") };
        let found = outcome(answer(&unescaped(pattern), flags.parse().unwrap(), &unescaped(text)));
        if found != *expected {
            wrong.push(format!("{pattern} {flags} {text}\n  CPython {expected}\n  here    {found}"));
        }
    }
    assert!(wrong.is_empty(), "{} are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

fn unescaped(text: &str) -> Str {
    Str::from(text.replace("<TAB>", "\t").replace("<NL>", "\n").replace("<NONE>", ""))
}

fn answer(pattern: &Str, flags: i64, text: &Str) -> Py<String> {
    let pattern = compile(pattern, flags)?;
    let whole = |found: Option<Match>| found.map_or("-".to_owned(), |found| spans(&found));
    let mut all = Vec::new();
    let mut matches = pattern.finditer(text, None, None);
    while let Some(found) = matches.next()? {
        all.push(spans(&found));
    }
    let split = repr(&pattern.split::<Option<Str>>(text, 0)?)?;
    Ok(format!(
        "{} | {} | {} | {} | {split}",
        whole(pattern.match_(text, None, None)),
        whole(pattern.fullmatch(text, None, None)),
        all.join(" "),
        repr(&pattern.sub("<\\g<0>>", text, 0)?)?,
    ))
}

fn spans(found: &Match) -> String {
    let spans: Vec<String> = (0..=found.re().0.groups)
        .map(|group| match found.span_of(group) {
            Some((start, end)) => format!("{start}-{end}"),
            None => "x".to_owned(),
        })
        .collect();
    format!("{}:{}", spans.join(","), found.lastindex().unwrap_or(0))
}
