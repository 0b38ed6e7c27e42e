//! Patterns to trees, with CPython's errors.

use std::collections::BTreeMap;

use super::chars::folded;
use super::flags::{ASCII, DOTALL, IGNORECASE, LOCALE, MULTILINE, UNICODE, VERBOSE};
use super::tree::{Class, Folds, Greed, Member, Node, Place, Set, Test};
use crate::Str;
use crate::exc::{Exc, RE_ERROR};
use crate::shown::value_error;

/// How deep groups may lie in each other: what is deeper would cost a stack.
const DEEPEST: usize = 100;

/// A pattern that has been read.
#[derive(Debug)]
pub(super) struct Parsed {
    pub(super) node: Node,
    pub(super) flags: i64,
    /// How many groups there are.
    pub(super) groups: usize,
    pub(super) names: Vec<(Str, usize)>,
}

/// Reads a pattern.
pub(super) fn parse(pattern: &str, flags: i64) -> Result<Parsed, Exc> {
    if flags & LOCALE != 0 {
        return Err(value_error("cannot use LOCALE flag with a str pattern"));
    }
    if flags & ASCII != 0 && flags & UNICODE != 0 {
        return Err(value_error("ASCII and UNICODE flags are incompatible"));
    }
    let mut parser = Parser::new(pattern);
    let flags = flags | parser.global_flags();
    let node = parser.alternatives(flags, 0)?;
    if parser.at < parser.text.len() {
        return Err(parser.error("unbalanced parenthesis", parser.at));
    }
    for (group, place) in &parser.asked {
        if *group > parser.groups {
            return Err(parser.error(&format!("invalid group reference {group}"), *place));
        }
    }
    let unicode = if flags & ASCII == 0 { UNICODE } else { 0 };
    Ok(Parsed { node, flags: flags | unicode, groups: parser.groups, names: parser.names })
}

struct Parser {
    text: Vec<char>,
    at: usize,
    groups: usize,
    names: Vec<(Str, usize)>,
    /// The groups that are not closed yet, by number.
    open: Vec<usize>,
    /// Groups that are asked for before it is known whether they come.
    asked: BTreeMap<usize, usize>,
}

impl Parser {
    fn new(pattern: &str) -> Parser {
        Parser {
            text: pattern.chars().collect(),
            at: 0,
            groups: 0,
            names: Vec::new(),
            open: Vec::new(),
            asked: BTreeMap::new(),
        }
    }

    /// `re.error`: with line and column where the pattern has several lines.
    fn error(&self, text: &str, place: usize) -> Exc {
        let place = place.min(self.text.len());
        let mut message = format!("{text} at position {place}");
        if self.text.contains(&'\n') {
            let before = self.text.get(..place).unwrap_or_default();
            let line = before.iter().filter(|c| **c == '\n').count() + 1;
            let column = place - before.iter().rposition(|c| *c == '\n').map_or(0, |end| end + 1) + 1;
            message.push_str(&format!(" (line {line}, column {column})"));
        }
        Exc::new(&RE_ERROR, message)
    }

    fn peek(&self) -> Option<char> {
        self.text.get(self.at).copied()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += 1;
        Some(c)
    }

    fn take(&mut self, wanted: &str) -> bool {
        let found = wanted.chars().enumerate().all(|(place, c)| self.text.get(self.at + place) == Some(&c));
        if found {
            self.at += wanted.chars().count();
        }
        found
    }

    /// The flags of `(?x)` at the start.
    fn global_flags(&self) -> i64 {
        let mut flags = 0;
        let mut at = 0;
        while self.text.get(at..at + 2) == Some(&['(', '?']) {
            let letters: Vec<char> =
                self.text[at + 2..].iter().copied().take_while(char::is_ascii_alphabetic).collect();
            let end = at + 2 + letters.len();
            if letters.is_empty() || self.text.get(end) != Some(&')') {
                break;
            }
            let Some(found) = letters.into_iter().map(flag).collect::<Option<Vec<i64>>>() else { break };
            flags |= found.into_iter().fold(0, |all, flag| all | flag);
            at = end + 1;
        }
        flags
    }

