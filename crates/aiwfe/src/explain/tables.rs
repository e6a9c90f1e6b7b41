//! The search of the tables: none of them is kept by request, so they are read from end to end, for a limited time.
use super::{
    has_code, is_code,
    known::{Changed, Done, Known, Looked, Refused},
};
use crate::{config::Config, house};
use account::{AuditEntry, User, Violation};
use api::Change;
use base::{Id, Instant};
use std::{collections::BTreeMap, time::Duration};
use store::{OneOf, Result, Store, sql};

/// How long the search may take.
const PATIENCE: Duration = Duration::from_secs(20);
const PLACES: [&str; 3] = ["audit.audit_log", "audit.security_violations", "changes"];

/// Adds what the tables hold of it.
pub(super) async fn search(config: &Config, known: &mut Known) {
    let trouble = match opened(config) {
        Err(why) => Some(why),
        Ok(store) => {
            let searched = tokio::time::timeout(PATIENCE, all(&store, known)).await;
            // A search that was given up goes on for a while, and nobody waits for it.
            let _ = tokio::time::timeout(Duration::from_secs(1), store.close()).await;
            match searched {
                Ok(Ok(())) => None,
                Ok(Err(error)) => Some(error.to_string()),
                Err(_) => Some(format!("the search took longer than {} s and was given up", PATIENCE.as_secs())),
            }
        }
    };
    if let Some(why) = trouble {
        let place = config.database.location.to_string();
        known.looked.push(Looked { place, since: None, trouble: Some(why) });
    }
}

/// What is not there is not made by looking for it.
fn opened(config: &Config) -> Result<Store, String> {
    match house::file(&config.database).filter(|file| !file.exists()) {
        Some(file) => Err(format!("{} is not there", file.display())),
        None => house::look(&config.database).map_err(|failure| failure.to_string()),
    }
}

async fn all(store: &Store, known: &mut Known) -> Result<()> {
    if is_code(&known.asked) {
        known.request_ids.extend(requests(store, &known.asked).await?);
    }
    let mut names = Names { store, known: BTreeMap::new() };
    for id in known.request_ids.clone() {
        let entries =
            store.scan(sql!(AuditEntry, (String,), "where request_id = $1 order by seq limit 1000"), (id.clone(),));
        for AuditEntry { at, actor_id, space_id, operation, subject_id, .. } in entries.await? {
            known.done.push(Done { at, operation, who: names.of(actor_id).await?, space_id, subject_id });
        }
        let changes = sql!(Change, (String,), "where request_id = $1 order by seq limit 1000 /* all spaces */");
        for Change { at, event, noun, row_id, revision, actor_id, .. } in store.scan(changes, (id.clone(),)).await? {
            known.changes.push(Changed { at, event, noun, row_id, revision, who: names.of(actor_id).await? });
        }
        let refusals = sql!(Violation, (String,), "where request_id = $1 order by seq limit 1000");
        for Violation { at, kind, severity, user_id, method, path, .. } in store.scan(refusals, (id,)).await? {
            let (kind, severity, who) = (kind.text(), severity.text(), names.of(user_id).await?);
            known.refusals.push(Refused { at, kind, severity, who, method, path });
        }
    }
    let oldest: [Vec<(Instant,)>; 3] = [
        store.scan(sql!((Instant,), (), "select at from audit.audit_log order by seq limit 1"), ()).await?,
        store.scan(sql!((Instant,), (), "select at from audit.security_violations order by seq limit 1"), ()).await?,
        store.scan(sql!((Instant,), (), "select at from changes order by seq limit 1 /* all spaces */"), ()).await?,
    ];
    for (place, oldest) in PLACES.iter().zip(oldest) {
        let since = oldest.first().map(|(at,)| *at);
        known.looked.push(Looked { place: (*place).into(), since, trouble: None });
    }
    Ok(())
}

/// The requests that would have been answered with that code: it follows from the id.
async fn requests(store: &Store, code: &str) -> Result<Vec<String>> {
    let all = sql!(
        (String,),
        (),
        "select request_id from audit.audit_log union select request_id from audit.security_violations"
    );
    let ids = store.scan(all, ()).await?.into_iter().map(|(id,)| id);
    Ok(ids.filter(|id| has_code(id, code)).collect())
}

/// Who it is that an id stands for.
struct Names<'a> {
    store: &'a Store,
    known: BTreeMap<Id, String>,
}

impl Names<'_> {
    async fn of(&mut self, id: Option<Id>) -> Result<Option<String>> {
        let Some(id) = id else { return Ok(None) };
        if !self.known.contains_key(&id) {
            let user = self.store.get::<User>((id,)).await?;
            let name = user.map_or_else(|| format!("{id}, who is gone,"), |user| user.username);
            self.known.insert(id, name);
        }
        Ok(self.known.get(&id).cloned())
    }
}
