//! Which paths of the crate a source file names, and where a target condition stands in it.
//!
//! The file is split into Rust's own tokens, so comments and strings fall away and macro bodies are read as well.
//! `crate`, `self`, `super` and the crate's own name begin a path; `super` is counted through inline modules.

use std::str::FromStr;

use anyhow::anyhow;
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use crate::project::PACKAGE;

/// Words that make a condition depend on the target.
const TARGET_WORDS: [&str; 6] = ["target_os", "target_family", "target_arch", "target_env", "unix", "windows"];

/// Something that the layers care about.
#[derive(Debug, PartialEq)]
pub(super) struct Mention {
    pub(super) line: usize,
    pub(super) named: Named,
}

#[derive(Debug, PartialEq)]
pub(super) enum Named {
    /// A path from the crate's root, `a::b`; `*` for all that the root has.
    Path(String),
    TargetCondition(String),
}

/// Reads a file that is the module `module`.
pub(super) fn mentions(text: &str, module: &[String]) -> anyhow::Result<Vec<Mention>> {
    let tokens = TokenStream::from_str(text).map_err(|error| {
        let start = error.span().start();
        anyhow!("this is no Rust: {error}, line {}", start.line)
    })?;
    let mut reader = Reader { module: module.to_vec(), mentions: Vec::new() };
    reader.read(tokens);
    Ok(reader.mentions)
}

/// A path as it is written, with the line of its last name.
#[derive(Clone, Default)]
struct Written {
    names: Vec<String>,
    line: usize,
}

impl Written {
    fn then(&self, name: String, line: usize) -> Self {
        let mut longer = self.clone();
        longer.names.push(name);
        longer.line = line;
        longer
    }
}

struct Reader {
    module: Vec<String>,
    mentions: Vec<Mention>,
}

impl Reader {
    fn read(&mut self, tokens: TokenStream) {
        let tokens: Vec<_> = tokens.into_iter().collect();
        let mut at = 0;
        while at < tokens.len() {
            at = self.read_one(&tokens, at);
        }
    }

    /// Reads what begins at `at` and gives the place behind it.
    fn read_one(&mut self, tokens: &[TokenTree], at: usize) -> usize {
        match &tokens[at] {
            TokenTree::Group(group) => {
                self.read(group.stream());
                at + 1
            }
            TokenTree::Ident(word) => match word.to_string().as_str() {
                "use" => self.read_use(tokens, at + 1),
                "mod" => self.read_module(tokens, at + 1),
                "cfg" | "cfg_attr" => self.read_condition(tokens, at + 1),
                "crate" | "self" | "super" | PACKAGE => self.read_path(tokens, at),
                _ => at + 1,
            },
            _ => at + 1,
        }
    }

    /// `mod name { … }`: what is inside counts `super` from there.
    fn read_module(&mut self, tokens: &[TokenTree], at: usize) -> usize {
        let (Some(TokenTree::Ident(name)), Some(TokenTree::Group(body))) = (tokens.get(at), tokens.get(at + 1)) else {
            return at;
        };
        self.module.push(name.to_string());
        self.read(body.stream());
        self.module.pop();
        at + 2
    }

    /// `cfg(…)`, `cfg!(…)` and `cfg_attr(…)`.
    fn read_condition(&mut self, tokens: &[TokenTree], at: usize) -> usize {
        let bang = usize::from(is_punct(tokens.get(at), '!'));
        if let Some(TokenTree::Group(group)) = tokens.get(at + bang) {
            self.find_target_word(group);
        }
        at
    }

    fn find_target_word(&mut self, group: &Group) {
        for token in group.stream() {
            match token {
                TokenTree::Group(group) => self.find_target_word(&group),
                TokenTree::Ident(word) if TARGET_WORDS.iter().any(|target| word == target) => {
                    self.mentions.push(Mention {
                        line: word.span().start().line,
                        named: Named::TargetCondition(word.to_string()),
                    });
                }
                _ => {}
            }
        }
    }

    /// `a::b::{c, d as e}` up to the semicolon. `use<'a>` in a type is none.
    fn read_use(&mut self, tokens: &[TokenTree], at: usize) -> usize {
        let end = tokens[at..].iter().position(|token| is_punct(Some(token), ';'));
        let Some(end) = end.filter(|_| !is_punct(tokens.get(at), '<')) else {
            return at;
        };
        self.read_use_tree(&tokens[at..at + end], &Written::default());
        at + end
    }

