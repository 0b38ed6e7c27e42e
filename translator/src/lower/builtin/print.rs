//! `print`.

use super::super::body::Body;
use super::super::call::{Arg, Given};
use super::super::operator::str_slice;
use super::super::text::Value;
use super::super::types::Type;
use crate::tree::{Expr, ExprKind, Span};

impl<'a> Body<'_, 'a> {
    pub(super) fn print(&mut self, given: &Given<'a>, span: Span) -> Value {
        for (name, _) in &given.named {
            if !matches!(&**name, "sep" | "end" | "flush" | "file") {
                return self.refuse(span, format!("`print` has no parameter `{name}`"));
            }
        }
        let mut shown = Vec::new();
        for argument in &given.positional {
            let value = self.shown_argument(argument);
            shown.push(self.shown(&value, span));
        }
        let file = given.named("file");
        if given.named.is_empty() && given.star.is_none() {
            return self.tried(format!("print_line(&[{}])", shown.join(", ")), Type::None);
        }
        let (sep, end) = (self.optional_text(given.named("sep")), self.optional_text(given.named("end")));
        let flush = match given.named("flush") {
            None => "false".to_owned(),
            Some(flush) => {
                let value = self.argument(flush);
                self.truth(&value)
            }
        };
        let is_error = match file {
            None => false,
            Some(Arg::Expr(Expr { kind: ExprKind::Attribute(_, name), .. })) if &**name == "stderr" => true,
            Some(Arg::Expr(Expr { kind: ExprKind::Attribute(_, name), .. })) if &**name == "stdout" => false,
            Some(file) => return self.print_to(file, given, shown, (&sep, &end), span),
        };
        if given.is_scattered() {
            return self.print_scattered(given, &sep, &end, &flush, is_error, span);
        }
        if let Some(star) = given.star {
            return self.print_star(&shown, star, &sep, &end, &flush, is_error);
        }
        let shown = shown.join(", ");
        let text = if is_error {
            format!("print::print_error(&[{shown}], {sep}, {end})")
        } else {
            format!("print::print(&[{shown}], {sep}, {end}, {flush})")
        };
        self.tried(text, Type::None)
    }

    /// `print(…, file=file)`, where the file is a value.
    pub(super) fn print_to(
        &mut self,
        file: &Arg<'a>,
        given: &Given<'a>,
        shown: Vec<String>,
        (sep, end): (&str, &str),
        span: Span,
    ) -> Value {
        let file = self.argument(file);
        let is_file = matches!(&file.of_type, Type::Library(name, _) if matches!(&**name, "TextIO" | "StringIO"));
        if !is_file || !given.stars.is_empty() || given.named("flush").is_some() {
            return self.refuse(span, "`print` does not go to this yet");
        }
        let text = self.fallible(&format!("print::joined(&[{}], {sep}, {end})", shown.join(", ")));
        let written = self.fallible(&format!("{}.write(&{text})", file.receiver()));
        Value::new(format!("{{ {written}; }}"), Type::None)
    }

    /// Stars among other arguments: each value becomes its text, and these are printed.
    pub(super) fn print_scattered(
        &mut self,
        given: &Given<'a>,
        sep: &str,
        end: &str,
        flush: &str,
        is_error: bool,
        span: Span,
    ) -> Value {
        let mut text = String::from("{ let mut texts: Vec<Str> = Vec::new(); ");
        let mut stars = given.stars.iter().peekable();
        for place in 0..=given.positional.len() {
            while let Some((_, star)) = stars.next_if(|(before, _)| *before == place) {
                let Some((iterable, item)) = self.iterable_argument(&Arg::Expr(star), star.span) else {
                    return Value::new("()", Type::None);
                };
                let rust = self.lower.rust_type(&item);
                let item = Value::place("item", item);
                let shown = self.shown(&item, star.span);
                let values = self.fallible(&format!("iter::vec({iterable})"));
                let one = self.fallible(&format!("fstring(&[Part::Value({shown})])"));
                text.push_str(&format!(
                    "let items: Vec<{rust}> = {values}; for item in items {{ texts.push({one}); }} "
                ));
            }
            let Some(argument) = given.positional.get(place) else { continue };
            let value = self.argument(argument);
            let shown = self.shown(&value, span);
            let one = self.fallible(&format!("fstring(&[Part::Value({shown})])"));
            text.push_str(&format!("texts.push({one}); "));
        }
        text.push_str("let shown: Vec<&dyn Object> = texts.iter().map(|text| text as &dyn Object).collect(); ");
        let call = match is_error {
            true => format!("print::print_error(&shown, {sep}, {end})"),
            false => format!("print::print(&shown, {sep}, {end}, {flush})"),
        };
        text.push_str(&format!("{call} }}"));
        self.tried(text, Type::None)
    }

    pub(super) fn print_star(
        &mut self,
        shown: &[String],
        star: &'a Expr,
        sep: &str,
        end: &str,
        flush: &str,
        is_error: bool,
    ) -> Value {
        let Some((iterable, item)) = self.iterable_argument(&Arg::Expr(star), star.span) else {
            return Value::new("()", Type::None);
        };
        let rust = self.lower.rust_type(&item);
        let values = self.fallible(&format!("iter::vec({iterable})"));
        let (count, first) = (shown.len(), shown.join(", "));
        let call = if is_error {
            format!("print::print_error(&shown, {sep}, {end})")
        } else {
            format!("print::print(&shown, {sep}, {end}, {flush})")
        };
        let text = format!(
            "{{ let values: Vec<{rust}> = {values}; let first: [&dyn Object; {count}] = [{first}]; let mut shown = first.to_vec(); shown.extend(values.iter().map(|value| value as &dyn Object)); {call} }}"
        );
        self.tried(text, Type::None)
    }

    /// `sep` and `end`: None is the default.
    pub(super) fn optional_text(&mut self, argument: Option<&Arg<'a>>) -> String {
        let Some(argument) = argument else { return "None".to_owned() };
        let value = self.argument(argument);
        match &value.of_type {
            Type::None => "None".to_owned(),
            Type::Optional(_) => format!("{}.as_deref()", value.receiver()),
            _ => format!("Some({})", str_slice(&value)),
        }
    }
}
