//! Values and rows in PostgreSQL's terms, in its binary form.
use crate::{
    error::{Error, Result},
    schema::Kind,
    sound,
    value::{Row, Value},
};
use base::{Id, Instant};
use bytes::{BufMut, BytesMut};
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};

type Failure = Box<dyn std::error::Error + Sync + Send>;

/// PostgreSQL counts microseconds from the year 2000.
const EPOCH_MICROS: i64 = 946_684_800_000_000;
/// The one version of jsonb's binary form, written before the text.
const JSONB_VERSION: u8 = 1;
/// What the server keeps is a document, but may be nested too deeply for us, or hold a number of too many digits: neither is so short.
const SURELY_READ: usize = 127;

/// The type that holds a kind.
pub(super) fn type_of(kind: Kind) -> Type {
    match kind {
        Kind::Bool => Type::BOOL,
        Kind::Int => Type::INT8,
        Kind::Real => Type::FLOAT8,
        Kind::Text => Type::TEXT,
        Kind::Bytes => Type::BYTEA,
        Kind::Uuid => Type::UUID,
        Kind::Time => Type::TIMESTAMPTZ,
        Kind::Json => Type::JSONB,
    }
}

/// The types of some values, in their order.
pub(super) fn types_of(values: &[Value]) -> Vec<Type> {
    let kind = |value: &Value| match value {
        Value::Null(kind) | Value::Kept(kind, _) => *kind,
        Value::Bool(_) => Kind::Bool,
        Value::Int(_) => Kind::Int,
        Value::Real(_) => Kind::Real,
        Value::Word(_) | Value::Text(_) => Kind::Text,
        Value::Bytes(_) => Kind::Bytes,
        Value::Uuid(_) => Kind::Uuid,
        Value::Time(_) => Kind::Time,
        Value::Json(_) => Kind::Json,
    };
    values.iter().map(|value| type_of(kind(value))).collect()
}

/// Some values with their types, for a statement that is not prepared.
pub(super) fn typed(values: &[Value]) -> Vec<(&(dyn ToSql + Sync), Type)> {
    values.iter().zip(types_of(values)).map(|(value, ty)| (value as &(dyn ToSql + Sync), ty)).collect()
}

impl ToSql for Value {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Failure> {
        match self {
            Self::Null(_) => return Ok(IsNull::Yes),
            Self::Bool(truth) => out.put_u8((*truth).into()),
            Self::Int(number) => out.put_i64(*number),
            Self::Real(number) => out.put_f64(*number),
            Self::Word(text) => out.put_slice(text.as_bytes()),
            Self::Text(text) => out.put_slice(text.as_bytes()),
            Self::Bytes(bytes) => out.put_slice(bytes),
            Self::Uuid(id) => out.put_slice(id.as_bytes()),
            Self::Time(instant) => out.put_i64(instant.micros() - EPOCH_MICROS),
            Self::Json(text) => {
                out.put_u8(JSONB_VERSION);
                out.put_slice(text.as_bytes());
            }
            // Of what cannot be read, this database holds times only.
            Self::Kept(Kind::Time, bytes) => out.put_slice(bytes),
            Self::Kept(..) => return Ok(IsNull::Yes),
        }
        Ok(IsNull::No)
    }

    /// Every statement is prepared with the types of its values.
    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// A column as it came over the line.
struct Raw<'row>(&'row [u8]);

impl<'row> FromSql<'row> for Raw<'row> {
    fn from_sql(_: &Type, bytes: &'row [u8]) -> Result<Self, Failure> {
        Ok(Self(bytes))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

/// Takes a column's bytes if the server says that it is of one of the types.
fn bytes<'row>(row: &'row tokio_postgres::Row, at: usize, types: &[Type]) -> Result<Option<&'row [u8]>> {
    let Some(column) = row.columns().get(at) else {
        return Err(Error::decode(format!("there is no column {at}")));
    };
    if !types.contains(column.type_()) {
        return Err(Error::decode(format!("{} is of the type {}", column.name(), column.type_())));
    }
    let raw: Option<Raw> = row.try_get(at).map_err(Error::decode)?;
    Ok(raw.map(|raw| raw.0))
}

fn fixed<const N: usize>(bytes: &[u8]) -> Result<[u8; N]> {
    bytes.try_into().map_err(|_| Error::decode(format!("{} bytes where {N} belong", bytes.len())))
}

fn text(bytes: &[u8]) -> Result<&str> {
    std::str::from_utf8(bytes).map_err(Error::decode)
}

impl Row for tokio_postgres::Row {
    fn bool(&self, at: usize) -> Result<Option<bool>> {
        bytes(self, at, &[Type::BOOL])?.map(|bytes| Ok(fixed::<1>(bytes)? != [0])).transpose()
    }

    fn int(&self, at: usize) -> Result<Option<i64>> {
        let Some(bytes) = bytes(self, at, &[Type::INT8, Type::INT4, Type::INT2])? else { return Ok(None) };
        Ok(Some(match bytes.len() {
            2 => i16::from_be_bytes(fixed(bytes)?).into(),
            4 => i32::from_be_bytes(fixed(bytes)?).into(),
            _ => i64::from_be_bytes(fixed(bytes)?),
        }))
    }

    fn real(&self, at: usize) -> Result<Option<f64>> {
        bytes(self, at, &[Type::FLOAT8])?.map(|bytes| fixed(bytes).map(f64::from_be_bytes)).transpose()
    }

    fn text(&self, at: usize) -> Result<Option<&str>> {
        bytes(self, at, &[Type::TEXT, Type::VARCHAR, Type::NAME])?.map(text).transpose()
    }

    fn bytes(&self, at: usize) -> Result<Option<&[u8]>> {
        bytes(self, at, &[Type::BYTEA])
    }

    fn uuid(&self, at: usize) -> Result<Option<Id>> {
        bytes(self, at, &[Type::UUID])?.map(|bytes| fixed(bytes).map(Id::from_bytes)).transpose()
    }

    fn time(&self, at: usize) -> Result<Option<Instant>> {
        let Some(bytes) = bytes(self, at, &[Type::TIMESTAMPTZ])? else { return Ok(None) };
        let instant = i64::from_be_bytes(fixed(bytes)?).checked_add(EPOCH_MICROS).and_then(Instant::from_micros);
        instant.map(Some).ok_or_else(|| Error::decode("an instant outside the years 1 to 9999"))
    }

    fn json(&self, at: usize) -> Result<Option<&str>> {
        match bytes(self, at, &[Type::JSONB])? {
            None => Ok(None),
            Some([JSONB_VERSION, rest @ ..]) => text(rest).map(Some),
            Some(_) => Err(Error::decode("a form of jsonb that is not known")),
        }
    }

    fn document(&self, at: usize) -> Result<Option<&str>> {
        let text = self.json(at)?;
        text.filter(|text| text.len() > SURELY_READ).map_or(Ok(()), sound::document)?;
        Ok(text)
    }

    fn kept(&self, at: usize) -> Result<Vec<u8>> {
        let raw: Option<Raw> = self.try_get(at).map_err(Error::decode)?;
        Ok(raw.map_or_else(Vec::new, |raw| raw.0.to_vec()))
    }
}
