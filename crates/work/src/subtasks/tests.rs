//! The story of subtasks, through HTTP, over both databases.
use house::{Client, each_house};
use serde_json::{Value, json};

async fn task(client: &Client, fields: Value) -> String {
    let made = client.post("/api/v1/tasks", fields).await.expect(201).json;
    format!("/api/v1/tasks/{}", made["id"].as_str().unwrap())
}

async fn titles(client: &Client, path: &str) -> Vec<String> {
    let list = client.get(&format!("{path}/subtasks")).await.expect(200);
    list.list().iter().map(|step| step["title"].as_str().unwrap().to_owned()).collect()
}

fn step_path(path: &str, step: &Value) -> String {
    format!("{path}/subtasks/{}", step["id"].as_str().unwrap())
}

#[tokio::test]
async fn pt_43_a_task_has_steps_in_their_order() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let path = task(&ann, json!({ "title": "Paint the fence" })).await;
        assert_eq!(ann.get(&format!("{path}/subtasks")).await.expect(200).json, json!([]));
        let none = ann.post(&format!("{path}/subtasks"), json!({ "subtasks": [] })).await.expect(200).json;
        assert_eq!(none, json!({ "subtasks": [], "message": "No subtasks to create" }));

        let steps = json!({ "subtasks": [
            { "title": "sand" }, { "title": "paint", "estimated_hours": 2, "prerequisites": ["sand"] }, { "title": "admire", "completed": true }
        ] });
        let told = ann.post(&format!("{path}/subtasks"), steps).await.expect(200).json;
        assert_eq!(told["message"], "Subtasks created successfully");
        let [sand, paint, admire] = &told["subtasks"].as_array().unwrap()[..] else { panic!("{told}") };
        assert_eq!(
            (&sand["completed"], &sand["category"], &sand["priority"], &paint["prerequisites"], &admire["completed"]),
            (&json!(false), &json!("execution"), &json!("medium"), &json!(["sand"]), &json!(true))
        );
        assert_eq!(titles(&ann, &path).await, ["sand", "paint", "admire"]);

        let done = ann.put(&step_path(&path, sand), json!({ "completed": true })).await.expect(200).json;
        assert_eq!((&done["completed"], &done["title"], &done["revision"]), (&json!(true), &json!("sand"), &json!(2)));
        let first = ann.patch(&step_path(&path, admire), json!({ "position": 1 })).await.expect(200).json;
        assert_eq!(first["position"], 1);
        assert_eq!(titles(&ann, &path).await, ["admire", "sand", "paint"], "the others make room");
        ann.patch(&step_path(&path, sand), json!({ "position": 100 })).await.expect(200);
        assert_eq!(titles(&ann, &path).await, ["admire", "paint", "sand"], "beyond the last is the last");

        let gone = ann.delete(&step_path(&path, paint)).await.expect(200).json;
        assert_eq!(gone["message"], format!("Subtask {} deleted successfully", paint["id"].as_str().unwrap()));
        assert_eq!(titles(&ann, &path).await, ["admire", "sand"]);
        ann.get(&step_path(&path, paint)).await.expect_problem(404, "not_found");
        ann.post(&format!("{}/restore", step_path(&path, paint)), json!({})).await.expect(200);
        assert_eq!(titles(&ann, &path).await, ["admire", "paint", "sand"]);
    })
    .await;
}

#[tokio::test]
async fn steps_of_another_task_or_of_none_are_not_there_and_bad_ones_add_nothing() {
    each_house(async |house| {
        let (ann, bob) = (house.user("ann").await, house.user("bob").await);
        let (path, other) = (task(&ann, json!({ "title": "one" })).await, task(&ann, json!({ "title": "two" })).await);
        let told =
            ann.post(&format!("{path}/subtasks"), json!({ "subtasks": [{ "title": "step" }] })).await.expect(200).json;
        let step = &told["subtasks"][0];
        ann.get(&step_path(&other, step)).await.expect_problem(404, "not_found");
        ann.patch(&step_path(&other, step), json!({ "title": "x" })).await.expect_problem(404, "not_found");
        ann.delete(&step_path(&other, step)).await.expect_problem(404, "not_found");
        ann.post(&format!("{}/restore", step_path(&other, step)), json!({})).await.expect_problem(404, "not_found");
        bob.get(&step_path(&path, step)).await.expect_problem(404, "not_found");
        ann.get("/api/v1/tasks/undefined/subtasks").await.expect_problem(400, "malformed");

        let wrong =
            ann.post(&format!("{path}/subtasks"), json!({ "subtasks": [{ "title": "a" }, { "title": "" }] })).await;
        assert_eq!(wrong.flaw(), ("/subtasks/1/title", "empty"));
        let many: Vec<Value> = (0..200).map(|number| json!({ "title": number.to_string() })).collect();
        ann.post(&format!("{path}/subtasks"), json!({ "subtasks": many })).await.expect_problem(422, "invalid");
        assert_eq!(titles(&ann, &path).await, ["step"], "all of them, or none");
        ann.delete(&path).await.expect(200);
        ann.get(&format!("{path}/subtasks")).await.expect_problem(404, "not_found");
        ann.post(&format!("{path}/restore"), json!({})).await.expect(200);
        assert_eq!(titles(&ann, &path).await, ["step"], "they come back with their task");
    })
    .await;
}

