//! Parameters: what is said of a value.
use super::{Fault, value::Cut};
use std::fmt::Write;

/// A parameter. One without `=`, as older producers write it, has no values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its name in capitals.
    pub name: String,
    /// Its values, without quotes and as RFC 6868 decodes them.
    pub values: Vec<String>,
}

impl Parameter {
    /// A parameter with one value.
    pub fn new(name: &str, value: impl Into<String>) -> Self {
        Self { name: name.to_ascii_uppercase(), values: vec![value.into()] }
    }

    pub(super) fn write(&self, line: &mut String) {
        let _ = write!(line, ";{}", self.name);
        for (at, value) in self.values.iter().enumerate() {
            line.push(if at == 0 { '=' } else { ',' });
            let is_plain = !value.contains([':', ';', ',']);
            let quote = if is_plain { "" } else { "\"" };
            let _ = write!(line, "{quote}{}{quote}", encoded(value));
        }
    }
}

/// RFC 6868: what may not stand in a parameter is written with a caret.
fn encoded(value: &str) -> String {
    let kept = value.chars().filter(|char| !char.is_control() || matches!(char, '\n' | '\t'));
    kept.fold(String::new(), |mut text, char| {
        match char {
            '^' => text.push_str("^^"),
            '\n' => text.push_str("^n"),
            '"' => text.push_str("^'"),
            char => text.push(char),
        }
        text
    })
}

fn decoded(value: &str) -> String {
    let (mut text, mut rest) = (String::with_capacity(value.len()), value);
    while let Some(at) = rest.find('^') {
        text.push_str(&rest[..at]);
        let (char, length) = match rest.as_bytes().get(at + 1) {
            Some(b'n') => ('\n', 2),
            Some(b'^') => ('^', 2),
            Some(b'\'') => ('"', 2),
            _ => ('^', 1),
        };
        text.push(char);
        rest = &rest[at + length..];
    }
    text + rest
}

/// The parameters at the beginning of a text that starts with `;`, and the value after the `:` that ends them.
pub(super) fn parse(mut rest: &str, line: usize) -> Result<(Vec<Parameter>, &str), Fault> {
    let mut parameters = Vec::new();
    while let Some(after) = rest.strip_prefix(';') {
        let name = after.cut(|byte| matches!(byte, b'=' | b';' | b':'));
        if name.is_empty() || name.contains(['"', ' ']) {
            return Err(Fault::new(line, "a parameter needs a name"));
        }
        let mut parameter = Parameter { name: name.to_ascii_uppercase(), values: Vec::new() };
        rest = &after[name.len()..];
        while let Some(after) = rest.strip_prefix(if parameter.values.is_empty() { '=' } else { ',' }) {
            let (value, after) = value(after, line)?;
            parameter.values.push(decoded(value));
            rest = after;
        }
        parameters.push(parameter);
    }
    match rest.strip_prefix(':') {
        Some(value) => Ok((parameters, value)),
        None if rest.is_empty() => Err(Fault::new(line, "a line is a name, `:` and a value; there is no `:`")),
        None => Err(Fault::new(line, "a quoted value ends at its quote, and there is more")),
    }
}

fn value(text: &str, line: usize) -> Result<(&str, &str), Fault> {
    let Some(quoted) = text.strip_prefix('"') else {
        let value = text.cut(|byte| matches!(byte, b',' | b';' | b':'));
        return Ok((value, &text[value.len()..]));
    };
    quoted.split_once('"').ok_or_else(|| Fault::new(line, "a quote is not closed"))
}