    fn alternatives(&mut self, flags: i64, depth: usize) -> Result<Node, Exc> {
        if depth > DEEPEST {
            return Err(self.error("groups lie too deep in each other", self.at));
        }
        let mut branches = vec![self.sequence(flags, depth)?];
        while self.take("|") {
            branches.push(self.sequence(flags, depth)?);
        }
        Ok(if branches.len() == 1 { branches.remove(0) } else { Node::Any(branches) })
    }

    fn sequence(&mut self, flags: i64, depth: usize) -> Result<Node, Exc> {
        let mut nodes = Vec::new();
        while let Some(c) = self.peek() {
            if matches!(c, '|' | ')') {
                break;
            }
            let start = self.at;
            self.at += 1;
            if flags & VERBOSE != 0 && self.skips(c) {
                continue;
            }
            if is_repeat(c) && (c != '{' || self.is_counted()) {
                self.at = start;
                self.repeat(&mut nodes)?;
                continue;
            }
            nodes.extend(self.atom(c, start, flags, depth)?);
        }
        Ok(match nodes.len() {
            0 => Node::Empty,
            1 => nodes.remove(0),
            _ => Node::All(nodes),
        })
    }

    /// Blanks and comments of VERBOSE.
    fn skips(&mut self, c: char) -> bool {
        if c == '#' {
            while self.next().is_some_and(|c| c != '\n') {}
            return true;
        }
        matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{b}' | '\u{c}')
    }

    /// Says whether `{` begins a count here.
    fn is_counted(&self) -> bool {
        let rest: Vec<char> = self.text[self.at..].iter().copied().take_while(|c| *c != '}').collect();
        let is_closed = self.at + rest.len() < self.text.len();
        let is_count = rest.iter().all(|c| c.is_ascii_digit() || *c == ',');
        is_closed && is_count && !rest.is_empty() && rest.iter().filter(|c| **c == ',').count() <= 1
    }

