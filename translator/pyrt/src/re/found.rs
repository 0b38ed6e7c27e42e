//! Matches.

use std::rc::Rc;

use super::machine::Marks;
use super::subject::Subject;
use super::template::Template;
use super::{Group, Pattern};
use crate::exc::{Exc, INDEX_ERROR};
use crate::instance::identity_hash;
use crate::refused::unordered;
use crate::shown::int;
use crate::{Dict, Equal, Key, Object, Py, Sequence, Str};

/// `re.Match`. Clones are the same one.
#[derive(Clone, Debug)]
pub struct Match(pub(super) Rc<Found>);

#[derive(Debug)]
pub(super) struct Found {
    pub(super) pattern: Pattern,
    pub(super) subject: Subject,
    pub(super) marks: Marks,
    pub(super) last: Option<usize>,
    pub(super) from: usize,
    pub(super) until: usize,
}

/// What a group is called by: its number or its name.
pub trait GroupName {
    /// Its number.
    fn number(&self, pattern: &Pattern) -> Option<usize>;
}

impl GroupName for i64 {
    fn number(&self, pattern: &Pattern) -> Option<usize> {
        usize::try_from(*self).ok().filter(|number| *number <= pattern.0.groups)
    }
}

impl GroupName for &Str {
    fn number(&self, pattern: &Pattern) -> Option<usize> {
        pattern.number_of(self.as_str())
    }
}

impl GroupName for &str {
    fn number(&self, pattern: &Pattern) -> Option<usize> {
        pattern.number_of(self)
    }
}

impl Match {
    pub(super) fn span_of(&self, group: usize) -> Option<(usize, usize)> {
        let marks = &self.0.marks;
        marks.get(2 * group).copied().flatten().zip(marks.get(2 * group + 1).copied().flatten())
    }

    pub(super) fn text(&self, group: usize) -> Option<Str> {
        self.span_of(group).map(|(start, end)| self.0.subject.part(start, end))
    }

    fn number(&self, group: impl GroupName) -> Py<usize> {
        group.number(&self.0.pattern).ok_or_else(|| Exc::new(&INDEX_ERROR, "no such group"))
    }

    /// `self.group(group)`, `self[group]`
    ///
    /// # Errors
    ///
    /// `IndexError` where there is no such group.
    pub fn group<G: Group>(&self, group: impl GroupName) -> Py<G> {
        let number = self.number(group)?;
        G::of(self.text(number))
    }

    /// `self.group()`
    pub fn whole(&self) -> Str {
        self.text(0).unwrap_or_default()
    }

    /// `self.span(group)`: -1 where it has not matched.
    ///
    /// # Errors
    ///
    /// `IndexError` where there is no such group.
    pub fn span(&self, group: impl GroupName) -> Py<(i64, i64)> {
        let number = self.number(group)?;
        Ok(self.span_of(number).map_or((-1, -1), |(start, end)| (int(start), int(end))))
    }

    /// `self.start(group)`
    ///
    /// # Errors
    ///
    /// `IndexError` where there is no such group.
    pub fn start(&self, group: impl GroupName) -> Py<i64> {
        self.span(group).map(|(start, _)| start)
    }

    /// `self.end(group)`
    ///
    /// # Errors
    ///
    /// `IndexError` where there is no such group.
    pub fn end(&self, group: impl GroupName) -> Py<i64> {
        self.span(group).map(|(_, end)| end)
    }

    /// `self.groups()`
    ///
    /// # Errors
    ///
    /// None where every group is known to match.
    pub fn groups<G: Group>(&self) -> Py<Sequence<G>> {
        (1..=self.0.pattern.0.groups).map(|group| G::of(self.text(group))).collect::<Py<Vec<G>>>().map(Sequence::from)
    }

    /// `self.groups(default)`
    ///
    /// # Errors
    ///
    /// None where every group is known to match.
    pub fn groups_or<G: Group>(&self, default: &Str) -> Py<Sequence<G>> {
        let text = |group| G::of(Some(self.text(group).unwrap_or_else(|| default.clone())));
        (1..=self.0.pattern.0.groups).map(text).collect::<Py<Vec<G>>>().map(Sequence::from)
    }

    /// `self.groupdict()`
    ///
    /// # Errors
    ///
    /// None where every group is known to match.
    pub fn groupdict<G: Group + Object + Clone>(&self) -> Py<Dict<Str, G>> {
        let dict = Dict::new();
        for (name, number) in &self.0.pattern.0.names {
            dict.set(name.clone(), G::of(self.text(*number))?)?;
        }
        Ok(dict)
    }

    /// `self.groupdict(default)`
    ///
    /// # Errors
    ///
    /// None where every group is known to match.
    pub fn groupdict_or<G: Group + Object + Clone>(&self, default: &Str) -> Py<Dict<Str, G>> {
        let dict = Dict::new();
        for (name, number) in &self.0.pattern.0.names {
            dict.set(name.clone(), G::of(Some(self.text(*number).unwrap_or_else(|| default.clone())))?)?;
        }
        Ok(dict)
    }

    /// `self.expand(template)`
    ///
    /// # Errors
    ///
    /// `re.error` for a bad template.
    pub fn expand(&self, template: &str) -> Py<Str> {
        let mut out = String::new();
        Template::new(template, &self.0.pattern)?.fill(self, &mut out);
        Ok(Str::from(out))
    }

    /// `self.lastindex`
    pub fn lastindex(&self) -> Option<i64> {
        self.0.last.map(int)
    }

    /// `self.lastgroup`
    pub fn lastgroup(&self) -> Option<Str> {
        let last = self.0.last?;
        self.0.pattern.0.names.iter().find(|(_, number)| *number == last).map(|(name, _)| name.clone())
    }

    /// `self.pos`
    pub fn pos(&self) -> i64 {
        int(self.0.from)
    }

    /// `self.endpos`
    pub fn endpos(&self) -> i64 {
        int(self.0.until)
    }

    /// `self.string`
    pub fn string(&self) -> Str {
        self.0.subject.text().clone()
    }

    /// `self.re`
    pub fn re(&self) -> Pattern {
        self.0.pattern.clone()
    }
}

impl Object for Match {
    fn type_name(&self) -> &'static str {
        "Match"
    }

    fn write_repr(&self, out: &mut String) -> Py<()> {
        let (start, end) = self.span_of(0).unwrap_or_default();
        out.push_str(&format!("<re.Match object; span=({start}, {end}), match="));
        let mut text = String::new();
        self.whole().write_repr(&mut text)?;
        // As much as CPython shows.
        out.extend(text.chars().take(50));
        out.push('>');
        Ok(())
    }
}

impl Equal for Match {
    fn equal(&self, other: &Match) -> Py<bool> {
        Ok(Rc::ptr_eq(&self.0, &other.0))
    }
}

impl Key for Match {
    fn hash(&self) -> Py<i64> {
        Ok(identity_hash(Rc::as_ptr(&self.0).addr()))
    }
}

unordered! { [] Match; }
