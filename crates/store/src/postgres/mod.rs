//! stub
#![expect(missing_docs, reason = "stub")]
use crate::Moment;
use crate::*;
use crate::{examine::Account, faults::Faults};
use std::{fmt, sync::Arc};
#[derive(Clone, Debug)]
pub struct PostgresUrl;
impl PostgresUrl {
    pub fn parse(_: &str) -> Result<Self, String> {
        Err("stub".into())
    }
}
impl fmt::Display for PostgresUrl {
    fn fmt(&self, _: &mut fmt::Formatter) -> fmt::Result {
        Ok(())
    }
}
pub(crate) struct Postgres {
    pub(crate) faults: Arc<Faults>,
}
impl Postgres {
    pub(crate) fn new(_: &PostgresUrl, _: &Options, _: &'static [&'static Table]) -> Result<Self> {
        todo()
    }
    pub(crate) async fn query<R: Rows>(&self, _: &str, _: Vec<Value>) -> Result<Vec<R>> {
        todo()
    }
    pub(crate) async fn query_composed<R: Rows>(&self, _: &str, _: Vec<Value>) -> Result<Vec<R>> {
        todo()
    }
    pub(crate) async fn scan<R: Rows>(&self, _: &str, _: Vec<Value>) -> Result<Vec<R>> {
        todo()
    }
    pub(crate) async fn write(&self, _: Batch) -> Result<u64> {
        self.faults.postgres(Moment::Begin)?;
        todo()
    }
    pub(crate) async fn applied(&self) -> Result<Vec<AppliedStep>> {
        todo()
    }
    pub(crate) async fn migrate(
        &self,
        _: &'static [Step],
        _: &base::Clock,
        _: &'static str,
    ) -> Result<Vec<i64>, Refusal> {
        Err(Refusal::Findings(vec![]))
    }
    pub(crate) async fn account(&self, _: &'static [&'static Table]) -> Result<Account> {
        todo()
    }
    pub(crate) fn changed(&self) -> tokio::sync::watch::Receiver<u64> {
        tokio::sync::watch::channel(0).1
    }
    pub(crate) async fn close(&self) {}
}
fn todo<T>() -> Result<T> {
    Err(Error::Unavailable("stub".into()))
}
