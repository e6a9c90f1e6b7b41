//! The edge commits: a plan, its rows of the change log and its row of the record, all in one batch.
use crate::{
    app::App,
    caller::Caller,
    changes::Change,
    operation::Work,
    plan::{Edit, Plan},
};
use base::{Error, Result};

/// How often a plan is made where what it relied on has changed meanwhile.
const TRIES: usize = 3;

/// Plans and commits; plans again where somebody was faster.
pub(crate) async fn until_done<T>(
    app: &App,
    caller: &Caller,
    operation: &'static str,
    plan: impl Fn(App, Caller) -> Work<Plan<T>>,
) -> Result<T> {
    let mut tries = 1;
    loop {
        let Plan { mut batch, edits, value } = plan(app.clone(), caller.clone()).await?;
        if batch.is_empty() {
            return Ok(value);
        }
        let subject = edits.first().map(|edit| edit.row_id);
        for edit in edits {
            batch = batch.insert(&change(app, caller, operation, edit));
        }
        let record = app.doors().record(app, caller, operation, subject);
        match app.store().write(batch.and(record)).await {
            Ok(_) => return Ok(value),
            Err(store::Error::Lost(_)) if tries < TRIES => tries += 1,
            Err(error) => return Err(Error::from(error)),
        }
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
        actor_id: Some(caller.user_id),
        request_id: caller.request_id.clone(),
        run_id: None,
        step: None,
        revision: edit.revision,
        before: edit.before,
        after: edit.after,
        at: app.clock().now(),
    }
}
