//! `string`: `capwords` and `Template`.

use crate::exc::{Exc, KEY_ERROR};
use crate::instance::identity_hash;
use crate::re::{self, Match};
use crate::refused::unordered;
use crate::shown::{Shown, value_error};
use crate::{Equal, Key, Object, Py, Str};

/// `capwords(text)`
///
/// # Errors
///
/// None.
pub fn capwords(text: &Str, sep: Option<&str>) -> Py<Str> {
    let words = text.split(sep, None)?.into_iter().map(|word| word.capitalize());
    Ok(Str::new(sep.unwrap_or(" ")).join(words.collect::<Vec<_>>()))
}

/// A `Template`.
#[derive(Clone, Debug)]
pub struct Template(Str);

const PLACEHOLDER: &str =
    r"\$(?:(?P<escaped>\$)|(?P<named>(?a:[_a-z][_a-z0-9]*))|\{(?P<braced>(?a:[_a-z][_a-z0-9]*))\}|(?P<invalid>))";

impl Template {
    /// `Template(text)`
    pub fn new(text: Str) -> Template {
        Template(text)
    }

    /// `self.template`
    pub fn text(&self) -> Str {
        self.0.clone()
    }

    /// `self.substitute(…)`, and `self.safe_substitute(…)`, which leaves what it does not know.
    ///
    /// # Errors
    ///
    /// `KeyError` for a name that is not given; `ValueError` for a `$` that begins nothing; what a `__str__` raises.
    pub fn substitute(&self, named: &[(&str, &dyn Object)], is_safe: bool) -> Py<Str> {
        let pattern = re::compile(&Str::literal(PLACEHOLDER), re::flags::IGNORECASE)?;
        pattern.sub_by(|found| self.replaced(&found, named, is_safe), &self.0, 0)
    }

    fn replaced(&self, found: &Match, named: &[(&str, &dyn Object)], is_safe: bool) -> Py<Str> {
        let group = |name: &str| found.group::<Option<Str>>(name);
        if let Some(name) = group("named")?.or(group("braced")?) {
            // The last of one name counts: arguments by name come behind the mapping.
            return match named.iter().rev().find(|(known, _)| *known == name.as_str()) {
                Some((_, value)) => {
                    let mut text = String::new();
                    value.write_str(&mut text)?;
                    Ok(Str::from(text))
                }
                None if is_safe => Ok(found.whole()),
                None => Err(Exc::new(&KEY_ERROR, Shown(name))),
            };
        }
        if group("escaped")?.is_some() {
            return Ok(Str::literal("$"));
        }
        if is_safe { Ok(found.whole()) } else { Err(self.invalid(found)?) }
    }

    fn invalid(&self, found: &Match) -> Py<Exc> {
        let at = found.start(0)?;
        let before = self.0.slice(None, Some(at));
        let line = before.as_str().matches('\n').count() + 1;
        let column = before.as_str().chars().rev().take_while(|c| *c != '\n').count() + 1;
        Ok(value_error(format!("Invalid placeholder in string: line {line}, col {column}")))
    }
}

impl Object for Template {
    fn type_name(&self) -> &'static str {
        "Template"
    }

    fn write_repr(&self, out: &mut String) -> Py<()> {
        out.push_str("<string.Template object>");
        Ok(())
    }
}

impl Equal for Template {
    fn equal(&self, other: &Template) -> Py<bool> {
        Ok(std::ptr::eq(self, other))
    }
}

impl Key for Template {
    fn hash(&self) -> Py<i64> {
        Ok(identity_hash(std::ptr::from_ref(self).addr()))
    }
}

unordered! { [] Template; }
