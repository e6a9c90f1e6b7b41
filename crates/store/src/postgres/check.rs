//! Whether the connection, its role and its settings are what the promises rest on.
use super::{Inner, describe::EVIDENCE, error::Failure, pooler};
use crate::{
    error::{Error, Result},
    examine::Account,
    finding::{Count, Finding, Level},
    location::Pooler,
    schema::Table,
};

const OLDEST: i64 = 130_000;

const QUESTION: &str = "select current_database()::text, current_user::text, current_setting('server_version'), \
     current_setting('server_version_num'), pg_encoding_to_char(encoding)::text, current_setting('client_encoding'), \
     current_setting('synchronous_commit'), current_setting('standard_conforming_strings'), \
     pg_is_in_recovery()::text, current_setting('timezone'), \
     (select setting from pg_settings where name = 'statement_timeout'), \
     (select setting from pg_settings where name = 'lock_timeout') \
     from pg_database where datname = current_database()";

/// What the server says of our session.
struct Facts {
    database: String,
    role: String,
    version: String,
    version_number: String,
    encoding: String,
    client_encoding: String,
    synchronous_commit: String,
    conforming_strings: String,
    standby: String,
    timezone: String,
    statement_timeout: String,
    lock_timeout: String,
}

/// Counts what is looked at, and keeps what is wrong.
#[derive(Default)]
struct Checks {
    all: usize,
    findings: Vec<Finding>,
}

impl Inner {
    /// What the database says of itself, through the request pool.
    pub(super) async fn account(&self, tables: &[&'static Table]) -> Result<Account> {
        let mut settings = self.settings().await.map_err(Failure::into_error)?;
        let described = self.describe(tables).await?;
        settings.findings.extend(described.findings);
        settings.all += 1;
        let errors = settings.findings.iter().filter(|finding| finding.level == Level::Error).count();
        Ok(Account {
            applied: self.applied().await,
            expected: described.expected,
            live: described.live,
            settings: (Count { right: settings.all.saturating_sub(errors), all: settings.all }, settings.findings),
            statements: self.statements().await.map_err(Failure::into_error)?,
            evidence: EVIDENCE,
        })
    }

    async fn settings(&self) -> Result<Checks, Failure> {
        let facts = self.facts().await?;
        let mut checks = Checks::default();
        let standby = "a server that takes writes";
        checks.look(
            "server",
            facts.standby == "false",
            "a standby, which only reads",
            standby,
            "connect to the primary",
        );
        let old = format!("version {}", facts.version);
        checks.look("server version", facts.number() >= OLDEST, &old, "version 13 or later", "upgrade the server");
        let next = "create the database anew with encoding UTF8, and restore a dump into it";
        checks.look("database encoding", facts.encoding == "UTF8", &facts.encoding, "UTF8", next);
        let options = "remove what sets it: options in the URL, alter role, alter database";
        checks.look("client_encoding", facts.client_encoding == "UTF8", &facts.client_encoding, "UTF8", options);
        let on = facts.conforming_strings == "on";
        checks.look("standard_conforming_strings", on, &facts.conforming_strings, "on", options);
        let durable = matches!(facts.synchronous_commit.as_str(), "on" | "remote_apply");
        checks.look("synchronous_commit", durable, &facts.synchronous_commit, "on", options);
        self.session_settings(&facts, &mut checks);
        self.pooling(&mut checks).await?;
        checks.all += 1;
        if let Some(warning) = &self.warning {
            let expected = "a line that nobody can listen to or answer on";
            let next = "use sslmode=verify-full, with sslrootcert=FILE for an authority of your own";
            let mut finding = Finding::error("DB.E001", "sslmode", (warning.as_str(), expected), "the URL", next);
            finding.level = Level::Warning;
            checks.findings.push(finding);
        }
        for finding in &mut checks.findings {
            finding.evidence = format!("{} as role {} in database {}", finding.evidence, facts.role, facts.database);
        }
        Ok(checks)
    }

    async fn facts(&self) -> Result<Facts, Failure> {
        let lease = self.connections.lend().await?;
        self.run(&lease, &self.prelude).await?;
        let rows = self.rows_of(&lease, QUESTION, &[]).await?;
        self.run(&lease, "rollback").await?;
        lease.give_back();
        let row = rows.first().ok_or_else(|| Error::Database("the server does not say what it is".into()))?;
        let mut at = 0;
        let mut next = || {
            at += 1;
            row.get::<_, Option<String>>(at - 1).unwrap_or_default()
        };
        Ok(Facts {
            database: next(),
            role: next(),
            version: next(),
            version_number: next(),
            encoding: next(),
            client_encoding: next(),
            synchronous_commit: next(),
            conforming_strings: next(),
            standby: next(),
            timezone: next(),
            statement_timeout: next(),
            lock_timeout: next(),
        })
    }

    /// Settings that were made when the connection started, and must still hold.
    fn session_settings(&self, facts: &Facts, checks: &mut Checks) {
        checks.all += 1;
        let expected = [
            ("statement_timeout", &facts.statement_timeout, self.options.statement_timeout.as_millis().to_string()),
            ("lock_timeout", &facts.lock_timeout, self.options.lock_timeout.as_millis().to_string()),
            ("timezone", &facts.timezone, "UTC".to_owned()),
        ];
        if let Some((name, seen, set)) = expected.iter().find(|(_, seen, set)| *seen != set) {
            let observed = format!("{name} was set to {set} and is {seen}: a pooler loses what a session keeps");
            let mut finding = pooler::unannounced(&observed, self.options.pooler);
            finding.evidence = format!("show {name}");
            checks.findings.push(finding);
        }
    }

    async fn pooling(&self, checks: &mut Checks) -> Result<(), Failure> {
        checks.all += 1;
        let has_found = checks.findings.iter().any(|finding| finding.subject == "pooler");
        if !has_found && self.options.pooler != Pooler::Transaction && self.shares_sessions().await? {
            let observed =
                "two sessions share one process of the server: a pooler lends it for one transaction at a time";
            checks.findings.push(pooler::unannounced(observed, self.options.pooler));
        }
        Ok(())
    }
}

impl Facts {
    fn number(&self) -> i64 {
        self.version_number.parse().unwrap_or(0)
    }
}

impl Checks {
    fn look(&mut self, subject: &str, holds: bool, observed: &str, expected: &str, next: &str) {
        self.all += 1;
        if !holds {
            let evidence = format!("show {subject}");
            self.findings.push(Finding::error("DB.E002", subject, (observed, expected), evidence, next));
        }
    }
}
