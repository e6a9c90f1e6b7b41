//! Lists of the record and of violations.
use super::{
    AuditEntry, Severity, Violation,
    fields::{EntriesWanted, ViolationsWanted},
};
use api::{App, Caller, Listed, ViolationKind};
use base::{Id, Instant, Result};
use std::time::Duration;
use store::{List, Sort, filter, sort, sql, within};

/// So far may entries be out of the order of time.
const SLACK: Duration = Duration::from_secs(10 * 60);
/// How many entries are looked through for what has no index.
const LOOKED_THROUGH: i64 = 1_000_000;

api::filterable! { pub(super) static ENTRIES of AuditEntry, "audit";
    seq: number;
    at: instant;
    actor_id: person;
    space_id: id;
    operation: text;
    subject_id: id;
    request_id: text;
}

api::filterable! { pub(super) static VIOLATIONS of Violation, "violations";
    seq: number;
    id: id;
    at: instant;
    kind: word;
    severity: word;
    user_id: person;
    address: text;
    method: text;
    path: text;
    request_id: text;
    times: number;
}

/// The page of the record that is wanted, in that order.
pub(super) async fn entries(
    app: App,
    caller: Caller,
    sort: Sort<AuditEntry>,
    wanted: EntriesWanted,
) -> Result<Listed<AuditEntry>> {
    let list = composed(range(&app, &wanted).await?, sort, &wanted);
    let list = ENTRIES.narrowed(list, wanted.filter.as_deref(), &app, &caller)?;
    Listed::read(&app, list, wanted.cursor.as_deref()).await
}

/// The newest first.
pub(super) fn newest() -> Sort<AuditEntry> {
    sort!(AuditEntry, Down, "seq")
}

/// The oldest first.
pub(super) fn oldest() -> Sort<AuditEntry> {
    sort!(AuditEntry, Up, "seq")
}

fn composed(range: (i64, i64), sort: Sort<AuditEntry>, wanted: &EntriesWanted) -> List<AuditEntry> {
    let EntriesWanted { actor_id, space_id, operation, subject_id, request_id, from, until, limit, .. } = wanted;
    let between = within!(AuditEntry, (i64, i64), "seq >= $1 and seq < $2");
    let mut list = List::of(between, range, sort, limit.0);
    for (id, filter) in [
        (actor_id, filter!(AuditEntry, (Id,), "actor_id = $1")),
        (space_id, filter!(AuditEntry, (Id,), "space_id = $1")),
        (subject_id, filter!(AuditEntry, (Id,), "subject_id = $1")),
    ] {
        list = id.iter().fold(list, |list, id| list.filter(filter, (*id,)));
    }
    for (text, filter) in [
        (operation, filter!(AuditEntry, (String,), "operation = $1")),
        (request_id, filter!(AuditEntry, (String,), "request_id = $1")),
    ] {
        list = text.iter().fold(list, |list, text| list.filter(filter, (text.clone(),)));
    }
    for (at, filter) in
        [(from, filter!(AuditEntry, (Instant,), "at >= $1")), (until, filter!(AuditEntry, (Instant,), "at < $1"))]
    {
        list = at.iter().fold(list, |list, at| list.filter(filter, (*at,)));
    }
    list
}

/// The numbers between which the entries are: the record has no index by time, but its numbers go up with it.
async fn range(app: &App, wanted: &EntriesWanted) -> Result<(i64, i64)> {
    let last = sql!((i64,), (), "select seq from audit.audit_log order by seq desc limit 1");
    let (last,) = app.store().one(last, ()).await?.unwrap_or_default();
    let end = match wanted.until {
        Some(until) => number_at(app, until.plus(SLACK), last).await?,
        None => last.saturating_add(1),
    };
    let start = match wanted.from {
        Some(from) => number_at(app, from.minus(SLACK), last).await?,
        None => i64::MIN,
    };
    let EntriesWanted { operation, subject_id, request_id, filter, .. } = wanted;
    let has_no_index = operation.is_some() || subject_id.is_some() || request_id.is_some() || filter.is_some();
    let floor = if has_no_index { end.saturating_sub(LOOKED_THROUGH) } else { i64::MIN };
    Ok((start.max(floor), end))
}

/// The number after `last` or the first one of that time or later, whichever comes first; found by halving.
async fn number_at(app: &App, time: Instant, last: i64) -> Result<i64> {
    let next = sql!((i64, Instant), (i64,), "select seq, at from audit.audit_log where seq >= $1 order by seq limit 1");
    let (mut low, mut high) = (0, last.saturating_add(1));
    while low < high {
        let middle = low + (high - low) / 2;
        match app.store().one(next, (middle,)).await? {
            Some((seq, at)) if at < time => low = seq.saturating_add(1),
            _ => high = middle,
        }
    }
    Ok(low)
}

