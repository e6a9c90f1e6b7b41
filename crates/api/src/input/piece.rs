//! One field: a text that is read as what is wanted, or JSON that is what it is.
use super::wrong::Wrong;
use serde::{
    Deserializer,
    de::{
        Error, IntoDeserializer, Unexpected, Visitor,
        value::{MapDeserializer, SeqDeserializer},
    },
    forward_to_deserialize_any,
};
use serde_json::Value;

/// One field of an input.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Piece {
    /// From the path.
    Path(String),
    /// From the query.
    Query(String),
    /// From the body.
    Json(Value),
}

impl Piece {
    fn into_text(self) -> Result<String, Value> {
        match self {
            Self::Path(text) | Self::Query(text) => Ok(text),
            Self::Json(value) => Err(value),
        }
    }
}

impl<'de> IntoDeserializer<'de, Wrong> for Piece {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

/// Reads a text as a number or a truth value where one is wanted.
macro_rules! parsed {
    ($($method:ident $visit:ident $type:ty;)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
            match self.into_text() {
                Err(value) => Json(value).$method(visitor),
                Ok(text) => match text.parse::<$type>() {
                    Ok(value) => visitor.$visit(value),
                    Err(_) => Err(Wrong::invalid_type(Unexpected::Str(&text), &visitor)),
                },
            }
        })*
    };
}

impl<'de> Deserializer<'de> for Piece {
    type Error = Wrong;

    parsed! {
        deserialize_bool visit_bool bool;
        deserialize_i8 visit_i64 i64;
        deserialize_i16 visit_i64 i64;
        deserialize_i32 visit_i64 i64;
        deserialize_i64 visit_i64 i64;
        deserialize_u8 visit_u64 u64;
        deserialize_u16 visit_u64 u64;
        deserialize_u32 visit_u64 u64;
        deserialize_u64 visit_u64 u64;
        deserialize_f32 visit_f64 f64;
        deserialize_f64 visit_f64 f64;
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        match self.into_text() {
            Ok(text) => visitor.visit_string(text),
            Err(value) => Json(value).deserialize_any(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        match self {
            Self::Json(Value::Null) => visitor.visit_none(),
            other => visitor.visit_some(other),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        match self.into_text() {
            Ok(text) => visitor.visit_enum(text.into_deserializer()),
            Err(value) => Json(value).deserialize_enum(name, variants, visitor),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        match self.into_text() {
            Ok(text) => visitor.visit_string(text),
            Err(value) => Json(value).deserialize_map(visitor),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        self.deserialize_map(visitor)
    }

    /// `a,b` where a list is wanted.
    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        match self.into_text() {
            Ok(text) => {
                let parts: Vec<Self> =
                    text.split(',').filter(|part| !part.is_empty()).map(|part| Self::Query(part.into())).collect();
                visitor.visit_seq(SeqDeserializer::new(parts.into_iter()))
            }
            Err(value) => Json(value).deserialize_any(visitor),
        }
    }

    forward_to_deserialize_any! {
        i128 u128 char str string bytes byte_buf unit unit_struct tuple tuple_struct identifier ignored_any
    }
}

/// JSON whose flaws are told in our words.
struct Json(Value);

impl Json {
    /// The number as JSON Schema counts: `10.0` is a whole number, written with a point.
    #[expect(clippy::cast_possible_truncation, reason = "what is not exact is no whole number here")]
    fn whole(&self) -> Option<i64> {
        let number = self.0.as_f64().filter(|_| self.0.is_f64())?;
        (number.fract() == 0.0 && number.abs() < LARGEST_EXACT).then_some(number as i64)
    }
}

/// From here on not every whole number is a float: 2 to the power of 53.
const LARGEST_EXACT: f64 = 9_007_199_254_740_992.0;

/// Reads JSON where a whole number is wanted.
macro_rules! whole {
    ($($method:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
            match self.whole() {
                Some(number) => visitor.visit_i64(number),
                None => self.deserialize_any(visitor),
            }
        })*
    };
}

impl<'de> IntoDeserializer<'de, Wrong> for Json {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Json {
    type Error = Wrong;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(truth) => visitor.visit_bool(truth),
            Value::Number(number) => match (number.as_u64(), number.as_i64(), number.as_f64()) {
                (Some(number), _, _) => visitor.visit_u64(number),
                (_, Some(number), _) => visitor.visit_i64(number),
                (_, _, Some(number)) => visitor.visit_f64(number),
                _ => Err(Wrong::custom("this number is too large")),
            },
            Value::String(text) => visitor.visit_string(text),
            Value::Array(items) => visitor.visit_seq(SeqDeserializer::new(items.into_iter().map(Json))),
            Value::Object(fields) => {
                visitor.visit_map(MapDeserializer::new(fields.into_iter().map(|(name, value)| (name, Json(value)))))
            }
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        match self.0 {
            Value::String(text) => visitor.visit_enum(text.into_deserializer()),
            other => Json(other).deserialize_any(visitor),
        }
    }

    /// An object and nothing else: visitors would take a list for the fields in their order, and null for an object without any.
    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        match self.0 {
            Value::Null => Err(Wrong::invalid_type(Unexpected::Unit, &visitor)),
            Value::Array(_) => Err(Wrong::invalid_type(Unexpected::Seq, &visitor)),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        self.deserialize_map(visitor)
    }

    whole! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_u8 deserialize_u16 deserialize_u32
        deserialize_u64
    }

    forward_to_deserialize_any! {
        bool i128 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple tuple_struct identifier
        ignored_any
    }
}
