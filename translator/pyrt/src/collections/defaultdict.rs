//! `defaultdict`: a dict that makes what is missing.

use std::fmt;
use std::ops::Deref;
use std::rc::Rc;

use crate::shown::key_error;
use crate::{Dict, Equal, Key, Object, Py};

/// A dict with a factory. Clones are the same one. What is not here it does as its [`Dict`] does.
pub struct DefaultDict<K, V> {
    dict: Dict<K, V>,
    factory: Option<Factory<V>>,
    /// The `repr` of the factory.
    shown: &'static str,
}

/// What makes a missing value.
pub type Factory<V> = Rc<dyn Fn() -> Py<V>>;

impl<K, V> Clone for DefaultDict<K, V> {
    fn clone(&self) -> DefaultDict<K, V> {
        self.with(self.dict.clone())
    }
}

impl<K, V> fmt::Debug for DefaultDict<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DefaultDict of {}", self.dict.len())
    }
}

impl<K, V> Deref for DefaultDict<K, V> {
    type Target = Dict<K, V>;

    fn deref(&self) -> &Dict<K, V> {
        &self.dict
    }
}

impl<K, V> DefaultDict<K, V> {
    /// `defaultdict(factory)`; `shown` is what `repr(factory)` is: `<class 'list'>`.
    pub fn new(shown: &'static str, factory: impl Fn() -> Py<V> + 'static) -> DefaultDict<K, V> {
        DefaultDict { dict: Dict::new(), factory: Some(Rc::new(factory)), shown }
    }

    /// `defaultdict(None)`, which makes nothing.
    pub fn without_factory() -> DefaultDict<K, V> {
        DefaultDict { dict: Dict::new(), factory: None, shown: "None" }
    }

    /// `defaultdict(self.default_factory, dict)`: the dict itself is taken over.
    pub fn with(&self, dict: Dict<K, V>) -> DefaultDict<K, V> {
        DefaultDict { dict, factory: self.factory.clone(), shown: self.shown }
    }
}

impl<K: Key + Clone + 'static, V: Clone> DefaultDict<K, V> {
    /// `self[key]`: makes and keeps what is missing.
    ///
    /// # Errors
    ///
    /// `KeyError` where there is no factory; what that raises, or a `__hash__` or `__eq__` of the program.
    pub fn index(&self, key: &K) -> Py<V> {
        if let Some(value) = self.dict.get(key)? {
            return Ok(value);
        }
        let Some(factory) = &self.factory else { return Err(key_error(key.clone())) };
        let value = factory()?;
        self.dict.set(key.clone(), value.clone())?;
        Ok(value)
    }

    /// `self.copy()`
    pub fn copy(&self) -> DefaultDict<K, V> {
        self.with(self.dict.copy())
    }

    /// `self | other`
    ///
    /// # Errors
    ///
    /// What an `__eq__` of the program raises.
    pub fn or(&self, other: &Dict<K, V>) -> Py<DefaultDict<K, V>> {
        Ok(self.with(self.dict.or(other)?))
    }
}

impl<K: Key + Clone, V: Object + Clone> Object for DefaultDict<K, V> {
    fn type_name(&self) -> &'static str {
        "collections.defaultdict"
    }

    fn write_repr(&self, out: &mut String) -> Py<()> {
        out.push_str(&format!("defaultdict({}, ", self.shown));
        self.dict.write_repr(out)?;
        out.push(')');
        Ok(())
    }

    fn truth(&self) -> Py<bool> {
        self.dict.truth()
    }

    fn write_json(&self, encoder: &mut crate::json::Encoder<'_>) -> Py<()> {
        self.dict.write_json(encoder)
    }
}

impl<K: Key + Clone, V: Equal + Clone> Equal for DefaultDict<K, V> {
    fn equal(&self, other: &DefaultDict<K, V>) -> Py<bool> {
        self.dict.equal(&other.dict)
    }
}

impl<K: Key + Clone, V: Equal + Clone> Equal<Dict<K, V>> for DefaultDict<K, V> {
    fn equal(&self, other: &Dict<K, V>) -> Py<bool> {
        self.dict.equal(other)
    }
}
