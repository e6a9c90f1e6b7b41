//! The story of feedback, through HTTP, over both databases.
use house::each_house;
use serde_json::json;

#[tokio::test]
async fn pt_43_whoever_did_it_says_how_it_went() {
    each_house(async |house| {
        let (ann, bob) = (house.user("ann").await, house.user("bob").await);
        let task = json!({ "title": "Call the bank", "task_type": "opportunity", "category": "Finance", "status": "completed" });
        let task = ann.post("/api/v1/tasks", task).await.expect(201).json;
        let about = format!("/api/v1/tasks/opportunities/{}/feedback", task["id"].as_str().unwrap());
        assert_eq!(ann.get(&about).await.expect(200).json, json!([]));
        let said = json!({ "feeling": "positive", "difficulty": 3, "energy": 8, "notes": "they were kind 🙂", "blockers_encountered": true });
        let made = ann.post(&about, said).await.expect(201);
        assert_eq!(made.header("location").unwrap(), format!("/api/v1/feedback/{}", made.json["id"].as_str().unwrap()));
        assert_eq!(
            (&made.json["opportunity_id"], &made.json["category"], &made.json["completed_at"]),
            (&task["id"], &json!("Finance"), &task["completed_at"]),
            "what is not said is as it is with the task"
        );
        let also = about.replace("/tasks/opportunities/", "/opportunities/");
        let then = json!({ "feeling": "tired", "difficulty": 10, "energy": 1, "completed_at": "2026-11-19T08:00:00Z" });
        assert_eq!(ann.post(&also, then).await.expect(201).json["completed_at"], "2026-11-19T08:00:00.000000Z");
        let list = ann.get(&also).await.expect(200);
        assert_eq!((list.list().len(), &list.list()[0]), (2, &made.json));

        let path = made.header("location").unwrap();
        let changed = ann.patch(path, json!({ "energy": 5 })).await.expect(200).json;
        assert_eq!((&changed["energy"], &changed["notes"]), (&json!(5), &made.json["notes"]));
        for wrong in [
            json!({ "feeling": "positive", "difficulty": 0, "energy": 5 }),
            json!({ "feeling": "positive", "difficulty": 5, "energy": 11 }),
            json!({ "difficulty": 5, "energy": 5 }),
            json!({ "feeling": " ", "difficulty": 5, "energy": 5 }),
        ] {
            ann.post(&about, wrong).await.expect_problem(422, "invalid");
        }
        let well = json!({ "feeling": "x", "difficulty": 5, "energy": 5 });
        bob.post(&about, well.clone()).await.expect_problem(404, "not_found");
        let named = json!({ "opportunity_id": task["id"], "feeling": "x", "difficulty": 5, "energy": 5 });
        assert_eq!(bob.post("/api/v1/feedback", named).await.flaw(), ("/opportunity_id", "unknown"));
        bob.get(path).await.expect_problem(404, "not_found");
        ann.post("/api/v1/opportunities/undefined/feedback", well).await.expect_problem(400, "malformed");
        ann.delete(path).await.expect(200);
        assert_eq!(ann.get(&about).await.expect(200).list().len(), 1);
        ann.post(&format!("{path}/restore"), json!({})).await.expect(200);
        assert_eq!(ann.get(&about).await.expect(200).list().len(), 2);
    })
    .await;
}
