//! How safe the house is, at a glance.
use super::{
    Severity,
    fields::{SecurityOverview, ViolationCounts},
    ledger::Ledger,
    sealer,
    spool::Spool,
};
use api::{App, ViolationKind};
use base::{Error, Instant, Result};
use std::{io, time::Duration};
use store::{OneOf, sql};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

pub(super) async fn overview(app: App) -> Result<SecurityOverview> {
    let now = app.clock().now();
    let chain = sealer::latest(&app).await?;
    let (sealed, highest) = chain.map_or((0, 0), |seal| (seal.end(), seal.highest));
    let unsealed = sql!((i64,), (i64,), "select count(*) from audit.audit_log where seq > $1");
    let tokens = sql!(
        (i64,),
        (Instant,),
        "select count(*) from api_tokens t join users u on u.id = t.user_id \
         where t.revoked_at is null and (t.expires_at is null or t.expires_at > $1) and u.is_active and u.status = 'active'"
    );
    let (unsealed,) = app.store().scan(unsealed, (highest,)).await?.pop().unwrap_or_default();
    let (active_tokens,) = app.store().scan(tokens, (now,)).await?.pop().unwrap_or_default();
    let (signed_at, spooled) = outside(&app).await?;
    Ok(SecurityOverview {
        last_24_hours: counts(&app, now.minus(DAY)).await?,
        last_7_days: counts(&app, now.minus(7 * DAY)).await?,
        dropped: app.refusals().dropped(),
        spooled,
        sealed,
        unsealed,
        signed_at,
        active_tokens,
    })
}

/// What was refused since then; kinds that nobody tried are told as nothing.
async fn counts(app: &App, since: Instant) -> Result<ViolationCounts> {
    let sums = sql!(
        (ViolationKind, Severity, i64),
        (Instant,),
        "select kind, severity, cast(sum(times) as bigint) from audit.security_violations where at >= $1 group by kind, severity"
    );
    let mut counts = ViolationCounts {
        total: 0,
        by_kind: ViolationKind::TEXTS.iter().map(|text| (*text, 0)).collect(),
        by_severity: Severity::TEXTS.iter().map(|text| (*text, 0)).collect(),
    };
    for (kind, severity, times) in app.store().scan(sums, (since,)).await? {
        counts.total += times;
        *counts.by_kind.entry(kind.text()).or_default() += times;
        *counts.by_severity.entry(severity.text()).or_default() += times;
    }
    Ok(counts)
}

/// What lies outside the database: when the record was signed, and how many violations wait.
async fn outside(app: &App) -> Result<(Option<Instant>, usize)> {
    let Some(folder) = app.folder() else { return Ok((None, 0)) };
    let (ledger, spool) = (Ledger::of(folder), Spool::of(folder));
    let look = move || Ok((ledger.last()?.map(|last| last.time), spool.count()));
    let looked = tokio::task::spawn_blocking(look).await.map_err(io::Error::other).and_then(|looked| looked);
    looked.map_err(|error| Error::Internal { cause: format!("the checkpoints of the record: {error}") })
}
