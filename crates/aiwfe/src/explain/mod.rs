//! `aiwfe explain`: what the house knows of a request, from the record of failures and from its tables.
mod known;
mod tables;
#[cfg(test)]
mod tests;
mod told;

use crate::{
    config::Config,
    exit::{Exit, Failure, words},
    failures,
    output::Output,
};
use api::{Problem, http::Failed};
use known::{Known, Looked};
use std::collections::BTreeSet;

/// Tells what is known of a request, by its id or by the code of its error.
pub(crate) async fn explain(config: &Config, id: &str, output: &Output) -> Result<Exit, Failure> {
    let id = id.trim();
    if id.is_empty() {
        return Err(Failure::usage("name a request: the `request_id` or the `error.code` of an answer"));
    }
    let known = find(config, id).await;
    match output.json {
        true => output.value(&serde_json::json!(known))?,
        false => output.line(&known.to_string())?,
    }
    Ok(known.exit())
}

/// Everything that is known of it.
async fn find(config: &Config, asked: &str) -> Known {
    let mut known = Known::of(asked);
    let file = config.data.join("failures.jsonl").display().to_string();
    match failures::read(&config.data) {
        Ok(kept) => {
            let since = kept.since();
            known.looked.push(Looked { place: kept.file.display().to_string(), since, trouble: None });
            known.failures = kept.failures.into_iter().filter(|failed| is_meant(failed, asked)).collect();
        }
        Err(error) => known.looked.push(Looked { place: file, since: None, trouble: Some(words(&error)) }),
    }
    known.request_ids = match is_code(asked) {
        true => known.failures.iter().map(|failed| failed.request_id.clone()).collect::<BTreeSet<_>>(),
        false => BTreeSet::from([asked.to_owned()]),
    };
    tables::search(config, &mut known).await;
    known
}

fn is_meant(failed: &Failed, asked: &str) -> bool {
    failed.request_id == asked || failed.code.eq_ignore_ascii_case(asked)
}

/// Whether it is the code of an occurrence: `ERR_500_8F3A01BC`.
fn is_code(asked: &str) -> bool {
    let Some((status, number)) = asked.split_once('_').and_then(|(_, rest)| rest.split_once('_')) else { return false };
    asked.to_ascii_uppercase().starts_with("ERR_")
        && status.parse::<u16>().is_ok()
        && number.len() == 8
        && number.bytes().all(|digit| digit.is_ascii_hexdigit())
}

/// Whether a request of this id would have been answered with this code.
fn has_code(request_id: &str, code: &str) -> bool {
    let status = code.split('_').nth(1).and_then(|status| status.parse().ok());
    status.is_some_and(|status| Problem::occurrence(status, request_id).eq_ignore_ascii_case(code))
}
