//! From an opened store to one that may be served from.
use super::readiness::Readiness;
use crate::{
    config::Config,
    exit::Failure,
    findings::Findings,
    house::{self, Trouble},
    keys,
    output::Output,
};
use base::Clock;
use std::time::Duration;
use store::Store;

/// The first wait for a database that is away, which doubles each time.
const FIRST_WAIT: Duration = Duration::from_millis(250);
/// The longest wait.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// Applies the steps and checks the live schema; a database that is away is waited for, one that is wrong is refused.
pub(super) async fn until_sound(
    store: &Store,
    config: &Config,
    clock: &Clock,
    readiness: &Readiness,
    url: &str,
    output: &Output,
) -> Result<Vec<i64>, Failure> {
    let mut wait = FIRST_WAIT;
    loop {
        let why = match house::start(store, &config.database, clock).await {
            Ok(applied) => return Ok(applied),
            Err(Trouble::Failed(failure)) => return Err(failure),
            Err(Trouble::Wrong(findings)) => {
                output.note(&Findings::first(&findings).to_string());
                return Err(refused(findings.len()));
            }
            Err(Trouble::Away(why)) => why,
        };
        if wait == FIRST_WAIT {
            readiness.lacks("the database cannot be reached");
            let location = &config.database.location;
            output.note(&format!("{location} cannot be reached yet: {why}"));
            output.note(&format!("listening at {url} and trying again; {url}/readyz tells when it is ready"));
        }
        tracing::warn!(why, again_in_ms = wait.as_millis(), "the database cannot be reached");
        tokio::time::sleep(wait).await;
        wait = (wait * 2).min(LONGEST_WAIT);
    }
}

/// Refuses keys that do not open what the database holds sealed: another house's, older ones, or none at all.
pub(super) async fn until_keys_fit(store: &Store, config: &Config, output: &Output) -> Result<(), Failure> {
    let findings = keys::examine(&config.data, store).await;
    let findings = findings.map_err(|error| Failure::refused(format!("{error}; {}", error.next())))?;
    if findings.is_empty() {
        return Ok(());
    }
    output.note(&Findings::first(&findings).to_string());
    Err(refused(findings.len()))
}

fn refused(findings: usize) -> Failure {
    let count = if findings == 1 { "one finding stands".into() } else { format!("{findings} findings stand") };
    Failure::refused(format!(
        "{count} against serving this database; each says what to do, and `aiwfe doctor` repeats it"
    ))
}
