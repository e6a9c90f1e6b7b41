//! Properties: one line each.
use super::{Fault, Parameter, escaped, fold, parameter, unescaped, value::Cut};

/// A line with a name, parameters and a value. One that was read never changes: it is replaced by a new one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Property {
    pub(crate) name: String,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) value: String,
    line: usize,
    /// As it came, unless it is new.
    raw: Option<Box<[u8]>>,
}

impl Property {
    /// A new one.
    pub fn new(name: &str, value: impl Into<String>) -> Self {
        let (name, parameters) = (name.to_ascii_uppercase(), Vec::new());
        Self { name, parameters, value: value.into(), line: 0, raw: None }
    }

    /// A new one whose value is a text.
    pub fn text(name: &str, text: &str) -> Self {
        Self::new(name, escaped(text))
    }

    /// With a parameter more.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.parameters.push(Parameter::new(name, value));
        self
    }

    pub(super) fn parse(line: usize, raw: &[u8], text: &str) -> Result<Self, Fault> {
        let name = text.cut(|byte| matches!(byte, b':' | b';'));
        let is_name =
            !name.is_empty() && !name.contains(|char: char| char.is_whitespace() || char.is_control() || char == '"');
        if !is_name {
            return Err(Fault::new(line, "a line begins with a name, followed by `:` or `;`"));
        }
        let (parameters, value) = parameter::parse(&text[name.len()..], line)?;
        let (name, value) = (name.to_ascii_uppercase(), value.to_owned());
        Ok(Self { name, parameters, value, line, raw: Some(raw.into()) })
    }

    /// Its name in capitals.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What is said of the value.
    pub fn parameters(&self) -> &[Parameter] {
        &self.parameters
    }

    /// The value, with its backslashes.
    pub fn value(&self) -> &str {
        &self.value
    }

    /// The line it came from; 0 where it is new.
    pub fn line(&self) -> usize {
        self.line
    }

    /// The first value of a parameter.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let found = self.parameters.iter().find(|parameter| parameter.name == name)?;
        found.values.first().map(String::as_str)
    }

    /// The value as a text.
    pub fn as_text(&self) -> String {
        unescaped(&self.value)
    }

    /// Whether it says the same.
    pub fn says(&self, other: &Self) -> bool {
        (&self.name, &self.parameters, &self.value) == (&other.name, &other.parameters, &other.value)
    }

    /// Whether a fold cuts a character of it.
    pub(super) fn is_torn(&self) -> bool {
        self.raw.as_ref().is_some_and(|raw| std::str::from_utf8(raw).is_err())
    }

    /// The same, to be folded anew.
    pub(super) fn mended(&self) -> Self {
        Self { raw: None, ..self.clone() }
    }

    /// The same, on the clock of a zone of another name.
    pub(super) fn in_zone(&self, id: &str) -> Self {
        let others = self.parameters.iter().filter(|parameter| parameter.name != "TZID").cloned();
        let parameters = others.chain([Parameter::new("TZID", id)]).collect();
        Self { parameters, raw: None, ..self.clone() }
    }

    pub(super) fn write(&self, ending: &str, text: &mut Vec<u8>) {
        if let Some(raw) = &self.raw {
            return text.extend_from_slice(raw);
        }
        let mut line = self.name.clone();
        for parameter in &self.parameters {
            parameter.write(&mut line);
        }
        line.push(':');
        line.extend(self.value.chars().filter(|char| !char.is_control() || *char == '\t'));
        fold::write(&line, ending, text);
    }
}
