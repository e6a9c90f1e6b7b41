//! Much work, portion by portion: each is planned and committed by itself, and what becomes of it is told to the work.
use crate::{
    app::App,
    caller::Caller,
    commit::{Asked, TRIES, is_overtaken, on_record, told},
    idempotency,
    operation::{Answer, Work},
    outcome::Done,
    plan::{Edit, Plan},
};
use base::{Error, Result};

/// Work that is too much for one commit. What it came to, `O`, is put together from what its portions came to.
pub trait Portions<O>: Send + Sync + 'static {
    /// What the next portion would do; nothing once all are over. It is asked again where somebody was faster.
    fn plan(&self) -> Option<Work<Plan<O>>>;

    /// That the portion is over: it is committed, or it was refused and has left nothing behind. An error ends the work, and is the
    /// answer.
    fn is_over(&mut self, outcome: Result<O>) -> Result<()>;

    /// What all of it came to.
    fn answer(self: Box<Self>) -> O;
}

/// Such work, whatever it consists of.
pub type Portioned<O> = Box<dyn Portions<O>>;

/// Plans and commits portion after portion. The answer is kept under its key at the end: who is cut off before sends it again, and what
/// is done already is done no more.
pub(crate) async fn until_done<T: Answer>(
    app: &App,
    caller: &Caller,
    asked: &Asked,
    work: Work<Portioned<T>>,
) -> Result<Done> {
    if let Some(key) = &asked.key
        && let Some(done) = idempotency::replay(app, asked.operation, key).await?
    {
        return Ok(done);
    }
    let mut work = work.await?;
    while let Some(first) = work.plan() {
        let outcome = one_portion(app, caller, asked.operation, &*work, first).await;
        work.is_over(outcome)?;
    }
    let done = Done::of(work.answer(), None)?;
    if let Some(key) = &asked.key {
        let kept = idempotency::keep(app, asked.operation, key, &done, asked.is_secret)?;
        app.store().write(kept).await.map_err(|error| told(app, error))?;
    }
    Ok(done)
}

/// Plans and commits one portion; plans it again where somebody was faster.
async fn one_portion<T: Answer>(
    app: &App,
    caller: &Caller,
    operation: &'static str,
    work: &dyn Portions<T>,
    first: Work<Plan<T>>,
) -> Result<T> {
    let (mut next, mut tries) = (Some(first), 1);
    while let Some(plan) = next {
        let Plan { batch, edits, value, .. } = plan.await?;
        if batch.is_empty() {
            return Ok(value);
        }
        let makes_first_row = edits.iter().any(Edit::makes_first_row);
        match app.store().write(on_record(app, caller, operation, batch, edits)).await {
            Ok(_) => return Ok(value),
            Err(error) if tries < TRIES && is_overtaken(&error, makes_first_row) => tries += 1,
            Err(error) => return Err(told(app, error)),
        }
        next = work.plan();
    }
    Err(Error::Internal { cause: format!("{operation}: a portion is gone before it was over") })
}
