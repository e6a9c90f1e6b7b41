//! The history of a SQLite file, and how a step is applied to it.
use super::connection;
use crate::{
    dialect::Dialect,
    entity::Entity,
    error::{Error, Result},
    finding::Refusal,
    shape::Shape,
    statement::Rows,
    steps::{Action, AppliedStep, Plan, Step, actions},
};
use base::Clock;
use rusqlite::{Connection, params_from_iter};
use std::{fs, path::Path, process, time::Duration};

/// How long a step waits for another process that writes.
const PATIENCE: Duration = Duration::from_secs(30);

/// The steps that were applied; none where there is no history yet.
pub(crate) fn applied(connection: &Connection) -> Result<Vec<AppliedStep>> {
    let known = connection.prepare("select 1 from sqlite_schema where name = 'schema_steps'")?.exists([])?;
    if !known {
        return Ok(Vec::new());
    }
    let mut statement = connection.prepare(&format!("{} order by number", AppliedStep::SELECT.sqlite))?;
    let mut rows = statement.query([])?;
    let mut out = Vec::new();
    while let Some(row) = rows.next()? {
        out.push(AppliedStep::read(row)?);
    }
    Ok(out)
}

/// Applies what is left to do, each step whole or not at all, after a backup of what is there.
pub(crate) fn apply(path: &Path, steps: &[Step], clock: &Clock, version: &str) -> Result<Vec<i64>, Refusal> {
    let connection = connection::writer(path)?;
    connection.busy_timeout(PATIENCE).map_err(Error::from)?;
    let before = applied(&connection)?;
    let plan = Plan::of(&before, steps, version);
    if !plan.findings.is_empty() {
        return Err(Refusal::Findings(plan.findings));
    }
    if let (Some(last), false) = (before.last(), plan.pending.is_empty()) {
        back_up(&connection, path, last.number, clock)?;
    }
    let mut done = Vec::new();
    for step in &plan.pending {
        if apply_one(&connection, step, clock, version)? {
            done.push(step.number);
        }
    }
    Ok(done)
}

/// A copy of the whole file beside it, named by the step it holds.
fn back_up(connection: &Connection, path: &Path, step: i64, clock: &Clock) -> Result<()> {
    let folder = path.with_file_name("backups");
    let failed = |error: &dyn std::fmt::Display| {
        Error::Database(format!("no backup could be made in {}: {error}", folder.display()))
    };
    fs::create_dir_all(&folder).map_err(|error| failed(&error))?;
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    let moment = clock.now().to_string().replace([':', '.'], "-");
    let into = folder.join(format!("{name}-step-{step}-{moment}.db"));
    // It gets its name when it is whole; the journal that SQLite wrote it with has another, should it come back.
    // Of processes that start at once, each writes its own.
    let partial = into.with_extension(format!("{}.partial", process::id()));
    connection::make_private(&partial)?;
    connection.execute("vacuum into ?1", [partial.to_string_lossy()]).map_err(|error| match error.into() {
        Error::Full => Error::Full,
        other => failed(&other),
    })?;
    let named = fs::rename(&partial, &into).and_then(|()| fs::File::open(&folder)?.sync_all());
    named.map_err(|error| failed(&error))
}

/// Whether the step was applied here: another process may have been faster.
fn apply_one(connection: &Connection, step: &Step, clock: &Clock, version: &str) -> Result<bool> {
    let actions = actions(step, Dialect::Sqlite);
    // A rebuild drops a table that others refer to; only outside a transaction can references be let go.
    let rebuilds = actions.iter().any(|action| matches!(action, Action::Rebuild { .. }));
    connection.pragma_update(None, "foreign_keys", !rebuilds)?;
    let outcome = in_transaction(connection, || run(connection, step, &actions, clock, version));
    connection.pragma_update(None, "foreign_keys", true)?;
    outcome
}

fn run(connection: &Connection, step: &Step, actions: &[Action], clock: &Clock, version: &str) -> Result<bool> {
    let applied = applied(connection)?;
    if applied.iter().any(|done| done.number == step.number) {
        return Ok(false);
    }
    if applied.is_empty() {
        for statement in Shape::of(AppliedStep::TABLE).create() {
            connection.execute_batch(&Dialect::Sqlite.spell(&statement).replacen(
                "create table",
                "create table if not exists",
                1,
            ))?;
        }
    }
    let mut ran = Vec::new();
    for action in actions {
        match action {
            Action::Run(statement) => execute(connection, step, statement, &mut ran)?,
            Action::Rebuild { table, create } => {
                let fresh = format!("{table}__new");
                let create = create.replacen(&format!("create table {table} "), &format!("create table {fresh} "), 1);
                execute(connection, step, &create, &mut ran)?;
                let kept = kept_columns(connection, table, &fresh)?;
                let copy = format!("insert into {fresh} ({kept}) select {kept} from {table}");
                let swap = [copy, format!("drop table {table}"), format!("alter table {fresh} rename to {table}")];
                swap.iter().try_for_each(|statement| execute(connection, step, statement, &mut ran))?;
            }
        }
    }
    if connection.prepare("pragma foreign_key_check")?.exists([])? {
        return Err(Error::Database(format!(
            "step {} ({}) would leave references to rows that are not there",
            step.number, step.name
        )));
    }
    let done = AppliedStep::of(step, &ran, clock, version);
    connection.execute(AppliedStep::INSERT.sqlite, params_from_iter(done.insert_values()))?;
    Ok(true)
}

fn execute(connection: &Connection, step: &Step, statement: &str, ran: &mut Vec<String>) -> Result<()> {
    connection.execute_batch(statement).map_err(|error| match Error::from(error) {
        Error::Full => Error::Full,
        other => Error::Database(format!("step {} ({}): {other}, at: {statement}", step.number, step.name)),
    })?;
    ran.push(statement.to_owned());
    Ok(())
}

/// The columns that the old and the new table share.
fn kept_columns(connection: &Connection, old: &str, new: &str) -> Result<String> {
    let mut statement = connection
        .prepare("select name from pragma_table_info(?1) where name in (select name from pragma_table_info(?2))")?;
    let names = statement.query_map([old, new], |row| row.get::<_, String>(0))?;
    Ok(names.collect::<rusqlite::Result<Vec<_>>>()?.join(", "))
}

/// Runs the work in one transaction that is committed only if it all went well.
fn in_transaction<T>(connection: &Connection, work: impl FnOnce() -> Result<T>) -> Result<T> {
    connection.execute_batch("begin immediate")?;
    let outcome = work().and_then(|value| {
        connection.execute_batch("commit")?;
        Ok(value)
    });
    if outcome.is_err() && !connection.is_autocommit() {
        connection.execute_batch("rollback")?;
    }
    outcome
}
