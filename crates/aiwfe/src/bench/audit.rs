//! `bench audit`: what sealing the record costs the writers, and how long it takes to seal and to verify much of it.
use super::{
    Conditions, Figure, Target,
    store::{commits, entry, per_second},
};
use crate::{
    call::{Operations, perform, well},
    wiring::{MODULES, STEPS, TABLES},
};
use ::store::{Batch, Options, Store, sql};
use account::{Membership, MembershipRole, Record, Space, TokenDoors, User, UserStatus};
use api::{App, Caller, Grants, Input, Level};
use base::{Clock, Id};
use serde_json::{Map, Value};
use std::{fmt::Display, pin::Pin, sync::Arc, time::Instant};

/// How often the writers write alone, and beside the sealing.
const ROUNDS: u32 = 4;
/// How many rows are filled in at once.
const AT_ONCE: i64 = 1_000;
/// A million verified in ten seconds.
const VERIFIED: Target = Target::AtLeast(100_000.0);
/// What the writers may lose while their rows are sealed.
const SHARE: Target = Target::AtMost(5.0);

/// Measures over so many entries, and tells each figure as soon as it is known.
pub async fn audit(
    conditions: &Conditions,
    rows: u32,
    clock: &Clock,
    tell: impl Fn(&Figure),
) -> Result<Vec<Figure>, String> {
    let mut figures = Vec::new();
    let mut note = |figure: Figure| {
        tell(&figure);
        figures.push(figure);
    };
    let store = Store::open(&conditions.location, &Options::default(), TABLES).map_err(early)?;
    store.migrate(STEPS, clock).await.map_err(|refusal| format!("the database was refused: {refusal:?}"))?;
    let app = App::new(store.clone(), clock.clone(), Arc::new(TokenDoors::default()));
    app.lies_in(&conditions.folder);

    let (mut record, turn) = (Record::of(&app), conditions.duration / ROUNDS);
    let task = creating(&app).await?;
    let (alone, beside) = rates(&app, &mut record, async || per_second(task.clone(), turn).await).await?;
    note(Figure::plain("tasks created, nothing is sealed", alone, "tasks/s"));
    note(Figure::plain("tasks created, sealed meanwhile", beside, "tasks/s"));
    note(Figure::aimed("share that sealing takes", share(alone, beside), "%", SHARE));
    // Nothing in the house writes the record alone: this is the least that one entry can cost.
    let (alone, beside) = rates(&app, &mut record, async || commits(&store, clock, turn).await).await?;
    note(Figure::plain("entries alone, nothing is sealed", alone, "commits/s"));
    note(Figure::plain("entries alone, sealed meanwhile", beside, "commits/s"));
    note(Figure::plain("share of these", share(alone, beside), "%"));

    record.turn().await.map_err(early)?;
    let sealed = count(&store).await?;
    let filled = fill(&store, clock, sealed, i64::from(rows)).await.map_err(early)?;
    let start = Instant::now();
    record.close().await.map_err(early)?;
    note(Figure::plain("sealed", filled as f64 / start.elapsed().as_secs_f64(), "entries/s"));

    let start = Instant::now();
    let verified = Record::verify(&app, None).await.map_err(early)?;
    let took = start.elapsed().as_secs_f64();
    if !verified.findings.is_empty() || verified.sealed != count(&store).await? {
        return Err(format!("the record does not hold: {verified:?}"));
    }
    note(Figure::plain("entries", verified.sealed as f64, "entries"));
    note(Figure::aimed("verified", verified.sealed as f64 / took, "entries/s", VERIFIED));
    store.close().await;
    Ok(figures)
}

/// What the writers do in a second while nothing is sealed, and beside the sealing; turn by turn, so that a machine that becomes
/// slower or faster does so for both.
async fn rates(
    app: &App,
    record: &mut Record,
    round: impl AsyncFn() -> Result<f64, String>,
) -> Result<(f64, f64), String> {
    let (mut alone, mut beside) = (0.0, 0.0);
    for _ in 0..ROUNDS {
        alone += round().await? / f64::from(ROUNDS);
        record.turn().await.map_err(early)?;
        let keeping = tokio::spawn(Record::of(app).keep());
        beside += round().await? / f64::from(ROUNDS);
        keeping.abort();
    }
    Ok((alone, beside))
}

/// How much less the second is, in per cent.
fn share(alone: f64, beside: f64) -> f64 {
    (1.0 - beside / alone).max(0.0) * 100.0
}

/// Creates a task, in the name of somebody who is let in for it.
async fn creating(app: &App) -> Result<impl Fn() -> Creating + Clone + Send + 'static, String> {
    let (clock, now) = (app.clock(), app.clock().now());
    let user = User {
        is_verified: true,
        status: UserStatus::Active,
        ..User::new(Id::new(clock), "bench", "bench@localhost", now)
    };
    let space = Space::personal(Id::new(clock), &user);
    let membership = Membership::new(space.id, user.id, MembershipRole::Owner, now);
    let somebody = Batch::new().insert(&user).insert(&space).insert(&membership);
    app.store().write(somebody).await.map_err(early)?;
    let operation = Operations::of(MODULES).find("tasks.create").map_err(early)?.operation();
    let caller = Caller::new(user.id, space.id, Grants::new(Some(Level::Write), None), "req_0123456789ab");
    let task: Map<String, Value> = [("title".to_owned(), "Report of the quarter".into())].into_iter().collect();
    let app = app.clone();
    Ok(move || -> Creating {
        let (app, caller, input) = (app.clone(), caller.clone(), Input::default().with_body(task.clone()));
        Box::pin(async move {
            let answered = perform(&app, caller, operation, input).await;
            well("tasks.create", &answered).map_err(early)
        })
    })
}

/// A task that is being created.
type Creating = Pin<Box<dyn Future<Output = Result<(), String>> + Send>>;

/// Fills the record up to so many entries, and at least with one piece; answers with how many.
async fn fill(store: &Store, clock: &Clock, start: i64, end: i64) -> ::store::Result<i64> {
    let pieces = ((end - start) / AT_ONCE).max(1);
    for _ in 0..pieces {
        let batch = (0..AT_ONCE).fold(Batch::new(), |batch, _| batch.insert(&entry(clock)));
        store.write(batch).await?;
    }
    Ok(pieces * AT_ONCE)
}

async fn count(store: &Store) -> Result<i64, String> {
    let count = sql!((i64,), (), "select count(*) from audit.audit_log");
    Ok(store.scan(count, ()).await.map_err(early)?.pop().unwrap_or_default().0)
}

fn early(error: impl Display) -> String {
    format!("the measurement ended early: {error}")
}