/// The page of violations that is wanted, the latest first.
pub(super) async fn violations(app: App, caller: Caller, wanted: ViolationsWanted) -> Result<Listed<Violation>> {
    let list = VIOLATIONS.narrowed(chosen(&wanted), wanted.filter.as_deref(), &app, &caller)?;
    Listed::read(&app, list, wanted.cursor.as_deref()).await
}

fn chosen(wanted: &ViolationsWanted) -> List<Violation> {
    let ViolationsWanted { kind, severity, user_id, address, from, until, limit, .. } = wanted;
    let between = within!(Violation, (Instant, Instant), "at >= $1 and at < $2");
    let range = (from.unwrap_or(Instant::MIN), until.unwrap_or(Instant::MAX));
    let mut list = List::of(between, range, sort!(Violation, Down, "at", "seq"), limit.0);
    if let Some(kind) = kind {
        list = list.filter(filter!(Violation, (ViolationKind,), "kind = $1"), (*kind,));
    }
    if let Some(severity) = severity {
        list = list.filter(filter!(Violation, (Severity,), "severity = $1"), (*severity,));
    }
    if let Some(user_id) = user_id {
        list = list.filter(filter!(Violation, (Id,), "user_id = $1"), (*user_id,));
    }
    if let Some(address) = address {
        list = list.filter(filter!(Violation, (String,), "address = $1"), (address.clone(),));
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::Limit;
    use base::Clock;
    use house::each_house;
    use store::{Batch, Entity, OneOf, Store};

    fn entry(clock: &Clock) -> AuditEntry {
        let id = || Some(Id::new(clock));
        let (operation, request_id) = ("tasks.create".into(), id().map(|id| id.to_string()).unwrap_or_default());
        AuditEntry { seq: 0, at: clock.now(), actor_id: id(), space_id: id(), operation, subject_id: id(), request_id }
    }

    fn violation(clock: &Clock) -> Violation {
        let (kind, severity) = (ViolationKind::Denied, Severity::Medium);
        let (method, path, details, times) = (None, None, None, 1);
        let (id, request_id) = (Id::new(clock), String::new());
        let (user_id, address) = (Some(Id::new(clock)), Some(id.to_string()));
        Violation {
            seq: 0,
            id,
            at: clock.now(),
            kind,
            severity,
            user_id,
            address,
            method,
            path,
            request_id,
            details,
            times,
        }
    }

    async fn assert_read_from_an_index<E: Entity>(store: &Store, list: List<E>, about: &str) {
        let plan = store.explain(&list).await.unwrap().join("\n").to_lowercase();
        let reads_all = plan.contains("temp b-tree") || plan.contains("seq scan") || plan.contains("sort");
        assert!(!reads_all && (plan.contains("index") || plan.contains("primary key")), "{about}: {plan}");
    }

    #[tokio::test]
    async fn pt_76_a_page_of_the_record_is_read_from_an_index_in_its_order() {
        each_house(async |house| {
            let ann = house.user("ann").await;
            let (app, id, clock) = (house.app(), Some(ann.user_id), house.clock());
            for _ in 0..20 {
                house.advance(Duration::from_secs(60));
                let entries = (0..200).map(|_| entry(clock)).fold(Batch::new(), |batch, entry| batch.insert(&entry));
                let batch = (0..200).map(|_| violation(clock)).fold(entries, |batch, one| batch.insert(&one));
                house.write(batch).await;
            }
            house.write(Batch::new().run(sql!((), (), "analyze audit.audit_log"), ())).await;
            house.write(Batch::new().run(sql!((), (), "analyze audit.security_violations"), ())).await;
            let (limit, at) = (Limit(5), Some(house.clock().now()));
            for wanted in [
                EntriesWanted::default(),
                EntriesWanted { actor_id: id, ..EntriesWanted::default() },
                EntriesWanted { space_id: Some(ann.own_space), ..EntriesWanted::default() },
                EntriesWanted { from: at, until: at, ..EntriesWanted::default() },
                EntriesWanted { operation: Some("tasks.create".into()), ..EntriesWanted::default() },
            ] {
                let about = format!("{wanted:?}");
                let wanted = EntriesWanted { limit, ..wanted };
                let range = range(app, &wanted).await.unwrap();
                for sort in [newest(), oldest()] {
                    assert_read_from_an_index(app.store(), composed(range, sort, &wanted), &about).await;
                }
            }
            for wanted in [
                ViolationsWanted::default(),
                ViolationsWanted { kind: Some(ViolationKind::ALL[0]), ..ViolationsWanted::default() },
                ViolationsWanted { severity: Some(Severity::Low), ..ViolationsWanted::default() },
                ViolationsWanted { user_id: id, ..ViolationsWanted::default() },
                ViolationsWanted { address: Some("::1".into()), ..ViolationsWanted::default() },
                ViolationsWanted { from: at, until: at, ..ViolationsWanted::default() },
            ] {
                let about = format!("{wanted:?}");
                let wanted = ViolationsWanted { limit, ..wanted };
                assert_read_from_an_index(app.store(), chosen(&wanted), &about).await;
            }
        })
        .await;
    }
}
