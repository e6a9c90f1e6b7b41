//! `#[derive(Entity)]`.
use crate::attributes::{self, TableAttribute, Told};
use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, Data, DataStruct, DeriveInput, Error, Field, Fields, Ident, LitStr, Result, Type, ext::IdentExt};

/// A field of the struct, as a column.
struct Column<'a> {
    field: &'a Ident,
    name: String,
    ty: &'a Type,
    key: bool,
    /// `Serial` or `Transaction`, where the database fills it.
    assigned: Option<Ident>,
    /// Whether it is left out of what people are shown.
    hidden: bool,
    /// What tells it, where no column of the table holds it.
    told: Option<Told>,
}

/// The lists that the attributes fill.
#[derive(Default)]
struct Parts {
    uniques: Vec<TokenStream>,
    indexes: Vec<TokenStream>,
    checks: Vec<TokenStream>,
    references: Vec<TokenStream>,
}

pub(crate) fn derive(input: &DeriveInput) -> Result<TokenStream> {
    let Data::Struct(DataStruct { fields: Fields::Named(fields), .. }) = &input.data else {
        return Err(Error::new_spanned(&input.ident, "an entity is a struct with named fields"));
    };
    let table = attributes::table(&input.attrs, &input.ident)?;
    let mut parts = Parts::default();
    let (mut columns, mut constants) = (Vec::new(), Vec::new());
    for field in &fields.named {
        let column = column(field)?;
        if column.told.is_none() {
            if columns.last().is_some_and(|last: &Column| last.told.is_some()) {
                return Err(Error::new_spanned(field, "what is told from other tables stands behind the columns"));
            }
            constants.push(constant(&column, &field.attrs)?);
            parts.of_field(&column.name, &field.attrs)?;
        }
        columns.push(column);
    }
    parts.of_struct(&input.attrs)?;
    Ok(implementation(&input.ident, &table, &columns, &constants, &parts))
}

fn column(field: &Field) -> Result<Column<'_>> {
    let name = field.ident.as_ref().ok_or_else(|| Error::new_spanned(field, "a column has a name"))?;
    let assigned = if is(&field.attrs, "serial") {
        Some(Ident::new("Serial", name.span()))
    } else if is(&field.attrs, "transaction") {
        Some(Ident::new("Transaction", name.span()))
    } else {
        None
    };
    Ok(Column {
        field: name,
        name: name.unraw().to_string(),
        ty: &field.ty,
        key: is(&field.attrs, "key"),
        assigned,
        hidden: attributes::is_hidden(&field.attrs),
        told: attributes::told(&field.attrs)?,
    })
}

