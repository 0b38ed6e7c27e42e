//! Trees to programs for the machine.

use super::tree::{Greed, Node, Place, Test};

/// One step.
#[derive(Clone, Debug)]
pub(super) enum Step {
    /// Takes one character.
    One(Test),
    At(Place),
    /// Goes on at the first; where that fails, at the second.
    Split(usize, usize),
    Jump(usize),
    /// Keeps the place: the start or the end of a group.
    Mark(usize),
    Back(usize, bool),
    /// Takes characters that pass a test, so many.
    Many {
        test: Test,
        min: usize,
        max: usize,
        how: Greed,
    },
    /// A loop begins: its counter is new.
    Begin(usize),
    /// The head of a loop: its body follows, `out` is behind it.
    Loop {
        counter: usize,
        min: u32,
        max: Option<u32>,
        how: Greed,
        out: usize,
    },
    /// What follows matches here, or so many characters before; `out` is behind it.
    Look {
        behind: Option<usize>,
        negative: bool,
        out: usize,
    },
    /// What follows matches in one way only.
    Atomic(usize),
    /// Goes on at the place, unless the group has matched.
    Unless(usize, usize),
    Done,
}

/// A program, and how many counters it has.
#[derive(Clone, Debug, Default)]
pub(super) struct Program {
    pub(super) steps: Vec<Step>,
    pub(super) counters: usize,
}

impl Program {
    pub(super) fn of(node: &Node) -> Program {
        let mut program = Program::default();
        program.add(node);
        program.steps.push(Step::Done);
        program
    }

    /// Where the next step stands.
    fn here(&self) -> usize {
        self.steps.len()
    }

    /// A place for a step that is known later.
    fn later(&mut self) -> usize {
        self.steps.push(Step::Done);
        self.here() - 1
    }

    fn set(&mut self, place: usize, step: Step) {
        if let Some(at) = self.steps.get_mut(place) {
            *at = step;
        }
    }

    fn add(&mut self, node: &Node) {
        match node {
            Node::Empty => {}
            Node::One(test) => self.steps.push(Step::One(test.clone())),
            Node::At(place) => self.steps.push(Step::At(*place)),
            Node::Back(group, folded) => self.steps.push(Step::Back(*group, *folded)),
            Node::All(nodes) => nodes.iter().for_each(|node| self.add(node)),
            Node::Any(nodes) => self.alternatives(nodes),
            Node::Group(None, node) => self.add(node),
            Node::Group(Some(number), node) => {
                self.steps.push(Step::Mark(2 * number));
                self.add(node);
                self.steps.push(Step::Mark(2 * number + 1));
            }
            Node::Repeat { node, min, max, how } => self.repeat(node, *min, *max, *how),
            Node::Look { node, behind, negative } => {
                let place = self.later();
                self.add(node);
                self.steps.push(Step::Done);
                let out = self.here();
                self.set(place, Step::Look { behind: *behind, negative: *negative, out });
            }
            Node::Atomic(node) => {
                let place = self.later();
                self.add(node);
                self.steps.push(Step::Done);
                let out = self.here();
                self.set(place, Step::Atomic(out));
            }
            Node::Choose { group, yes, no } => {
                let place = self.later();
                self.add(yes);
                let end = self.later();
                self.set(place, Step::Unless(*group, self.here()));
                self.add(no);
                self.set(end, Step::Jump(self.here()));
            }
        }
    }

    fn alternatives(&mut self, nodes: &[Node]) {
        let mut ends = Vec::new();
        for (index, node) in nodes.iter().enumerate() {
            if index + 1 == nodes.len() {
                self.add(node);
                break;
            }
            let split = self.later();
            self.add(node);
            ends.push(self.later());
            self.set(split, Step::Split(split + 1, self.here()));
        }
        let here = self.here();
        ends.into_iter().for_each(|end| self.set(end, Step::Jump(here)));
    }

    fn repeat(&mut self, node: &Node, min: u32, max: Option<u32>, how: Greed) {
        if let Node::One(test) = node {
            let max = max.map_or(usize::MAX, |max| max as usize);
            self.steps.push(Step::Many { test: test.clone(), min: min as usize, max, how });
            return;
        }
        let counter = self.counters;
        self.counters += 1;
        self.steps.push(Step::Begin(counter));
        let head = self.later();
        self.add(node);
        self.steps.push(Step::Jump(head));
        let out = self.here();
        self.set(head, Step::Loop { counter, min, max, how, out });
    }
}
