//! Values and rows in SQLite's terms.
use crate::{
    error::{Error, Result},
    schema::Kind,
    sound,
    value::{Row, Value},
};
use base::{Id, Instant};
use rusqlite::types::{FromSqlError, ToSql, ToSqlOutput, Value as Owned, ValueRef};

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Null(_) => ToSqlOutput::Owned(Owned::Null),
            Self::Bool(truth) => ToSqlOutput::Owned(Owned::Integer((*truth).into())),
            Self::Int(number) => ToSqlOutput::Owned(Owned::Integer(*number)),
            Self::Real(number) => ToSqlOutput::Owned(Owned::Real(*number)),
            Self::Word(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Self::Text(text) | Self::Json(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Self::Bytes(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
            Self::Uuid(id) => ToSqlOutput::Borrowed(ValueRef::Blob(id.as_bytes())),
            Self::Time(instant) => ToSqlOutput::Owned(Owned::Integer(instant.micros())),
            Self::Kept(Kind::Text, bytes) => ToSqlOutput::Borrowed(ValueRef::Text(bytes)),
            Self::Kept(Kind::Time, bytes) => {
                let number = bytes.as_slice().try_into().map(i64::from_be_bytes);
                ToSqlOutput::Owned(number.map_or(Owned::Null, Owned::Integer))
            }
            Self::Kept(_, bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
        })
    }
}

fn read<'row, T>(
    row: &'row rusqlite::Row,
    at: usize,
    take: impl FnOnce(ValueRef<'row>) -> Result<T, FromSqlError>,
) -> Result<Option<T>> {
    match row.get_ref(at)? {
        ValueRef::Null => Ok(None),
        value => take(value).map(Some).map_err(Error::decode),
    }
}

impl Row for rusqlite::Row<'_> {
    fn bool(&self, at: usize) -> Result<Option<bool>> {
        read(self, at, |value| value.as_i64().map(|number| number != 0))
    }

    fn int(&self, at: usize) -> Result<Option<i64>> {
        read(self, at, |value| value.as_i64())
    }

    fn real(&self, at: usize) -> Result<Option<f64>> {
        read(self, at, |value| value.as_f64())
    }

    fn text(&self, at: usize) -> Result<Option<&str>> {
        read(self, at, |value| value.as_str())
    }

    fn bytes(&self, at: usize) -> Result<Option<&[u8]>> {
        read(self, at, |value| value.as_blob())
    }

    fn uuid(&self, at: usize) -> Result<Option<Id>> {
        let Some(bytes) = self.bytes(at)? else { return Ok(None) };
        let bytes = bytes.try_into().map_err(|_| Error::decode("an id has 16 bytes"))?;
        Ok(Some(Id::from_bytes(bytes)))
    }

    fn time(&self, at: usize) -> Result<Option<Instant>> {
        let Some(micros) = self.int(at)? else { return Ok(None) };
        Instant::from_micros(micros).map(Some).ok_or_else(|| Error::decode("an instant outside the years 1 to 9999"))
    }

    fn json(&self, at: usize) -> Result<Option<&str>> {
        self.text(at)
    }

    fn document(&self, at: usize) -> Result<Option<&str>> {
        let text = self.text(at)?;
        text.map_or(Ok(()), sound::document)?;
        Ok(text)
    }

    fn kept(&self, at: usize) -> Result<Vec<u8>> {
        Ok(match self.get_ref(at)? {
            ValueRef::Null => Vec::new(),
            ValueRef::Integer(number) => number.to_be_bytes().to_vec(),
            ValueRef::Real(number) => number.to_be_bytes().to_vec(),
            ValueRef::Text(bytes) | ValueRef::Blob(bytes) => bytes.to_vec(),
        })
    }
}
