//! `aiwfe audit verify`: whether the record is what the house has written; changes nothing.
use crate::{
    config::Config,
    exit::{Exit, Failure},
    findings::Findings,
    house, keys,
    output::Output,
};
use account::{Record, TokenDoors, Verified};
use api::App;
use base::Clock;
use serde_json::json;
use std::{path::Path, sync::Arc};
use store::Level;

/// Verifies, and tells what it came to.
pub(crate) async fn verify(
    config: &Config,
    clock: &Clock,
    checkpoints: Option<&Path>,
    output: &Output,
) -> Result<Exit, Failure> {
    let verified = verified(config, clock, checkpoints).await;
    let verified = verified.map_err(|failure| Failure::new(Exit::Unchecked, failure.sentence))?;
    match output.json {
        true => output.value(&json!(verified))?,
        false => output.line(&told(&verified))?,
    }
    let is_clean = verified.findings.iter().all(|finding| finding.level < Level::Error);
    Ok(if is_clean { Exit::Well } else { Exit::Errors })
}

async fn verified(config: &Config, clock: &Clock, checkpoints: Option<&Path>) -> Result<Verified, Failure> {
    let mut files = house::file(&config.database).into_iter().chain(checkpoints);
    if let Some(missing) = files.find(|path| !path.exists()) {
        return Err(Failure::refused(format!("{} is not there; name the right one", missing.display())));
    }
    // Without them no signature can be looked at; they are not made by looking.
    keys::open(config)?;
    let store = house::look(&config.database)?;
    let app = App::new(store.clone(), clock.clone(), Arc::new(TokenDoors::default()));
    app.lies_in(&config.data);
    let verified = Record::verify(&app, checkpoints).await;
    store.close().await;
    verified.map_err(|error| {
        let causes = [error.to_string()].into_iter().chain(error.causes().into_iter().map(str::to_owned));
        Failure::refused(format!("the record cannot be verified: {}", causes.collect::<Vec<_>>().join(": ")))
    })
}

fn told(verified: &Verified) -> String {
    let Verified { entries, sealed, unsealed, checkpoints, signed_at, keys, findings } = verified;
    let signed = signed_at.map(|at| format!(", the last of {at}")).unwrap_or_default();
    let mut lines =
        vec![format!("entries {entries}, sealed {sealed}, not yet {unsealed}, checkpoints {checkpoints}{signed}")];
    lines.extend(keys.iter().map(|(key, public)| format!("public key {key}: {public}")));
    lines.push(match findings.is_empty() {
        true => "no findings".to_owned(),
        false => Findings::all(findings).to_string(),
    });
    lines.join("\n")
}
