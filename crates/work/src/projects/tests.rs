//! The story of projects, through HTTP, over both databases.
use house::each_house;
use serde_json::{Value, json};

#[tokio::test]
async fn a_project_lives() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        assert_eq!(ann.get("/api/v1/projects").await.expect(200).json, json!([]));
        let fields = json!({ "name": "Garden", "project_metadata": { "beds": 4 }, "status": "ON_HOLD" });
        let made = ann.post("/api/v1/projects", fields).await.expect(201);
        let path = made.header("location").unwrap().to_owned();
        assert_eq!((&made.json["status"], &made.json["project_metadata"]["beds"]), (&json!("on_hold"), &json!(4)));
        assert_eq!(ann.get(&path).await.expect(200).json, made.json);
        assert_eq!(ann.get("/api/v1/projects?status=on_hold&sort=oldest").await.expect(200).json, json!([made.json]));
        assert_eq!(ann.get("/api/v1/projects?status=archived").await.expect(200).json, json!([]));
        let edited = ann.patch(&path, json!({ "project_metadata": null, "framework": "axum" })).await.expect(200).json;
        assert_eq!((&edited["project_metadata"], &edited["name"]), (&Value::Null, &json!("Garden")));
        let undone = ann.post(&format!("{path}/undo"), json!({})).await.expect(200).json;
        assert_eq!((&undone["project_metadata"], &undone["framework"]), (&json!({ "beds": 4 }), &Value::Null));
        ann.delete(&path).await.expect(200);
        ann.get(&path).await.expect_problem(404, "not_found");
        ann.post(&format!("{path}/restore"), json!({})).await.expect(200);
        let past = ann.get(&format!("{path}/history?limit=2")).await.expect(200);
        assert_eq!(
            (past.list()[0]["event"].as_str(), past.header("x-next-cursor").is_some()),
            (Some("projects.restored"), true)
        );
        let flaw = ann.post("/api/v1/projects", json!({ "name": "  " })).await;
        assert_eq!((flaw.problem(), flaw.flaw()), ((422, "invalid"), ("/name", "empty")));
    })
    .await;
}
