//! Choices from sequences, as their items.

use std::cell::RefCell;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::rc::Rc;

use super::{Random, Seed, Weights};
use crate::Py;
use crate::list::List;
use crate::{iter, time};

thread_local! {
    static SHARED: RefCell<Option<Rc<Random>>> = const { RefCell::new(None) };
}

/// The generator behind the functions of the module `random`.
pub fn shared() -> Rc<Random> {
    SHARED.with_borrow_mut(|shared| shared.get_or_insert_with(|| Rc::new(Random::new(entropy()))).clone())
}

/// A seed that differs from run to run.
pub fn entropy() -> Seed<'static> {
    let mut hasher = RandomState::new().build_hasher();
    hasher.write_i64(time::time_ns());
    Seed::Entropy(hasher.finish())
}

impl Random {
    /// `choice(items)`
    ///
    /// # Errors
    ///
    /// `IndexError` where there are none.
    pub fn choice_of<T>(&self, mut items: Vec<T>) -> Py<T> {
        let chosen = self.choice(items.len())?;
        Ok(items.swap_remove(chosen))
    }

    /// `sample(items, count)`
    ///
    /// # Errors
    ///
    /// `ValueError` for more than there are.
    pub fn sample_of<T: Clone>(&self, items: Vec<T>, count: i64) -> Py<List<T>> {
        Ok(picked(&items, &self.sample(items.len(), count)?))
    }

    /// `choices(items, weights, k=count)`
    ///
    /// # Errors
    ///
    /// `ValueError` for wrong weights; `IndexError` where there are no items.
    pub fn choices_of<T: Clone>(&self, items: Vec<T>, weights: Weights<'_>, count: i64) -> Py<List<T>> {
        Ok(picked(&items, &self.choices(items.len(), weights, count)?))
    }

    /// `shuffle(list)`
    ///
    /// # Errors
    ///
    /// None.
    pub fn shuffle_list<T: Clone>(&self, list: &List<T>) -> Py<()> {
        let mut items = list.to_vec();
        self.shuffle(&mut items);
        list.clear();
        list.extend(iter::from_rust(items.into_iter()))
    }
}

fn picked<T: Clone>(items: &[T], indexes: &[usize]) -> List<T> {
    indexes.iter().filter_map(|index| items.get(*index).cloned()).collect()
}
