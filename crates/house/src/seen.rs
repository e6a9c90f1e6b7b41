//! Every answer is looked at once; what was seen is noted, so that it can be demanded.
use crate::{Answer, Document, Operation, envelope, headers};
use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
};

/// What was seen so far.
#[derive(Default)]
pub(super) struct Seen(Mutex<Answers>);

#[derive(Default)]
struct Answers {
    operations: BTreeSet<(String, u16)>,
    problems: BTreeSet<String>,
}

impl Seen {
    /// Fails when an answer is not as every answer must be.
    pub(super) fn check(&self, method: &str, path: &str, answer: &Answer) {
        let operation = Document::of_product().operation(method, path);
        if let Err(why) = check(operation, method, path, answer) {
            answer.fail(&format!("an answer is not as it must be: {why}"));
        }
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(operation) = operation {
            seen.operations.insert((operation.id.clone(), answer.status));
        }
        if answer.status >= 400 {
            seen.problems.extend(answer.json["code"].as_str().map(str::to_owned));
        }
    }

    pub(super) fn answered(&self, is_wanted: impl Fn(u16) -> bool) -> BTreeSet<String> {
        let seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let wanted = seen.operations.iter().filter(|(_, status)| is_wanted(*status));
        wanted.map(|(operation, _)| operation.clone()).collect()
    }

    pub(super) fn problems(&self) -> BTreeSet<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).problems.clone()
    }
}

fn check(operation: Option<&Operation>, method: &str, path: &str, answer: &Answer) -> Result<(), String> {
    headers::check(path, answer)?;
    headers::refuse(answer.status == 500, || "this is our own fault".into())?;
    if answer.status >= 400 && method != "HEAD" {
        envelope::check(answer)?;
    }
    match operation {
        Some(operation) => Document::of_product().check(operation, method, answer),
        // The health of the house is no operation.
        None => {
            let is_hidden = path.starts_with("/api/") && !path.contains("/health") && answer.status < 400;
            headers::refuse(is_hidden, || "this is not in the document".into())
        }
    }
}
