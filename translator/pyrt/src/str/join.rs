//! `join`.

use super::Str;

impl Str {
    /// `sep.join(texts)`.
    pub fn join<T: AsRef<str>>(&self, texts: impl IntoIterator<Item = T>) -> Str {
        let mut joined = String::new();
        for (place, text) in texts.into_iter().enumerate() {
            if place > 0 {
                joined.push_str(self);
            }
            joined.push_str(text.as_ref());
        }
        Str::from(joined)
    }
}