#[tokio::test]
async fn steps_are_suggested_by_rule_and_added_as_they_are() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let path = task(&ann, json!({ "title": "Fix the parser", "task_type": "coding", "estimated_hours": 10 })).await;
        let ask = async |wish: Value| ann.post(&format!("{path}/subtasks/generate"), wish).await;
        let told = ask(json!({})).await.expect(200).json;
        let steps = told["subtasks"].as_array().unwrap();
        assert_eq!(steps.len(), 4);
        assert_eq!((&steps[2]["estimated_hours"], &steps[2]["category"]), (&json!(4.5), &json!("execution")));
        assert_eq!(steps[1]["prerequisites"], json!([steps[0]["title"]]));
        assert_eq!(
            told["generation_metadata"],
            json!({ "task_title": "Fix the parser", "context_length": 0, "requested_max_subtasks": 5,
                "actual_subtasks_generated": 4, "generation_method": "rule_based_fallback" })
        );
        assert_eq!((&told["confidence_score"], &told["analysis"]["opportunity_type"]), (&json!(0.6), &json!("coding")));

        let expert = json!({ "context": { "skill_level": "ADVANCED" }, "include_analysis": false });
        let told = ask(expert).await.expect(200).json;
        assert_eq!((told["subtasks"].as_array().unwrap().len(), told.get("analysis")), (3, None));
        let without =
            json!({ "context": { "rejected_subtasks": [steps[0]], "selected_subtasks": [steps[1]["title"]] } });
        let told = ask(without).await.expect(200).json;
        assert_eq!(told["subtasks"][0]["title"], steps[2]["title"]);
        assert_eq!(ask(json!({ "max_subtasks": 2 })).await.expect(200).json["subtasks"].as_array().unwrap().len(), 2);
        for wrong in [
            json!({ "max_subtasks": 0 }),
            json!({ "max_subtasks": 11 }),
            json!({ "context": { "skill_level": "wizard" } }),
        ] {
            ask(wrong).await.expect_problem(422, "invalid");
        }

        ann.post(&format!("{path}/subtasks"), json!({ "subtasks": steps })).await.expect(200);
        assert_eq!(titles(&ann, &path).await.len(), 4);
        assert_eq!(ask(json!({})).await.expect(200).json["subtasks"], json!([]), "what it has is not suggested again");
        let again = ask(json!({ "force_regenerate": true })).await.expect(200).json;
        assert_eq!(again["subtasks"].as_array().unwrap().len(), 4);
    })
    .await;
}

#[tokio::test]
async fn a_step_has_a_past_that_can_be_undone_and_no_other_task_tells_of_it() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let path = task(&ann, json!({ "title": "Paint the fence" })).await;
        let made =
            ann.post(&format!("{path}/subtasks"), json!({ "subtasks": [{ "title": "sand" }] })).await.expect(200);
        let step = step_path(&path, &made.json["subtasks"][0]);
        ann.patch(&step, json!({ "title": "scrape" })).await.expect(200);
        let told = ann.get(&format!("{step}/history")).await.expect(200).json;
        let events: Vec<&str> =
            told.as_array().unwrap().iter().map(|change| change["event"].as_str().unwrap()).collect();
        assert_eq!(events, ["subtasks.updated", "subtasks.created"]);
        let back = ann.post(&format!("{step}/undo"), json!({})).await.expect(200).json;
        assert_eq!((&back["title"], &back["revision"]), (&json!("sand"), &json!(3)));
        ann.delete(&step).await.expect(200);
        ann.post(&format!("{step}/undo"), json!({})).await.expect(200);
        assert_eq!(titles(&ann, &path).await, ["sand"]);
        let other = task(&ann, json!({ "title": "Paint the gate" })).await;
        let elsewhere = step_path(&other, &made.json["subtasks"][0]);
        ann.get(&format!("{elsewhere}/history")).await.expect_problem(404, "not_found");
        ann.post(&format!("{elsewhere}/undo"), json!({})).await.expect_problem(404, "not_found");
        ann.delete(&path).await.expect(200);
        ann.get(&format!("{step}/history")).await.expect_problem(404, "not_found");
        ann.post(&format!("{step}/undo"), json!({})).await.expect_problem(404, "not_found");
    })
    .await;
}
