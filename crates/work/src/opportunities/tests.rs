//! The story of opportunities, through HTTP, over both databases.
use house::each_house;
use serde_json::json;

const PATH: &str = "/api/v1/opportunities";

#[tokio::test]
async fn pt_43_an_opportunity_is_a_task_with_a_path_of_its_own() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        assert_eq!(ann.get(PATH).await.expect(200).json, json!([]));
        ann.post("/api/v1/tasks", json!({ "title": "no opportunity" })).await.expect(201);
        let made = ann.post(PATH, json!({ "title": "A talk in June", "priority": "high" })).await.expect(201);
        assert_eq!(made.json["task_type"], "opportunity");
        let path = format!("{PATH}/{}", made.json["id"].as_str().unwrap());
        assert_eq!(ann.get(PATH).await.expect(200).json, json!([made.json]));
        assert_eq!(ann.get(&path).await.expect(200).json, made.json);
        assert_eq!(ann.get("/api/v1/tasks?task_type=opportunity").await.expect(200).json, json!([made.json]));

        let changed = ann.put(&path, json!({ "description": "in Rome" })).await.expect(200).json;
        assert_eq!((&changed["description"], &changed["title"]), (&json!("in Rome"), &json!("A talk in June")));
        let steps = ann.post(&format!("{path}/subtasks/generate"), json!({})).await.expect(200).json;
        assert_eq!(steps["analysis"]["opportunity_type"], "opportunity");
        let achieved = ann.post(&format!("{path}/achieve"), json!({})).await.expect(200).json;
        assert_eq!((&achieved["status"], &achieved["completion_percentage"]), (&json!("completed"), &json!(100)));

        let gone = ann.delete(&path).await.expect(200).json;
        assert_eq!(gone["message"], format!("Opportunity {} deleted successfully", made.json["id"].as_str().unwrap()));
        ann.get(&path).await.expect_problem(404, "not_found");
        assert_eq!(ann.get(PATH).await.expect(200).json, json!([]));
    })
    .await;
}

#[tokio::test]
async fn what_is_no_opportunity_is_not_among_them_and_none_becomes_something_else() {
    each_house(async |house| {
        let (ann, bob) = (house.user("ann").await, house.user("bob").await);
        let task = ann.post("/api/v1/tasks", json!({ "title": "a task" })).await.expect(201).json;
        let path = format!("{PATH}/{}", task["id"].as_str().unwrap());
        for (method, path) in [("GET", path.clone()), ("DELETE", path.clone()), ("POST", format!("{path}/achieve"))] {
            ann.send(method, &path, &[], "").await.expect_problem(404, "not_found");
        }
        ann.patch(&path, json!({ "title": "x" })).await.expect_problem(404, "not_found");
        let other = ann.post(PATH, json!({ "title": "x", "task_type": "coding" })).await;
        assert_eq!(other.flaw(), ("/task_type", "not_allowed"));
        ann.get(&format!("{PATH}?task_type=coding")).await.expect_problem(422, "invalid");
        let made = ann.post(PATH, json!({ "title": "x", "task_type": "OPPORTUNITY" })).await.expect(201).json;
        let path = format!("{PATH}/{}", made["id"].as_str().unwrap());
        ann.patch(&path, json!({ "task_type": "general" })).await.expect_problem(422, "invalid");
        bob.get(&path).await.expect_problem(404, "not_found");
        ann.post(&format!("{PATH}/undefined/achieve"), json!({})).await.expect_problem(400, "malformed");
    })
    .await;
}

#[tokio::test]
async fn an_opportunity_that_was_thrown_away_is_had_back_and_another_task_is_not() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let made = ann.post("/api/v1/opportunities", json!({ "title": "A plot" })).await.expect(201);
        let one = format!("/api/v1/opportunities/{}", made.id());
        ann.delete(&one).await.expect(200);
        ann.get(&one).await.expect_problem(404, "not_found");
        assert_eq!(ann.post(&format!("{one}/restore"), json!({})).await.expect(200).json["deleted_at"], json!(null));
        ann.get(&one).await.expect(200);
        let task = ann.post("/api/v1/tasks", json!({ "title": "Sow" })).await.expect(201);
        ann.delete(&format!("/api/v1/tasks/{}", task.id())).await.expect(200);
        let back = ann.post(&format!("/api/v1/opportunities/{}/restore", task.id()), json!({})).await;
        back.expect_problem(404, "not_found");
    })
    .await;
}
