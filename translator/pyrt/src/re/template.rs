//! What `sub` puts in place of a match: `\1`, `\g<name>`.

use super::{Match, Pattern};
use crate::Str;
use crate::exc::{Exc, INDEX_ERROR, RE_ERROR};

/// A text, or a group.
#[derive(Clone, Debug)]
enum Piece {
    Text(String),
    Group(usize),
}

/// A template that has been read.
#[derive(Clone, Debug)]
pub(super) struct Template(Vec<Piece>);

impl Template {
    /// Reads a template for a pattern.
    pub(super) fn new(text: &str, pattern: &Pattern) -> Result<Template, Exc> {
        let mut reader = Reader { text: text.chars().collect(), at: 0, pieces: Vec::new(), pattern };
        while reader.at < reader.text.len() {
            reader.piece()?;
        }
        Ok(Template(reader.pieces))
    }

    /// What it becomes for a match: a group that has not matched is empty.
    pub(super) fn fill(&self, found: &Match, out: &mut String) {
        for piece in &self.0 {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Group(group) => {
                    if let Some(text) = found.text(*group) {
                        out.push_str(text.as_str());
                    }
                }
            }
        }
    }
}

struct Reader<'a> {
    text: Vec<char>,
    at: usize,
    pieces: Vec<Piece>,
    pattern: &'a Pattern,
}

impl Reader<'_> {
    fn error(&self, text: &str, place: usize) -> Exc {
        Exc::new(&RE_ERROR, format!("{text} at position {place}"))
    }

    fn peek(&self) -> Option<char> {
        self.text.get(self.at).copied()
    }

    fn push(&mut self, c: char) {
        match self.pieces.last_mut() {
            Some(Piece::Text(text)) => text.push(c),
            _ => self.pieces.push(Piece::Text(c.to_string())),
        }
    }

    fn piece(&mut self) -> Result<(), Exc> {
        let start = self.at;
        let Some(c) = self.peek() else { return Ok(()) };
        self.at += 1;
        if c != '\\' {
            self.push(c);
            return Ok(());
        }
        let Some(c) = self.peek() else { return Err(self.error("bad escape (end of pattern)", start)) };
        self.at += 1;
        match c {
            'g' => self.group(start),
            '0' => {
                let value = self.octal(2);
                self.push(value);
                Ok(())
            }
            '1'..='9' => self.number(c, start),
            'a' => self.plain('\u{7}'),
            'b' => self.plain('\u{8}'),
            'f' => self.plain('\u{c}'),
            'n' => self.plain('\n'),
            'r' => self.plain('\r'),
            't' => self.plain('\t'),
            'v' => self.plain('\u{b}'),
            '\\' => self.plain('\\'),
            c if c.is_ascii_alphabetic() => Err(self.error(&format!("bad escape \\{c}"), start)),
            c => {
                self.push('\\');
                self.plain(c)
            }
        }
    }

    fn plain(&mut self, c: char) -> Result<(), Exc> {
        self.push(c);
        Ok(())
    }

    fn octal(&mut self, most: usize) -> char {
        let mut value = 0;
        for _ in 0..most {
            let Some(digit) = self.peek().and_then(|c| c.to_digit(8)) else { break };
            value = value * 8 + digit;
            self.at += 1;
        }
        char::from_u32(value).unwrap_or('\0')
    }

    /// `\12`: a group, or an octal number of three digits.
    fn number(&mut self, first: char, start: usize) -> Result<(), Exc> {
        let mut digits = String::from(first);
        if let Some(second) = self.peek().filter(char::is_ascii_digit) {
            let third = self.text.get(self.at + 1).copied();
            let is_octal = |c: char| ('0'..='7').contains(&c);
            if is_octal(first) && is_octal(second) && third.is_some_and(is_octal) {
                self.at -= 1;
                let value = self.octal(3);
                self.push(value);
                return Ok(());
            }
            digits.push(second);
            self.at += 1;
        }
        self.add_group(digits.parse().unwrap_or(usize::MAX), start + 1)
    }

    fn add_group(&mut self, group: usize, place: usize) -> Result<(), Exc> {
        if group > self.pattern.0.groups {
            return Err(self.error(&format!("invalid group reference {group}"), place));
        }
        self.pieces.push(Piece::Group(group));
        Ok(())
    }

    /// `\g<1>`, `\g<name>`
    fn group(&mut self, start: usize) -> Result<(), Exc> {
        if self.peek() != Some('<') {
            return Err(self.error("missing <", self.at));
        }
        self.at += 1;
        let name: String = self.text[self.at..].iter().take_while(|c| **c != '>').collect();
        let count = name.chars().count();
        if self.at + count >= self.text.len() {
            let text = if name.is_empty() { "missing group name" } else { "missing >, unterminated name" };
            return Err(self.error(text, self.at));
        }
        self.at += count + 1;
        if name.is_empty() {
            return Err(self.error("missing group name", start + 3));
        }
        if name.chars().all(|c| c.is_ascii_digit()) {
            return self.add_group(name.parse().unwrap_or(usize::MAX), start + 3);
        }
        if !Str::new(&name).isidentifier() {
            let text = format!("bad character in group name {}", crate::shown::repr(&Str::new(&name))?);
            return Err(self.error(&text, start + 3));
        }
        match self.pattern.number_of(&name) {
            Some(group) => self.add_group(group, start + 3),
            None => Err(Exc::new(&INDEX_ERROR, format!("unknown group name '{name}'"))),
        }
    }
}
