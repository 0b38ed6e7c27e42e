//! A table whose entries keep their place: what ends in any order is taken out at once.

/// Entries by number. The number of one that was taken out is given anew. No memory holds more than a number can tell.
pub(super) struct Slots<T> {
    entries: Vec<Option<T>>,
    free: Vec<u32>,
}

impl<T> Default for Slots<T> {
    fn default() -> Self {
        Slots { entries: Vec::new(), free: Vec::new() }
    }
}

impl<T> Slots<T> {
    pub(super) fn insert(&mut self, entry: T) -> u32 {
        match self.free.pop() {
            Some(number) => {
                self.entries[number as usize] = Some(entry);
                number
            }
            None => {
                self.entries.push(Some(entry));
                (self.entries.len() - 1) as u32
            }
        }
    }

    /// Takes one out, to be dropped where nothing is borrowed.
    pub(super) fn remove(&mut self, number: u32) -> Option<T> {
        let removed = self.entries.get_mut(number as usize)?.take()?;
        self.free.push(number);
        Some(removed)
    }

    pub(super) fn get(&self, number: u32) -> Option<&T> {
        self.entries.get(number as usize)?.as_ref()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.entries.iter().flatten()
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len() - self.free.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_given_anew() {
        let mut slots = Slots::default();
        let [one, two] = ["one", "two"].map(|entry| slots.insert(entry));
        assert_eq!((slots.remove(one), slots.remove(one), slots.len()), (Some("one"), None, 1));
        assert_eq!(slots.insert("three"), one);
        assert_eq!(slots.iter().collect::<Vec<_>>(), [&"three", &"two"]);
        assert_eq!((slots.remove(two), slots.remove(one), slots.is_empty()), (Some("two"), Some("three"), true));
    }
}
