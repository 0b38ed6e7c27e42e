//! Slices of lists.

use crate::Py;
use crate::iter::{Iterable, vec};
use crate::list::List;
use crate::shown::value_error;
use crate::slice::{Indices, Slice};

impl<T: Clone> List<T> {
    /// `self[slice]`
    ///
    /// # Errors
    ///
    /// `ValueError` where the step is 0.
    pub fn get_slice(&self, slice: &Slice) -> Py<List<T>> {
        sliced(&self.items(), slice).map(List::from)
    }

    /// `self[slice] = values`
    ///
    /// # Errors
    ///
    /// `ValueError` where the step is 0, or is not 1 and the number of values is another than that of the slice's members; what the
    /// iterator raises.
    pub fn set_slice(&self, slice: &Slice, values: impl Iterable<Item = T>) -> Py<()> {
        if slice.step.unwrap_or(1) == 1 {
            let values = vec(values)?;
            let indices = slice.indices(self.items().len())?;
            self.splice(indices, values);
            return Ok(());
        }
        slice.indices(0)?;
        let values = vec(values)?;
        let indices = slice.indices(self.items().len())?;
        if indices.len != values.len() {
            let (values, members) = (values.len(), indices.len);
            return Err(value_error(format!(
                "attempt to assign sequence of size {values} to extended slice of size {members}"
            )));
        }
        self.replace_each(indices, values);
        Ok(())
    }

    /// `del self[slice]`
    ///
    /// # Errors
    ///
    /// `ValueError` where the step is 0.
    pub fn delete_slice(&self, slice: &Slice) -> Py<()> {
        let indices = slice.indices(self.items().len())?;
        if indices.step == 1 {
            self.splice(indices, Vec::new());
        } else {
            drop(self.take_each(indices));
        }
        Ok(())
    }

    /// Puts values where a range of members was.
    fn splice(&self, indices: Indices, values: Vec<T>) {
        let removed: Vec<T> = self.items_mut().splice(indices.bounds(), values).collect();
        drop(removed);
    }

    fn replace_each(&self, indices: Indices, mut values: Vec<T>) {
        let mut items = self.items_mut();
        for (position, value) in indices.positions().zip(&mut values) {
            std::mem::swap(&mut items[position], value);
        }
        drop(items);
        drop(values);
    }

    /// Takes members out that lie apart.
    fn take_each(&self, indices: Indices) -> Vec<T> {
        let mut items = self.items_mut();
        let mut out = vec![false; items.len()];
        indices.positions().for_each(|position| out[position] = true);
        let (mut kept, mut taken) = (Vec::with_capacity(items.len() - indices.len), Vec::with_capacity(indices.len));
        for (item, out) in std::mem::take(&mut *items).into_iter().zip(out) {
            if out { &mut taken } else { &mut kept }.push(item);
        }
        *items = kept;
        taken
    }
}

/// The items that a slice means.
pub(crate) fn sliced<T: Clone>(items: &[T], slice: &Slice) -> Py<Vec<T>> {
    let indices = slice.indices(items.len())?;
    if indices.step == 1 {
        return Ok(items[indices.bounds()].to_vec());
    }
    Ok(indices.positions().map(|position| items[position].clone()).collect())
}
