//! Lists of projects: which, in which order, how many.
use super::{Project, ProjectStatus};
use crate::filters::{Asked, FilterNoun};
use api::{
    App, Caller, Limit, Things, Wanted, Work,
    filter::{self, Fields},
};
use base::{Id, Result};
use serde::Deserialize;
use store::{List, OneOf, filter, sort, sql, within};
use utoipa::ToSchema;

/// Which projects are wanted.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ProjectsWanted {
    /// Only those that are so far.
    status: Option<ProjectStatus>,
    /// Only those for which this holds, in the filter language: `status != archived && name ~ garden`.
    #[schema(max_length = 2000)]
    filter: Option<String>,
    /// Only those that this saved filter lets through, in its order unless another is named.
    saved: Option<Id>,
    /// Those that were thrown away, instead of those that are there.
    deleted: bool,
    /// In which order; without a word the latest first.
    sort: Option<ProjectOrder>,
    /// How many are wanted.
    #[schema(value_type = u32, minimum = 1, maximum = 1000)]
    limit: Limit,
    /// Where the next page starts, as the page before said.
    cursor: Option<String>,
}

impl Wanted for ProjectsWanted {
    fn asks() -> Option<&'static Fields> {
        Some(&FILTERS.fields)
    }
}

/// The order of projects.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, OneOf)]
pub(crate) enum ProjectOrder {
    /// The latest first.
    #[default]
    Newest,
    /// The earliest first.
    Oldest,
}

api::filterable! { pub(crate) static FILTERS of Project, "projects", sorts ProjectOrder;
    id: id;
    user_id: person;
    name: text;
    description: text;
    project_type: text;
    programming_language: text;
    framework: text;
    repository_url: text;
    local_path: text;
    status: word;
    revision: number;
    created_at: instant;
    updated_at: instant;
}

/// The page of projects that is wanted.
pub(crate) async fn list(app: App, caller: Caller, wanted: ProjectsWanted) -> Result<Things<Project>> {
    let here = within!(Project, (Id,), "space_id = $1 and deleted_at is null");
    let gone = within!(Project, (Id,), "space_id = $1 and deleted_at is not null");
    let asked = Asked::of(&app, &caller, FilterNoun::Projects, wanted.filter, wanted.saved).await?;
    let saved = asked.sort().and_then(|sort| ProjectOrder::stored(sort.text()));
    let order = match wanted.sort.or(saved).unwrap_or_default() {
        ProjectOrder::Newest => sort!(Project, Down, "created_at", "id"),
        ProjectOrder::Oldest => sort!(Project, Up, "created_at", "id"),
    };
    let mut list = List::of(if wanted.deleted { gone } else { here }, (caller.space_id,), order, wanted.limit.0);
    if let Some(status) = wanted.status {
        list = list.filter(filter!(Project, (ProjectStatus,), "status = $1"), (status,));
    }
    let list = asked.narrow(&FILTERS, list, &app, &caller)?;
    Things::of(list, wanted.cursor.as_deref())
}

/// The names of projects that begin so, some of them.
pub(crate) fn names(app: App, caller: Caller, begun: String) -> Work<Vec<String>> {
    Box::pin(async move {
        let names = sql!(
            (String,),
            (Id, String),
            "select name from projects where space_id = $1 and deleted_at is null and lower(name) like $2 escape '\\' \
             group by name order by name limit 20"
        );
        let names = app.store().readable(names, (caller.space_id, filter::beginning(&begun))).await?;
        Ok(names.into_iter().map(|(name,)| name).collect())
    })
}
