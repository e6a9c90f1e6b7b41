//! Letters are written along with what they are about, and shown to who administers the house.
use super::{LINK, Letter, LetterKind};
use api::{App, Caller, Kind, Limit, Listed, Operation, Permission, Wanted, filter::Fields};
use base::{Id, Instant, Result, Secret};
use serde::{Deserialize, Serialize};
use store::{Batch, List, sort, sql, within};
use utoipa::ToSchema;
use vault::Place;

/// What a letter is written from.
#[derive(Clone, Debug)]
pub struct NewLetter {
    /// The id of what it is about.
    pub about: Id,
    /// What it is about.
    pub kind: LetterKind,
    /// Where mail reaches whom it is for.
    pub address: String,
    /// Whom it is for, where they are in the house already.
    pub user_id: Option<Id>,
    /// The space it is about, if it is about one.
    pub space_id: Option<Id>,
    /// The link: a path of the house, with what makes it work.
    pub link: Secret,
    /// When the link stops to work.
    pub expires_at: Instant,
}

/// The writes by which a letter waits for whoever carries it.
pub fn write(app: &App, new: NewLetter) -> Result<Batch> {
    let NewLetter { about, kind, address, user_id, space_id, link, expires_at } = new;
    let link = app.vault()?.seal(place(about), &link)?;
    let (created_at, taken_at) = (app.clock().now(), None);
    let letter = Letter { id: about, kind, address, user_id, space_id, link, expires_at, created_at, taken_at };
    Ok(Batch::new().insert(&letter))
}

/// The writes by which the letter about that waits no longer.
pub fn withdraw(about: Id) -> Batch {
    Batch::new().run(sql!((), (Id,), "delete from letters where id = $1"), (about,))
}

/// Where the link of a letter is sealed for.
pub(super) fn place(row: Id) -> Place {
    Place { table: LINK.table, column: LINK.column, row }
}

/// What is forgotten by that time: links that work no longer.
pub(super) fn sweep(now: Instant) -> Batch {
    Batch::new().run(sql!((), (Instant,), "delete from letters where expires_at <= $1"), (now,))
}

/// Which letters are wanted.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct LettersWanted {
    /// Only those for which this holds, in the filter language: `kind = invitation && created_at < now-1d`.
    #[schema(max_length = 2000)]
    filter: Option<String>,
    /// How many are wanted.
    #[schema(value_type = u32, minimum = 1, maximum = 1000)]
    limit: Limit,
    /// Where the next page starts, as the page before said.
    cursor: Option<String>,
}

impl Wanted for LettersWanted {
    fn asks() -> Option<&'static Fields> {
        Some(&FILTERS.fields)
    }
}

/// A letter that waits, opened.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LetterSeen {
    /// The id of what it is about.
    id: Id,
    /// What it is about.
    kind: LetterKind,
    /// Where mail reaches whom it is for.
    address: String,
    /// Whom it is for, where they are in the house already.
    user_id: Option<Id>,
    /// The space it is about, if it is about one.
    space_id: Option<Id>,
    /// The link, as a path of the house; nothing, where it does not open.
    link: Option<String>,
    /// When the link stops to work.
    expires_at: Instant,
    /// When it was written.
    created_at: Instant,
}

/// Reading a link is as good as having it: this is more than to read.
pub(crate) static LIST: Operation<LettersWanted, Listed<LetterSeen>> = Operation {
    name: "letters.list",
    summary: "List the letters and notices that nobody has carried yet with their links, the latest first.",
    permission: Permission::admin("letters").of_house(),
    reads: &["letters"],
    kind: Kind::Read(|app, caller, wanted| Box::pin(list(app, caller, wanted))),
};

api::filterable! { static FILTERS of Letter, "letters";
    id: id;
    kind: word;
    address: text;
    user_id: person;
    space_id: id;
    expires_at: instant;
    created_at: instant;
}

async fn list(app: App, caller: Caller, wanted: LettersWanted) -> Result<Listed<LetterSeen>> {
    let waiting = within!(Letter, (Instant,), "expires_at > $1 and taken_at is null");
    let order = sort!(Letter, Down, "created_at", "id");
    let list = List::of(waiting, (app.clock().now(),), order, wanted.limit.0);
    let mut list = FILTERS.narrowed(list, wanted.filter.as_deref(), &app, &caller)?;
    if let Some(cursor) = &wanted.cursor {
        list = list.after(&cursor.parse()?)?;
    }
    let (page, vault) = (app.store().page(&list).await?, app.vault()?);
    let seen = page.rows.into_iter().map(|letter| {
        let link = vault.open(place(letter.id), &letter.link).ok().map(|link| link.expose().to_owned());
        let Letter { id, kind, address, user_id, space_id, expires_at, created_at, .. } = letter;
        LetterSeen { id, kind, address, user_id, space_id, link, expires_at, created_at }
    });
    Listed::of(&seen.collect::<Vec<_>>(), page.next)
}
