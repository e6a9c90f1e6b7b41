//! What is known, in sentences.
use super::known::{Changed, Done, Known, Looked, Refused};
use api::http::Failed;
use std::fmt;

impl fmt::Display for Known {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let mut lines = Vec::new();
        match self.is_something() {
            true => self.tell(&mut lines),
            false => lines.push(format!("nothing is known of {}", self.asked)),
        }
        lines.extend(self.looked.iter().map(looked));
        f.write_str(&lines.join("\n"))
    }
}

impl Known {
    fn tell(&self, lines: &mut Vec<String>) {
        for id in self.request_ids.iter().filter(|id| **id != self.asked) {
            lines.push(format!("{} is a code of the request {id}", self.asked));
        }
        self.failures.iter().for_each(|one| failed(one, lines));
        lines.extend(self.done.iter().map(done));
        lines.extend(self.changes.iter().map(changed));
        lines.extend(self.refusals.iter().map(refused));
        if self.done.is_empty() && self.changes.is_empty() {
            lines.push("nothing that it did is on the record, so it changed nothing".into());
        }
    }
}

fn failed(failed: &Failed, lines: &mut Vec<String>) {
    let Failed { at, request_id, code, kind, status, method, path, operation, causes } = failed;
    match kind.as_str() {
        "panic" => lines.push(format!("at {at} the program panicked")),
        _ => {
            let operation = operation.as_ref().map(|name| format!(", the operation {name},")).unwrap_or_default();
            lines.push(format!("at {at} {method} {path}{operation} failed with {status} {kind}"));
            lines.push(format!("  request:  {request_id}, {code}"));
        }
    }
    for (at, cause) in causes.iter().enumerate() {
        let head = if at == 0 { "answered: " } else { "because:  " };
        lines.push(format!("  {head}{cause}"));
    }
    if kind != "panic" {
        lines.push(format!("  read on:  /docs/errors/{kind}"));
    }
}

fn done(Done { at, operation, who, space_id, subject_id }: &Done) -> String {
    let subject = subject_id.map(|id| format!(" with {id}")).unwrap_or_default();
    let space = space_id.map(|id| format!(" in the space {id}")).unwrap_or_default();
    format!("at {at} {} did {operation}{subject}{space}", name(who))
}

fn changed(Changed { at, event, noun, row_id, revision, who }: &Changed) -> String {
    format!("at {at} {} changed {noun} {row_id}: {event}, now at revision {revision}", name(who))
}

fn refused(Refused { at, kind, severity, who, method, path }: &Refused) -> String {
    let asked = [method, path].into_iter().flatten().cloned().collect::<Vec<_>>().join(" ");
    format!("at {at} {} was refused {asked}: {kind}, severity {severity}", name(who))
}

fn name(who: &Option<String>) -> &str {
    who.as_deref().unwrap_or("the house itself")
}

fn looked(Looked { place, since, trouble }: &Looked) -> String {
    match (trouble, since) {
        (Some(trouble), _) => format!("could not look in {place}: {trouble}"),
        (None, Some(since)) => format!("looked in {place}, which reaches back to {since}"),
        (None, None) => format!("looked in {place}, which is empty"),
    }
}
