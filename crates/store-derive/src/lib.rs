//! The derives `Entity` and `OneOf`: a struct that is a table, an enum that is text.
mod attributes;
mod entity;
mod one_of;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Makes a struct with named fields a table.
///
/// On the struct: `#[table("tasks", scope = space)]` (and `clustered`), `#[unique(a, b)]`, `#[index(a, b)]` (both may end in
/// `only = "..."`), `#[check(a, b, holds = "...")]`, `#[refers(a, b, to = "things(a, b)", on_delete = cascade)]`.
/// On a field: `#[key]`, `#[serial]`, `#[transaction]`, `#[unique]`, `#[index]`, `#[default(...)]`, `#[check("...")]`,
/// `#[refers("things.id", on_delete = cascade)]`; `#[serde(skip_serializing)]` or `#[serde(skip)]` hides it from people.
/// `#[told(sqlite = "(select ...)", postgres = "(select ...)")]` makes a field that no column holds: it is read along with each row, and
/// never written. Such fields stand behind the columns.
#[proc_macro_derive(
    Entity,
    attributes(table, key, serial, transaction, unique, index, refers, default, check, told, serde)
)]
pub fn entity(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    entity::derive(&input).unwrap_or_else(|error| error.to_compile_error()).into()
}

/// Makes a field-less enum a column of text with a check, a JSON string and an OpenAPI enum: one list for all.
#[proc_macro_derive(OneOf)]
pub fn one_of(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    one_of::derive(&input).unwrap_or_else(|error| error.to_compile_error()).into()
}