    fn repeat(&mut self, nodes: &mut Vec<Node>) -> Result<(), Exc> {
        let start = self.at;
        let (min, max) = match self.next() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            _ => self.counts(start)?,
        };
        let Some(last) = nodes.pop() else { return Err(self.error("nothing to repeat", start)) };
        match &last {
            Node::Empty | Node::At(_) => return Err(self.error("nothing to repeat", start)),
            Node::Repeat { .. } | Node::Atomic(_) if self.is_repeated(&last) => {
                return Err(self.error("multiple repeat", start));
            }
            _ => {}
        }
        // A repetition in a group without a number is one of its own.
        let node = match last {
            Node::Group(None, inner) => inner,
            other => Box::new(other),
        };
        let is_possessive = self.peek() == Some('+');
        let how = if self.peek() == Some('?') { Greed::Least } else { Greed::Most };
        if is_possessive || how == Greed::Least {
            self.at += 1;
        }
        let repeat = Node::Repeat { node, min, max, how };
        nodes.push(if is_possessive { Node::Atomic(Box::new(repeat)) } else { repeat });
        Ok(())
    }

    /// Says whether the last item was written as a repetition, and is no group.
    fn is_repeated(&self, last: &Node) -> bool {
        match last {
            Node::Repeat { .. } => true,
            Node::Atomic(inner) => matches!(**inner, Node::Repeat { .. }),
            _ => false,
        }
    }

    fn counts(&mut self, start: usize) -> Result<(u32, Option<u32>), Exc> {
        let low = self.digits();
        let high = if self.take(",") { self.digits() } else { low.clone() };
        self.take("}");
        let number = |text: &str| text.parse::<u32>().ok().filter(|count| *count < u32::MAX);
        let too_large = || Exc::new(&crate::exc::OVERFLOW_ERROR, "the repetition number is too large");
        let min = if low.is_empty() { 0 } else { number(&low).ok_or_else(too_large)? };
        let max = if high.is_empty() { None } else { Some(number(&high).ok_or_else(too_large)?) };
        if max.is_some_and(|max| max < min) {
            return Err(self.error("min repeat greater than max repeat", start + 1));
        }
        Ok((min, max))
    }

    fn digits(&mut self) -> String {
        let mut digits = String::new();
        while let Some(c) = self.peek().filter(char::is_ascii_digit) {
            digits.push(c);
            self.at += 1;
        }
        digits
    }

    fn atom(&mut self, c: char, start: usize, flags: i64, depth: usize) -> Result<Option<Node>, Exc> {
        let multiline = flags & MULTILINE != 0;
        Ok(Some(match c {
            '.' => Node::One(if flags & DOTALL == 0 { Test::NoNewline } else { Test::Any }),
            '^' => Node::At(if multiline { Place::LineStart } else { Place::Start }),
            '$' => Node::At(if multiline { Place::LineEnd } else { Place::LastLineEnd }),
            '(' => return self.group(start, flags, depth),
            '[' => self.set(start, flags)?,
            '\\' => self.escape(start, flags)?,
            c => one(c, flags),
        }))
    }

    // Groups.

    fn group(&mut self, start: usize, flags: i64, depth: usize) -> Result<Option<Node>, Exc> {
        if !self.take("?") {
            let number = self.open_group(None, start)?;
            return self.numbered(number, start, flags, depth).map(Some);
        }
        let Some(c) = self.next() else { return Err(self.error("unexpected end of pattern", self.at)) };
        Ok(Some(match c {
            ':' => {
                let node = self.inside(start, flags, depth)?;
                Node::Group(None, Box::new(node))
            }
            'P' => return self.named(start, flags, depth),
            '#' => {
                while let Some(c) = self.next() {
                    if c == ')' {
                        return Ok(None);
                    }
                }
                return Err(self.error("missing ), unterminated comment", start));
            }
            '=' | '!' => {
                let node = Box::new(self.inside(start, flags, depth)?);
                Node::Look { node, behind: None, negative: c == '!' }
            }
            '<' => return self.look_behind(start, flags, depth).map(Some),
            '>' => Node::Atomic(Box::new(self.inside(start, flags, depth)?)),
            '(' => self.choose(start, flags, depth)?,
            c if c == '-' || flag(c).is_some() => return self.with_flags(c, start, flags, depth),
            c => return Err(self.error(&format!("unknown extension ?{c}"), start + 1)),
        }))
    }

    fn open_group(&mut self, name: Option<&str>, start: usize) -> Result<usize, Exc> {
        self.groups += 1;
        let number = self.groups;
        if let Some(name) = name {
            if let Some((_, before)) = self.names.iter().find(|(known, _)| known.as_str() == name) {
                let text = format!("redefinition of group name '{name}' as group {number}; was group {before}");
                return Err(self.error(&text, start + 4));
            }
            self.names.push((Str::new(name), number));
        }
        self.open.push(number);
        Ok(number)
    }

    fn numbered(&mut self, number: usize, start: usize, flags: i64, depth: usize) -> Result<Node, Exc> {
        let node = self.inside(start, flags, depth)?;
        self.open.retain(|open| *open != number);
        Ok(Node::Group(Some(number), Box::new(node)))
    }

    fn inside(&mut self, start: usize, flags: i64, depth: usize) -> Result<Node, Exc> {
        let node = self.alternatives(flags, depth + 1)?;
        if !self.take(")") {
            return Err(self.error("missing ), unterminated subpattern", start));
        }
        Ok(node)
    }

    /// `(?P<name>…)` and `(?P=name)`
    fn named(&mut self, start: usize, flags: i64, depth: usize) -> Result<Option<Node>, Exc> {
        if self.take("<") {
            let name = self.name('>')?;
            let number = self.open_group(Some(&name), start)?;
            return self.numbered(number, start, flags, depth).map(Some);
        }
        if self.take("=") {
            let at = self.at;
            let name = self.name(')')?;
            let Some(number) = self.number_of(&name) else {
                return Err(self.error(&format!("unknown group name '{name}'"), at));
            };
            return self.back(number, at, flags).map(Some);
        }
        match self.next() {
            Some(c) => Err(self.error(&format!("unknown extension ?P{c}"), start + 1)),
            None => Err(self.error("unexpected end of pattern", self.at)),
        }
    }

    fn number_of(&self, name: &str) -> Option<usize> {
        self.names.iter().find(|(known, _)| known.as_str() == name).map(|(_, number)| *number)
    }

    fn name(&mut self, end: char) -> Result<String, Exc> {
        let at = self.at;
        let mut name = String::new();
        loop {
            match self.next() {
                Some(c) if c == end => break,
                Some(c) => name.push(c),
                None if name.is_empty() => return Err(self.error("missing group name", at)),
                None => return Err(self.error(&format!("missing {end}, unterminated name"), at)),
            }
        }
        if name.is_empty() {
            return Err(self.error("missing group name", at));
        }
        if !Str::new(&name).isidentifier() {
            return Err(self.error(&format!("bad character in group name {}", quoted(&name)), at));
        }
        Ok(name)
    }

    fn back(&mut self, number: usize, at: usize, flags: i64) -> Result<Node, Exc> {
        if self.open.contains(&number) {
            return Err(self.error("cannot refer to an open group", at));
        }
        Ok(Node::Back(number, flags & IGNORECASE != 0))
    }

    fn look_behind(&mut self, start: usize, flags: i64, depth: usize) -> Result<Node, Exc> {
        let negative = match self.next() {
            Some('=') => false,
            Some('!') => true,
            Some(c) => return Err(self.error(&format!("unknown extension ?<{c}"), start + 1)),
            None => return Err(self.error("unexpected end of pattern", self.at)),
        };
        let node = self.inside(start, flags, depth)?;
        match node.width() {
            (least, Some(most)) if least == most => {
                Ok(Node::Look { node: Box::new(node), behind: Some(least), negative })
            }
            _ => Err(Exc::new(&RE_ERROR, "look-behind requires fixed-width pattern")),
        }
    }

    /// `(?(1)yes|no)`
    fn choose(&mut self, start: usize, flags: i64, depth: usize) -> Result<Node, Exc> {
        let at = self.at;
        let digits = self.digits();
        let group = if !digits.is_empty() && self.take(")") {
            let group = digits.parse::<usize>().unwrap_or(usize::MAX);
            if group == 0 {
                return Err(self.error("bad group number", at));
            }
            self.asked.entry(group).or_insert(at);
            group
        } else {
            self.at = at;
            let name = self.name(')')?;
            self.number_of(&name).ok_or_else(|| self.error(&format!("unknown group name '{name}'"), at))?
        };
        let yes = Box::new(self.sequence(flags, depth + 1)?);
        let no = if self.take("|") { self.sequence(flags, depth + 1)? } else { Node::Empty };
        if self.peek() == Some('|') {
            return Err(self.error("conditional backref with more than two branches", self.at));
        }
        if !self.take(")") {
            return Err(self.error("missing ), unterminated subpattern", start));
        }
        Ok(Node::Choose { group, yes, no: Box::new(no) })
    }

    /// `(?i)` and `(?i-s:…)`
    fn with_flags(&mut self, first: char, start: usize, flags: i64, depth: usize) -> Result<Option<Node>, Exc> {
        let (mut added, mut taken, mut adds) = (0, 0, true);
        let mut next = Some(first);
        loop {
            match next {
                Some('-') if adds => adds = false,
                Some(':') => break,
                Some(')') if adds => {
                    // Those at the start have been read already.
                    let is_first = self.text[..start].is_empty() || self.is_behind_flags(start);
                    let text = "global flags not at the start of the expression";
                    return if is_first { Ok(None) } else { Err(self.error(text, start)) };
                }
                Some(c) => {
                    let found = flag(c).ok_or_else(|| self.error("unknown flag", self.at - 1))?;
                    *(if adds { &mut added } else { &mut taken }) |= found;
                }
                None => return Err(self.error("missing -, : or )", self.at)),
            }
            next = self.next();
        }
        if added & taken != 0 {
            return Err(self.error("bad inline flags: flag turned on and off", self.at - 1));
        }
        let kinds = if added & (ASCII | UNICODE) != 0 { ASCII | UNICODE } else { 0 };
        let node = self.inside(start, (flags & !kinds | added) & !taken, depth)?;
        Ok(Some(Node::Group(None, Box::new(node))))
    }

    /// Says whether only `(?x)` stand before this place.
    fn is_behind_flags(&self, start: usize) -> bool {
        let before: String = self.text[..start].iter().collect();
        before.split_inclusive(')').all(|part| part.starts_with("(?") && part.ends_with(')') && !part.contains(':'))
    }

    // Escapes and sets.

    fn escape(&mut self, start: usize, flags: i64) -> Result<Node, Exc> {
        let Some(c) = self.next() else { return Err(self.error("bad escape (end of pattern)", start)) };
        let ascii = flags & ASCII != 0;
        if let Some((class, negative)) = class_of(c, ascii) {
            let set = Set { negative, folds: Folds::No, members: vec![Member::Of(class, false)] };
            return Ok(Node::One(Test::Set(set)));
        }
        let word = if ascii { Class::AsciiWord } else { Class::Word };
        Ok(match c {
            'A' => Node::At(Place::Start),
            'Z' => Node::At(Place::End),
            'b' => Node::At(Place::Edge(word, false)),
            'B' => Node::At(Place::Edge(word, true)),
            '0' => one(self.octal(), flags),
            '1'..='9' => return self.numeric(c, start, flags),
            _ => one(self.character(c, start)?, flags),
        })
    }

    /// Up to two more octal digits.
    fn octal(&mut self) -> char {
        let mut value = 0;
        for _ in 0..2 {
            let Some(digit) = self.peek().and_then(|c| c.to_digit(8)) else { break };
            value = value * 8 + digit;
            self.at += 1;
        }
        char::from_u32(value).unwrap_or('\0')
    }

    /// `\12`: a group, or an octal number of three digits.
    fn numeric(&mut self, first: char, start: usize, flags: i64) -> Result<Node, Exc> {
        let mut digits = String::from(first);
        if let Some(second) = self.peek().filter(char::is_ascii_digit) {
            let third = self.text.get(self.at + 1).copied();
            if ('0'..='3').contains(&first)
                && ('0'..='7').contains(&second)
                && third.is_some_and(|c| ('0'..='7').contains(&c))
            {
                self.at += 2;
                digits.extend([second].into_iter().chain(third));
                let value = u32::from_str_radix(&digits, 8).unwrap_or(0);
                return Ok(one(char::from_u32(value).unwrap_or('\0'), flags));
            }
            digits.push(second);
            self.at += 1;
        }
        let group = digits.parse::<usize>().unwrap_or(usize::MAX);
        if group > self.groups {
            return Err(self.error(&format!("invalid group reference {group}"), start + 1));
        }
        self.back(group, start, flags)
    }

    /// What an escape stands for that is one character, in sets and outside.
    fn character(&mut self, c: char, start: usize) -> Result<char, Exc> {
        Ok(match c {
            'a' => '\u{7}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'v' => '\u{b}',
            '\\' => '\\',
            'x' => self.hex(2, start)?,
            'u' => self.hex(4, start)?,
            'U' => self.hex(8, start)?,
            c if c.is_ascii_alphabetic() => return Err(self.error(&format!("bad escape \\{c}"), start)),
            c => c,
        })
    }

    fn hex(&mut self, count: usize, start: usize) -> Result<char, Exc> {
        let mut digits = String::new();
        while digits.len() < count {
            match self.peek().filter(char::is_ascii_hexdigit) {
                Some(c) => digits.push(c),
                None => {
                    let text: String = self.text[start..self.at].iter().collect();
                    return Err(self.error(&format!("incomplete escape {text}"), start));
                }
            }
            self.at += 1;
        }
        let value = u32::from_str_radix(&digits, 16).unwrap_or(u32::MAX);
        char::from_u32(value).ok_or_else(|| {
            let text: String = self.text[start..self.at].iter().collect();
            self.error(&format!("bad escape {text}"), start)
        })
    }

    fn set(&mut self, start: usize, flags: i64) -> Result<Node, Exc> {
        let negative = self.take("^");
        let mut members = Vec::new();
        let first = self.at;
        loop {
            let at = self.at;
            let Some(c) = self.next() else { return Err(self.error("unterminated character set", start)) };
            if c == ']' && at != first {
                break;
            }
            let low = self.member(c, at, flags)?;
            if self.peek() != Some('-') {
                members.push(low);
                continue;
            }
            self.at += 1;
            let high_at = self.at;
            match self.next() {
                None => return Err(self.error("unterminated character set", start)),
                Some(']') => {
                    members.extend([low, Member::Range('-', '-')]);
                    break;
                }
                Some(c) => {
                    let high = self.member(c, high_at, flags)?;
                    members.push(self.range(low, high, at)?);
                }
            }
        }
        Ok(Node::One(Test::Set(Set { negative, folds: folds(flags), members })))
    }

    fn member(&mut self, c: char, at: usize, flags: i64) -> Result<Member, Exc> {
        if c != '\\' {
            return Ok(Member::Range(c, c));
        }
        let Some(c) = self.next() else { return Err(self.error("unterminated character set", at)) };
        if let Some((class, negative)) = class_of(c, flags & ASCII != 0) {
            return Ok(Member::Of(class, negative));
        }
        let c = match c {
            'b' => '\u{8}',
            '0'..='7' => {
                let mut value = c.to_digit(8).unwrap_or(0);
                for _ in 0..2 {
                    let Some(digit) = self.peek().and_then(|c| c.to_digit(8)) else { break };
                    value = value * 8 + digit;
                    self.at += 1;
                }
                char::from_u32(value).unwrap_or('\0')
            }
            '8' | '9' => return Err(self.error(&format!("bad escape \\{c}"), at)),
            c => self.character(c, at)?,
        };
        Ok(Member::Range(c, c))
    }

    fn range(&self, low: Member, high: Member, at: usize) -> Result<Member, Exc> {
        let written: String = self.text[at..self.at].iter().collect();
        match (low, high) {
            (Member::Range(first, _), Member::Range(last, _)) if first <= last => Ok(Member::Range(first, last)),
            _ => Err(self.error(&format!("bad character range {written}"), at)),
        }
    }
}

