//! What travels between Rust and a database: values going in, rows coming out.
use crate::{error::Error, json, kept, schema::Kind};
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
    /// The same, where it has to be one: not every database sees to that.
    fn document(&self, at: usize) -> Result<Option<&str>, Error>;
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
    /// Reads it from a row, or `None` where the column is empty.
    fn read_optional(row: &dyn Row, at: usize) -> Result<Option<Self>, Error>;
    /// Makes a value of it.
    fn to_value(&self) -> Value;

    /// Reads it from a row; an empty column is an error.
    fn read(row: &dyn Row, at: usize) -> Result<Self, Error> {
        Self::read_optional(row, at)?.ok_or_else(empty)
    }

    /// Writes what a row holds as JSON, as it is kept, and says whether there is something. What cannot be read is not told.
    fn tell_optional(row: &dyn Row, at: usize, out: &mut Vec<u8>) -> Result<bool, Error> {
        match Self::read_optional(row, at)? {
            Some(_) => json::as_kept(Self::KIND, row, at, out),
            None => Ok(false),
        }
    }

    /// The same; an empty column is an error.
    fn tell(row: &dyn Row, at: usize, out: &mut Vec<u8>) -> Result<(), Error> {
        if Self::tell_optional(row, at, out)? { Ok(()) } else { Err(empty()) }
    }
}

fn empty() -> Error {
    Error::decode("the column is empty")
}

impl<T: Field> Field for Option<T> {
    const KIND: Kind = T::KIND;
    const NULLABLE: bool = true;
    const ONE_OF: Option<&'static [&'static str]> = T::ONE_OF;

    fn read_optional(row: &dyn Row, at: usize) -> Result<Option<Self>, Error> {
        T::read_optional(row, at).map(Some)
    }

    fn tell_optional(row: &dyn Row, at: usize, out: &mut Vec<u8>) -> Result<bool, Error> {
        if !T::tell_optional(row, at, out)? {
            out.extend_from_slice(b"null");
        }
        Ok(true)
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
                let read: Result<Option<_>, Error> = row.$from(at)?.map($read).transpose();
                Ok(read?.map(Self::from))
            }

            fn tell_optional(row: &dyn Row, at: usize, out: &mut Vec<u8>) -> Result<bool, Error> {
                let read: Result<Option<_>, Error> = row.$from(at)?.map($read).transpose();
                json::write(out, read?)
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
    f64, Real, real, finite, |number| Value::Real(*number);
    String, Text, text, Ok, |text| Value::Text(text.clone());
    Vec<u8>, Bytes, bytes, Ok, |bytes| Value::Bytes(bytes.clone());
    Id, Uuid, uuid, Ok, |id| Value::Uuid(*id);
    Instant, Time, time, Ok, |instant| Value::Time(*instant);
    Day, Text, text, |text| text.parse::<Day>().map_err(Error::decode), |day| Value::Text(day.to_string());
}

/// A number that JSON has, too.
pub(crate) fn finite(number: f64) -> Result<f64, Error> {
    if number.is_finite() { Ok(number) } else { Err(Error::decode("it is no finite number")) }
}

impl Field for serde_json::Value {
    const KIND: Kind = Kind::Json;

    fn read_optional(row: &dyn Row, at: usize) -> Result<Option<Self>, Error> {
        kept::read(row, at)
    }

    fn tell_optional(row: &dyn Row, at: usize, out: &mut Vec<u8>) -> Result<bool, Error> {
        Ok(json::copy(out, row.document(at)?))
    }

    fn to_value(&self) -> Value {
        Value::Json(serde_json::to_string(self).unwrap_or_default())
    }
}
