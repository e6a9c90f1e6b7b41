//! That a filter lets the same tasks through in the database as in memory, whatever it asks.
use super::FILTERS;
use crate::{RecurrenceFrom, Task, TaskPriority, TaskStatus, TaskType};
use api::{Caller, Grants};
use house::{Client, House, each_house};
use serde_json::{Value, json};
use std::{collections::BTreeMap, time::Duration};
use store::{List, OneOf, sort, within};
use testkit::chance::draw;

/// Drawn numbers, one after the other.
struct Chance {
    seed: u64,
    turn: u64,
}

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.turn += 1;
        usize::try_from(draw(self.seed, self.turn) >> 16).unwrap() % end
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }
}

const TITLES: [&str; 8] = ["Water", "water the Plants", "100% _done_", "Äpfel", "äpfel \\ \"x\"", "a'b", "é", "WATER"];
const CATEGORIES: [&str; 4] = ["Home", "", "home", "Work"];
const PROJECTS: [&str; 3] = ["Home", "Garden 100%", "home"];
const DUES: [&str; 8] = [
    "2026-11-19",
    "2026-11-20",
    "2026-11-21",
    "2026-11-20T00:00:00Z",
    "2026-11-20T08:00:00Z",
    "2026-11-20T23:59:59.999999Z",
    "9999-12-31",
    "0001-01-01",
];
const POINTS: [&str; 14] = [
    "2026-11-19",
    "2026-11-20",
    "2026-11-21",
    "2026-11-20T08:00:00Z",
    "2026-11-20T09:00:00+01:00",
    "now",
    "today",
    "now-1d",
    "today+1d",
    "now+16h",
    "today-1w",
    "9999-12-31",
    "0001-01-01",
    "9999-12-31T23:59:59.999999Z",
];
const LABELS: [&str; 4] = ["Home", "ÄPFEL", "100%", "a_b"];
const RULES: [&str; 3] = ["FREQ=DAILY", "FREQ=WEEKLY;COUNT=2", "FREQ=YEARLY"];
const NUMBERS: [&str; 6] = ["0", "1", "2.5", "50", "-1", "1e2"];

