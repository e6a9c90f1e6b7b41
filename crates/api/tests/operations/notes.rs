//! A noun of its own to try operations with: notes.
use api::{
    Answer, App, Bound, Caller, Change, Doors, Edited, Follower, Grants, IdempotencyKey, Kind, Level, Limit, Listed,
    Module, Operation, Past, Permission, Plan, Said, Seen, Shown, Things, Undone, Wanted, Which, Work, discarding,
    find_as_seen, http::Route, restoring, showing, telling, undoing,
};
use base::{Error, Id, Instant};
use serde::{Deserialize, Serialize};
use store::{AppliedStep, Batch, Entity, List, Step, Store, Table, sort, sql, within};

#[derive(Entity)]
#[table("spaces", scope = house)]
pub(crate) struct Space {
    #[key]
    pub(crate) id: Id,
}

#[derive(Clone, PartialEq, Entity, Serialize, Deserialize, utoipa::ToSchema)]
#[table("notes", scope = space)]
pub(crate) struct Note {
    #[key]
    id: Id,
    #[refers("spaces.id", on_delete = cascade)]
    space_id: Id,
    #[check("length(text) > 0")]
    text: String,
    colour: Option<String>,
    revision: i64,
    created_at: Instant,
    updated_at: Instant,
    deleted_at: Option<Instant>,
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

pub(crate) static TABLES: &[&Table] = &store::schema([
    AppliedStep::TABLE,
    Space::TABLE,
    Note::TABLE,
    Done::TABLE,
    Change::TABLE,
    Follower::TABLE,
    IdempotencyKey::TABLE,
]);

pub(crate) fn steps() -> &'static [Step] {
    let shapes = store::shape::shapes(TABLES).into_iter().filter(|shape| shape.name != "schema_steps");
    let text: String = shapes.flat_map(|shape| shape.create()).map(|statement| statement + ";\n").collect();
    vec![Step { number: 1, name: "start", text: text.leak() }].leak()
}

api::thing!(Note, "notes", "note");

api::fields! { NoteFields, NewNote of Note, needs text;
    /// What it says. The database has a rule of its own for it.
    text: String = Bound::Text(0, 1_000);
    /// What it looks like.
    colour: Option<String> = Bound::Text(1, 20);
}

pub(crate) static WRITE: Operation<NewNote, Note> = Operation {
    name: "notes.write",
    summary: "Write a note.",
    permission: Permission::write("notes"),
    reads: &[],
    kind: Kind::Write(|app, caller, new| Box::pin(async move { Ok(write(&app, &caller, new)) })),
};

pub(crate) static EDIT: Operation<Edited<NoteFields>, Note> = Operation {
    name: "notes.edit",
    summary: "Change a note.",
    permission: Permission::write("notes"),
    reads: &["notes"],
    kind: Kind::Write(|app, caller, edited| Box::pin(edit(app, caller, edited))),
};

pub(crate) static SHOW: Operation<Which, Seen<Note>> = showing("notes.show", "Show a note.");

pub(crate) static LIST: Operation<NotesWanted, Things<Note>> = Operation {
    name: "notes.list",
    summary: "List notes.",
    permission: Permission::read("notes"),
    reads: &["notes", "changes"],
    kind: Kind::Read(|_, caller, wanted| Box::pin(async move { list(&caller, wanted) })),
};

pub(crate) static DELETE: Operation<Which, Said> = discarding::<Note>("notes.delete", "Throw a note away.");

pub(crate) static RESTORE: Operation<Which, Note> = restoring("notes.restore", "Have a note back.");

pub(crate) static UNDO: Operation<Undone, Note> = undoing("notes.undo", "Undo a change.");

pub(crate) static HISTORY: Operation<Past, Listed<Change>> = telling::<Note>("notes.history", "Tell a note's past.");

/// An answer that is told once only.
pub(crate) static SECRET: Operation<NewNote, Secret> = Operation {
    name: "notes.secret",
    summary: "Write a note and tell a secret.",
    permission: Permission::write("notes"),
    reads: &[],
    kind: Kind::Write(|app, caller, new| {
        Box::pin(async move { Ok(write(&app, &caller, new).map(|note| Secret { secret: note.id.to_string() })) })
    }),
};

#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Secret {
    secret: String,
}

