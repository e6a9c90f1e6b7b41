//! What the attributes of an entity say.
use proc_macro2::{TokenStream, TokenTree};
use quote::quote;
use syn::{Attribute, Error, Ident, Lit, LitStr, Result, Token, parse::ParseStream};

/// `#[table("name", scope = space, clustered)]`.
pub(crate) struct TableAttribute {
    pub(crate) name: LitStr,
    pub(crate) scope: Ident,
    pub(crate) clustered: bool,
}

/// `(a, b, key = "value")`: some columns, then some settings.
pub(crate) struct Columns {
    pub(crate) names: Vec<String>,
    pub(crate) holds: Option<LitStr>,
    pub(crate) only: Option<LitStr>,
    to: Option<LitStr>,
    on_delete: Option<Ident>,
}

/// `#[told(sqlite = "(select ...)", postgres = "(select ...)")]`: an expression over the row, in each dialect.
pub(crate) struct Told {
    pub(crate) sqlite: LitStr,
    pub(crate) postgres: LitStr,
}

/// What tells a field that no column holds.
pub(crate) fn told(attributes: &[Attribute]) -> Result<Option<Told>> {
    let Some(attribute) = attributes.iter().find(|attribute| attribute.path().is_ident("told")) else {
        return Ok(None);
    };
    let (mut sqlite, mut postgres) = (None, None);
    attribute.parse_nested_meta(|meta| {
        let dialect = match &meta.path {
            path if path.is_ident("sqlite") => &mut sqlite,
            path if path.is_ident("postgres") => &mut postgres,
            _ => return Err(meta.error("known are sqlite and postgres")),
        };
        *dialect = Some(meta.value()?.parse::<LitStr>()?);
        Ok(())
    })?;
    match (sqlite, postgres) {
        (Some(sqlite), Some(postgres)) => Ok(Some(Told { sqlite, postgres })),
        _ => Err(Error::new_spanned(attribute, "say it for both: sqlite = \"(select ...)\", postgres = \"...\"")),
    }
}

pub(crate) fn table(attributes: &[Attribute], entity: &Ident) -> Result<TableAttribute> {
    let Some(attribute) = attributes.iter().find(|attribute| attribute.path().is_ident("table")) else {
        return Err(Error::new_spanned(entity, "an entity needs #[table(\"name\", scope = space)]"));
    };
    attribute.parse_args_with(|input: ParseStream| {
        let name: LitStr = input.parse()?;
        let (mut scope, mut clustered) = (None, false);
        while !input.is_empty() {
            input.parse::<Token![,]>()?;
            let word: Ident = input.parse()?;
            match word.to_string().as_str() {
                "clustered" => clustered = true,
                "scope" => {
                    input.parse::<Token![=]>()?;
                    scope = Some(input.parse::<Ident>()?);
                }
                _ => {
                    return Err(Error::new_spanned(word, "table knows `scope = space | user | house` and `clustered`"));
                }
            }
        }
        let scope =
            scope.ok_or_else(|| Error::new_spanned(&name, "say whose rows they are: scope = space | user | house"))?;
        Ok(TableAttribute { name, scope: variant(&scope, &["space", "user", "house"])?, clustered })
    })
}

/// The columns and settings of an attribute of the struct.
pub(crate) fn columns(attribute: &Attribute) -> Result<Columns> {
    attribute.parse_args_with(|input: ParseStream| {
        let mut columns = Columns { names: Vec::new(), holds: None, only: None, to: None, on_delete: None };
        while !input.is_empty() {
            let word: Ident = input.parse()?;
            if input.peek(Token![=]) {
                input.parse::<Token![=]>()?;
                match word.to_string().as_str() {
                    "holds" => columns.holds = Some(input.parse()?),
                    "only" => columns.only = Some(input.parse()?),
                    "to" => columns.to = Some(input.parse()?),
                    "on_delete" => columns.on_delete = Some(input.parse()?),
                    _ => return Err(Error::new_spanned(word, "known settings are holds, only, to, on_delete")),
                }
            } else {
                columns.names.push(word.to_string());
            }
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(columns)
    })
}

impl Columns {
    /// The reference that `#[refers(a, b, to = "things(a, b)", on_delete = cascade)]` states.
    pub(crate) fn reference(&self, attribute: &Attribute) -> Result<TokenStream> {
        let (Some(to), Some(on_delete)) = (&self.to, &self.on_delete) else {
            return Err(Error::new_spanned(
                attribute,
                "say where to and what then: to = \"things(a, b)\", on_delete = cascade",
            ));
        };
        let text = to.value();
        let Some((table, columns)) = text.strip_suffix(')').and_then(|text| text.split_once('(')) else {
            return Err(Error::new_spanned(to, "write it as \"things(a, b)\""));
        };
        let there: Vec<&str> = columns.split(',').map(str::trim).collect();
        reference(&self.names, table, &there, on_delete)
    }
}

/// The reference that `#[refers("things.id", on_delete = cascade)]` states of a field.
pub(crate) fn field_reference(attribute: &Attribute, column: &str) -> Result<TokenStream> {
    attribute.parse_args_with(|input: ParseStream| {
        let to: LitStr = input.parse()?;
        input.parse::<Token![,]>()?;
        let word: Ident = input.parse()?;
        if word != "on_delete" {
            return Err(Error::new_spanned(word, "say what then: on_delete = cascade | restrict | set_null"));
        }
        input.parse::<Token![=]>()?;
        let on_delete: Ident = input.parse()?;
        let text = to.value();
        let Some((table, there)) = text.rsplit_once('.') else {
            return Err(Error::new_spanned(to, "write it as \"things.id\""));
        };
        reference(&[column.to_owned()], table, &[there], &on_delete)
    })
}

fn reference(columns: &[String], table: &str, to: &[&str], on_delete: &Ident) -> Result<TokenStream> {
    let on_delete = variant(on_delete, &["cascade", "restrict", "set_null"])?;
    Ok(
        quote!(::store::Reference { columns: &[#(#columns),*], table: #table, to: &[#(#to),*], on_delete: ::store::OnDelete::#on_delete }),
    )
}

/// Whether serde is told to leave the field out of what it writes; whatever else it is told is its own affair.
pub(crate) fn is_hidden(attributes: &[Attribute]) -> bool {
    let serde = attributes.iter().filter(|attribute| attribute.path().is_ident("serde"));
    let words = serde.filter_map(|attribute| attribute.meta.require_list().ok()).flat_map(|list| list.tokens.clone());
    words
        .into_iter()
        .any(|word| matches!(&word, TokenTree::Ident(word) if word == "skip" || word == "skip_serializing"))
}

/// The default that `#[default(...)]` states.
pub(crate) fn default(attribute: &Attribute) -> Result<TokenStream> {
    let literal: Lit = attribute.parse_args()?;
    match literal {
        Lit::Str(text) => Ok(quote!(::store::Default::Text(#text))),
        Lit::Int(number) => Ok(quote!(::store::Default::Int(#number))),
        Lit::Bool(truth) => Ok(quote!(::store::Default::Bool(#truth))),
        other => Err(Error::new_spanned(other, "a default is a text, a whole number, true or false")),
    }
}

/// `set_null` as `SetNull`, if it is one of those that are known.
fn variant(word: &Ident, known: &[&str]) -> Result<Ident> {
    let text = word.to_string();
    if !known.contains(&text.as_str()) {
        return Err(Error::new_spanned(word, format!("known are {}", known.join(", "))));
    }
    let name: String = text.split('_').map(|part| part[..1].to_uppercase() + &part[1..]).collect();
    Ok(Ident::new(&name, word.span()))
}
