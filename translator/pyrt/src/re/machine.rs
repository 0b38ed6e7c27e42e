//! Runs a program over a text, and goes back where it fails.
//!
//! # How it works
//!
//! What may be tried later is a frame on a stack of our own, and so is what has to be taken back before: a pattern that goes back a million
//! times costs memory, never Rust's stack. A part that matches in one way only (a look, an atomic group) runs on the same stack; when
//! it is done, what it could still have tried is thrown away, and what it changed can still be taken back.

use super::chars::folded;
use super::program::{Program, Step};
use super::subject::Subject;
use super::tree::{Greed, Place};

/// Where a group begins and ends: two marks each; those of the whole match are first.
pub(super) type Marks = Vec<Option<usize>>;

#[derive(Debug)]
enum Frame {
    /// Go on here.
    Try {
        step: usize,
        at: usize,
    },
    /// One fewer of many, down to the fewest; then go on here.
    Fewer {
        step: usize,
        least: usize,
        at: usize,
    },
    /// One more of many, up to the most.
    More {
        step: usize,
        at: usize,
        left: usize,
    },
    Mark {
        place: usize,
        was: Option<usize>,
    },
    Last {
        was: Option<usize>,
    },
    Counter {
        counter: usize,
        was: Counter,
    },
}

/// How often a loop ran, and where it ran last.
#[derive(Clone, Copy, Debug, Default)]
struct Counter {
    count: u32,
    last: Option<usize>,
}

/// What a match must be.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Wanted {
    /// It reaches the end: `fullmatch`.
    pub(super) whole: bool,
    /// It takes something where it begins at the start of the search.
    pub(super) not_empty: bool,
}

pub(super) struct Machine<'a> {
    program: &'a Program,
    subject: &'a Subject,
    /// Where the text ends.
    end: usize,
    wanted: Wanted,
    start: usize,
    marks: Marks,
    /// The group that was closed last.
    last: Option<usize>,
    counters: Vec<Counter>,
    frames: Vec<Frame>,
}

