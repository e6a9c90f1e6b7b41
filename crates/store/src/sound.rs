//! Whether a text is a JSON document, found out without keeping any of it.
use crate::error::{Error, Result};
use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, SeqAccess, Visitor},
};
use std::{fmt, marker::PhantomData};

/// Any document.
pub(crate) struct Any;
/// Any text.
pub struct AnyText;
/// A list of these.
pub struct Each<T>(PhantomData<fn() -> T>);

/// Whether a text is a document that everybody can read.
pub(crate) fn document(text: &str) -> Result<()> {
    match text {
        // What most rows hold where there is nothing to hold.
        "[]" | "{}" | "null" => Ok(()),
        _ => as_document::<Any>(text),
    }
}

/// Whether a text is a document of that form.
pub(crate) fn as_document<'de, T: Deserialize<'de>>(text: &'de str) -> Result<()> {
    serde_json::from_str::<T>(text).map(drop).map_err(|error| Error::of_document(&error))
}

struct Looking;

impl<'de> Visitor<'de> for Looking {
    type Value = Any;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a document")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Any, E> {
        Ok(Any)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Any, E> {
        Ok(Any)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Any, E> {
        Ok(Any)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Any, E> {
        Ok(Any)
    }

    fn visit_str<E>(self, _: &str) -> Result<Any, E> {
        Ok(Any)
    }

    fn visit_unit<E>(self) -> Result<Any, E> {
        Ok(Any)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Any, A::Error> {
        while items.next_element::<Any>()?.is_some() {}
        Ok(Any)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Any, A::Error> {
        while entries.next_entry::<AnyText, Any>()?.is_some() {}
        Ok(Any)
    }
}

impl<'de> Deserialize<'de> for Any {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Looking)
    }
}

impl<'de> Deserialize<'de> for AnyText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;

        impl Visitor<'_> for Text {
            type Value = AnyText;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a text")
            }

            fn visit_str<E>(self, _: &str) -> Result<AnyText, E> {
                Ok(AnyText)
            }
        }

        deserializer.deserialize_str(Text)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Each<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Items<T>(PhantomData<fn() -> T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Items<T> {
            type Value = Each<T>;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a list")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Each<T>, A::Error> {
                while items.next_element::<T>()?.is_some() {}
                Ok(Each(PhantomData))
            }
        }

        deserializer.deserialize_seq(Items(PhantomData))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_what_can_be_read_as_a_value() {
        let deep = format!("{}{}", "[".repeat(127), "]".repeat(127));
        let too_deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
        for text in [
            "[]",
            "{}",
            "null",
            "1",
            "-2.5e3",
            "\"a\\u00e9\\n\"",
            "[1, [true, {}], {\"a\": {\"b\": null}}]",
            "1e999",
            "",
            " ",
            "no",
            "[1,",
            "{\"a\"}",
            "{a: 1}",
            "[] []",
            "\"\\ud800\"",
            "'a'",
            "NaN",
            &deep,
            &too_deep,
        ] {
            let as_value = serde_json::from_str::<serde_json::Value>(text).is_ok();
            assert_eq!(document(text).is_ok(), as_value, "{text}");
        }
    }

    #[test]
    fn a_list_is_one_of_its_kind_all_through() {
        for (text, texts, numbers) in [
            ("[]", true, true),
            ("[\"a\", \"\\n\"]", true, false),
            ("[1, 2]", false, true),
            ("[\"a\", 1]", false, false),
            ("{}", false, false),
            ("[", false, false),
        ] {
            assert_eq!(as_document::<Each<AnyText>>(text).is_ok(), texts, "{text}");
            assert_eq!(as_document::<Each<i64>>(text).is_ok(), numbers, "{text}");
        }
    }

    #[test]
    fn what_is_wrong_with_a_document_tells_nothing_of_it() {
        let error = as_document::<i64>("\"hunter2\"").unwrap_err().to_string();
        assert!(error.contains("line 1, column 9") && !error.contains("hunter2"), "{error}");
    }
}
