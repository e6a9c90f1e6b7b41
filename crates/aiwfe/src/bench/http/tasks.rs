//! The tasks that are asked for: where they are, what each holds, how many there are.
use super::wire::Wire;
use serde_json::{Value, json};
use std::{io, net::SocketAddr};

/// The first page of a list.
pub(super) const FIRST_PAGE: &str = "/api/v1/tasks?limit=50";
/// A page from the middle of another order than that of making; its rows lie all over the table.
pub(super) const MIDDLE_PAGE: &str = "/api/v1/tasks?limit=50&sort=due_soonest&due_after=2028-07-01";
/// How many rows these pages have.
pub(super) const PAGE: usize = 50;

const TASKS: &str = "/api/v1/tasks";
const BULK: &str = "/api/v1/tasks/bulk";
/// How many are made at once; more would not fit into one body.
const AT_ONCE: u32 = 500;
/// How often the filling is told.
const TOLD: u32 = 50_000;

/// A server, and the token it is shown.
pub(super) struct Host {
    pub(super) address: SocketAddr,
    pub(super) token: String,
}

impl Host {
    /// A request that reads.
    pub(super) fn get(&self, path: &str) -> Vec<u8> {
        format!("GET {path} HTTP/1.1\r\n{}\r\n", self.headers()).into_bytes()
    }

    /// A request for one task.
    pub(super) fn one(&self, id: &str) -> Vec<u8> {
        self.get(&format!("{TASKS}/{id}"))
    }

    /// A request that makes a task.
    pub(super) fn create(&self, number: u32) -> Vec<u8> {
        self.post(TASKS, &task(number))
    }

    /// A request that brings a body.
    pub(super) fn post(&self, path: &str, body: &Value) -> Vec<u8> {
        let (headers, body) = (self.headers(), body.to_string());
        let length = body.len();
        format!(
            "POST {path} HTTP/1.1\r\n{headers}content-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
        )
        .into_bytes()
    }

    fn headers(&self) -> String {
        match &*self.token {
            "" => format!("host: {}\r\n", self.address),
            token => format!("host: {}\r\nauthorization: Bearer {token}\r\n", self.address),
        }
    }

    /// A page of tasks, as it was sent.
    pub(super) async fn page(&self, path: &str) -> io::Result<Vec<u8>> {
        let mut wire = Wire::connect(self.address).await?;
        done(&mut wire, &self.get(path)).await
    }

    /// Makes tasks one by one.
    pub(super) async fn fill(&self, numbers: std::ops::Range<u32>) -> io::Result<()> {
        let mut wire = Wire::connect(self.address).await?;
        for number in numbers {
            done(&mut wire, &self.create(number)).await?;
        }
        Ok(())
    }

    /// Makes many tasks, hundreds at once.
    pub(super) async fn fill_in_bulk(&self, numbers: std::ops::Range<u32>) -> io::Result<()> {
        let mut wire = Wire::connect(self.address).await?;
        for first in numbers.clone().step_by(AT_ONCE as usize) {
            let some: Vec<Value> = (first..numbers.end.min(first + AT_ONCE)).map(task).collect();
            done(&mut wire, &self.post(BULK, &json!({ "create": some }))).await?;
            if first > 0 && first % TOLD == 0 {
                tracing::info!(made = first, of = numbers.end, "filling in tasks");
            }
        }
        Ok(())
    }
}

/// The ids of a page.
pub(super) fn ids(page: &[u8]) -> io::Result<Vec<String>> {
    let rows: Vec<Value> = serde_json::from_slice(page)?;
    let ids = rows.iter().map(|row| row["id"].as_str().map(str::to_owned));
    ids.collect::<Option<_>>().ok_or_else(|| io::Error::other("a task of the list has no id"))
}

/// What a request came to; anything but success ends the measurement.
async fn done(wire: &mut Wire, request: &[u8]) -> io::Result<Vec<u8>> {
    let answer = wire.ask(request).await?;
    match answer.is_well() {
        true => Ok(answer.body.to_vec()),
        false => {
            let line = String::from_utf8_lossy(request).lines().next().unwrap_or_default().to_owned();
            let body = String::from_utf8_lossy(answer.body);
            Err(io::Error::other(format!("{line} was answered {} {body}", answer.status)))
        }
    }
}

/// A task with every field that a client may fill in.
fn task(number: u32) -> Value {
    // Neighbours in the order of making are none in any other order.
    let scattered = number.wrapping_mul(2_654_435_761);
    let pick = |words: &[&'static str]| words[scattered as usize % words.len()];
    json!({
        "title": format!("Task {number}: prepare the report of the quarter"),
        "description": "Gather the figures of all teams, compare them with those of last year, write two pages about what has changed, and send them round for comments before the meeting.",
        "status": pick(&["pending", "in_progress", "on_hold"]),
        "priority": pick(&["low", "medium", "high", "urgent"]),
        "category": pick(&["reporting", "planning", "people", "research", "operations"]),
        "due_date": format!("{}-{:02}-{:02}", 2027 + scattered / 336 % 3, 1 + scattered / 28 % 12, 1 + scattered % 28),
        "estimated_hours": f64::from(scattered % 40) / 2.0,
        "actual_hours": f64::from(scattered % 12) / 2.0,
        "completion_percentage": scattered % 100,
        "semantic_keywords": ["report", "quarter", "figures", "teams"],
        "semantic_embedding_id": format!("embedding-{scattered:08x}"),
        "semantic_category": "analysis",
        "semantic_tags": { "subtasks": [], "labels": ["finance", "quarterly"] },
        "semantic_summary": "Write the report of the quarter from the figures of all teams.",
        "importance_weight": f64::from(scattered % 21) / 10.0,
        "urgency_weight": f64::from(scattered / 21 % 21) / 10.0,
        "complexity_weight": f64::from(scattered / 441 % 21) / 10.0,
        "user_priority_weight": 1.0,
        "task_type": pick(&["general", "coding", "review", "meeting", "research"]),
        "programming_language": "rust",
        "difficulty_level": "intermediate",
        "code_context": { "files": ["src/report.rs", "src/figures.rs"] },
        "repository_branch": "report-of-the-quarter",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_are_made_at_once_fit_into_one_body() {
        let host = Host { address: "127.0.0.1:1".parse().unwrap(), token: "t".into() };
        let some: Vec<Value> = (999_500..999_500 + AT_ONCE).map(task).collect();
        assert!(host.post(BULK, &json!({ "create": some })).len() < 900_000);
    }
}
