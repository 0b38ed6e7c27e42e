//! `except*`: what its clauses take of a group of exceptions, and what is raised in the end.
//!
//! # How it works
//!
//! ```text
//!  group ──take(&[&VALUE_ERROR])──► those of it that match ──► the clause ──handled──┐
//!    └── the others ──take(…)──► …                                                   ▼
//!                     └── what no clause took ───────────────────────────────► finish: raised, or nothing is
//! ```
//!
//! - **I1** What a clause raises again is part of the first group, in its place there; what it raises anew stands beside that, in a group
//!   without a message.

use crate::Py;
use crate::exc::{BASE_EXCEPTION_GROUP, Class, Exc};

/// An exception that goes through the clauses of an `except*`.
#[derive(Clone, Debug)]
pub struct Split {
    first: Exc,
    rest: Option<Exc>,
    raised: Vec<Exc>,
    again: Vec<Exc>,
}

impl Split {
    /// Begins with what was raised.
    pub fn new(exc: Exc) -> Split {
        Split { rest: Some(exc.clone()), first: exc, raised: Vec::new(), again: Vec::new() }
    }

    fn is_group(&self) -> bool {
        self.first.is(&BASE_EXCEPTION_GROUP)
    }

    /// What a clause of these classes takes: a group.
    pub fn take(&mut self, classes: &[&'static Class]) -> Option<Exc> {
        let is = |exc: &Exc| classes.iter().any(|class| exc.is(class));
        let current = self.rest.take()?;
        if !self.is_group() {
            if is(&current) {
                return Some(Exc::group("", vec![current]));
            }
            self.rest = Some(current);
            return None;
        }
        let (taken, rest) = split(&current, &is);
        self.rest = rest;
        taken
    }

    /// A clause has come to its end, or has raised.
    pub fn handled(&mut self, taken: &Exc, result: Py<()>) {
        match result {
            Ok(()) => {}
            Err(exc) if exc == *taken => self.again.push(exc),
            Err(exc) => self.raised.push(in_context(exc, taken)),
        }
    }

    /// What is raised in the end.
    ///
    /// # Errors
    ///
    /// What no clause took, and what clauses raised.
    pub fn finish(self) -> Py<()> {
        let is_group = self.is_group();
        let Split { first, rest, mut raised, mut again } = self;
        if !is_group {
            return raised.into_iter().chain(again).chain(rest).next().map_or(Ok(()), Err);
        }
        again.extend(rest);
        let mut kept = Vec::new();
        again.iter().for_each(|exc| leaves(exc, &mut kept));
        let again = if kept.is_empty() { None } else { split(&first, &|exc| kept.contains(exc)).0 };
        if raised.is_empty() {
            return again.map_or(Ok(()), Err);
        }
        raised.extend(again);
        Err(Exc::group("", raised))
    }
}

/// The exceptions of a group, at any depth, that are no groups.
fn leaves(exc: &Exc, found: &mut Vec<Exc>) {
    if exc.is(&BASE_EXCEPTION_GROUP) {
        exc.members().iter().for_each(|member| leaves(member, found));
    } else {
        found.push(exc.clone());
    }
}

/// Those of a group that match, and the others, by a test that never raises.
fn split(exc: &Exc, is: &dyn Fn(&Exc) -> bool) -> (Option<Exc>, Option<Exc>) {
    split_by(exc, &|exc| Ok(is(exc))).unwrap_or_default()
}

/// `group.split(condition)`: those that match, and the others.
///
/// # Errors
///
/// What the condition raises.
///
/// # Examples
///
/// ```
/// use pyrt::prelude::*;
///
/// let group = Exc::group("both", vec![Exc::new(&exc::KEY_ERROR, 1), Exc::new(&exc::VALUE_ERROR, 2)]);
/// let (keys, others) = groups::split_by(&group, &|exc| Ok(exc.is(&exc::KEY_ERROR))).unwrap();
/// assert_eq!(format!("{keys:?}"), "Some(ExceptionGroup('both', [KeyError(1)]))");
/// assert_eq!(format!("{others:?}"), "Some(ExceptionGroup('both', [ValueError(2)]))");
/// ```
pub fn split_by(exc: &Exc, is: &dyn Fn(&Exc) -> Py<bool>) -> Py<(Option<Exc>, Option<Exc>)> {
    if is(exc)? {
        return Ok((Some(exc.clone()), None));
    }
    if !exc.is(&BASE_EXCEPTION_GROUP) {
        return Ok((None, Some(exc.clone())));
    }
    let (mut matching, mut others) = (Vec::new(), Vec::new());
    for member in exc.members() {
        let (one, other) = split_by(member, is)?;
        matching.extend(one);
        others.extend(other);
    }
    let like = |members: Vec<Exc>| (!members.is_empty()).then(|| derived(exc, members));
    Ok((like(matching), like(others)))
}

/// `group.subgroup(condition)`
///
/// # Errors
///
/// What the condition raises.
pub fn subgroup(exc: &Exc, is: &dyn Fn(&Exc) -> Py<bool>) -> Py<Option<Exc>> {
    split_by(exc, is).map(|(matching, _)| matching)
}

/// `group.derive(members)`
pub fn derive(group: &Exc, members: Vec<Exc>) -> Exc {
    Exc::group(message(group), members)
}

fn message(group: &Exc) -> String {
    group.args().first().map_or_else(String::new, |message| message.str())
}

/// A group like this one with other members.
fn derived(group: &Exc, members: Vec<Exc>) -> Exc {
    let derived = derive(group, members);
    derived.set_context(group.context());
    group.notes().into_iter().for_each(|note| derived.add_note(note));
    derived.from_cause(group.cause())
}

/// An exception that is raised while another one is handled.
pub fn in_context(exc: Exc, handled: &Exc) -> Exc {
    if exc == *handled {
        return exc;
    }
    // No exception is the context of what it came from.
    let mut last = handled.clone();
    while let Some(context) = last.context() {
        if context == exc {
            last.set_context(None);
            break;
        }
        last = context;
    }
    exc.set_context(handled.clone());
    exc
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exc::{KEY_ERROR, OS_ERROR, TYPE_ERROR, VALUE_ERROR};

    fn group() -> Exc {
        let inner = Exc::group("inner", vec![Exc::new(&KEY_ERROR, 1), Exc::new(&VALUE_ERROR, 2)]);
        Exc::group("outer", vec![Exc::new(&VALUE_ERROR, 3), inner])
    }

    #[test]
    fn clauses_take_what_matches() {
        let mut split = Split::new(group());
        assert!(split.take(&[&TYPE_ERROR, &OS_ERROR]).is_none());
        let values = split.take(&[&VALUE_ERROR]).unwrap();
        let shown = "ExceptionGroup('outer', [ValueError(3), ExceptionGroup('inner', [ValueError(2)])])";
        assert_eq!(format!("{values:?}"), shown);
        split.handled(&values, Ok(()));
        let left = split.finish().unwrap_err();
        assert_eq!(format!("{left:?}"), "ExceptionGroup('outer', [ExceptionGroup('inner', [KeyError(1)])])");
    }

    #[test]
    fn what_is_raised_again_is_in_its_place() {
        let mut split = Split::new(group());
        let values = split.take(&[&VALUE_ERROR]).unwrap();
        split.handled(&values, Err(values.clone()));
        let keys = split.take(&[&KEY_ERROR]).unwrap();
        split.handled(&keys, Err(Exc::new(&OS_ERROR, "new")));
        let shown = "ExceptionGroup('', [OSError('new'), ExceptionGroup('outer', [ValueError(3), \
                     ExceptionGroup('inner', [ValueError(2)])])])";
        assert_eq!(format!("{:?}", split.finish().unwrap_err()), shown);
    }

    #[test]
    fn one_alone_is_in_a_group_for_its_clause() {
        let mut split = Split::new(Exc::new(&VALUE_ERROR, 1));
        let taken = split.take(&[&VALUE_ERROR]).unwrap();
        assert_eq!(format!("{taken:?}"), "ExceptionGroup('', [ValueError(1)])");
        split.handled(&taken, Ok(()));
        assert!(split.finish().is_ok());
        let mut split = Split::new(Exc::new(&VALUE_ERROR, 1));
        assert!(split.take(&[&KEY_ERROR]).is_none());
        assert_eq!(format!("{:?}", split.finish().unwrap_err()), "ValueError(1)");
    }

    #[test]
    fn a_context_is_never_a_circle() {
        let (one, other) = (Exc::new(&VALUE_ERROR, 1), Exc::new(&KEY_ERROR, 2));
        let other = in_context(other, &one);
        let one = in_context(one, &other);
        assert_eq!((one.context(), other.context()), (Some(other.clone()), None));
        one.set_context(None);
    }
}
