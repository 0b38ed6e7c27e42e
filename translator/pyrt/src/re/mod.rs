//! `re`: regular expressions as Python has them.
//!
//! # How it works
//!
//! ```text
//!  pattern ─ parse.rs ─► tree.rs ─ program.rs ─► steps ─ machine.rs, over subject.rs ─► Match (found.rs)
//! ```
//!
//! The language is Python's own (`(?P<name>…)`, `$` before a last newline, `\Z`, looks behind, conditions, flags inside), and what matches is
//! what is found first by going back, as in CPython: which of several ways it is shows in groups. So patterns are read and run here, by
//! the same rules, also for empty matches and for groups in repetitions.
//!
//! - **I1** A pattern that CPython refuses is refused with its text.
//! - **I2** No pattern and no text costs Rust's stack.

mod chars;
pub mod flags;
mod found;
mod machine;
mod parse;
mod program;
mod subject;
mod template;
#[cfg(test)]
mod tests;
mod tree;

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

pub use found::{GroupName, Match};

use crate::iter::Iter;
use crate::refused::unordered;
use crate::shown::int;
use crate::{Dict, Equal, Key, List, Object, Py, Str};
use found::Found;
use machine::{Machine, Wanted};
use parse::parse;
use program::Program;
use subject::Subject;
use template::Template;

/// `re.Pattern`. Clones are the same one.
#[derive(Clone, Debug)]
pub struct Pattern(Rc<Compiled>);

#[derive(Debug)]
struct Compiled {
    text: Str,
    flags: i64,
    groups: usize,
    names: Vec<(Str, usize)>,
    program: Program,
}

/// What a group took, as a program keeps it: a text, or one that may be None.
pub trait Group: Sized {
    /// Of what it took.
    ///
    /// # Errors
    ///
    /// `RuntimeError` where one that always matches has not.
    fn of(text: Option<Str>) -> Py<Self>;
}

impl Group for Str {
    fn of(text: Option<Str>) -> Py<Str> {
        text.ok_or_else(crate::control::unreached)
    }
}

impl Group for Option<Str> {
    fn of(text: Option<Str>) -> Py<Option<Str>> {
        Ok(text)
    }
}

/// What `findall` gives for each match: the match or its one group, or all groups.
pub trait Item: Sized {
    /// Of a match.
    fn of(found: &Match) -> Self;
}

impl Item for Str {
    fn of(found: &Match) -> Str {
        found.text(found.re().0.groups.min(1)).unwrap_or_default()
    }
}

/// Tuples of texts: how many, and their numbers.
macro_rules! items {
    ($(($($text:ident $number:literal),+))+) => {$(
        impl Item for ($($text),+) {
            fn of(found: &Match) -> Self {
                ($(found.text($number).unwrap_or_default()),+)
            }
        }
    )+};
}

items! {
    (Str 1, Str 2)
    (Str 1, Str 2, Str 3)
    (Str 1, Str 2, Str 3, Str 4)
    (Str 1, Str 2, Str 3, Str 4, Str 5)
    (Str 1, Str 2, Str 3, Str 4, Str 5, Str 6)
    (Str 1, Str 2, Str 3, Str 4, Str 5, Str 6, Str 7)
    (Str 1, Str 2, Str 3, Str 4, Str 5, Str 6, Str 7, Str 8)
}

/// How many patterns are kept, as in CPython.
const KEPT: usize = 512;

thread_local! {
    static COMPILED: RefCell<HashMap<(String, i64), Pattern>> = RefCell::default();
}

/// `re.compile(pattern, flags)`
///
/// # Errors
///
/// `re.error` for a bad pattern.
pub fn compile(pattern: &Str, flags: i64) -> Py<Pattern> {
    let key = (pattern.as_str().to_owned(), flags);
    if let Some(known) = COMPILED.with_borrow(|compiled| compiled.get(&key).cloned()) {
        return Ok(known);
    }
    let parsed = parse(pattern.as_str(), flags)?;
    let program = Program::of(&parsed.node);
    let compiled =
        Compiled { text: pattern.clone(), flags: parsed.flags, groups: parsed.groups, names: parsed.names, program };
    let compiled = Pattern(Rc::new(compiled));
    COMPILED.with_borrow_mut(|kept| {
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert(key, compiled.clone());
    });
    Ok(compiled)
}

