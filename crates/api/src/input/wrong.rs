//! What is wrong with a field, kept apart from where it is.
use serde::de::{Error, Expected, Unexpected};
use std::fmt;

/// What is wrong with a field.
#[derive(Debug, PartialEq)]
pub(super) struct Wrong {
    pub(super) code: &'static str,
    pub(super) message: String,
    pub(super) allowed: Option<&'static [&'static str]>,
    /// The field, where it is the one that is not there.
    pub(super) field: Option<String>,
}

impl Wrong {
    fn new(code: &'static str, message: String) -> Self {
        Self { code, message, allowed: None, field: None }
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Wrong {}

impl Error for Wrong {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new("invalid", message.to_string())
    }

    fn invalid_type(is: Unexpected, wanted: &dyn Expected) -> Self {
        Self::new("type", format!("{} is needed, and this is {}", needed(wanted), given(is)))
    }

    fn invalid_value(is: Unexpected, wanted: &dyn Expected) -> Self {
        Self::new("value", format!("{} is needed, and this is {}", needed(wanted), given(is)))
    }

    fn unknown_variant(word: &str, known: &'static [&'static str]) -> Self {
        let message = format!("{word:?} is none of {}", known.join(", "));
        Self { allowed: Some(known), ..Self::new("unknown_value", message) }
    }

    fn unknown_field(name: &str, known: &'static [&'static str]) -> Self {
        let message = format!("there is no field {name:?}; known are {}", known.join(", "));
        Self::new("unknown_field", message)
    }

    fn missing_field(name: &'static str) -> Self {
        Self { field: Some(name.into()), ..Self::new("missing", format!("{name} is needed")) }
    }
}

/// What is wanted, in the words of people.
fn needed(wanted: &dyn Expected) -> String {
    match wanted.to_string().as_str() {
        "a string" | "string" => "a text".into(),
        "a boolean" => "true or false".into(),
        "i64" | "i32" | "u32" | "u64" | "u16" | "u8" => "a whole number".into(),
        "f64" => "a number".into(),
        "a sequence" => "a list".into(),
        other => other.into(),
    }
}

fn given(is: Unexpected) -> String {
    match is {
        Unexpected::Unit | Unexpected::Option => "null".into(),
        Unexpected::Bool(truth) => truth.to_string(),
        Unexpected::Signed(number) => format!("the number {number}"),
        Unexpected::Unsigned(number) => format!("the number {number}"),
        Unexpected::Float(number) => format!("the number {number}"),
        Unexpected::Str(text) => format!("the text {text:?}"),
        Unexpected::Seq => "a list".into(),
        Unexpected::Map => "an object".into(),
        other => other.to_string(),
    }
}
