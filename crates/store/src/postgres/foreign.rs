//! A database on a PostgreSQL server that is not ours: it is only read, as it is at one moment.
use super::{connector::Connector, error::Failure, url::PostgresUrl};
use crate::{
    error::Result,
    location::{Options, Pooler},
};
use tokio::task::JoinHandle;
use tokio_postgres::{Client, SimpleQueryMessage};

/// What a database held when it was opened, for as long as this is kept.
pub struct Foreign {
    client: Client,
    driver: JoinHandle<()>,
}

/// A row in the server's own words; nothing where a column is empty.
pub type Texts = Vec<Option<String>>;

/// One snapshot that cannot be written to, and that nobody ends while we are busy elsewhere.
const BEGIN: &str = "begin isolation level repeatable read read only; \
    set local timezone = 'UTC'; set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0; \
    set local extra_float_digits = 1";

impl Foreign {
    /// Opens it. Any pooler may stand in between: all that is asked lies in one transaction and prepares nothing.
    pub async fn open(url: &PostgresUrl) -> Result<Self> {
        let options = Options { pooler: Pooler::Transaction, ..Options::default() };
        let (client, driver) = Connector::new(url, &options)?.open().await?;
        let foreign = Self { client, driver };
        foreign.rows(BEGIN).await?;
        Ok(foreign)
    }

    /// All rows that these words give.
    pub async fn rows(&self, words: &str) -> Result<Vec<Texts>> {
        let said = self.client.simple_query(words).await;
        let said = said.map_err(|error| Failure::of(&error, &[]).into_error())?;
        let row = |message| match message {
            SimpleQueryMessage::Row(row) => {
                Some((0..row.len()).map(|at| row.get(at).map(str::to_owned)).collect::<Texts>())
            }
            _ => None,
        };
        Ok(said.into_iter().filter_map(row).collect())
    }

    /// Begins to read what a query gives, instead of what was being read.
    pub async fn begin(&self, query: &str) -> Result<()> {
        self.rows(&format!("close all; declare pages no scroll cursor for {query}")).await.map(drop)
    }

    /// So many more rows; none when all were read.
    pub async fn more(&self, rows: usize) -> Result<Vec<Texts>> {
        self.rows(&format!("fetch {rows} from pages")).await
    }

    /// A name as PostgreSQL reads it whatever is in it.
    pub fn quoted(name: &str) -> String {
        format!("\"{}\"", name.replace('"', "\"\""))
    }
}

impl Drop for Foreign {
    fn drop(&mut self) {
        self.driver.abort();
    }
}