fn folds(flags: i64) -> Folds {
    match (flags & IGNORECASE != 0, flags & ASCII != 0) {
        (false, _) => Folds::No,
        (true, true) => Folds::Ascii,
        (true, false) => Folds::All,
    }
}

fn is_repeat(c: char) -> bool {
    matches!(c, '*' | '+' | '?' | '{')
}

fn one(c: char, flags: i64) -> Node {
    let has_case = |c: char| c.is_ascii_alphabetic() || !c.is_ascii();
    match flags & IGNORECASE != 0 && has_case(c) {
        true if flags & ASCII != 0 => {
            let members = vec![
                Member::Range(c.to_ascii_lowercase(), c.to_ascii_lowercase()),
                Member::Range(c.to_ascii_uppercase(), c.to_ascii_uppercase()),
            ];
            Node::One(Test::Set(Set { negative: false, folds: Folds::No, members }))
        }
        true => Node::One(Test::Folded(folded(c))),
        false => Node::One(Test::Is(c)),
    }
}

fn class_of(c: char, ascii: bool) -> Option<(Class, bool)> {
    let class = match c.to_ascii_lowercase() {
        'd' if ascii => Class::AsciiDigit,
        'd' => Class::Digit,
        's' if ascii => Class::AsciiSpace,
        's' => Class::Space,
        'w' if ascii => Class::AsciiWord,
        'w' => Class::Word,
        _ => return None,
    };
    Some((class, c.is_ascii_uppercase()))
}

fn flag(letter: char) -> Option<i64> {
    Some(match letter {
        'i' => IGNORECASE,
        'm' => MULTILINE,
        's' => DOTALL,
        'x' => VERBOSE,
        'a' => ASCII,
        'u' => UNICODE,
        _ => return None,
    })
}

fn quoted(text: &str) -> String {
    crate::shown::repr(&Str::new(text)).unwrap_or_default()
}
