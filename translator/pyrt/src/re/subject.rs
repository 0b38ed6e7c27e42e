//! A text whose characters are asked for by number.

use std::rc::Rc;

use crate::Str;

/// A text that is searched.
#[derive(Clone, Debug)]
pub(super) struct Subject {
    text: Str,
    /// Its characters, where they are not its bytes.
    wide: Option<Rc<[char]>>,
}

impl Subject {
    pub(super) fn new(text: &Str) -> Subject {
        let wide = (!text.is_ascii()).then(|| text.as_str().chars().collect());
        Subject { text: text.clone(), wide }
    }

    pub(super) fn len(&self) -> usize {
        self.wide.as_ref().map_or(self.text.as_str().len(), |wide| wide.len())
    }

    pub(super) fn at(&self, at: usize) -> Option<char> {
        match &self.wide {
            Some(wide) => wide.get(at).copied(),
            None => self.text.as_str().as_bytes().get(at).map(|byte| char::from(*byte)),
        }
    }

    pub(super) fn part(&self, start: usize, end: usize) -> Str {
        match &self.wide {
            Some(wide) => Str::from(wide.get(start..end).unwrap_or_default().iter().collect::<String>()),
            None => Str::new(self.text.as_str().get(start..end).unwrap_or_default()),
        }
    }

    pub(super) fn text(&self) -> &Str {
        &self.text
    }
}