    /// One or more trees, separated by commas, behind `prefix`.
    fn read_use_tree(&mut self, tokens: &[TokenTree], prefix: &Written) {
        let trees = tokens.split(|token| is_punct(Some(token), ','));
        // A comma at the end leaves an empty one.
        for tree in trees.filter(|tree| !tree.is_empty()) {
            let mut path = prefix.clone();
            for token in tree {
                match token {
                    TokenTree::Ident(word) if word == "as" => break,
                    TokenTree::Ident(word) if word == "self" && !path.names.is_empty() => {}
                    TokenTree::Ident(word) => {
                        path = path.then(word.to_string(), word.span().start().line);
                    }
                    TokenTree::Punct(star) if star.as_char() == '*' => {
                        path = path.then("*".to_owned(), star.span().start().line);
                    }
                    TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                        let inside: Vec<_> = group.stream().into_iter().collect();
                        self.read_use_tree(&inside, &path);
                        path.names.clear();
                    }
                    _ => {}
                }
            }
            self.note(&path);
        }
    }

    /// `crate::a::b` outside of a `use`.
    fn read_path(&mut self, tokens: &[TokenTree], at: usize) -> usize {
        let mut path = Written::default();
        let mut next = at;
        while let Some(TokenTree::Ident(word)) = tokens.get(next) {
            path = path.then(word.to_string(), word.span().start().line);
            next += 1;
            if !(is_punct(tokens.get(next), ':') && is_punct(tokens.get(next + 1), ':')) {
                break;
            }
            next += 2;
        }
        // `crate::name!` is an exported macro, which has no layer.
        let is_macro = path.names.len() == 2 && is_punct(tokens.get(next), '!');
        if path.names.len() > 1 && !is_macro {
            self.note(&path);
        }
        next
    }

    fn note(&mut self, path: &Written) {
        if let Some(names) = self.resolve(&path.names) {
            let named = if names.is_empty() { "*".to_owned() } else { names.join("::") };
            self.mentions.push(Mention { line: path.line, named: Named::Path(named) });
        }
    }

    /// The path as it is from the crate's root; None where it leads elsewhere.
    fn resolve(&self, names: &[String]) -> Option<Vec<String>> {
        let (first, mut rest) = names.split_first()?;
        let mut base = match first.as_str() {
            "crate" | PACKAGE => Vec::new(),
            "self" => self.module.clone(),
            "super" => parent(&self.module),
            _ => return None,
        };
        while rest.first().is_some_and(|name| name == "super") {
            base = parent(&base);
            rest = &rest[1..];
        }
        base.extend_from_slice(rest);
        Some(base)
    }
}

fn parent(module: &[String]) -> Vec<String> {
    let above = module.len().saturating_sub(1);
    module[..above].to_vec()
}

fn is_punct(token: Option<&TokenTree>, wanted: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(text: &str, module: &str) -> Vec<String> {
        let module: Vec<_> = module.split("::").map(str::to_owned).collect();
        let mentions = mentions(text, &module).unwrap();
        let paths = mentions.into_iter().map(|mention| match mention.named {
            Named::Path(path) => path,
            Named::TargetCondition(word) => word,
        });
        paths.collect()
    }

    #[test]
    fn nested_groups_are_spread_out() {
        let text = "use crate::{a::{self, b, c::*}, d as e};";
        assert_eq!(paths(text, "x"), ["a", "a::b", "a::c::*", "d"]);
    }

    #[test]
    fn super_is_counted_through_inline_modules() {
        let text = "mod tests { use super::*; mod inner { fn f() { super::super::g() } } }";
        assert_eq!(paths(text, "engine::wheel"), ["engine::wheel::*", "engine::wheel::g"]);
        assert_eq!(paths("use super::super::*;", "engine::wheel"), ["*"]);
    }

    #[test]
    fn foreign_paths_are_left_alone() {
        assert_eq!(paths("use std::sync::Arc; fn f() { ::core::mem::take(x) }", "x"), [""; 0]);
    }

    #[test]
    fn the_crates_own_name_is_its_root() {
        assert_eq!(paths("use wasi_async_runtime::task::Id;", "x"), ["task::Id"]);
    }
}
