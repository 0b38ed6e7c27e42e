//! `textwrap`: paragraphs in lines of a width.
//!
//! # How it works
//!
//! A text is cut into pieces, words and blanks, by the regular expressions that CPython uses, and lines are filled with them.

use crate::re::{self, Pattern};
use crate::shown::{int, value_error};
use crate::{List, Py, Str};

/// Where a text may be cut: at blanks, behind hyphens and at dashes.
const PIECES: &str = r#"(?x)
    ( [\t\n\x0b\x0c\r\ ]+
    | (?<=[\w!"'&.,?]) -{2,} (?=\w)
    | [^\t\n\x0b\x0c\r\ ]+? (?:
          -(?: (?<=[^\d\W]{2}-) | (?<=[^\d\W]-[^\d\W]-)) (?= [^\d\W] -? [^\d\W])
        | (?=[\t\n\x0b\x0c\r\ ]|\Z)
        | (?<=[\w!"'&.,?]) (?=-{2,}\w)
        )
    )"#;

/// Where it may be cut at blanks only.
const WORDS: &str = r"([\t\n\x0b\x0c\r\ ]+)";

/// `TextWrapper`: how lines are filled.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct Wrapper {
    pub width: i64,
    pub initial_indent: Str,
    pub subsequent_indent: Str,
    pub expand_tabs: bool,
    pub replace_whitespace: bool,
    pub break_long_words: bool,
    pub drop_whitespace: bool,
    pub break_on_hyphens: bool,
    pub max_lines: Option<i64>,
    pub placeholder: Str,
}

impl Default for Wrapper {
    fn default() -> Wrapper {
        Wrapper {
            width: 70,
            initial_indent: Str::EMPTY,
            subsequent_indent: Str::EMPTY,
            expand_tabs: true,
            replace_whitespace: true,
            break_long_words: true,
            drop_whitespace: true,
            break_on_hyphens: true,
            max_lines: None,
            placeholder: Str::literal(" [...]"),
        }
    }
}

/// A line that is being filled.
#[derive(Default)]
struct Line {
    pieces: Vec<Str>,
}

impl Line {
    fn width(&self) -> i64 {
        self.pieces.iter().map(Str::len).sum()
    }

    fn text(&self, indent: &Str) -> Str {
        let mut text = indent.as_str().to_owned();
        self.pieces.iter().for_each(|piece| text.push_str(piece.as_str()));
        Str::from(text)
    }
}

fn is_blank(text: &Str) -> bool {
    text.strip(None).is_empty()
}

fn pattern(text: &str, flags: i64) -> Py<Pattern> {
    re::compile(&Str::new(text), flags)
}

impl Wrapper {
    /// `self.wrap(text)`
    ///
    /// # Errors
    ///
    /// `ValueError` for no width.
    pub fn wrap(&self, text: &Str) -> Py<List<Str>> {
        self.lines(text).map(List::from)
    }

    /// `self.fill(text)`
    ///
    /// # Errors
    ///
    /// `ValueError` for no width.
    pub fn fill(&self, text: &Str) -> Py<Str> {
        Ok(Str::literal("\n").join(self.lines(text)?))
    }

    /// `shorten(text, width)`
    ///
    /// # Errors
    ///
    /// `ValueError` where the placeholder is wider.
    pub fn shorten(mut self, text: &Str) -> Py<Str> {
        self.max_lines = Some(1);
        self.fill(&Str::literal(" ").join(text.strip(None).split(None, None)?))
    }

    fn lines(&self, text: &Str) -> Py<Vec<Str>> {
        let text = if self.expand_tabs { text.expandtabs(None)? } else { text.clone() };
        let text = if self.replace_whitespace {
            let blank = |c: char| if matches!(c, '\t' | '\n' | '\u{b}' | '\u{c}' | '\r') { ' ' } else { c };
            Str::from(text.as_str().chars().map(blank).collect::<String>())
        } else {
            text
        };
        let cut = pattern(if self.break_on_hyphens { PIECES } else { WORDS }, 0)?;
        let pieces = cut.split::<Option<Str>>(&text, 0)?.to_vec();
        let mut pieces: Vec<Str> = pieces.into_iter().flatten().filter(|piece| !piece.is_empty()).collect();
        pieces.reverse();
        self.check()?;
        self.filled(pieces)
    }

    fn check(&self) -> Py<()> {
        if self.width <= 0 {
            return Err(value_error(format!("invalid width {} (must be > 0)", self.width)));
        }
        if let Some(most) = self.max_lines {
            let indent = if most > 1 { &self.subsequent_indent } else { &self.initial_indent };
            if indent.len() + self.placeholder.lstrip(None).len() > self.width {
                return Err(value_error("placeholder too large for max width"));
            }
        }
        Ok(())
    }

    /// Fills lines with pieces, of which the first is last.
    fn filled(&self, mut pieces: Vec<Str>) -> Py<Vec<Str>> {
        let mut lines: Vec<Str> = Vec::new();
        while let Some(next) = pieces.last() {
            let indent = if lines.is_empty() { &self.initial_indent } else { &self.subsequent_indent };
            let width = self.width - indent.len();
            if self.drop_whitespace && is_blank(next) && !lines.is_empty() {
                pieces.pop();
            }
            let mut line = Line::default();
            while let Some(piece) = pieces.pop_if(|piece| line.width() + piece.len() <= width) {
                line.pieces.push(piece);
            }
            if pieces.last().is_some_and(|piece| piece.len() > width) {
                self.cut_long_word(&mut pieces, &mut line, width);
            }
            if self.drop_whitespace && line.pieces.last().is_some_and(is_blank) {
                line.pieces.pop();
            }
            if line.pieces.is_empty() {
                continue;
            }
            if self.has_room(&lines, &pieces, &line, width) {
                lines.push(line.text(indent));
            } else {
                self.end(&mut lines, line, indent, width);
                break;
            }
        }
        Ok(lines)
    }

    /// Says whether a line is none too many.
    fn has_room(&self, lines: &[Str], pieces: &[Str], line: &Line, width: i64) -> bool {
        let Some(most) = self.max_lines else { return true };
        let is_last = match pieces {
            [] => true,
            [only] => self.drop_whitespace && is_blank(only),
            _ => false,
        };
        int(lines.len()) + 1 < most || is_last && line.width() <= width
    }

    /// The last line, which says that there is more.
    fn end(&self, lines: &mut Vec<Str>, mut line: Line, indent: &Str, width: i64) {
        while let Some(last) = line.pieces.last() {
            if !is_blank(last) && line.width() + self.placeholder.len() <= width {
                line.pieces.push(self.placeholder.clone());
                lines.push(line.text(indent));
                return;
            }
            line.pieces.pop();
        }
        if let Some(before) = lines.last_mut() {
            let stripped = before.rstrip(None);
            if stripped.len() + self.placeholder.len() <= self.width {
                *before = stripped.concat(self.placeholder.as_str());
                return;
            }
        }
        lines.push(indent.concat(self.placeholder.lstrip(None).as_str()));
    }

    fn cut_long_word(&self, pieces: &mut Vec<Str>, line: &mut Line, width: i64) {
        let left = if width < 1 { 1 } else { width - line.width() };
        if self.break_long_words {
            let Some(piece) = pieces.last_mut() else { return };
            let mut end = left;
            if self.break_on_hyphens && piece.len() > left {
                let hyphen = piece.rfind("-", Some(0), Some(left));
                let has_other = || piece.slice(None, Some(hyphen)).as_str().contains(|c| c != '-');
                if hyphen > 0 && has_other() {
                    end = hyphen + 1;
                }
            }
            line.pieces.push(piece.slice(None, Some(end)));
            *piece = piece.slice(Some(end), None);
        } else if line.pieces.is_empty() {
            line.pieces.extend(pieces.pop());
        }
    }
}

/// `dedent(text)`
///
/// # Errors
///
/// None.
pub fn dedent(text: &Str) -> Py<Str> {
    let text = pattern("^[ \\t]+$", re::flags::MULTILINE)?.sub("", text, 0)?;
    let indents = pattern("(^[ \\t]*)(?:[^ \\t\\n])", re::flags::MULTILINE)?.findall::<Str>(&text, None, None).to_vec();
    let mut margin: Option<String> = None;
    for indent in indents {
        let indent = indent.as_str();
        margin = Some(match margin {
            None => indent.to_owned(),
            Some(margin) => {
                margin.chars().zip(indent.chars()).take_while(|(one, other)| one == other).map(|(c, _)| c).collect()
            }
        });
    }
    match margin.filter(|margin| !margin.is_empty()) {
        Some(margin) => pattern(&format!("^{margin}"), re::flags::MULTILINE)?.sub("", &text, 0),
        None => Ok(text),
    }
}

/// `indent(text, prefix)`
pub fn indent(text: &Str, prefix: &str) -> Str {
    let mut out = String::new();
    for line in text.splitlines(true) {
        if !is_blank(&line) {
            out.push_str(prefix);
        }
        out.push_str(line.as_str());
    }
    Str::from(out)
}
