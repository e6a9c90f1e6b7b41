//! Puts what was refused on record: into the database, or into the spool while that does not take it.
use super::{Severity, Violation, spool::Spool};
use api::{App, Refused, ViolationKind};
use base::{Error, Id, Result};
use std::io;
use store::{Batch, Rule};

/// How many are written at once.
const AT_ONCE: usize = 500;

/// Writes what waits; what repeats itself in the minute that runs only at the end. Then all of it goes to the spool first: whoever
/// ends may not have the time to wait for the database.
pub(super) async fn keep(app: &App, is_end: bool) -> Result<()> {
    let spool = app.folder().map(Spool::of);
    let mut is_away = is_end || !replay(app, spool.clone()).await?;
    loop {
        let taken = app.refusals().take(AT_ONCE, app.clock().now(), is_end);
        if taken.is_empty() {
            break;
        }
        let violations: Vec<Violation> = taken.into_iter().map(|refused| violation(app, refused)).collect();
        is_away = is_away || !written(app, &violations).await;
        if is_away {
            let times = count(&violations);
            let kept = set_aside(app, spool.clone(), violations).await;
            kept.inspect_err(|_| app.refusals().drop_so_many(times))?;
        }
    }
    if is_end {
        replay(app, spool).await?;
    }
    Ok(())
}

fn violation(app: &App, refused: Refused) -> Violation {
    let Refused { refusal, at, times } = refused;
    let severity = severity(refusal.kind, times);
    Violation {
        seq: 0,
        id: Id::new(app.clock()),
        at,
        kind: refusal.kind,
        severity,
        user_id: refusal.user_id,
        address: refusal.address,
        method: refusal.method,
        path: refusal.path,
        request_id: refusal.request_id,
        details: refusal.details,
        times,
    }
}

/// How bad it is: a token that comes back was stolen, a page that is not ours wants something; what repeats itself is worth a look.
fn severity(kind: ViolationKind, times: i64) -> Severity {
    let once = match kind {
        ViolationKind::LoginFailed | ViolationKind::RateLimited => Severity::Low,
        ViolationKind::Denied | ViolationKind::CsrfFailed => Severity::Medium,
        ViolationKind::TokenReused => Severity::High,
    };
    if times > 1 { once.max(Severity::Medium) } else { once }
}

/// Whether the database has taken these. Those that it takes in no way, while it takes others, are counted and forgotten.
async fn written(app: &App, violations: &[Violation]) -> bool {
    let batch = violations.iter().fold(Batch::new(), |batch, violation| batch.insert(violation));
    match app.store().write(batch).await {
        Ok(_) => return true,
        Err(error) if is_away(&error) => return false,
        Err(error) => tracing::debug!(%error, "violations are written one by one"),
    }
    let (mut taken, mut refused) = (0, 0);
    for violation in violations {
        match app.store().write(Batch::new().insert(violation)).await {
            Ok(_) => taken += 1,
            // It was written before, when nobody could say so.
            Err(store::Error::Broken { rule: Rule::Unique, .. }) => taken += 1,
            Err(error) if is_away(&error) => return false,
            Err(error) => {
                tracing::warn!(%error, "a violation cannot be put on record");
                refused += violation.times.unsigned_abs();
            }
        }
    }
    if taken > 0 {
        app.refusals().drop_so_many(refused);
    }
    taken > 0
}

fn is_away(error: &store::Error) -> bool {
    error.is_transient() || matches!(error, store::Error::Unknown(_))
}

/// Writes what waits in the spool, and forgets it there; answers whether the database has taken it.
async fn replay(app: &App, spool: Option<Spool>) -> Result<bool> {
    let Some(spool) = spool.filter(|spool| !spool.is_empty()) else { return Ok(true) };
    let held = blocking(move || {
        let mut held = spool.hold()?;
        held.read().map(|waiting| (held, waiting))
    });
    let (mut held, waiting) = held.await?;
    for violations in waiting.chunks(AT_ONCE) {
        if !written(app, violations).await {
            return Ok(false);
        }
    }
    blocking(move || held.clear()).await.map(|()| true)
}

async fn set_aside(app: &App, spool: Option<Spool>, violations: Vec<Violation>) -> Result<()> {
    let cause = || Error::Internal { cause: "nobody has said where the data of the house lies".into() };
    let (app, spool, all) = (app.clone(), spool.ok_or_else(cause)?, violations.len());
    blocking(move || {
        let lost = spool.hold()?.add(&violations)?;
        app.refusals().drop_so_many(count(&violations[all - lost..]));
        Ok(())
    })
    .await
}

fn count(violations: &[Violation]) -> u64 {
    violations.iter().map(|violation| violation.times.unsigned_abs()).sum()
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> Result<T> {
    let done = tokio::task::spawn_blocking(work).await.map_err(io::Error::other).and_then(|done| done);
    done.map_err(|error| Error::Internal { cause: format!("the spool of violations: {error}") })
}