fn constant(column: &Column, attributes: &[Attribute]) -> Result<TokenStream> {
    let (name, ty) = (&column.name, column.ty);
    let default = match attributes.iter().find(|attribute| attribute.path().is_ident("default")) {
        Some(attribute) => {
            let default = attributes::default(attribute)?;
            quote!(::core::option::Option::Some(#default))
        }
        None => quote!(::core::option::Option::None),
    };
    let assigned = match &column.assigned {
        Some(by) => quote!(::core::option::Option::Some(::store::Assigned::#by)),
        None => quote!(::core::option::Option::None),
    };
    Ok(quote!(::store::Column {
        name: #name,
        kind: <#ty as ::store::Field>::KIND,
        nullable: <#ty as ::store::Field>::NULLABLE,
        one_of: <#ty as ::store::Field>::ONE_OF,
        default: #default,
        assigned: #assigned,
    }))
}

/// The columns that people are shown, each with what stands before it in JSON.
fn shown(columns: &[Column]) -> Vec<TokenStream> {
    let shown = columns.iter().enumerate().filter(|(_, column)| !column.hidden).enumerate();
    let one = |(turn, (at, column)): (usize, (usize, &Column))| {
        let (ty, label) = (column.ty, format!("{}\"{}\":", if turn == 0 { '{' } else { ',' }, column.name));
        quote!(::store::Shown::of::<#ty>(#at, #label))
    };
    shown.map(one).collect()
}

fn is(attributes: &[Attribute], word: &str) -> bool {
    attributes.iter().any(|attribute| attribute.path().is_ident(word))
}

impl Parts {
    fn of_field(&mut self, column: &str, attributes: &[Attribute]) -> Result<()> {
        for attribute in attributes {
            let path = attribute.path();
            if path.is_ident("unique") {
                self.uniques.push(quote!(&[#column]));
            } else if path.is_ident("index") {
                self.indexes.push(index(&[column.to_owned()], false, None));
            } else if path.is_ident("check") {
                self.checks.push(check(&[column.to_owned()], &attribute.parse_args()?));
            } else if path.is_ident("refers") {
                self.references.push(attributes::field_reference(attribute, column)?);
            }
        }
        Ok(())
    }

    fn of_struct(&mut self, attributes: &[Attribute]) -> Result<()> {
        for attribute in attributes {
            let path = attribute.path();
            if path.is_ident("unique") || path.is_ident("index") {
                let columns = attributes::columns(attribute)?;
                let names = &columns.names;
                match (path.is_ident("unique"), &columns.only) {
                    (true, None) => self.uniques.push(quote!(&[#(#names),*])),
                    (unique, only) => self.indexes.push(index(names, unique, only.as_ref())),
                }
            } else if path.is_ident("check") {
                let columns = attributes::columns(attribute)?;
                let Some(holds) = &columns.holds else {
                    return Err(Error::new_spanned(attribute, "say what holds: holds = \"...\""));
                };
                self.checks.push(check(&columns.names, holds));
            } else if path.is_ident("refers") {
                self.references.push(attributes::columns(attribute)?.reference(attribute)?);
            }
        }
        Ok(())
    }
}

fn index(columns: &[String], unique: bool, only: Option<&LitStr>) -> TokenStream {
    let only = match only {
        Some(only) => quote!(::core::option::Option::Some(#only)),
        None => quote!(::core::option::Option::None),
    };
    quote!(::store::Index { columns: &[#(#columns),*], unique: #unique, only: #only })
}

fn check(columns: &[String], holds: &LitStr) -> TokenStream {
    quote!(::store::Check { columns: &[#(#columns),*], holds: #holds })
}

fn implementation(
    entity: &Ident,
    table: &TableAttribute,
    columns: &[Column],
    constants: &[TokenStream],
    Parts { uniques, indexes, checks, references }: &Parts,
) -> TokenStream {
    let TableAttribute { name, scope, clustered } = table;
    let has_space = scope == "Space" && columns.iter().any(|column| column.name == "space_id");
    let in_key = |column: &&Column| column.key || (has_space && column.name == "space_id");
    let own_key: Vec<&String> = columns.iter().filter(|column| column.key).map(|column| &column.name).collect();
    // The space comes first, whatever the order of the fields.
    let mut key: Vec<&Column> = columns.iter().filter(in_key).collect();
    key.sort_by_key(|column| column.name != "space_id");
    let (held, told): (Vec<&Column>, Vec<&Column>) = columns.iter().partition(|column| column.told.is_none());
    let inserted: Vec<&Column> = held.iter().copied().filter(|column| column.assigned.is_none()).collect();
    let replaced: Vec<&Column> = inserted.iter().copied().filter(|column| !in_key(column)).collect();

    let all: Vec<&String> = columns.iter().map(|column| &column.name).collect();
    let (fields, types): (Vec<_>, Vec<_>) = columns.iter().map(|column| (column.field, column.ty)).unzip();
    let positions = 0..columns.len();
    let key_types: Vec<_> = key.iter().map(|column| column.ty).collect();
    let where_key = |first: usize| {
        let named: Vec<String> =
            (key.iter().enumerate()).map(|(at, column)| format!("{} = ${}", column.name, first + at)).collect();
        format!("where {}", named.join(" and "))
    };
    let names = |columns: &[&Column]| columns.iter().map(|column| column.name.clone()).collect::<Vec<_>>();
    let numbers = |count: usize| (1..=count).map(|at| format!("${at}")).collect::<Vec<_>>().join(", ");
    let table_name = name.value();
    let select = |text: fn(&Told) -> String| {
        let expression = |column: &Column| match &column.told {
            Some(told) => format!("{} as {}", text(told), column.name),
            None => column.name.clone(),
        };
        format!("select {} from {table_name} ", columns.iter().map(expression).collect::<Vec<_>>().join(", "))
    };
    let (select_sqlite, select_postgres) = (select(|told| told.sqlite.value()), select(|told| told.postgres.value()));
    let insert =
        format!("insert into {table_name} ({}) values ({})", names(&inserted).join(", "), numbers(inserted.len()));
    let set: Vec<String> =
        (replaced.iter().enumerate()).map(|(at, column)| format!("{} = ${}", column.name, at + 1)).collect();
    let revision = replaced.iter().position(|column| column.name == "revision");
    let unchanged = revision.map(|at| format!(" and revision + 1 = ${}", at + 1)).unwrap_or_default();
    // A row that is all key has nothing to replace: its update only demands that it is there.
    let set = if set.is_empty() { format!("{0} = {0}", key[key.len() - 1].name) } else { set.join(", ") };
    let update = format!("update {table_name} set {set} {}{unchanged}", where_key(replaced.len() + 1));
    let delete = format!("delete from {table_name} {}", where_key(1));
    let get = where_key(1);
    let guard = format!("{table_name}.{}", if revision.is_some() { "revision" } else { "row" });
    let (told_names, held_fields) = (names(&told), held.iter().map(|column| column.field).collect::<Vec<_>>());
    let inserted_types: Vec<_> = inserted.iter().map(|column| column.ty).collect();
    let updated: Vec<&Column> = replaced.iter().copied().chain(key.iter().copied()).collect();
    let updated_fields: Vec<_> = updated.iter().map(|column| column.field).collect();
    let updated_types: Vec<_> = updated.iter().map(|column| column.ty).collect();
    let (inserted_names, updated_names, key_names) = (names(&inserted), names(&updated), names(&key));
    let column_names = &all;
    let shown = shown(columns);

    quote! {
        impl ::store::Rows for #entity {
            const SELECT: ::store::Select =
                ::store::Select { sqlite: #select_sqlite, postgres: #select_postgres };
            const SLOTS: &'static [::store::Slot] = &[#(::store::Slot::of::<#types>()),*];
            const OF: ::core::option::Option<&'static ::store::Table> =
                ::core::option::Option::Some(<Self as ::store::Entity>::TABLE);

            fn read(row: &dyn ::store::Row) -> ::store::Result<Self> {
                ::core::result::Result::Ok(Self {
                    #(#fields: ::store::Field::read(row, #positions).map_err(|error| error.at(#table_name, #column_names))?),*
                })
            }
        }

        impl ::store::Entity for #entity {
            const TABLE: &'static ::store::Table = &::store::Table {
                name: #name,
                scope: ::store::Scope::#scope,
                clustered: #clustered,
                key: &[#(#own_key),*],
                columns: &[#(#constants),*],
                uniques: &[#(#uniques),*],
                indexes: &[#(#indexes),*],
                checks: &[#(#checks),*],
                references: &[#(#references),*],
            }
            .checked();
            const SHOWN: &'static [::store::Shown] = &[#(#shown),*];
            const TOLD: &'static [&'static str] = &[#(#told_names),*];
            type Key = (#(#key_types,)*);
            const GET: ::store::Statement<Self::Key, Self> = ::store::sql!(#entity, (#(#key_types,)*), #get);
            const INSERT: &'static ::store::Definition = ::store::define!(#insert, [#(#inserted_names: #inserted_types),*]);
            const UPDATE: &'static ::store::Definition = ::store::define!(#update, [#(#updated_names: #updated_types),*]);
            const DELETE: &'static ::store::Definition = ::store::define!(#delete, [#(#key_names: #key_types),*]);
            const CURRENT: ::store::Guard = ::store::Guard::new(#guard);

            fn values(&self) -> ::std::vec::Vec<::store::Value> {
                ::std::vec![#(::store::Field::to_value(&self.#held_fields)),*]
            }

            fn update_values(&self) -> ::std::vec::Vec<::store::Value> {
                ::std::vec![#(::store::Field::to_value(&self.#updated_fields)),*]
            }
        }
    }
}
