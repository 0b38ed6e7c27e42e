//! What a pattern says, as a tree.

/// What a pattern says.
#[derive(Clone, Debug)]
pub(super) enum Node {
    /// Nothing is taken.
    Empty,
    /// One character that passes a test.
    One(Test),
    /// `^`, `\b` and the like.
    At(Place),
    /// `( )`, with its number where it has one.
    Group(Option<usize>, Box<Node>),
    /// `\1`; with `ignorecase`.
    Back(usize, bool),
    All(Vec<Node>),
    Any(Vec<Node>),
    Repeat {
        node: Box<Node>,
        min: u32,
        max: Option<u32>,
        how: Greed,
    },
    /// `(?=…)`, `(?<!…)`; how wide what stands behind is.
    Look {
        node: Box<Node>,
        behind: Option<usize>,
        negative: bool,
    },
    /// `(?>…)`
    Atomic(Box<Node>),
    /// `(?(1)…|…)`
    Choose {
        group: usize,
        yes: Box<Node>,
        no: Box<Node>,
    },
}

/// How much a repetition takes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Greed {
    Most,
    Least,
}

/// A test of one character.
#[derive(Clone, Debug)]
pub(super) enum Test {
    /// `.` with DOTALL
    Any,
    /// `.`
    NoNewline,
    Is(char),
    /// Without regard to case: what it is folded to.
    Folded(char),
    Set(Set),
}

/// `[…]`, `\d`
#[derive(Clone, Debug)]
pub(super) struct Set {
    pub(super) negative: bool,
    pub(super) folds: Folds,
    pub(super) members: Vec<Member>,
}

/// Which characters a set takes in both cases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Folds {
    No,
    Ascii,
    All,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Member {
    Range(char, char),
    /// `\d`; negated for `\D`.
    Of(Class, bool),
}

/// `\d`, `\s`, `\w`, each of Unicode or of ASCII.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Digit,
    Space,
    Word,
    AsciiDigit,
    AsciiSpace,
    AsciiWord,
}

/// A test of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// `\A`, and `^` without MULTILINE
    Start,
    /// `^` with MULTILINE
    LineStart,
    /// `\Z`
    End,
    /// `$`: also before a newline that ends the text
    LastLineEnd,
    /// `$` with MULTILINE
    LineEnd,
    /// `\b`; the class of what is in words, and whether it is `\B`.
    Edge(Class, bool),
}

impl Node {
    /// The fewest and the most characters that it takes.
    pub(super) fn width(&self) -> (usize, Option<usize>) {
        match self {
            Node::Empty | Node::At(_) | Node::Look { .. } => (0, Some(0)),
            Node::One(_) => (1, Some(1)),
            Node::Group(_, node) | Node::Atomic(node) => node.width(),
            // What a group took is not known here.
            Node::Back(..) => (0, None),
            Node::All(nodes) => nodes.iter().fold((0, Some(0)), |sum, node| add(sum, node.width())),
            Node::Any(nodes) => nodes.iter().map(Node::width).reduce(either).unwrap_or((0, Some(0))),
            Node::Repeat { node, min, max, .. } => {
                let (least, most) = node.width();
                let most = match (most, max) {
                    (Some(0), _) => Some(0),
                    (Some(most), Some(max)) => most.checked_mul(*max as usize),
                    _ => None,
                };
                (least.saturating_mul(*min as usize), most)
            }
            Node::Choose { yes, no, .. } => either(yes.width(), no.width()),
        }
    }
}

type Width = (usize, Option<usize>);

fn add(one: Width, other: Width) -> Width {
    (one.0.saturating_add(other.0), one.1.zip(other.1).and_then(|(one, other)| one.checked_add(other)))
}

fn either(one: Width, other: Width) -> Width {
    (one.0.min(other.0), one.1.zip(other.1).map(|(one, other)| one.max(other)))
}
