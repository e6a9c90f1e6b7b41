//! What travels between Rust and a database: values going in, rows coming out.
use crate::{error::Error, schema::Kind, sound};
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
    /// What a column of that kind holds instead of such a value, byte for byte: the place of a row that cannot be read.
    Kept(Kind, Vec<u8>),
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
    /// What a column holds, whatever it is, byte for byte as `Value::Kept` has it.
    fn kept(&self, at: usize) -> Result<Vec<u8>, Error>;
}

/// A Rust type that a column can hold.
pub trait Field: Sized {
    /// What the column holds.
    const KIND: Kind;
    /// Whether the column may be empty.
    const NULLABLE: bool = false;
    /// The texts of the enum, if it is one.
    const ONE_OF: Option<&'static [&'static str]> = None;
    /// Whether what its kind can read can be told as it is kept.
    const IS_PLAIN: bool = false;
    /// Reads it from a row, or `None` where the column is empty.
    fn read_optional(row: &dyn Row, at: usize) -> Result<Option<Self>, Error>;
    /// Makes a value of it.
    fn to_value(&self) -> Value;

    /// Whether a row holds what can be told as it is kept.
    fn sound(row: &dyn Row, at: usize) -> Result<(), Error> {
        Self::read_optional(row, at).map(drop)
    }

    /// Reads it from a row; an empty column is an error.
    fn read(row: &dyn Row, at: usize) -> Result<Self, Error> {
        Self::read_optional(row, at)?.ok_or_else(|| Error::decode("the column is empty"))
    }
}

impl<T: Field> Field for Option<T> {
    const KIND: Kind = T::KIND;
    const NULLABLE: bool = true;
    const ONE_OF: Option<&'static [&'static str]> = T::ONE_OF;
    const IS_PLAIN: bool = T::IS_PLAIN;

    fn read_optional(row: &dyn Row, at: usize) -> Result<Option<Self>, Error> {
        T::read_optional(row, at).map(Some)
    }

    fn sound(row: &dyn Row, at: usize) -> Result<(), Error> {
        T::sound(row, at)
    }

    fn to_value(&self) -> Value {
        self.as_ref().map_or(Value::Null(T::KIND), T::to_value)
    }
}

macro_rules! fields {
    ($($type:ty, $kind:ident, $from:ident, $is_plain:literal, $read:expr, |$value:ident| $make:expr;)*) => {
        $(impl Field for $type {
            const KIND: Kind = Kind::$kind;
            const IS_PLAIN: bool = $is_plain;

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
    bool, Bool, bool, true, Ok, |truth| Value::Bool(*truth);
    i64, Int, int, true, Ok, |number| Value::Int(*number);
    i32, Int, int, false, |number| i32::try_from(number).map_err(Error::decode), |number| Value::Int((*number).into());
    f64, Real, real, true, finite, |number| Value::Real(*number);
    String, Text, text, true, |text| Ok(text.to_owned()), |text| Value::Text(text.clone());
    Vec<u8>, Bytes, bytes, true, |bytes| Ok(bytes.to_owned()), |bytes| Value::Bytes(bytes.clone());
    Id, Uuid, uuid, true, Ok, |id| Value::Uuid(*id);
    Instant, Time, time, true, Ok, |instant| Value::Time(*instant);
    Day, Text, text, false, |text| text.parse().map_err(Error::decode), |day| Value::Text(day.to_string());
}

/// A number that JSON has, too.
pub(crate) fn finite(number: f64) -> Result<f64, Error> {
    if number.is_finite() { Ok(number) } else { Err(Error::decode("it is no finite number")) }
}

impl Field for serde_json::Value {
    const KIND: Kind = Kind::Json;

    fn read_optional(row: &dyn Row, at: usize) -> Result<Option<Self>, Error> {
        let read = |text| serde_json::from_str(text).map_err(|error| Error::of_document(&error));
        row.json(at)?.map(read).transpose()
    }

    fn sound(row: &dyn Row, at: usize) -> Result<(), Error> {
        row.json(at)?.map_or(Ok(()), sound::document)
    }

    fn to_value(&self) -> Value {
        Value::Json(serde_json::to_string(self).unwrap_or_default())
    }
}
