//! Where a page ended.
use super::{Direction, Sort};
use crate::{
    entity::Entity,
    error::{Error, Result},
    schema::Kind,
    value::{Row, Value},
};
use base::{Id, Instant};
use std::{fmt, str::FromStr};

/// Where a page ended: the place of its last row in the order. Opaque to whoever carries it.
#[derive(Clone, Debug, PartialEq)]
pub struct Cursor {
    /// The order it belongs to.
    order: String,
    values: Vec<Value>,
}

impl Cursor {
    /// The place of that row in that order.
    pub(super) fn at<E: Entity>(sort: &Sort<E>, row: &dyn Row) -> Result<Self> {
        let columns = E::TABLE.columns;
        let place = |name: &&str| columns.iter().position(|column| column.name == *name);
        let value = |at: usize| match Value::read(columns[at].kind, row, at) {
            // Whoever goes on goes on behind it, too.
            Err(Error::Decode { .. }) => Ok(Value::Kept(columns[at].kind, row.kept(at)?)),
            read => read,
        };
        let values = sort.columns().iter().filter_map(place).map(value).collect::<Result<_>>()?;
        Ok(Self { order: order(sort), values })
    }

    /// The values of the place, if it is one of that order.
    pub(super) fn values_for<E: Entity>(&self, sort: &Sort<E>) -> Result<Vec<Value>> {
        let kinds = sort.columns().iter().filter_map(|name| E::TABLE.column(name)).map(|column| column.kind);
        let fits = self.order == order(sort) && kinds.eq(self.values.iter().map(Value::kind));
        if fits { Ok(self.values.clone()) } else { Err(Error::Cursor) }
    }
}

fn order<E>(sort: &Sort<E>) -> String {
    let sign = if sort.direction() == Direction::Up { '+' } else { '-' };
    format!("{sign}{}", sort.columns().join(","))
}

/// Letters and digits only, so that it needs no quoting anywhere.
impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let words = self.values.iter().map(word).collect::<Vec<_>>();
        let text = serde_json::to_string(&(&self.order, words)).map_err(|_| fmt::Error)?;
        text.bytes().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for Cursor {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let bytes = bytes(text).ok_or(Error::Cursor)?;
        let (order, words): (String, Vec<String>) = serde_json::from_slice(&bytes).map_err(|_| Error::Cursor)?;
        let values = words.iter().map(|word| value(word)).collect::<Option<_>>();
        Ok(Self { order, values: values.ok_or(Error::Cursor)? })
    }
}

/// A value as a letter for its kind and a text.
fn word(value: &Value) -> String {
    match value {
        Value::Bool(truth) => format!("b{truth}"),
        Value::Int(number) => format!("i{number}"),
        Value::Real(number) => format!("r{}", number.to_bits()),
        Value::Word(text) => format!("t{text}"),
        Value::Text(text) => format!("t{text}"),
        Value::Uuid(id) => format!("u{id}"),
        Value::Time(instant) => format!("m{}", instant.micros()),
        Value::Kept(kind, bytes) => {
            let letter = match kind {
                Kind::Time => 'm',
                Kind::Text => 't',
                _ => 'u',
            };
            bytes.iter().fold(format!("k{letter}"), |word, byte| word + &format!("{byte:02x}"))
        }
        // No list is sorted by these; a cursor that holds one fits no order.
        Value::Null(_) | Value::Bytes(_) | Value::Json(_) => "-".into(),
    }
}

fn value(word: &str) -> Option<Value> {
    let (letter, text) = word.split_at_checked(1)?;
    Some(match letter {
        "b" => Value::Bool(text.parse().ok()?),
        "i" => Value::Int(text.parse().ok()?),
        "r" => Value::Real(f64::from_bits(text.parse().ok()?)),
        "t" => Value::Text(text.into()),
        "u" => Value::Uuid(text.parse::<Id>().ok()?),
        "m" => Value::Time(Instant::from_micros(text.parse().ok()?)?),
        "k" => kept(text)?,
        _ => return None,
    })
}

/// What a row holds that cannot be read.
fn kept(word: &str) -> Option<Value> {
    let (letter, text) = word.split_at_checked(1)?;
    let bytes = bytes(text)?;
    match letter {
        "m" if bytes.len() == size_of::<i64>() => Some(Value::Kept(Kind::Time, bytes)),
        "t" => Some(Value::Kept(Kind::Text, bytes)),
        "u" => Some(Value::Kept(Kind::Uuid, bytes)),
        _ => None,
    }
}

/// Bytes that were written as two digits each.
fn bytes(text: &str) -> Option<Vec<u8>> {
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    text.as_bytes().chunks(2).map(byte).collect()
}

impl Value {
    /// Reads a column of that kind.
    fn read(kind: Kind, row: &dyn Row, at: usize) -> Result<Self> {
        let value = match kind {
            Kind::Bool => row.bool(at)?.map(Self::Bool),
            Kind::Int => row.int(at)?.map(Self::Int),
            Kind::Real => row.real(at)?.map(Self::Real),
            Kind::Text => row.text(at)?.map(|text| Self::Text(text.to_owned())),
            Kind::Bytes => row.bytes(at)?.map(|bytes| Self::Bytes(bytes.to_owned())),
            Kind::Uuid => row.uuid(at)?.map(Self::Uuid),
            Kind::Time => row.time(at)?.map(Self::Time),
            Kind::Json => row.json(at)?.map(|text| Self::Json(text.to_owned())),
        };
        Ok(value.unwrap_or(Self::Null(kind)))
    }

    /// The kind of column it belongs in.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Null(kind) | Self::Kept(kind, _) => *kind,
            Self::Bool(_) => Kind::Bool,
            Self::Int(_) => Kind::Int,
            Self::Real(_) => Kind::Real,
            Self::Word(_) | Self::Text(_) => Kind::Text,
            Self::Bytes(_) => Kind::Bytes,
            Self::Uuid(_) => Kind::Uuid,
            Self::Time(_) => Kind::Time,
            Self::Json(_) => Kind::Json,
        }
    }
}
