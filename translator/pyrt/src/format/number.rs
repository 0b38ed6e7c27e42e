//! A number laid out: sign, prefix, grouped digits, the rest.

use super::spec::{Align, Sign, Spec};
use super::text::missing;
use crate::Py;
use crate::str::reserve;

/// A number in parts.
#[derive(Debug)]
pub(super) struct Number<'a> {
    pub(super) negative: bool,
    /// As `0x`.
    pub(super) prefix: &'a str,
    /// What is grouped, and filled with zeros.
    pub(super) digits: &'a str,
    /// The point and all behind it, or what is no number.
    pub(super) rest: &'a str,
    /// How many digits a group has.
    pub(super) group: usize,
}

impl Number<'_> {
    /// Appends it as the format asks.
    pub(super) fn write(&self, spec: &Spec, out: &mut String) -> Py<()> {
        let sign = match spec.sign {
            _ if self.negative => "-",
            Some(Sign::Plus) => "+",
            Some(Sign::Space) => " ",
            _ => "",
        };
        let around = sign.len() + self.prefix.len() + self.rest.chars().count();
        let zeros_fill = spec.fill == '0' && spec.align == Align::AfterSign;
        let least = if zeros_fill { missing(spec.width, around)? } else { 0 };
        let digits = self.grouped(spec.grouping, least)?;
        let padding = missing(spec.width, around + digits.len())?;
        let [left, middle, right] = match spec.align {
            Align::Left => [0, 0, padding],
            Align::Right => [padding, 0, 0],
            Align::Center => [padding / 2, 0, padding - padding / 2],
            Align::AfterSign => [0, padding, 0],
        };
        let fill = |count| std::iter::repeat_n(spec.fill, count);
        reserve(
            out,
            padding.checked_mul(spec.fill.len_utf8()).and_then(|bytes| bytes.checked_add(around + digits.len())),
        )?;
        out.extend(fill(left));
        out.extend([sign, self.prefix]);
        out.extend(fill(middle));
        out.extend([digits.as_str(), self.rest]);
        out.extend(fill(right));
        Ok(())
    }

    /// The digits in groups, with zeros before them up to the least width; a separator comes first in none.
    fn grouped(&self, separator: Option<char>, least: usize) -> Py<String> {
        let mut reversed = String::new();
        if self.digits.is_empty() {
            return Ok(reversed);
        }
        reserve(&mut reversed, least.checked_add(self.digits.len().saturating_mul(2)))?;
        let mut digits = self.digits.bytes().rev();
        let mut in_group = 0;
        loop {
            let digit = digits.next();
            if digit.is_none() && reversed.len() >= least {
                break;
            }
            if in_group == self.group && separator.is_some() {
                reversed.extend(separator);
                in_group = 0;
            }
            reversed.push(digit.map_or('0', char::from));
            in_group += 1;
        }
        Ok(reversed.chars().rev().collect())
    }
}
