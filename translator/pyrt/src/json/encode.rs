//! `json.dumps`.

use std::any::Any;
use std::fmt::Write as _;

use super::DEEPEST;
use crate::exc::{Exc, RECURSION_ERROR, TYPE_ERROR};
use crate::format::percent::Kind;
use crate::numeric::AnyNumber;
use crate::optional::not_ordered;
use crate::shown::value_error;
use crate::{Comparison, Object, Py, Str, float, timsort};

/// The program's `default`: gives a value for one that JSON has no form for; nothing where it is not of the types that it was written for.
pub type Default<'a> = &'a dyn Fn(&dyn Any) -> Py<Option<Box<dyn Object>>>;

/// How a text is laid out.
#[derive(Clone, Debug)]
pub struct Layout {
    indent: Option<String>,
    between_items: String,
    after_key: String,
    sort_keys: bool,
    is_ascii: bool,
}

impl Layout {
    /// On one line, in ASCII.
    pub fn new() -> Layout {
        let (between_items, after_key) = (", ".to_owned(), ": ".to_owned());
        Layout { indent: None, between_items, after_key, sort_keys: false, is_ascii: true }
    }

    /// `indent=…`, of so many spaces.
    #[must_use]
    pub fn indent(self, spaces: i64) -> Layout {
        self.indent_by(&" ".repeat(usize::try_from(spaces).unwrap_or(0)))
    }

    /// `indent=…`, where it may be None.
    #[must_use]
    pub fn indent_or_not(self, spaces: Option<i64>) -> Layout {
        match spaces {
            Some(spaces) => self.indent(spaces),
            None => self,
        }
    }

    /// `indent=…`, of a text.
    #[must_use]
    pub fn indent_by(self, indent: &str) -> Layout {
        Layout { indent: Some(indent.to_owned()), between_items: ",".to_owned(), ..self }
    }

    /// `separators=(…, …)`
    #[must_use]
    pub fn separators(self, (between_items, after_key): (Str, Str)) -> Layout {
        Layout { between_items: between_items.to_string(), after_key: after_key.to_string(), ..self }
    }

    /// `sort_keys=…`
    #[must_use]
    pub fn sort_keys(self, sort_keys: bool) -> Layout {
        Layout { sort_keys, ..self }
    }

    /// `ensure_ascii=…`
    #[must_use]
    pub fn ensure_ascii(self, is_ascii: bool) -> Layout {
        Layout { is_ascii, ..self }
    }
}

impl std::default::Default for Layout {
    fn default() -> Layout {
        Layout::new()
    }
}

/// `json.dumps(value)`
///
/// # Errors
///
/// `TypeError` for what JSON has no form for, `ValueError` for a container in itself; what `default` raises.
pub fn dumps(value: &dyn Object, layout: &Layout, default: Option<Default<'_>>) -> Py<Str> {
    let mut encoder = Encoder { layout, default, out: String::new(), open: Vec::new() };
    value.write_json(&mut encoder)?;
    Ok(Str::from(encoder.out))
}

/// Writes a text. Each value says what it is by one of these methods.
pub struct Encoder<'a> {
    layout: &'a Layout,
    default: Option<Default<'a>>,
    out: String,
    /// The addresses of the containers around; 0 for those that cannot be in themselves.
    open: Vec<usize>,
}

impl std::fmt::Debug for Encoder<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Encoder").field("out", &self.out).finish_non_exhaustive()
    }
}

