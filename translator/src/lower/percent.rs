//! `%` and `str.format` of values whose types are known only here.

use super::body::Body;
use super::call::Arg;
use super::enumeration::Mixin;
use super::operator::str_reference;
use super::several::within;
use super::text::{Value, literal};
use super::types::Type;
use crate::tree::{Argument, ArgumentKind, Expr, ExprKind, Span};

impl<'a> Body<'_, 'a> {
    /// `left % right` of a text.
    pub(super) fn percent(&mut self, left: &Value, right: &Value, span: Span) -> Value {
        if self.parts_differ(&right.of_type) {
            let (before, left, right) = self.both_held(left, right);
            let value = self.by_part(&right, span, |inside, part| inside.percent(&left, part, span));
            return within(&before, value);
        }
        if let Type::Instance(head) = &right.of_type {
            if self.is_plain_member(right) {
                let is_shown = left.text.starts_with("Str::from(\"") && !left.text.contains("%r");
                let is_value = matches!(self.lower.mixin(*head), Mixin::Int | Mixin::Str);
                if !is_shown || !is_value || self.lower.family_has(*head, "__str__") {
                    return self.refuse(span, "`%` with a member of such an enum is not translated yet");
                }
                let plain = self.plain(right, span);
                return self.percent(left, &plain, span);
            }
            if self.lower.is_named_tuple(*head) {
                return match self.untupled_unless(right, "__iter__") {
                    Some(tuple) => self.percent(left, &tuple, span),
                    None => self.refuse(span, "`%` with such a value is not translated yet"),
                };
            }
        }
        let Some(operands) = self.operands(&right.of_type) else {
            return self.refuse(span, "`%` with such a value is not translated yet");
        };
        let held = self.temporary("values");
        let text = format!(
            "{{ let {held}: {} = {}; {} }}",
            self.lower.rust_type(&right.of_type),
            right.owned(),
            operands.replace("{}", &held).replace("{text}", &str_reference(left))
        );
        self.tried(text, Type::Str)
    }

    /// Says whether some of several types are taken apart by `%`.
    fn parts_differ(&self, of_type: &Type) -> bool {
        let is_plain = |of_type: &Type| {
            super::several::builtin_type(of_type)
                .is_some_and(|name| matches!(name, "NoneType" | "bool" | "int" | "float" | "str"))
                || matches!(of_type, Type::Number)
        };
        self.has_parts(of_type)
            && self.lower.parts(of_type).iter().any(|part| !is_plain(&part.of_type) || self.parts_differ(&part.of_type))
    }

    /// The call that writes a value, which stands at `{}`.
    fn operands(&mut self, of_type: &Type) -> Option<String> {
        let call = |operands: &str| format!("format::percent::format({{text}}, format::percent::Operands::{operands})");
        Some(match of_type {
            _ if of_type.shows_shuffled() => return None,
            Type::Tuple(members) => {
                let parts: Vec<String> = (0..members.len()).map(|place| format!("&{{}}.{place}")).collect();
                call(&format!("Tuple(&[{}])", parts.join(", ")))
            }
            Type::Sequence(_) => {
                let shown = "{}.as_slice().iter().map(|value| value as &dyn Object).collect::<Vec<_>>()";
                call(&format!("Tuple(&{shown})"))
            }
            Type::Dict(key, _) if matches!(**key, Type::Str | Type::Never) => {
                let items = self.fallible("iter::vec({}.items().iter())");
                format!("format::percent::format_mapping({{text}}, &{{}}, &{items})")
            }
            Type::List(_) | Type::Bytes | Type::Range => {
                let name = super::several::builtin_type(of_type)?;
                let found = format!(
                    "|_: &str| Err(Exc::new(&exc::TYPE_ERROR, \"{name} indices must be integers or slices, not str\"))"
                );
                call(&format!("Mapping(&{{}}, &{found})"))
            }
            Type::Library(name, _) if matches!(&**name, "Counter" | "defaultdict" | "OrderedDict") => return None,
            Type::Instance(head) if self.lower.family_has(*head, "__getitem__") => return None,
            Type::Known | Type::Function(..) | Type::Dict(..) => return None,
            _ => call("One(&{})"),
        })
    }

    /// `text.format(…)` with stars in it: what is unpacked is found when it runs.
    pub(super) fn format_scattered(&mut self, text: &Value, arguments: &'a [Argument]) -> Value {
        let (mut before, mut filled) = (String::new(), String::new());
        before.push_str(&format!("let template = {}; ", text.owned()));
        for argument in arguments {
            let name = self.temporary("given");
            let span = argument.value.span;
            let (held, fill, rust) = match &argument.kind {
                ArgumentKind::Positional | ArgumentKind::Named(_) => {
                    let value = self.expr(&argument.value);
                    self.shown(&value, span);
                    let fill = match &argument.kind {
                        ArgumentKind::Named(key) => format!("named.push(({}, &{name})); ", literal(key)),
                        _ => format!("positional.push(&{name}); "),
                    };
                    (value.owned(), fill, self.lower.rust_type(&value.of_type))
                }
                ArgumentKind::Star => {
                    let Some((iterable, item)) = self.iterable_argument(&Arg::Expr(&argument.value), span) else {
                        return Value::new("()", Type::Str);
                    };
                    let values = self.fallible(&format!("iter::vec({iterable})"));
                    let fill = format!("positional.extend({name}.iter().map(|value| value as &dyn Object)); ");
                    (values, fill, format!("Vec<{}>", self.lower.rust_type(&item)))
                }
                ArgumentKind::DoubleStar => {
                    let value = self.expr(&argument.value);
                    let Some(items) = self.named_items(&value) else {
                        return self.refuse(span, "`**` of this is not translated here yet");
                    };
                    (items.0, named_from(&name), items.1)
                }
            };
            before.push_str(&format!("let {name}: {rust} = {held}; "));
            filled.push_str(&fill);
        }
        self.formatted_with(&before, &filled)
    }

    /// `text.format_map(mapping)`
    pub(super) fn format_map(&mut self, text: &Value, mapping: &Arg<'a>, expr: &'a Expr) -> Value {
        let value = self.argument(mapping);
        let Some(items) = self.named_items(&value) else {
            return self.refuse(expr.span, "`format_map` with this is not translated yet");
        };
        let before = format!("let template = {}; let given: {} = {}; ", text.owned(), items.1, items.0);
        self.formatted_with(&before, &named_from("given"))
    }

    fn formatted_with(&mut self, before: &str, filled: &str) -> Value {
        let lists =
            "let mut positional: Vec<&dyn Object> = Vec::new(); let mut named: Vec<(&str, &dyn Object)> = Vec::new(); ";
        let call = "format::template::format(&template, &positional, &named)";
        self.tried(format!("{{ {before}{lists}{filled}{call} }}"), Type::Str)
    }

    /// The items of a dict whose keys are texts, and their Rust type.
    fn named_items(&mut self, value: &Value) -> Option<(String, String)> {
        let Type::Dict(key, item) = &value.of_type else { return None };
        let rust = format!("Vec<(Str, {})>", self.lower.rust_type(item));
        (**key == Type::Str).then(|| (self.fallible(&format!("iter::vec({}.items().iter())", value.receiver())), rust))
    }

    /// Says whether the template of a call takes attributes or items of its arguments, or is not known.
    pub(super) fn takes_steps(of: &Expr) -> bool {
        let ExprKind::Str(text) = &of.kind else { return false };
        has_steps(text)
    }
}

fn named_from(name: &str) -> String {
    format!("named.extend({name}.iter().map(|(key, value)| (key.as_str(), value as &dyn Object))); ")
}

/// Says whether a field of a template has an attribute or an item in it.
fn has_steps(template: &str) -> bool {
    let mut in_name = false;
    let mut chars = template.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '{' if !in_name && chars.peek() == Some(&'{') => {
                chars.next();
            }
            '{' => in_name = true,
            '}' | ':' | '!' => in_name = false,
            '.' | '[' if in_name => return true,
            _ => {}
        }
    }
    false
}
