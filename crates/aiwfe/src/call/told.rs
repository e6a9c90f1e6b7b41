//! What came of a call: the answer for stdout, a problem in sentences.
use super::Answered;
use crate::{
    exit::{Exit, Failure},
    output::Output,
};
use serde::Deserialize;

/// What is told of a problem.
#[derive(Deserialize)]
struct Problem {
    detail: String,
    #[serde(default)]
    flaws: Vec<Flaw>,
    request_id: Option<String>,
}

#[derive(Deserialize)]
struct Flaw {
    at: String,
    message: String,
    #[serde(default)]
    allowed: Option<Vec<String>>,
}

/// Prints the answer, or fails with what the problem says.
pub(super) fn tell(operation: &str, answered: &Answered, output: &Output) -> Result<Exit, Failure> {
    well(operation, answered)?;
    output.answer(&answered.body)?;
    if let Some(cursor) = &answered.next {
        output.note(&format!("there is more; add cursor={cursor}"));
    }
    Ok(Exit::Well)
}

/// Writes the file, or fails with what the problem says.
pub(super) fn send(operation: &str, answered: &Answered, output: &Output) -> Result<Exit, Failure> {
    well(operation, answered)?;
    output.file(&answered.body)?;
    Ok(Exit::Well)
}

/// Fails with what the problem says, if it is one.
pub(crate) fn well(operation: &str, answered: &Answered) -> Result<(), Failure> {
    let exit = match answered.status {
        200..=299 => return Ok(()),
        400..=499 => Exit::DECLINED,
        _ => Exit::Unchecked,
    };
    Err(Failure::new(exit, format!("{operation}: {}", sentences(answered))))
}

fn sentences(answered: &Answered) -> String {
    let Ok(problem) = serde_json::from_slice::<Problem>(&answered.body) else {
        return format!("the answer is {} without a reason; see that the URL is that of the API", answered.status);
    };
    // The sentence of one flaw is that flaw's.
    let mut lines = if problem.flaws.len() == 1 { Vec::new() } else { vec![problem.detail] };
    let indent = if lines.is_empty() { "" } else { "  " };
    for Flaw { at, message, allowed } in problem.flaws {
        let place = if at.is_empty() { "/" } else { &at };
        let allowed = allowed.map(|allowed| format!(" (allowed: {})", allowed.join(", "))).unwrap_or_default();
        lines.push(format!("{indent}{place}: {message}{allowed}"));
    }
    lines.extend(problem.request_id.map(|id| format!("  request: {id}")));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::Problem;
    use base::{Error, Instant};

    fn told(error: &Error) -> (Exit, String) {
        let problem = Problem::new(error, Instant::MIN, "req_1");
        let answered = Answered { status: problem.status(), body: problem.body().into(), next: None };
        let failure = tell("tasks.create", &answered, &Output::default()).unwrap_err();
        (failure.exit, failure.to_string())
    }

    #[test]
    fn a_problem_is_told_with_each_flaw_and_the_request() {
        let flaw = |at: &str, message: &str, allowed| base::Flaw {
            at: at.into(),
            code: "x",
            message: message.into(),
            allowed,
        };
        let flaws =
            vec![flaw("/title", "a title is needed", None), flaw("/status", "no", Some(&["pending", "done"][..]))];
        let lines = "tasks.create: a title is needed\n  /title: a title is needed\n  /status: no (allowed: pending, done)\n  request: req_1";
        assert_eq!(told(&Error::Invalid(flaws)), (Exit::DECLINED, lines.to_owned()));
    }

    #[test]
    fn what_the_caller_got_wrong_ends_otherwise_than_what_the_server_did() {
        let (exit, _) = told(&Error::NotFound { what: "task" });
        assert_eq!(exit as u8, 1);
        let (exit, told) = told(&Error::Internal { cause: "hunter2".into() });
        assert_eq!((exit as u8, told.contains("hunter2")), (3, false));
        for status in [301, 502] {
            let answered = Answered { status, body: "<html>".into(), next: None };
            let failure = tell("tasks.create", &answered, &Output::default()).unwrap_err();
            let sentence =
                format!("tasks.create: the answer is {status} without a reason; see that the URL is that of the API");
            assert_eq!((failure.exit, failure.to_string()), (Exit::Unchecked, sentence));
        }
    }
}
