//! The history of a PostgreSQL database, and how a step is applied to it.
use super::{Inner, error::Failure, pool::Lease, row::typed};
use crate::{
    dialect::Dialect,
    entity::Entity,
    error::{Error, Result},
    finding::Refusal,
    schema::SCHEMAS,
    shape::Shape,
    statement::Rows,
    steps::{Action, AppliedStep, Plan, Step, actions},
};
use base::Clock;
use tokio_postgres::types::Type;

/// The lock of the whole database under which steps are applied: "aiwfe".
const LOCK: &str = "select pg_advisory_xact_lock(418381260389)";
/// How long a process waits for another one that applies steps.
const WAIT: &str = "set local lock_timeout = '1h'";

/// What one round of applying came to.
enum Round {
    Applied(i64),
    NothingLeft,
    Refused(Refusal),
}

impl Inner {
    /// The steps that were applied; none where there is no history yet.
    pub(super) async fn applied(&self) -> Result<Vec<AppliedStep>> {
        let lease = self.connections.lend().await?;
        let history = self.history(&lease).await;
        if !matches!(history, Err(Failure::Lost(_))) {
            lease.give_back();
        }
        history.map_err(Failure::into_error)
    }

    /// Applies what is left to do, one step after the other, and tells which were applied here.
    pub(super) async fn migrate(&self, steps: &[Step], clock: &Clock, version: &str) -> Result<Vec<i64>, Refusal> {
        let mut done = Vec::new();
        loop {
            let lease = self.connections.lend().await?;
            let round = self.round(&lease, steps, clock, version).await;
            match round {
                Ok(Round::Applied(number)) => {
                    let committed = lease.batch_execute("commit").await;
                    committed.map_err(|error| cut(number, &Failure::of(&error, self.tables).into_error()))?;
                    lease.give_back();
                    done.push(number);
                }
                outcome => {
                    if let Ok(Ok(())) = self.connections.answer(lease.batch_execute("rollback")).await {
                        lease.give_back();
                    }
                    return match outcome {
                        Ok(Round::Refused(refusal)) => Err(refusal),
                        Ok(_) => Ok(done),
                        Err(failure) => Err(failure.into_error().into()),
                    };
                }
            }
        }
    }

    /// Runs the next step in a transaction that it leaves open; the lock makes sure that nobody else does.
    async fn round(&self, lease: &Lease, steps: &[Step], clock: &Clock, version: &str) -> Result<Round, Failure> {
        self.run(lease, &format!("{}{WAIT}", self.prelude)).await?;
        // Neither the wait nor a step has a limit of its own: what it needs, it needs.
        self.go(lease, "set local statement_timeout = 0").await?;
        self.go(lease, LOCK).await?;
        self.go(lease, &format!("set local lock_timeout = {}", self.options.lock_timeout.as_millis())).await?;
        let applied = self.history(lease).await?;
        let plan = Plan::of(&applied, steps, version);
        if !plan.findings.is_empty() {
            return Ok(Round::Refused(Refusal::Findings(plan.findings)));
        }
        let Some(step) = plan.pending.first() else { return Ok(Round::NothingLeft) };
        if applied.is_empty() {
            self.found(lease).await?;
        }
        let mut ran = Vec::new();
        for action in actions(step, Dialect::Postgres) {
            let statement = match action {
                Action::Run(statement) => statement,
                Action::Rebuild { .. } => continue,
            };
            self.go(lease, &statement).await.map_err(|failure| in_step(step, failure))?;
            ran.push(statement);
        }
        let done = AppliedStep::of(step, &ran, clock, version);
        self.rows_of(lease, AppliedStep::INSERT.postgres, &typed(&done.insert_values())).await?;
        Ok(Round::Applied(step.number))
    }

    /// Makes what every step may rely on: the named schemas and the table of the history.
    async fn found(&self, lease: &Lease) -> Result<(), Failure> {
        for schema in SCHEMAS {
            // Asking first spares a role that may not create schemas the question.
            let known = "select 1 from pg_namespace where nspname = $1";
            if self.rows_of(lease, known, &[(schema, Type::TEXT)]).await?.is_empty() {
                self.go(lease, &format!("create schema {schema}")).await?;
            }
        }
        if !self.has_history(lease).await? {
            for statement in Shape::of(AppliedStep::TABLE).create() {
                self.go(lease, &Dialect::Postgres.spell(&statement)).await?;
            }
        }
        Ok(())
    }

    async fn history(&self, lease: &Lease) -> Result<Vec<AppliedStep>, Failure> {
        if !self.has_history(lease).await? {
            return Ok(Vec::new());
        }
        let rows = self.rows_of(lease, &format!("{} order by number", AppliedStep::SELECT.postgres), &[]).await?;
        Ok(rows.iter().map(|row| AppliedStep::read(row)).collect::<Result<_>>()?)
    }

    async fn has_history(&self, lease: &Lease) -> Result<bool, Failure> {
        Ok(!self.rows_of(lease, "select 1 where to_regclass('schema_steps') is not null", &[]).await?.is_empty())
    }

    /// Runs a statement for as long as it takes.
    async fn go(&self, lease: &Lease, statement: &str) -> Result<(), Failure> {
        lease.batch_execute(statement).await.map_err(|error| Failure::of(&error, self.tables))
    }
}

/// Names the step in which a statement failed; what only needs another try keeps its meaning.
fn in_step(step: &Step, failure: Failure) -> Failure {
    match failure {
        Failure::Final(Error::Database(words)) => {
            Failure::Final(Error::Database(format!("step {} ({}): {words}", step.number, step.name)))
        }
        other => other,
    }
}

fn cut(number: i64, why: &Error) -> Error {
    Error::Unknown(format!("step {number}: {why}; run it again, for what was applied is not applied twice"))
}
