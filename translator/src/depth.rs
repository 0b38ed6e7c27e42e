//! How deeply a source is nested, before anything follows it down.
//!
//! # How it works
//!
//! Trees of expressions are as deep as their operators are many, not only their brackets: `a + b + c` is a sum in a sum. So the tokens are
//! counted that may go a level down, since the last comma or line, in this bracket and in those around it; that is never less than the depth.
//! Blocks are counted by their indents, and a chain of `elif` as the nested `if`s that it becomes, in all open blocks together.
//!
//! - **I1** No expression of a source that is let through is deeper than `MOST_OPERATORS`, and no block deeper than `MOST_BLOCKS` and
//!   `MOST_ELIFS`. What follows a tree down needs no limit of its own.

use crate::tree::Span;
use ruff_python_ast::token::TokenKind;
use ruff_python_parser::Mode;
use ruff_python_parser::lexer::lex;

/// The deepest nesting of brackets, as in CPython.
const MOST_BRACKETS: usize = 200;

/// The deepest nesting of blocks, as in CPython.
const MOST_BLOCKS: usize = 100;

/// The most operators, keywords and brackets of one expression. CPython stops at some thousands.
const MOST_OPERATORS: usize = 500;

const MOST_ELIFS: usize = 500;

/// Where a source is nested too deeply, and how.
pub(crate) fn too_deep(source: &str) -> Option<(Span, String)> {
    let message = first_excess(source)?;
    // The lexer tells no places: the shortest beginning that is too deep ends where it becomes so.
    let (mut fits, mut exceeds) = (0, source.len());
    while exceeds - fits > 1 {
        let middle = fits.midpoint(exceeds);
        match source.get(..middle).map(first_excess) {
            Some(Some(_)) => exceeds = middle,
            _ => fits = middle,
        }
    }
    let last = source.get(..exceeds).and_then(|beginning| beginning.char_indices().next_back());
    let start = last.map_or(0, |(index, _)| index) as u32;
    Some((Span { start, end: exceeds as u32 }, message))
}

fn first_excess(source: &str) -> Option<String> {
    let mut lexer = lex(source, Mode::Module);
    let mut depth = Depth::default();
    loop {
        let token = lexer.next_token();
        if token == TokenKind::EndOfFile {
            return None;
        }
        depth.take(token);
        if let Some(excess) = depth.excess() {
            return Some(excess);
        }
    }
}

/// An open bracket, or an f-string or a value in it.
struct Open {
    /// The operators up to it since the last comma, itself included.
    operators: usize,
    /// The `lambda`s before it.
    lambdas: usize,
    is_string: bool,
    /// It stands beside others, not behind them: a value of an f-string.
    is_value: bool,
}

#[derive(Default)]
struct Depth {
    outer: Vec<Open>,
    /// Operators of the open brackets together.
    operators: usize,
    /// Those of them that are the `lambda`s of the innermost bracket: a comma may stand between their parameters.
    lambdas: usize,
    /// Of each open block, the `elif`s of its last statement.
    elifs: Vec<usize>,
    /// Of the module's.
    top_elifs: usize,
    begins_statement: bool,
}

impl Depth {
    fn take(&mut self, token: TokenKind) {
        match token {
            TokenKind::Comment | TokenKind::NonLogicalNewline => return,
            TokenKind::Indent => self.elifs.push(0),
            TokenKind::Dedent => drop(self.elifs.pop()),
            _ if self.begins_statement => self.begin(token),
            _ => {}
        }
        self.begins_statement =
            matches!(token, TokenKind::Newline | TokenKind::Indent | TokenKind::Dedent | TokenKind::Semi);
        match token {
            TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => self.open(false),
            TokenKind::FStringStart | TokenKind::TStringStart => self.open(true),
            TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace | TokenKind::FStringEnd | TokenKind::TStringEnd => {
                self.close();
            }
            TokenKind::Comma => {
                self.operators = self.outer.last().map_or(0, |open| open.operators) + self.lambdas;
            }
            TokenKind::Newline | TokenKind::Semi if self.outer.is_empty() => (self.operators, self.lambdas) = (0, 0),
            TokenKind::Lambda => {
                self.operators += 1;
                self.lambdas += 1;
            }
            TokenKind::Name
            | TokenKind::Int
            | TokenKind::Float
            | TokenKind::Complex
            | TokenKind::String
            | TokenKind::FStringMiddle
            | TokenKind::TStringMiddle
            | TokenKind::Newline
            | TokenKind::Semi
            | TokenKind::Indent
            | TokenKind::Dedent => {}
            _ => self.operators += 1,
        }
    }

