//! A noun of its own to try operations with: notes.
use api::{
    Answer, App, Caller, Change, Doors, Grants, IdempotencyKey, Kind, Level, Module, Operation, Permission, Plan,
    Thing, Wanted, Work, http::Route,
};
use base::{Error, Id};
use serde::{Deserialize, Serialize};
use store::{AppliedStep, Batch, Entity, Step, Store, Table, sql, utoipa};

#[derive(Entity)]
#[table("spaces", scope = house)]
pub(crate) struct Space {
    #[key]
    pub(crate) id: Id,
}

#[derive(Clone, Entity, Serialize, utoipa::ToSchema)]
#[table("notes", scope = space)]
pub(crate) struct Note {
    #[key]
    #[schema(value_type = String)]
    id: Id,
    #[refers("spaces.id", on_delete = cascade)]
    #[schema(value_type = String)]
    space_id: Id,
    #[check("length(text) > 0")]
    text: String,
    revision: i64,
}

/// The record of this house: a row for each thing done.
#[derive(Entity)]
#[table("audit.done", scope = house)]
struct Done {
    #[key]
    #[serial]
    seq: i64,
    operation: String,
}

pub(crate) static TABLES: &[&Table] =
    &store::schema([AppliedStep::TABLE, Space::TABLE, Note::TABLE, Done::TABLE, Change::TABLE, IdempotencyKey::TABLE]);

pub(crate) fn steps() -> &'static [Step] {
    let shapes = store::shape::shapes(TABLES).into_iter().filter(|shape| shape.name != "schema_steps");
    let text: String = shapes.flat_map(|shape| shape.create()).map(|statement| statement + ";\n").collect();
    vec![Step { number: 1, name: "start", text: text.leak() }].leak()
}

impl Thing for Note {
    const NOUN: &'static str = "notes";

    fn id(&self) -> Id {
        self.id
    }

    fn space_id(&self) -> Id {
        self.space_id
    }

    fn revision(&self) -> i64 {
        self.revision
    }
}

impl Answer for Note {
    fn location(&self) -> Option<String> {
        (self.revision == 1).then(|| format!("/notes/{}", self.id))
    }

    fn revision(&self) -> Option<i64> {
        Some(self.revision)
    }
}

#[derive(Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewNote {
    text: String,
}

#[derive(Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Edited {
    #[schema(value_type = String)]
    id: Id,
    text: String,
    revision: Option<i64>,
}

#[derive(Clone, Deserialize, utoipa::ToSchema)]
pub(crate) struct Which {
    #[schema(value_type = String)]
    id: Id,
}

impl Wanted for NewNote {}
impl Wanted for Edited {}
impl Wanted for Which {}

pub(crate) static WRITE: Operation<NewNote, Note> = Operation {
    name: "notes.write",
    summary: "Write a note.",
    permission: Permission::write("notes"),
    reads: &[],
    kind: Kind::Write(|app, caller, new| Box::pin(write(app, caller, new))),
};

pub(crate) static EDIT: Operation<Edited, Note> = Operation {
    name: "notes.edit",
    summary: "Change a note.",
    permission: Permission::write("notes"),
    reads: &["notes"],
    kind: Kind::Write(|app, caller, edited| Box::pin(edit(app, caller, edited))),
};

pub(crate) static SHOW: Operation<Which, Note> = Operation {
    name: "notes.show",
    summary: "Show a note.",
    permission: Permission::read("notes"),
    reads: &["notes"],
    kind: Kind::Read(|app, caller, which| Box::pin(async move { find(&app, &caller, which.id).await })),
};

async fn write(app: App, caller: Caller, new: NewNote) -> base::Result<Plan<Note>> {
    let note = Note { id: Id::new(app.clock()), space_id: caller.space_id, text: new.text, revision: 1 };
    Ok(Plan::new(note.clone()).make(&note))
}

async fn edit(app: App, caller: Caller, edited: Edited) -> base::Result<Plan<Note>> {
    let before = find(&app, &caller, edited.id).await?;
    if edited.revision.is_some_and(|seen| seen != before.revision) {
        return Err(Error::Stale { what: "note", by_header: false });
    }
    let after = Note { text: edited.text, revision: before.revision + 1, ..before.clone() };
    Ok(Plan::new(after.clone()).change("updated", &before, &after))
}

async fn find(app: &App, caller: &Caller, id: Id) -> base::Result<Note> {
    app.store().get::<Note>((caller.space_id, id)).await?.ok_or(Error::NotFound { what: "note" })
}

pub(crate) const MODULE: Module = Module {
    name: "notes",
    tables: &[Note::TABLE],
    routes: &[
        Route::post("/notes", &WRITE),
        Route::get("/notes/{id}", &SHOW),
        Route::put("/notes/{id}", &EDIT),
        Route::patch("/notes/{id}", &EDIT),
    ],
};

/// The doors of this house: `write` may write and `read` may read, in the one space there is.
pub(crate) struct Notes {
    pub(crate) space_id: Id,
    pub(crate) user_id: Id,
}

impl Notes {
    pub(crate) fn caller(&self, level: Level, request_id: &str) -> Caller {
        Caller {
            user_id: self.user_id,
            principal_id: self.user_id,
            space_id: self.space_id,
            grants: Grants::new(Some(level), None),
            request_id: request_id.into(),
        }
    }
}

impl Doors for Notes {
    fn caller(&self, _: App, token: String, _: Option<String>, request_id: String) -> Work<Caller> {
        let caller = match token.as_str() {
            "write" => Ok(self.caller(Level::Write, &request_id)),
            "read" => Ok(self.caller(Level::Read, &request_id)),
            _ => Err(Error::Unauthenticated { why: "this token is unknown" }),
        };
        Box::pin(async { caller })
    }

    fn record(&self, _: &App, _: &Caller, operation: &'static str, _: Option<Id>) -> Batch {
        Batch::new().insert(&Done { seq: 0, operation: operation.into() })
    }
}

/// How many things the record holds.
pub(crate) async fn records(store: &Store) -> i64 {
    let count = sql!((i64,), (), "select count(*) from audit.done");
    store.one(count, ()).await.unwrap().unwrap().0
}
