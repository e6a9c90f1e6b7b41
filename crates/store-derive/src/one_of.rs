//! `#[derive(OneOf)]`.
use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Error, Fields, Ident, Result};

pub(crate) fn derive(input: &DeriveInput) -> Result<TokenStream> {
    let Data::Enum(data) = &input.data else {
        return Err(Error::new_spanned(&input.ident, "OneOf is for enums"));
    };
    let mut variants: Vec<&Ident> = Vec::new();
    for variant in &data.variants {
        if !matches!(variant.fields, Fields::Unit) {
            return Err(Error::new_spanned(variant, "a variant of a OneOf holds nothing: it is a text"));
        }
        variants.push(&variant.ident);
    }
    let name = &input.ident;
    let title = name.to_string();
    let texts: Vec<String> = variants.iter().map(|variant| snake_case(&variant.to_string())).collect();
    Ok(quote! {
        impl ::store::OneOf for #name {
            const ALL: &'static [Self] = &[#(Self::#variants),*];
            const TEXTS: &'static [&'static str] = &[#(#texts),*];

            fn text(self) -> &'static str {
                match self { #(Self::#variants => #texts),* }
            }
        }

        impl ::store::Field for #name {
            const KIND: ::store::Kind = ::store::Kind::Text;
            const ONE_OF: ::core::option::Option<&'static [&'static str]> = ::core::option::Option::Some(<Self as ::store::OneOf>::TEXTS);

            fn read_optional(row: &dyn ::store::Row, at: usize) -> ::store::Result<::core::option::Option<Self>> {
                ::store::one_of::read(row, at)
            }

            fn tell_optional(row: &dyn ::store::Row, at: usize, out: &mut ::std::vec::Vec<u8>) -> ::store::Result<bool> {
                ::store::one_of::tell::<Self>(row, at, out)
            }

            fn to_value(&self) -> ::store::Value {
                ::store::Value::Word(::store::OneOf::text(*self))
            }
        }

        impl ::store::serde::Serialize for #name {
            fn serialize<S: ::store::serde::Serializer>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(::store::OneOf::text(*self))
            }
        }

        impl<'de> ::store::serde::Deserialize<'de> for #name {
            fn deserialize<D: ::store::serde::Deserializer<'de>>(deserializer: D) -> ::core::result::Result<Self, D::Error> {
                ::store::one_of::deserialize(deserializer)
            }
        }

        impl ::store::utoipa::PartialSchema for #name {
            fn schema() -> ::store::utoipa::openapi::RefOr<::store::utoipa::openapi::schema::Schema> {
                ::store::one_of::schema::<Self>()
            }
        }

        impl ::store::utoipa::ToSchema for #name {
            fn name() -> ::std::borrow::Cow<'static, str> {
                ::std::borrow::Cow::Borrowed(#title)
            }
        }
    })
}

fn snake_case(name: &str) -> String {
    let mut text = String::new();
    for (at, letter) in name.chars().enumerate() {
        if letter.is_uppercase() && at > 0 {
            text.push('_');
        }
        text.extend(letter.to_lowercase());
    }
    text
}