    fn open(&mut self, is_string: bool) {
        let is_value = self.outer.last().is_some_and(|open| open.is_string);
        self.operators += 1;
        self.outer.push(Open { operators: self.operators, lambdas: self.lambdas, is_string, is_value });
        self.lambdas = 0;
    }

    fn close(&mut self) {
        let open = self.outer.pop();
        self.operators = open.as_ref().map_or(0, |open| open.operators - usize::from(open.is_value));
        self.lambdas = open.map_or(0, |open| open.lambdas);
    }

    /// A statement begins with this token.
    fn begin(&mut self, token: TokenKind) {
        let elifs = self.elifs.last_mut().unwrap_or(&mut self.top_elifs);
        match token {
            TokenKind::Elif => *elifs += 1,
            TokenKind::Else => {}
            _ => *elifs = 0,
        }
    }

    fn excess(&self) -> Option<String> {
        let elifs = self.top_elifs + self.elifs.iter().sum::<usize>();
        if self.outer.len() > MOST_BRACKETS {
            Some(format!("more than {MOST_BRACKETS} brackets are open here"))
        } else if self.operators > MOST_OPERATORS {
            Some(format!("this expression has more than {MOST_OPERATORS} operators"))
        } else if self.elifs.len() > MOST_BLOCKS {
            Some(format!("more than {MOST_BLOCKS} blocks are open here"))
        } else if elifs > MOST_ELIFS {
            Some(format!("more than {MOST_ELIFS} `elif` are open here"))
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_is_where_it_becomes_too_deep() {
        let brackets = format!("x = '((('\ny = é{}", "(".repeat(300));
        let (span, message) = too_deep(&brackets).unwrap();
        assert_eq!(message, "more than 200 brackets are open here");
        assert_eq!(span.start as usize, brackets.find("é(").unwrap() + "é".len() + 200);
        let sum = format!("x = a{}\n", " + a".repeat(600));
        assert_eq!(too_deep(&sum).unwrap().1, "this expression has more than 500 operators");
        let many = "x = [a + b, c + d]\n".repeat(1_000) + &format!("y = [{}]\n", "a + b, ".repeat(1_000));
        assert_eq!(too_deep(&many), None);
    }

    #[test]
    fn elifs_count_in_their_own_chain() {
        let chain = |length: usize| format!("if x:\n    pass\n{}", "elif x:\n    pass\n".repeat(length));
        assert_eq!(too_deep(&chain(500)), None);
        assert_eq!(too_deep(&chain(501)).unwrap().1, "more than 500 `elif` are open here");
        assert_eq!(too_deep(&chain(300).repeat(3)), None);
        let inside: String = chain(300).lines().map(|line| format!("    {line}\n")).collect();
        assert!(too_deep(&(chain(300) + &inside)).is_some(), "a chain in the last of three hundred");
    }

    #[test]
    fn parameters_of_lambdas_are_no_way_round() {
        assert!(too_deep(&format!("f = {}1", "lambda a, b: ".repeat(20_000))).is_some());
        assert_eq!(too_deep(&format!("f'{}'\n", "{x} ".repeat(2_000))), None);
    }
}