impl Encoder<'_> {
    /// `null`, `true`, an int: what stands there as it is.
    pub fn word(&mut self, word: &str) {
        self.out.push_str(word);
    }

    /// A float.
    pub fn float(&mut self, value: f64) {
        self.out.push_str(&float_text(value));
    }

    /// A text in quotes.
    pub fn text(&mut self, text: &str) {
        self.out.push('"');
        for c in text.chars() {
            self.char(c);
        }
        self.out.push('"');
    }

    fn char(&mut self, c: char) {
        match c {
            '"' => self.out.push_str("\\\""),
            '\\' => self.out.push_str("\\\\"),
            '\n' => self.out.push_str("\\n"),
            '\r' => self.out.push_str("\\r"),
            '\t' => self.out.push_str("\\t"),
            '\u{8}' => self.out.push_str("\\b"),
            '\u{c}' => self.out.push_str("\\f"),
            c if c < ' ' || self.layout.is_ascii && c > '~' => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    // A String takes all that is written to it.
                    let _ = write!(self.out, "\\u{unit:04x}");
                }
            }
            c => self.out.push(c),
        }
    }

    /// A list or tuple, with its address where it can be in itself.
    ///
    /// # Errors
    ///
    /// What an item raises.
    pub fn items(&mut self, address: usize, items: &[&dyn Object]) -> Py<()> {
        if items.is_empty() {
            self.out.push_str("[]");
            return Ok(());
        }
        self.enter(address)?;
        self.out.push('[');
        for (place, item) in items.iter().enumerate() {
            self.before(place);
            item.write_json(self)?;
        }
        self.leave(']');
        Ok(())
    }

    /// A dict.
    ///
    /// # Errors
    ///
    /// `TypeError` for a key that is no text, number or None, or where keys have no order; what a value raises.
    pub fn entries(&mut self, address: usize, entries: &mut [(&dyn Object, &dyn Object)]) -> Py<()> {
        if entries.is_empty() {
            self.out.push_str("{}");
            return Ok(());
        }
        self.enter(address)?;
        self.out.push('{');
        if self.layout.sort_keys {
            timsort::sort(entries, |one, other| is_less(one.0, other.0))?;
        }
        for (place, (key, value)) in entries.iter().enumerate() {
            let key = key_text(*key)?;
            self.before(place);
            self.text(&key);
            self.out.push_str(&self.layout.after_key);
            value.write_json(self)?;
        }
        self.leave('}');
        Ok(())
    }

    /// What JSON has no form for.
    ///
    /// # Errors
    ///
    /// `TypeError` where there is no `default`; what that raises.
    pub fn other(&mut self, type_name: &str, value: Option<&dyn Any>) -> Py<()> {
        let given = match (self.default, value) {
            (Some(default), Some(value)) => default(value)?,
            _ => None,
        };
        let Some(given) = given else {
            let name = type_name.rsplit('.').next().unwrap_or(type_name);
            return Err(Exc::new(&TYPE_ERROR, format!("Object of type {name} is not JSON serializable")));
        };
        self.enter(0)?;
        given.write_json(self)?;
        self.open.pop();
        Ok(())
    }

    fn enter(&mut self, address: usize) -> Py<()> {
        if address > NOWHERE && self.open.contains(&address) {
            return Err(value_error("Circular reference detected"));
        }
        if self.open.len() >= DEEPEST {
            let text = "maximum recursion depth exceeded while encoding a JSON object";
            return Err(Exc::new(&RECURSION_ERROR, text));
        }
        self.open.push(address);
        Ok(())
    }

    fn before(&mut self, place: usize) {
        if place > 0 {
            self.out.push_str(&self.layout.between_items);
        }
        self.new_line();
    }

    fn leave(&mut self, bracket: char) {
        self.open.pop();
        self.new_line();
        self.out.push(bracket);
    }

    fn new_line(&mut self) {
        if let Some(indent) = &self.layout.indent {
            self.out.push('\n');
            // What `default` gave stands as deep as what it was given.
            let depth = self.open.iter().filter(|address| **address != 0).count();
            self.out.push_str(&indent.repeat(depth));
        }
    }
}

/// The address of a container that cannot be in itself.
pub(crate) const NOWHERE: usize = 1;

fn float_text(value: f64) -> String {
    match value {
        value if value.is_nan() => "NaN".to_owned(),
        f64::INFINITY => "Infinity".to_owned(),
        f64::NEG_INFINITY => "-Infinity".to_owned(),
        value => float::repr(value),
    }
}

/// A key as the text that it becomes.
fn key_text(key: &dyn Object) -> Py<String> {
    let mut text = String::new();
    match (key.kind(), key.as_number()) {
        (Kind::Text(key), _) => text.push_str(key),
        (_, Some(AnyNumber::Float(value))) => text = float_text(value),
        _ => match key.type_name() {
            "bool" => text.push_str(if key.truth()? { "true" } else { "false" }),
            "NoneType" => text.push_str("null"),
            "int" => key.write_repr(&mut text)?,
            name => {
                let text = format!("keys must be str, int, float, bool or None, not {name}");
                return Err(Exc::new(&TYPE_ERROR, text));
            }
        },
    }
    Ok(text)
}

/// The order of keys.
fn is_less(one: &dyn Object, other: &dyn Object) -> Py<bool> {
    match (one.kind(), other.kind()) {
        (Kind::Text(one), Kind::Text(other)) => Ok(one < other),
        _ => match (one.as_number(), other.as_number()) {
            (Some(one), Some(other)) => Ok(Comparison::Less.holds(AnyNumber::order(one, other))),
            _ => Err(not_ordered(Comparison::Less, one.type_name(), other.type_name())),
        },
    }
}