/// A random task, as a client makes it.
fn task(chance: &mut Chance, projects: &[Value]) -> Value {
    let mut task = json!({
        "title": chance.one(&TITLES),
        "status": chance.one(TaskStatus::TEXTS),
        "priority": chance.one(TaskPriority::TEXTS),
        "task_type": chance.one(TaskType::TEXTS),
        "completion_percentage": chance.below(2) * 50,
        "labels": LABELS.iter().filter(|_| chance.below(3) == 0).collect::<Vec<_>>(),
    });
    for (name, values) in [("category", &CATEGORIES[..]), ("description", &TITLES), ("due_date", &DUES)] {
        if chance.below(3) > 0 {
            task[name] = json!(chance.one(values));
        }
    }
    if chance.below(2) > 0 && !task["due_date"].is_null() {
        task["recurrence_rule"] = json!(chance.one(&RULES));
        task["recurrence_from"] = json!(chance.one(RecurrenceFrom::TEXTS));
    }
    for name in ["estimated_hours", "actual_hours"] {
        if chance.below(2) > 0 {
            task[name] = json!(["0.0", "1.0", "2.5"][chance.below(3)].parse::<f64>().unwrap());
        }
    }
    if chance.below(3) > 0 {
        task["project_id"] = projects[chance.below(projects.len())].clone();
    }
    task
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// A random comparison that fits its field.
fn comparison(chance: &mut Chance, ids: &[String]) -> String {
    let field = &FILTERS.fields.fields[chance.below(FILTERS.fields.fields.len())];
    let shown = serde_json::to_value(FILTERS.fields.shown()).unwrap();
    let shown = shown.as_array().unwrap().iter().find(|shown| shown["name"] == field.name).unwrap();
    let operators: Vec<&str> = shown["operators"].as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect();
    let operator = chance.one(&operators);
    let mut value = || match shown["kind"].as_str().unwrap() {
        "word" => chance
            .one(&shown["allowed"].as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect::<Vec<_>>())
            .to_owned(),
        "text" if field.name == "project" => quoted(chance.one(&PROJECTS)),
        "text" if field.name == "label" && operator != "~" => {
            quoted(chance.one(&["home", "HOME", "Äpfel", "100%", "A_B", "none"]))
        }
        "text" if field.name == "recurrence_rule" => quoted(chance.one(&["FREQ=DAILY", "WEEKLY", "q=y"])),
        "text" if operator == "~" => {
            quoted(chance.one(&["WATER", "w", "%", "_", "\\", "ä", "E", "\"x", "o", "é", "'"]))
        }
        "text" => quoted(chance.one(&[&TITLES[..], &CATEGORIES[..]].concat())),
        "number" => chance.one(&NUMBERS).to_owned(),
        "instant" | "day_or_instant" => chance.one(&POINTS).to_owned(),
        "person" => "me".to_owned(),
        "id" => ids[chance.below(ids.len())].clone(),
        other => panic!("{other}"),
    };
    match operator {
        "in" | "not in" => format!("{} {operator} ({}, {})", field.name, value(), value()),
        "is empty" | "is not empty" => format!("{} {operator}", field.name),
        _ => format!("{} {operator} {}", field.name, value()),
    }
}

fn expression(chance: &mut Chance, ids: &[String], depth: usize) -> String {
    match chance.below(if depth == 0 { 1 } else { 5 }) {
        0 => comparison(chance, ids),
        1 => format!("not ({})", expression(chance, ids, depth - 1)),
        2 => format!("!{}", comparison(chance, ids)),
        3 => format!("({} && {})", expression(chance, ids, depth - 1), expression(chance, ids, depth - 1)),
        _ => format!("({} || {})", expression(chance, ids, depth - 1), expression(chance, ids, depth - 1)),
    }
}

/// All tasks by their titles' ids, as they are on the wire, with the name of the project that a filter speaks of.
async fn there(ann: &Client) -> BTreeMap<String, Value> {
    let projects = ann.get("/api/v1/projects").await.expect(200);
    let name = |id: &Value| projects.list().iter().find(|one| one["id"] == *id).map(|one| one["name"].clone());
    let mut tasks = BTreeMap::new();
    for mut task in ann.get("/api/v1/tasks").await.expect(200).list().iter().cloned() {
        task["project"] = name(&task["project_id"]).unwrap_or_default();
        tasks.insert(task["id"].as_str().unwrap().to_owned(), task);
    }
    tasks
}

async fn filled(house: &House) -> Client {
    let ann = house.user("ann").await;
    let mut projects = Vec::new();
    for name in PROJECTS {
        projects.push(ann.post("/api/v1/projects", json!({ "name": name })).await.expect(201).json["id"].clone());
    }
    let mut chance = Chance { seed: 7, turn: 0 };
    for _ in 0..8 {
        let tasks: Vec<Value> = (0..10).map(|_| task(&mut chance, &projects)).collect();
        ann.post("/api/v1/tasks/bulk", json!({ "create": tasks })).await.expect(200);
        house.advance(Duration::from_secs(5 * 60 * 60));
    }
    ann
}

#[tokio::test]
async fn a_filter_means_the_same_in_the_database_and_in_memory() {
    each_house(async |house| {
        let ann = filled(&house).await;
        let (app, tasks) = (house.app(), there(&ann).await);
        let mut ids: Vec<String> = tasks.keys().take(5).cloned().collect();
        ids.extend(tasks.values().filter_map(|task| task["project_id"].as_str().map(str::to_owned)).take(5));
        let caller = Caller::new(ann.user_id, ann.own_space, Grants::new(Some(api::Level::Admin), None), "r");
        let (mut some, mut differences) = (0, Vec::new());
        for seed in 0..1_000 {
            let text = expression(&mut Chance { seed, turn: 0 }, &ids, 3);
            let filter =
                FILTERS.fields.read(app, &caller, "/filter", &text).unwrap_or_else(|error| panic!("{text}: {error}"));
            let expected: Vec<&String> = tasks
                .iter()
                .filter(|(_, task)| FILTERS.fields.holds(&filter, task).unwrap())
                .map(|(id, _)| id)
                .collect();
            let here = within!(Task, (base::Id,), "space_id = $1 and deleted_at is null");
            let list = List::of(here, (ann.own_space,), sort!(Task, Up, "created_at", "id"), 1_000);
            let list = FILTERS.narrow(list, Some(("/filter", &text)), app, &caller).unwrap();
            let mut found: Vec<String> =
                app.store().page(&list).await.unwrap().rows.iter().map(|task| task.id.to_string()).collect();
            found.sort();
            some += usize::from(!found.is_empty() && found.len() < tasks.len());
            if found.iter().collect::<Vec<_>>() != expected {
                differences.push(text);
            }
        }
        assert_eq!(differences, Vec::<String>::new());
        assert!(some > 400, "{some} filters let some tasks through and not all");
    })
    .await;
}

#[tokio::test]
async fn a_filter_that_was_mangled_is_refused_or_answered_and_never_fails() {
    each_house(async |house| {
        let ann = filled(&house).await;
        let ids: Vec<String> = there(&ann).await.into_keys().take(3).collect();
        let (mut good, mut bad) = (0, 0);
        for seed in 0..300 {
            let mut chance = Chance { seed, turn: 0 };
            let mut letters: Vec<char> = expression(&mut chance, &ids, 2).chars().collect();
            for _ in 0..=chance.below(3) {
                let at = chance.below(letters.len());
                match chance.below(3) {
                    0 if letters.len() > 1 => drop(letters.remove(at)),
                    0 => {}
                    1 => letters
                        .insert(at, ['(', '"', '\'', ' ', '\u{1}', '%', '=', '9', '\u{10ffff}', ')'][chance.below(10)]),
                    _ => letters.truncate(at.max(1)),
                }
            }
            let text: String = letters
                .iter()
                .flat_map(|letter| letter.to_string().into_bytes())
                .map(|byte| format!("%{byte:02x}"))
                .collect();
            let told = ann.get(&format!("/api/v1/tasks?limit=5&filter={text}")).await;
            match told.status {
                200 => good += 1,
                _ => {
                    assert_eq!((told.problem(), told.flaw().0), ((422, "invalid"), "/filter"));
                    bad += 1;
                }
            }
        }
        assert!(good > 10 && bad > 100, "{good} {bad}");
    })
    .await;
}
