//! What stands between us and the server: a pooler that was not announced would lose what a session keeps.
use super::{Inner, error::Failure, pool::within};
use crate::{finding::Finding, location::Pooler};
use std::time::Duration;

/// How long the second session may take: where a pooler has no second connection to give, it waits for ours.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often the two sessions take turns.
const TURNS: usize = 4;

const PROCESS: &str = "select pg_backend_pid()";

impl Inner {
    /// Whether two sessions that are open at once share one process of the server, or one has several.
    pub(super) async fn shares_sessions(&self) -> Result<bool, Failure> {
        if self.options.pooler == Pooler::Transaction {
            return Ok(false);
        }
        let first = self.connections.lend().await?;
        let second = within(PATIENCE, self.connections.connector.open()).await;
        let second = second.ok().and_then(Result::ok);
        let (mut ours, mut others) = (Vec::new(), Vec::new());
        for _ in 0..TURNS {
            ours.extend(self.rows_of(&first, PROCESS, &[]).await?.iter().map(|row| row.get::<_, i32>(0)));
            if let Some((client, _)) = &second
                && let Ok(Ok(rows)) = within(PATIENCE, client.query_typed(PROCESS, &[])).await
            {
                others.extend(rows.iter().map(|row| row.get::<_, i32>(0)));
            }
        }
        first.give_back();
        let is_constant = |processes: &[i32]| processes.windows(2).all(|pair| pair[0] == pair[1]);
        let is_shared = ours.iter().any(|process| others.contains(process));
        Ok(is_shared || !is_constant(&ours) || !is_constant(&others))
    }
}

/// A pooler that lends connections by the transaction, and nobody said so.
pub(super) fn unannounced(observed: &str, announced: Pooler) -> Finding {
    let said = match announced {
        Pooler::None => "database.pooler = \"none\": sessions of our own, straight to the server",
        Pooler::Session => "database.pooler = \"session\": a session of the server for each of ours",
        Pooler::Transaction => "database.pooler = \"transaction\"",
    };
    let next = "say database.pooler = \"transaction\", or connect to the server itself";
    Finding::error("DB.E002", "pooler", (observed, said), PROCESS, next)
}
