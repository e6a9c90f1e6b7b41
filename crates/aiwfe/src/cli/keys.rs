//! The arguments of `aiwfe keys`.
use clap::{
    Subcommand,
    builder::{PossibleValuesParser, TypedValueParser},
};
use store::OneOf;
use vault::Purpose;

/// What to do about the keys.
#[derive(Debug, Subcommand)]
pub(crate) enum Keys {
    /// List the keys: name, purpose, whether it is current, when it was made; never the key itself
    Show,
    /// Make a new current key and print its name; the one before it stays for what was done with it
    Rotate {
        /// What the key is for
        #[arg(value_name = "PURPOSE", default_value = Purpose::Encryption.text(), value_parser = purposes())]
        purpose: Purpose,
    },
}

fn purposes() -> impl TypedValueParser<Value = Purpose> {
    PossibleValuesParser::new(Purpose::TEXTS).try_map(|text| Purpose::given(&text).ok_or("there is no such purpose"))
}
