//! What can be done with search: to find.
use super::SHELVES;
use api::{
    App, Caller, Kind, Limit, Listed, Operation, Permission, Wanted,
    http::Route,
    search::{AnyShelf, Hit, Query, find},
};
use base::{Flaw, Result};
use serde::Deserialize;
use store::OneOf;
use utoipa::ToSchema;

/// How many hits there are without a word.
const USUAL: u32 = 20;
/// How many hits there are at most.
const MOST: u32 = 100;
/// How many nouns are named at most.
const MOST_NOUNS: usize = 8;

/// What is searched for.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct SearchWanted {
    /// Words that must all be there, the last of which may go on; `"a phrase"`; `-word` for what must not be there.
    #[schema(max_length = 200)]
    q: String,
    /// Only things of these nouns; several with commas between them.
    #[schema(max_items = 8)]
    r#in: Vec<SearchedNoun>,
    /// How many hits are wanted: 20 without a word, 100 at most.
    #[schema(value_type = Option<u32>, minimum = 1, maximum = 1000)]
    limit: Option<Limit>,
}

impl Wanted for SearchWanted {
    fn flaws(&self) -> Vec<Flaw> {
        let message = format!("{MOST_NOUNS} of these at most");
        let is_long = self.r#in.len() > MOST_NOUNS;
        is_long.then(|| Flaw { at: "/in".into(), code: "too_long", message, allowed: None }).into_iter().collect()
    }
}

/// What can be searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, OneOf)]
pub(crate) enum SearchedNoun {
    /// Tasks.
    Tasks,
    /// Projects.
    Projects,
    /// Events.
    CalendarEvents,
    /// Comments.
    Comments,
}

pub(crate) const ROUTES: &[Route] = &[Route::get("/api/v1/search", &SEARCH)];

static SEARCH: Operation<SearchWanted, Listed<Hit>> = Operation {
    name: "search.find",
    summary: "Find things by their words, what fits best first.",
    permission: Permission::read("search"),
    reads: &["search_words", "tasks", "projects", "events", "comments"],
    kind: Kind::Read(|app, caller, wanted| Box::pin(search(app, caller, wanted))),
};

/// What is named must be readable; without a word, what is readable is searched.
async fn search(app: App, caller: Caller, wanted: SearchWanted) -> Result<Listed<Hit>> {
    let query = Query::read(&wanted.q)?;
    for noun in &wanted.r#in {
        caller.may(Permission::read(app.shown_by(noun.text())))?;
    }
    let is_wanted = |shelf: &&&dyn AnyShelf| match wanted.r#in[..] {
        [] => caller.grants.read(app.shown_by(shelf.noun())),
        _ => wanted.r#in.iter().any(|noun| noun.text() == shelf.noun()),
    };
    let shelves: Vec<&dyn AnyShelf> = SHELVES.iter().filter(is_wanted).copied().collect();
    let limit = wanted.limit.map_or(USUAL, |limit| limit.0.min(MOST));
    let hits = find(&app, &caller, &query, &shelves, usize::try_from(limit).unwrap_or(usize::MAX)).await?;
    Listed::of(&hits, None)
}
