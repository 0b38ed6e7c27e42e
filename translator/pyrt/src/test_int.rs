//! The traits for int, as far as the tests of the collections need them.

use crate::{Comparison, Equal, Key, Object, Ordered, Py};

impl Object for i64 {
    fn type_name(&self) -> &'static str {
        "int"
    }

    fn write_repr(&self, out: &mut String) -> Py<()> {
        out.push_str(&self.to_string());
        Ok(())
    }

    fn truth(&self) -> Py<bool> {
        Ok(*self != 0)
    }

    fn is_plain() -> bool {
        true
    }
}

impl Equal for i64 {
    fn equal(&self, other: &i64) -> Py<bool> {
        Ok(self == other)
    }
}

impl Ordered for i64 {
    fn compare(&self, other: &i64, comparison: Comparison) -> Py<bool> {
        Ok(comparison.holds(Some(self.cmp(other))))
    }
}

impl Key for i64 {
    fn hash(&self) -> Py<i64> {
        const PRIME: u64 = (1 << 61) - 1;
        let rest = i64::try_from(self.unsigned_abs() % PRIME).unwrap_or_default();
        let hash = if *self < 0 { -rest } else { rest };
        Ok(if hash == -1 { -2 } else { hash })
    }
}
