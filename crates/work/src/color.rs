//! Colours: # and six hexadecimal digits.
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{borrow::Cow, fmt, str::FromStr};
use store::{Described, Field, Kind, Row, Value};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        RefOr,
        schema::{ObjectBuilder, Schema, SchemaFormat, Type},
    },
};

/// A colour: red, green and blue; nothing, where a row holds what is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Color(Option<[u8; 3]>);

/// What is shown where there is no colour.
const GREY: [u8; 3] = [0x6b, 0x72, 0x80];

impl Color {
    /// The colour with that number, such as `0x003b_82f6`.
    pub const fn of(number: u32) -> Self {
        let [_, red, green, blue] = number.to_be_bytes();
        Self(Some([red, green, blue]))
    }

    /// Whether a row holds one.
    pub(crate) fn is_readable(self) -> bool {
        self.0.is_some()
    }
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let [red, green, blue] = self.0.unwrap_or(GREY);
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

impl FromStr for Color {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text
            .strip_prefix('#')
            .filter(|digits| digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
        let number = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        number.map(Self::of).ok_or("a colour is written as # and six hexadecimal digits, such as #3b82f6")
    }
}

impl Field for Color {
    const KIND: Kind = Kind::Text;

    fn read_optional(row: &dyn Row, at: usize) -> store::Result<Option<Self>> {
        Ok(row.text(at)?.map(|text| text.parse().unwrap_or(Self(None))))
    }

    fn to_value(&self) -> Value {
        Value::Text(self.to_string())
    }
}

impl Serialize for Color {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Color {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Cow::<str>::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

impl Described for Color {
    fn described() -> RefOr<Schema> {
        let text = ObjectBuilder::new().schema_type(Type::String).format(Some(SchemaFormat::Custom("color".into())));
        text.pattern(Some("^#[0-9a-fA-F]{6}$")).examples(["#3b82f6", "#10b981"]).build().into()
    }
}

impl PartialSchema for Color {
    fn schema() -> RefOr<Schema> {
        Self::described()
    }
}

impl ToSchema for Color {}

#[cfg(test)]
mod tests {
    use super::Color;

    #[test]
    fn a_colour_has_six_digits_and_is_kept_in_small_letters() {
        assert_eq!("#3B82f6".parse::<Color>().unwrap().to_string(), "#3b82f6");
        for wrong in ["", "3b82f6", "#3b82f", "#3b82f66", "#3b82fg", "#+b82f6", "#ééé"] {
            assert!(wrong.parse::<Color>().is_err(), "{wrong}");
        }
    }
}
