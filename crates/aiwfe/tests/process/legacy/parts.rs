//! Steps that the first house kept in a document of their task.
use super::place::{Move, USERS, WORK, each_move};
use serde_json::{Value, json};

/// Two lists of steps: one in order, and one with what is none.
const STEPS: &str = r#"
    update tasks set semantic_tags = '{"labels": ["spring"], "subtasks": [
      {"id": "b", "title": "Cut", "order": 2, "status": "completed", "estimated_minutes": 90, "priority": "HIGH"},
      {"id": "a", "title": "Sharpen", "order": 1, "is_completed": false, "description": "Both", "deliverables": ["a blade"]},
      {"title": "Burn", "order": 3, "estimated_hours": 0.5, "completed": true, "with": "Bo"},
      "Rake"]}' where title = 'Prune the roses';
    update tasks set semantic_tags = '{"subtasks": [{"title": "Knead"}, {"title": " "}, 7, {"done": true}]}' where title = 'Bake bread';
    update tasks set semantic_tags = '{"subtasks": {"title": "Hose"}}' where title = 'Water the lawn';"#;

fn task(moved: &Move, user: &str, title: &str) -> Value {
    let tasks = moved.call(user, &["tasks.list"]);
    let found = tasks.as_array().unwrap().iter().find(|task| task["title"] == title);
    found.unwrap_or_else(|| panic!("{title}: {tasks}")).clone()
}

fn steps(moved: &Move, user: &str, title: &str) -> Vec<Value> {
    let id = format!("id={}", task(moved, user, title)["id"].as_str().unwrap());
    moved.call(user, &["subtasks.list", &id]).as_array().unwrap().clone()
}

#[test]
fn the_steps_in_a_document_of_a_task_are_its_steps_and_what_is_none_stays_there() {
    each_move(&[USERS, WORK, STEPS], |moved| {
        let (_, dreamt) = moved.report(&["--dry-run"]);
        let (code, report) = moved.report(&[]);
        assert_eq!(dreamt.0["tables"], report.0["tables"]);
        assert_eq!((code, report.counts("subtasks")), (1, [9, 5, 0, 0, 0, 0, 4]), "{report:?}");
        let reasons = report.reasons("subtasks");
        for why in ["it cannot be read", "no place for with", "title"] {
            assert!(reasons.contains(why), "{why}: {reasons}");
        }
        let pruning = steps(moved, "gardener", "Prune the roses");
        let told = |name: &str| pruning.iter().map(|step| step[name].clone()).collect::<Vec<_>>();
        assert_eq!(told("title"), ["Sharpen", "Cut", "Burn", "Rake"]);
        assert_eq!(told("position"), [1, 2, 3, 4]);
        assert_eq!(told("completed"), [false, true, true, false]);
        assert_eq!(told("estimated_hours"), [json!(null), json!(1.5), json!(0.5), json!(null)]);
        assert_eq!((&pruning[1]["priority"], &pruning[0]["deliverables"]), (&json!("high"), &json!(["a blade"])));
        assert_eq!(pruning[0]["created_at"], "2025-03-07T10:00:00.000000Z", "they are as old as their task");
        assert_eq!(task(moved, "gardener", "Prune the roses")["semantic_tags"], json!({ "labels": ["spring"] }));
        let left = json!({ "subtasks": [{ "title": " " }, 7, { "done": true }] });
        assert_eq!(task(moved, "a-baker", "Bake bread")["semantic_tags"], left);
        let odd = json!({ "subtasks": { "title": "Hose" } });
        assert_eq!(task(moved, "gardener", "Water the lawn")["semantic_tags"], odd);

        let rows = moved.rows();
        let (_, again) = moved.report(&[]);
        assert_eq!((again.written(), again.counts("subtasks")), (0, [9, 0, 0, 5, 0, 0, 4]), "{again:?}");
        assert_eq!(moved.rows(), rows);
    });
}

#[test]
fn a_step_that_was_changed_there_is_changed_here_unless_somebody_changed_it_here() {
    each_move(&[USERS, WORK, STEPS], |moved| {
        moved.report(&[]);
        let before = steps(moved, "gardener", "Prune the roses");
        let task = format!("id={}", before[0]["task_id"].as_str().unwrap());
        let burn = format!("subtask_id={}", before[2]["id"].as_str().unwrap());
        moved.call("gardener", &["subtasks.update", &task, &burn, "title=Compost"]);
        let there = r#"update tasks set semantic_tags = replace(replace(semantic_tags::text, 'Sharpen', 'Grind'), 'Burn', 'Heap')::jsonb;"#;
        moved.from.run(there).unwrap();
        let (code, report) = moved.report(&[]);
        assert_eq!((code, report.counts("subtasks")), (1, [9, 0, 1, 3, 0, 1, 4]), "{report:?}");
        let titles: Vec<Value> =
            steps(moved, "gardener", "Prune the roses").iter().map(|step| step["title"].clone()).collect();
        assert_eq!(titles, ["Grind", "Cut", "Compost", "Rake"]);
    });
}