impl<'a> Machine<'a> {
    pub(super) fn new(program: &'a Program, groups: usize, subject: &'a Subject, end: usize) -> Machine<'a> {
        Machine {
            program,
            subject,
            end,
            wanted: Wanted::default(),
            start: 0,
            marks: vec![None; 2 * groups + 2],
            last: None,
            counters: vec![Counter::default(); program.counters],
            frames: Vec::new(),
        }
    }

    /// A match that begins here, with the group that was closed last.
    pub(super) fn match_at(&mut self, start: usize, wanted: Wanted) -> Option<(Marks, Option<usize>)> {
        self.start = start;
        self.wanted = wanted;
        self.marks.fill(None);
        self.last = None;
        self.frames.clear();
        let end = self.run(0, start, true)?;
        let mut marks = self.marks.clone();
        if let [first, second, ..] = marks.as_mut_slice() {
            (*first, *second) = (Some(start), Some(end));
        }
        Some((marks, self.last))
    }

    /// Says whether a character could begin a match: a look before the machine runs.
    pub(super) fn may_begin(&self, at: usize) -> bool {
        match self.program.steps.first() {
            Some(Step::One(test)) => self.at(at).is_some_and(|c| test.holds(c)),
            Some(Step::Many { test, min, .. }) if *min > 0 => self.at(at).is_some_and(|c| test.holds(c)),
            _ => true,
        }
    }

    fn at(&self, at: usize) -> Option<char> {
        if at < self.end { self.subject.at(at) } else { None }
    }

    /// Runs from a step on until it is done; gives where.
    fn run(&mut self, first: usize, from: usize, is_whole: bool) -> Option<usize> {
        let base = self.frames.len();
        let (mut step, mut at) = (first, from);
        loop {
            let next = match self.program.steps.get(step)? {
                Step::Done if !is_whole || self.is_wanted(at) => return Some(at),
                Step::Done => None,
                _ => self.step(step, at),
            };
            (step, at) = match next {
                Some(next) => next,
                None => self.back(base)?,
            };
        }
    }

    fn is_wanted(&self, at: usize) -> bool {
        !(self.wanted.whole && at != self.end || self.wanted.not_empty && at == self.start)
    }

    /// Does one step; gives the next and where, unless it fails.
    fn step(&mut self, step: usize, at: usize) -> Option<(usize, usize)> {
        let program = self.program;
        match program.steps.get(step)? {
            Step::Done => None,
            Step::One(test) => test.holds(self.at(at)?).then_some((step + 1, at + 1)),
            Step::At(place) => self.is_at(*place, at).then_some((step + 1, at)),
            Step::Split(one, other) => {
                self.frames.push(Frame::Try { step: *other, at });
                Some((*one, at))
            }
            Step::Jump(place) => Some((*place, at)),
            Step::Mark(place) => {
                self.mark(*place, at);
                Some((step + 1, at))
            }
            Step::Back(group, folds) => self.repeat_group(*group, *folds, at).map(|at| (step + 1, at)),
            Step::Many { .. } => self.many(step, at),
            Step::Begin(counter) => {
                self.count(*counter, Counter::default());
                Some((step + 1, at))
            }
            Step::Loop { counter, min, max, how, out } => self.head(step, at, *counter, (*min, *max), *how, *out),
            Step::Look { behind, negative, out } => {
                let found = match behind {
                    None => self.part(step + 1, at),
                    Some(width) => at.checked_sub(*width).and_then(|before| self.part(step + 1, before)),
                };
                (found.is_some() != *negative).then_some((*out, at))
            }
            Step::Atomic(out) => self.part(step + 1, at).map(|at| (*out, at)),
            Step::Unless(group, place) => match self.span(*group) {
                Some(_) => Some((step + 1, at)),
                None => Some((*place, at)),
            },
        }
    }

    /// A part that matches in one way only; what it has changed stays if it does, and is taken back with what was before.
    fn part(&mut self, step: usize, at: usize) -> Option<usize> {
        let base = self.frames.len();
        let end = self.run(step, at, false)?;
        let mut place = 0;
        self.frames.retain(|frame| {
            place += 1;
            place <= base || !matches!(frame, Frame::Try { .. } | Frame::Fewer { .. } | Frame::More { .. })
        });
        Some(end)
    }

    fn many(&mut self, step: usize, at: usize) -> Option<(usize, usize)> {
        let program = self.program;
        let Some(Step::Many { test, min, max, how }) = program.steps.get(step) else { return None };
        let wanted = if *how == Greed::Most { *max } else { *min };
        let mut reached = at;
        while reached - at < wanted && self.at(reached).is_some_and(|c| test.holds(c)) {
            reached += 1;
        }
        if reached - at < *min {
            return None;
        }
        match how {
            Greed::Most if reached > at + min => {
                self.frames.push(Frame::Fewer { step: step + 1, least: at + min, at: reached });
            }
            Greed::Most => {}
            Greed::Least => self.frames.push(Frame::More { step, at: reached, left: max - min }),
        }
        Some((step + 1, reached))
    }

    fn head(
        &mut self,
        step: usize,
        at: usize,
        counter: usize,
        (min, max): (u32, Option<u32>),
        how: Greed,
        out: usize,
    ) -> Option<(usize, usize)> {
        let now = self.counters.get(counter).copied()?;
        if now.count < min {
            self.count(counter, Counter { count: now.count + 1, ..now });
            return Some((step + 1, at));
        }
        let is_over = max.is_some_and(|max| now.count >= max) || now.last == Some(at);
        if is_over {
            return Some((out, at));
        }
        match how {
            Greed::Most => {
                self.frames.push(Frame::Try { step: out, at });
                self.count(counter, Counter { count: now.count.saturating_add(1), last: Some(at) });
                Some((step + 1, at))
            }
            Greed::Least => {
                // The loop is run once more where what follows it fails.
                self.frames.push(Frame::Counter { counter, was: now });
                self.frames.push(Frame::Try { step: step + 1, at });
                self.frames.push(Frame::Counter {
                    counter,
                    was: Counter { count: now.count.saturating_add(1), last: Some(at) },
                });
                Some((out, at))
            }
        }
    }

    /// Takes back, down to the last that may be tried.
    fn back(&mut self, base: usize) -> Option<(usize, usize)> {
        while self.frames.len() > base {
            match self.frames.pop()? {
                Frame::Try { step, at } => return Some((step, at)),
                Frame::Fewer { step, least, at } => {
                    let at = at - 1;
                    if at > least {
                        self.frames.push(Frame::Fewer { step, least, at });
                    }
                    return Some((step, at));
                }
                Frame::More { step, at, left } => {
                    let Some(Step::Many { test, .. }) = self.program.steps.get(step) else { return None };
                    if left == 0 || !self.at(at).is_some_and(|c| test.holds(c)) {
                        continue;
                    }
                    self.frames.push(Frame::More { step, at: at + 1, left: left - 1 });
                    return Some((step + 1, at + 1));
                }
                Frame::Mark { place, was } => {
                    if let Some(mark) = self.marks.get_mut(place) {
                        *mark = was;
                    }
                }
                Frame::Last { was } => self.last = was,
                Frame::Counter { counter, was } => {
                    if let Some(counter) = self.counters.get_mut(counter) {
                        *counter = was;
                    }
                }
            }
        }
        None
    }

    fn mark(&mut self, place: usize, at: usize) {
        let was = self.marks.get(place).copied().flatten();
        self.frames.push(Frame::Mark { place, was });
        if let Some(mark) = self.marks.get_mut(place) {
            *mark = Some(at);
        }
        if place % 2 == 1 {
            self.frames.push(Frame::Last { was: self.last });
            self.last = Some(place / 2);
        }
    }

    fn count(&mut self, counter: usize, now: Counter) {
        if let Some(place) = self.counters.get_mut(counter) {
            let was = std::mem::replace(place, now);
            self.frames.push(Frame::Counter { counter, was });
        }
    }

    /// Where a group begins and ends, if it has matched.
    fn span(&self, group: usize) -> Option<(usize, usize)> {
        let start = self.marks.get(2 * group).copied().flatten()?;
        let end = self.marks.get(2 * group + 1).copied().flatten()?;
        (start <= end).then_some((start, end))
    }

    /// What the group took, once more.
    fn repeat_group(&self, group: usize, folds: bool, at: usize) -> Option<usize> {
        let (start, end) = self.span(group)?;
        for offset in 0..end - start {
            let (one, other) = (self.subject.at(start + offset)?, self.at(at + offset)?);
            let is_same = one == other || folds && folded(one) == folded(other);
            if !is_same {
                return None;
            }
        }
        Some(at + (end - start))
    }

    fn is_at(&self, place: Place, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|before| self.subject.at(before));
        match place {
            Place::Start => at == 0,
            Place::LineStart => at == 0 || before == Some('\n'),
            Place::End => at == self.end,
            Place::LastLineEnd => at == self.end || at + 1 == self.end && self.at(at) == Some('\n'),
            Place::LineEnd => at == self.end || self.at(at) == Some('\n'),
            Place::Edge(class, negative) => {
                let is_word = |c: Option<char>| c.is_some_and(|c| class.holds(c));
                let is_edge = is_word(before) != is_word(self.at(at));
                // Of nothing at all neither is true in CPython 3.11.
                is_edge != negative && (self.end > 0 || !negative)
            }
        }
    }
}
