//! The edge commits: a plan, its rows of the change log, its row of the record and the answer that may be asked for again, all
//! in one batch.
use crate::{
    app::App,
    caller::{Caller, Credential},
    changes::Change,
    file::File,
    idempotency::{self, Key},
    operation::Work,
    outcome::Done,
    plan::{Edit, Plan},
};
use base::{Error, Id, Result};
use std::borrow::Cow;
use store::{Batch, Rule};

/// How often a plan is made where what it relied on has changed meanwhile.
pub(crate) const TRIES: usize = 3;

/// What is to be done, and under which key it may be asked for again.
pub(crate) struct Asked {
    pub(crate) operation: &'static str,
    pub(crate) key: Option<Key>,
    /// Whether the answer tells a secret.
    pub(crate) is_secret: bool,
}

/// How to plan, whatever for: with the answer as it is sent, or with the refusal that is answered once all is written.
pub(crate) type Planning<'a> = dyn Fn(App, Caller) -> Work<Plan<Result<Done>>> + Send + Sync + 'a;

/// Plans and commits; plans again where somebody was faster.
pub(crate) async fn until_done(app: &App, caller: &Caller, asked: &Asked, plan: &Planning<'_>) -> Result<Done> {
    let mut tries = 1;
    loop {
        if let Some(key) = &asked.key
            && let Some(done) = idempotency::replay(app, asked.operation, key).await?
        {
            return Ok(done);
        }
        // A refusal has made nothing, and no key keeps it.
        let Plan { mut batch, edits, value: mut outcome, actor, .. } = plan(app.clone(), caller.clone()).await?;
        if batch.is_empty() {
            match &mut outcome {
                // What writes nothing has made nothing, however new the thing is.
                Ok(done) => done.location = None,
                Err(_) => return outcome,
            }
            if asked.key.is_none() {
                return outcome;
            }
        }
        if let (Some(key), Ok(done)) = (&asked.key, &outcome) {
            batch = batch.and(idempotency::keep(app, asked.operation, key, done, asked.is_secret)?);
        }
        let makes_first_row = edits.iter().any(Edit::makes_first_row);
        match app.store().write(on_record(app, &acting(caller, actor), asked.operation, batch, edits)).await {
            Ok(_) => return outcome,
            Err(error) if tries < TRIES && is_overtaken(&error, makes_first_row) => tries += 1,
            Err(error) => return Err(told(app, error)),
        }
    }
}

/// Commits what the house has planned by itself, once and without an answer: with its rows of the change log and of the record.
pub async fn carry_out<T>(
    app: &App,
    caller: &Caller,
    operation: &'static str,
    plan: Plan<T>,
) -> Result<T, store::Error> {
    let Plan { batch, edits, value, .. } = plan;
    if batch.is_empty() {
        return Ok(value);
    }
    app.store().write(on_record(app, caller, operation, batch, edits)).await.map(|_| value)
}

/// The same in somebody's name; tells whether it was done, or somebody was faster.
pub async fn done_by_itself(app: &App, caller: &Caller, operation: &'static str, plan: Plan<()>) -> Result<bool> {
    match carry_out(app, caller, operation, plan).await {
        Ok(()) => Ok(true),
        Err(store::Error::Lost(_)) => Ok(false),
        Err(error) => Err(told(app, error)),
    }
}

/// Puts on record that something is done which writes nothing else.
async fn note(app: &App, caller: &Caller, operation: &'static str) -> Result<()> {
    let noted = app.store().write(app.doors().record(app, caller, operation, None)).await;
    noted.map(drop).map_err(|error| told(app, error))
}

/// Puts on record that a file is sent, where that is wanted, and writes what is noted beside it.
pub(crate) async fn sent(app: &App, caller: &Caller, operation: &'static str, file: File) -> Result<File> {
    if file.is_on_record {
        note(app, caller, operation).await?;
    }
    if !file.notes.is_empty()
        && let Err(error) = app.store().write(file.notes.clone()).await
    {
        // Whoever reads is not refused for what is noted beside it.
        tracing::warn!(%error, operation, "that a file was read cannot be noted");
    }
    Ok(file)
}

/// Whoever does it: the caller, or who they turned out to be.
fn acting(caller: &Caller, actor: Option<(Id, Id)>) -> Cow<'_, Caller> {
    match actor {
        None => Cow::Borrowed(caller),
        Some((user_id, space_id)) => {
            Cow::Owned(Caller { user_id, space_id, credential: Credential::House, ..caller.clone() })
        }
    }
}

/// The writes of a plan with its rows of the change log and of the record.
pub(crate) fn on_record(
    app: &App,
    caller: &Caller,
    operation: &'static str,
    mut batch: Batch,
    edits: Vec<Edit>,
) -> Batch {
    let record = app.doors().record(app, caller, operation, edits.first().map(|edit| edit.row_id));
    for edit in edits {
        batch = batch.insert(&change(app, caller, operation, edit));
    }
    batch.and(record)
}

pub(crate) fn told(app: &App, error: store::Error) -> Error {
    match error {
        store::Error::Table { table, words } if table == app.doors().record_table() => {
            tracing::error!(words, "the record cannot be written");
            Error::Unrecorded.caused_by(words)
        }
        error => Error::from(error),
    }
}

/// Whether somebody was faster: with what the plan relied on, with the same key, or with the first row of a thing.
pub(crate) fn is_overtaken(error: &store::Error, makes_first_row: bool) -> bool {
    match error {
        store::Error::Lost(_) => true,
        store::Error::Broken { rule: Rule::Unique, .. } => makes_first_row || idempotency::is_taken(error),
        _ => false,
    }
}

fn change(app: &App, caller: &Caller, operation: &'static str, edit: Edit) -> Change {
    Change {
        seq: 0,
        transaction_id: 0,
        space_id: edit.space_id,
        noun: edit.noun.into(),
        row_id: edit.row_id,
        event: format!("{}.{}", edit.noun, edit.verb),
        operation: operation.into(),
        actor_id: caller.known(),
        request_id: caller.request_id.clone(),
        run_id: None,
        step: None,
        undoes: edit.undoes,
        revision: edit.revision,
        before: edit.before,
        after: edit.after,
        at: app.clock().now(),
    }
}