/// `re.escape(text)`
pub fn escape(text: &str) -> Str {
    let mut out = String::new();
    for c in text.chars() {
        if "()[]{}?*+-|^$\\.&~# \t\n\r\u{b}\u{c}".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    Str::from(out)
}

/// Where a search is, for all of its matches.
#[derive(Debug)]
struct Search {
    pattern: Pattern,
    subject: Subject,
    from: usize,
    until: usize,
    at: usize,
    not_empty: bool,
}

impl Search {
    fn next(&mut self) -> Option<Match> {
        let found = self.pattern.find(&self.subject, (self.from, self.until), self.at, self.not_empty)?;
        let (start, end) = found.span_of(0)?;
        self.not_empty = start == end;
        self.at = end;
        Some(found)
    }
}

/// `re.finditer`
#[derive(Debug)]
pub struct Matches(Search);

impl Iter for Matches {
    type Item = Match;

    fn next(&mut self) -> Py<Option<Match>> {
        Ok(self.0.next())
    }
}

impl Pattern {
    fn number_of(&self, name: &str) -> Option<usize> {
        self.0.names.iter().find(|(known, _)| known.as_str() == name).map(|(_, number)| *number)
    }

    fn bounds(subject: &Subject, from: Option<i64>, until: Option<i64>) -> (usize, usize) {
        let len = subject.len();
        let bound =
            |place: Option<i64>, default| place.map_or(default, |place| usize::try_from(place).unwrap_or(0).min(len));
        (bound(from, 0), bound(until, len))
    }

    fn found(&self, subject: &Subject, (from, until): (usize, usize), start: usize, wanted: Wanted) -> Option<Match> {
        let mut machine = Machine::new(&self.0.program, self.0.groups, subject, until);
        let (marks, last) = machine.match_at(start, wanted)?;
        let (pattern, subject) = (self.clone(), subject.clone());
        Some(Match(Rc::new(Found { pattern, subject, marks, last, from, until })))
    }

    /// The first match from a place on.
    fn find(&self, subject: &Subject, (from, until): (usize, usize), at: usize, not_empty: bool) -> Option<Match> {
        let mut machine = Machine::new(&self.0.program, self.0.groups, subject, until);
        for start in at..=until {
            if !machine.may_begin(start) {
                continue;
            }
            let wanted = Wanted { whole: false, not_empty: not_empty && start == at };
            if let Some((marks, last)) = machine.match_at(start, wanted) {
                let (pattern, subject) = (self.clone(), subject.clone());
                return Some(Match(Rc::new(Found { pattern, subject, marks, last, from, until })));
            }
        }
        None
    }

    fn at_start(&self, text: &Str, from: Option<i64>, until: Option<i64>, whole: bool) -> Option<Match> {
        let subject = Subject::new(text);
        let bounds = Pattern::bounds(&subject, from, until);
        if bounds.0 > bounds.1 {
            return None;
        }
        self.found(&subject, bounds, bounds.0, Wanted { whole, not_empty: false })
    }

    /// `self.match(text, from, until)`
    pub fn match_(&self, text: &Str, from: Option<i64>, until: Option<i64>) -> Option<Match> {
        self.at_start(text, from, until, false)
    }

    /// `self.fullmatch(text, from, until)`
    pub fn fullmatch(&self, text: &Str, from: Option<i64>, until: Option<i64>) -> Option<Match> {
        self.at_start(text, from, until, true)
    }

    /// `self.search(text, from, until)`
    pub fn search(&self, text: &Str, from: Option<i64>, until: Option<i64>) -> Option<Match> {
        let subject = Subject::new(text);
        let bounds = Pattern::bounds(&subject, from, until);
        self.find(&subject, bounds, bounds.0, false)
    }

    fn matches(&self, text: &Str, from: Option<i64>, until: Option<i64>) -> Search {
        let subject = Subject::new(text);
        let (from, until) = Pattern::bounds(&subject, from, until);
        Search { pattern: self.clone(), subject, from, until, at: from, not_empty: false }
    }

    /// `self.finditer(text, from, until)`
    pub fn finditer(&self, text: &Str, from: Option<i64>, until: Option<i64>) -> Matches {
        Matches(self.matches(text, from, until))
    }

    /// `self.findall(text, from, until)`
    pub fn findall<T: Item>(&self, text: &Str, from: Option<i64>, until: Option<i64>) -> List<T> {
        let mut search = self.matches(text, from, until);
        let mut all = Vec::new();
        while let Some(found) = search.next() {
            all.push(T::of(&found));
        }
        List::from(all)
    }

    /// `self.split(text, most)`: what stands between matches, and the groups of each.
    ///
    /// # Errors
    ///
    /// None where every group is known to match.
    pub fn split<G: Group>(&self, text: &Str, most: i64) -> Py<List<G>> {
        let mut search = self.matches(text, None, None);
        let subject = search.subject.clone();
        let (mut parts, mut at, mut count) = (Vec::new(), 0, 0);
        while most == 0 || count < most {
            let Some(found) = search.next() else { break };
            let (start, end) = found.span_of(0).unwrap_or_default();
            parts.push(G::of(Some(subject.part(at, start)))?);
            for group in 1..=self.0.groups {
                parts.push(G::of(found.text(group))?);
            }
            at = end;
            count += 1;
        }
        parts.push(G::of(Some(subject.part(at, subject.len())))?);
        Ok(List::from(parts))
    }

    /// `self.subn(template, text, most)`
    ///
    /// # Errors
    ///
    /// `re.error` for a bad template.
    pub fn subn(&self, template: &str, text: &Str, most: i64) -> Py<(Str, i64)> {
        let template = Template::new(template, self)?;
        self.replaced(text, most, |found, out| {
            template.fill(found, out);
            Ok(())
        })
    }

    /// `self.sub(template, text, most)`
    ///
    /// # Errors
    ///
    /// As those of [`Pattern::subn`].
    pub fn sub(&self, template: &str, text: &Str, most: i64) -> Py<Str> {
        self.subn(template, text, most).map(|(text, _)| text)
    }

    /// `self.subn(function, text, most)`
    ///
    /// # Errors
    ///
    /// What the function raises.
    pub fn subn_by(&self, mut function: impl FnMut(Match) -> Py<Str>, text: &Str, most: i64) -> Py<(Str, i64)> {
        self.replaced(text, most, |found, out| {
            out.push_str(function(found.clone())?.as_str());
            Ok(())
        })
    }

    /// `self.sub(function, text, most)`
    ///
    /// # Errors
    ///
    /// What the function raises.
    pub fn sub_by(&self, function: impl FnMut(Match) -> Py<Str>, text: &Str, most: i64) -> Py<Str> {
        self.subn_by(function, text, most).map(|(text, _)| text)
    }

    fn replaced(&self, text: &Str, most: i64, mut put: impl FnMut(&Match, &mut String) -> Py<()>) -> Py<(Str, i64)> {
        let mut search = self.matches(text, None, None);
        let subject = search.subject.clone();
        let (mut out, mut at, mut count) = (String::new(), 0, 0);
        while most == 0 || count < most {
            let Some(found) = search.next() else { break };
            let (start, end) = found.span_of(0).unwrap_or_default();
            out.push_str(subject.part(at, start).as_str());
            put(&found, &mut out)?;
            at = end;
            count += 1;
        }
        out.push_str(subject.part(at, subject.len()).as_str());
        Ok((Str::from(out), count))
    }

    /// `self.pattern`
    pub fn pattern(&self) -> Str {
        self.0.text.clone()
    }

    /// `self.flags`
    pub fn flags(&self) -> i64 {
        self.0.flags
    }

    /// `self.groups`
    pub fn groups(&self) -> i64 {
        int(self.0.groups)
    }

    /// `self.groupindex`, as a dict.
    pub fn groupindex(&self) -> Dict<Str, i64> {
        let dict = Dict::new();
        for (name, number) in &self.0.names {
            // Names of groups are texts, which never refuse a hash.
            let _ = dict.set(name.clone(), int(*number));
        }
        dict
    }
}

impl Object for Pattern {
    fn type_name(&self) -> &'static str {
        "Pattern"
    }

    fn write_repr(&self, out: &mut String) -> Py<()> {
        let mut text = String::new();
        self.0.text.write_repr(&mut text)?;
        let text: String = text.chars().take(200).collect();
        out.push_str(&format!("re.compile({text}"));
        let flags = flags::shown(self.0.flags);
        if !flags.is_empty() {
            out.push_str(&format!(", {flags}"));
        }
        out.push(')');
        Ok(())
    }
}

impl Equal for Pattern {
    fn equal(&self, other: &Pattern) -> Py<bool> {
        Ok(self.0.flags == other.0.flags && self.0.text == other.0.text)
    }
}

impl Key for Pattern {
    fn hash(&self) -> Py<i64> {
        self.0.text.hash()
    }
}

unordered! { [] Pattern; }

/// A function whose None is the empty text, as `sub` takes it.
pub fn or_empty(mut function: impl FnMut(Match) -> Py<Option<Str>>) -> impl FnMut(Match) -> Py<Str> {
    move |found| function(found).map(Option::unwrap_or_default)
}
