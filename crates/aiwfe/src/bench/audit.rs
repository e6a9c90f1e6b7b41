//! `bench audit`: what sealing the record costs the writers, and how long it takes to seal and to verify much of it.
use super::{
    Conditions, Figure, Target,
    store::{commits, entry},
};
use crate::wiring::{STEPS, TABLES};
use ::store::{Batch, Options, Store, sql};
use account::{Record, TokenDoors};
use api::App;
use base::Clock;
use std::{fmt::Display, sync::Arc, time::Instant};

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

    let mut record = Record::of(&app);
    let (mut alone, mut beside) = (0.0, 0.0);
    // Turn by turn, so that a machine that becomes slower or faster does so for both.
    for _ in 0..ROUNDS {
        alone += commits(&store, clock, conditions.duration / ROUNDS).await.map_err(early)? / f64::from(ROUNDS);
        record.turn().await.map_err(early)?;
        let keeping = tokio::spawn(Record::of(&app).keep());
        beside += commits(&store, clock, conditions.duration / ROUNDS).await.map_err(early)? / f64::from(ROUNDS);
        keeping.abort();
    }
    note(Figure::plain("one-row commits, nothing is sealed", alone, "commits/s"));
    note(Figure::plain("one-row commits, sealed meanwhile", beside, "commits/s"));
    note(Figure::aimed("share that sealing takes", (1.0 - beside / alone).max(0.0) * 100.0, "%", SHARE));

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
