//! Help for whoever writes a filter: what can be asked about each noun, and what may stand at a place of a filter.
use api::{
    App, Kind, Listed, Operation, Permission, Wanted,
    filter::{Completion, FieldShown, Fields, LONGEST},
};
use base::{Error, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Which nouns are meant.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct FieldsWanted {
    /// Only this one.
    noun: Option<String>,
}

impl Wanted for FieldsWanted {}

/// What can be asked about the things of a noun.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NounFields {
    /// The noun.
    #[schema(value_type = String)]
    noun: &'static str,
    /// Its fields.
    fields: Vec<FieldShown>,
    /// The orders that its list has.
    #[schema(value_type = Vec<String>)]
    sorts: &'static [&'static str],
}

pub(crate) static FIELDS: Operation<FieldsWanted, Listed<NounFields>> = Operation {
    name: "filters.fields",
    summary: "Tell what filters can ask: the fields of each noun, what they hold and how they are compared.",
    permission: Permission::read("filters"),
    reads: &[],
    kind: Kind::Read(|app, _, wanted| {
        Box::pin(async move {
            let known = known(&app);
            let wanted = match &wanted.noun {
                Some(noun) => vec![named(&known, noun)?],
                None => known.into_values().collect(),
            };
            let told = |fields: &Fields| NounFields { noun: fields.noun, fields: fields.shown(), sorts: fields.sorts };
            Listed::of(&wanted.into_iter().map(told).collect::<Vec<_>>(), None)
        })
    }),
};

/// What can be asked about each noun of which there is a list, by name.
fn known(app: &App) -> BTreeMap<&'static str, &'static Fields> {
    app.operations().filter_map(|operation| operation.asks()).map(|fields| (fields.noun, fields)).collect()
}

/// The fields of a noun that is written in any case.
fn named(known: &BTreeMap<&'static str, &'static Fields>, noun: &str) -> Result<&'static Fields> {
    known.get(noun.to_ascii_lowercase().as_str()).copied().ok_or_else(|| {
        let names = known.keys().copied().collect::<Vec<_>>().join(", ");
        Error::flaw("/noun", "unknown_value", format!("{noun:?} is none of {names}"))
    })
}

/// A filter that is being written.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Begun {
    /// What it is about: a noun that `filters.fields` knows.
    #[schema(example = "tasks")]
    noun: String,
    /// The filter so far.
    #[serde(default)]
    #[schema(max_length = 2000)]
    filter: String,
    /// The place that is meant, in characters from the start; without a word, the end.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 2000)]
    cursor: Option<i64>,
}

impl Wanted for Begun {
    fn flaws(&self) -> Vec<base::Flaw> {
        let length = self.filter.chars().count();
        let flaw = (length > LONGEST).then(|| {
            Error::flaw("/filter", "too_long", format!("a filter has {LONGEST} characters at most, and was {length}"))
        });
        let beyond = self.cursor.is_some_and(|cursor| !usize::try_from(cursor).is_ok_and(|cursor| cursor <= LONGEST));
        let place =
            beyond.then(|| Error::flaw("/cursor", "out_of_range", format!("a place is counted from 0 to {LONGEST}")));
        let of = |error| if let Error::Invalid(flaws) = error { flaws } else { Vec::new() };
        flaw.into_iter().chain(place).flat_map(of).collect()
    }
}

pub(crate) static COMPLETE: Operation<Begun, Completion> = Operation {
    name: "filters.complete",
    summary: "Tell what may stand at a place of a filter that is being written, and what is wrong with it.",
    permission: Permission::read("filters"),
    reads: &["projects"],
    kind: Kind::Read(|app, caller, begun| {
        Box::pin(async move {
            let end = begun.filter.chars().count();
            let cursor = begun.cursor.and_then(|cursor| usize::try_from(cursor).ok()).unwrap_or(end);
            named(&known(&app), &begun.noun)?.complete(&app, &caller, &begun.filter, cursor).await
        })
    }),
};