impl Answer for Secret {
    const IS_SECRET: bool = true;

    fn body(self) -> base::Result<Vec<u8>> {
        api::json(&self)
    }
}

#[derive(Clone, Default, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct NotesWanted {
    #[schema(value_type = u32)]
    limit: Limit,
    cursor: Option<String>,
}

impl Wanted for NotesWanted {}

fn write(app: &App, caller: &Caller, new: NewNote) -> Plan<Note> {
    let (id, now) = (Id::new(app.clock()), app.clock().now());
    let blank = String::new();
    let mut note = Note {
        id,
        space_id: caller.space_id,
        text: blank,
        colour: None,
        revision: 1,
        created_at: now,
        updated_at: now,
        deleted_at: None,
    };
    new.0.apply(&mut note);
    Plan::making(note)
}

async fn edit(app: App, caller: Caller, edited: Edited<NoteFields>) -> base::Result<Plan<Note>> {
    let before: Note = find_as_seen(&app, &caller, &edited.which).await?;
    Ok(Plan::update(before, app.clock().now(), |note| edited.fields.apply(note)))
}

fn list(caller: &Caller, wanted: NotesWanted) -> base::Result<Things<Note>> {
    let here = within!(Note, (Id,), "space_id = $1 and deleted_at is null");
    let list = List::of(here, (caller.space_id,), sort!(Note, Down, "created_at", "id"), wanted.limit.0);
    Things::of(list, wanted.cursor.as_deref())
}

/// All that this house is made of.
pub(crate) static MODULES: &[&[Module]] = &[&[MODULE, FILES], api::MODULES];

const FILES: Module = Module { routes: &crate::files::ROUTES, ..Module::of_tables("files", &[]) };

pub(crate) const MODULE: Module = Module {
    name: "notes",
    tables: &[Note::TABLE],
    routes: &[
        Route::get("/api/v1/notes", &LIST),
        Route::post("/api/v1/notes", &WRITE),
        Route::get("/api/v1/notes/{id}", &SHOW),
        Route::put("/api/v1/notes/{id}", &EDIT),
        Route::patch("/api/v1/notes/{id}", &EDIT),
        Route::delete("/api/v1/notes/{id}", &DELETE),
        Route::post("/api/v1/notes/{id}/restore", &RESTORE),
        Route::post("/api/v1/notes/{id}/undo", &UNDO),
        Route::get("/api/v1/notes/{id}/history", &HISTORY),
        Route::post("/api/v1/secrets", &SECRET),
    ],
    own: &[],
    sweep: None,
    jobs: &[],
};

/// The doors of this house: `write` may write and `read` may read, in the one space there is.
pub(crate) struct Notes {
    pub(crate) space_id: Id,
    pub(crate) user_id: Id,
}

impl Notes {
    pub(crate) fn caller(&self, level: Level, request_id: &str) -> Caller {
        Caller::new(self.user_id, self.space_id, Grants::new(Some(level), None), request_id)
    }
}

impl Doors for Notes {
    fn caller(&self, _: App, shown: Shown) -> Work<Caller> {
        let by = |level| self.caller(level, &shown.request_id);
        let caller = match shown.token.as_str() {
            "write" => Ok(by(Level::Write)),
            "read" => Ok(by(Level::Read)),
            // Another principal in the same space.
            "other" => Ok(Caller { principal_id: self.space_id, ..by(Level::Write) }),
            "first" => Ok(Caller { rate_per_minute: Some(10_000), ..by(Level::Write) }),
            // The same, in another space.
            "second" => Ok(Caller { rate_per_minute: Some(10_000), space_id: self.user_id, ..by(Level::Write) }),
            "slow" => Ok(Caller { rate_per_minute: Some(2), ..by(Level::Write) }),
            _ => Err(Error::Unauthenticated { why: "this token is unknown" }),
        };
        Box::pin(async { caller })
    }

    fn still(&self, _: &App, caller: &Caller) -> Work<Option<Grants>> {
        let grants = caller.grants.clone();
        Box::pin(async { Ok(Some(grants)) })
    }

    fn reach(&self, _: &App, _: Id, _: Id) -> Work<Option<Grants>> {
        Box::pin(async { Ok(None) })
    }

    fn record_table(&self) -> &'static str {
        Done::TABLE.name
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
