//! What travels between Rust and a database: values going in, rows coming out.
use crate::{error::Error, schema::Kind};
use base::{Day, Id, Instant};

/// One value on its way into the database.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Nothing, of a kind.
    Null(Kind),
    /// True or false.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A floating-point number.
    Real(f64),
    /// A text that is known when the program is built.
    Word(&'static str),
    /// A text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// An id.
    Uuid(Id),
    /// An instant.
    Time(Instant),
    /// A JSON document, as text.
    Json(String),
}

/// One row on its way out; columns are counted from 0.
pub trait Row {
    /// A column of truth values.
    fn bool(&self, at: usize) -> Result<Option<bool>, Error>;
    /// A column of whole numbers.
    fn int(&self, at: usize) -> Result<Option<i64>, Error>;
    /// A column of floating-point numbers.
    fn real(&self, at: usize) -> Result<Option<f64>, Error>;
    /// A column of texts.
    fn text(&self, at: usize) -> Result<Option<&str>, Error>;
    /// A column of bytes.
    fn bytes(&self, at: usize) -> Result<Option<&[u8]>, Error>;
    /// A column of ids.
    fn uuid(&self, at: usize) -> Result<Option<Id>, Error>;
    /// A column of instants.
    fn time(&self, at: usize) -> Result<Option<Instant>, Error>;
    /// A column of JSON documents, as text.
    fn json(&self, at: usize) -> Result<Option<&str>, Error>;
}

/// A Rust type that a column can hold.
pub trait Field: Sized {
    /// What the column holds.
    const KIND: Kind;
    /// Whether the column may be empty.
    const NULLABLE: bool = false;
    /// The texts of the enum, if it is one.
    const ONE_OF: Option<&'static [&'static str]> = None;
    /// Reads it from a row, or `None` where the column is empty.
    fn read_optional(row: &dyn Row, at: usize) -> Result<Option<Self>, Error>;
    /// Makes a value of it.
    fn to_value(&self) -> Value;

    /// Reads it from a row; an empty column is an error.
    fn read(row: &dyn Row, at: usize) -> Result<Self, Error> {
        Self::read_optional(row, at)?.ok_or_else(|| Error::decode("the column is empty"))
    }
}

impl<T: Field> Field for Option<T> {
    const KIND: Kind = T::KIND;
    const NULLABLE: bool = true;
    const ONE_OF: Option<&'static [&'static str]> = T::ONE_OF;

    fn read_optional(row: &dyn Row, at: usize) -> Result<Option<Self>, Error> {
        T::read_optional(row, at).map(Some)
    }

    fn to_value(&self) -> Value {
        self.as_ref().map_or(Value::Null(T::KIND), T::to_value)
    }
}

macro_rules! fields {
    ($($type:ty, $kind:ident, $from:ident, $read:expr, |$value:ident| $make:expr;)*) => {
        $(impl Field for $type {
            const KIND: Kind = Kind::$kind;

            fn read_optional(row: &dyn Row, at: usize) -> Result<Option<Self>, Error> {
                row.$from(at)?.map($read).transpose()
            }

            fn to_value(&self) -> Value {
                let $value = self;
                $make
            }
        })*
    };
}
fields! {
    bool, Bool, bool, Ok, |truth| Value::Bool(*truth);
    i64, Int, int, Ok, |number| Value::Int(*number);
    i32, Int, int, |number| i32::try_from(number).map_err(Error::decode), |number| Value::Int((*number).into());
    f64, Real, real, Ok, |number| Value::Real(*number);
    String, Text, text, |text| Ok(text.to_owned()), |text| Value::Text(text.clone());
    Vec<u8>, Bytes, bytes, |bytes| Ok(bytes.to_owned()), |bytes| Value::Bytes(bytes.clone());
    Id, Uuid, uuid, Ok, |id| Value::Uuid(*id);
    Instant, Time, time, Ok, |instant| Value::Time(*instant);
    Day, Text, text, |text| text.parse().map_err(Error::decode), |day| Value::Text(day.to_string());
    serde_json::Value, Json, json, |text| serde_json::from_str(text).map_err(Error::decode), |json| Value::Json(serde_json::to_string(json).unwrap_or_default());
}
