//! What became of a commit whose answer was cut off.
use super::{Inner, connector::LIFE, write::Open};
use crate::error::{Error, Result};
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout, timeout_at};
use tokio_postgres::types::Type;

/// How long the server is asked before the outcome counts as unknown.
const DEADLINE: Duration = Duration::from_secs(20);
/// How long a transaction may go on after its connection broke, before the server is told to end it.
const SPARED: Duration = Duration::from_secs(1);
/// How long one question may take.
const QUESTION: Duration = Duration::from_secs(5);
/// The first pause between two questions; each is twice as long, up to the longest.
const PAUSE: Duration = Duration::from_millis(10);
const LONGEST_PAUSE: Duration = Duration::from_millis(500);

/// What the server says of a transaction.
enum Fate {
    Committed,
    Aborted,
    Going,
    Forgotten,
}

impl Inner {
    /// Asks, on a connection of its own, whether the transaction was committed.
    pub(super) async fn resolve(&self, open: &Open, why: &Error) -> Result<()> {
        let (start, mut pause) = (Instant::now(), PAUSE);
        let deadline = start + DEADLINE;
        loop {
            let ends = start.elapsed() >= SPARED;
            let asked = timeout_at(deadline, timeout(QUESTION, self.fate(open, ends))).await;
            match asked {
                Ok(Ok(Ok(Fate::Committed))) => return Ok(()),
                Ok(Ok(Ok(Fate::Aborted))) => {
                    return Err(Error::Unavailable(format!(
                        "the commit did not arrive, and nothing was written: {why}"
                    )));
                }
                Ok(Ok(Ok(Fate::Forgotten))) => break,
                // A server that is away, or a transaction that goes on: there is time to ask again.
                Ok(Ok(Ok(Fate::Going)) | Ok(Err(_)) | Err(_)) => {}
                Err(_) => break,
            }
            if Instant::now() + pause >= deadline {
                break;
            }
            sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
        Err(Error::Unknown(format!("the connection broke while it was committed: {why}")))
    }

    async fn fate(&self, open: &Open, ends: bool) -> Result<Fate> {
        let (client, driver) = self.connections.connector.open().await?;
        let end = "(select count(pg_terminate_backend(pid)) from pg_catalog.pg_stat_activity \
                   where backend_xid = ($1::pg_catalog.xid8)::pg_catalog.xid and pid <> pg_backend_pid())";
        let end = if ends { end } else { "0::bigint" };
        let question = format!("select pg_catalog.pg_xact_status($1::pg_catalog.xid8), {LIFE}, {end}");
        let answer = client.query_typed(&question, &[(&open.transaction, Type::TEXT)]).await;
        driver.abort();
        let rows = match answer {
            Ok(rows) => rows,
            // After a crash the number may not have been given to anybody yet: nothing of it was kept.
            Err(error) if error.code().is_some_and(|code| code.code() == "22023") => return Ok(Fate::Aborted),
            Err(error) => return Err(Error::Unavailable(error.to_string())),
        };
        let Some(row) = rows.first() else { return Ok(Fate::Forgotten) };
        let status: Option<&str> = row.get(0);
        let life: &str = row.get(1);
        Ok(match status {
            Some("aborted") => Fate::Aborted,
            Some("in progress") => Fate::Going,
            // After a crash the number may be another transaction's.
            Some("committed") if life == open.life => Fate::Committed,
            _ => Fate::Forgotten,
        })
    }
}
