//! The story of comments, through HTTP, over both databases.
use house::{Role, each_house};
use serde_json::json;

const PATH: &str = "/api/v1/comments";

#[tokio::test]
async fn pt_43_people_talk_about_a_task_and_nobody_changes_what_another_said() {
    each_house(async |house| {
        let (ann, ben, cat) = (house.user("ann").await, house.user("ben").await, house.user("cat").await);
        let team = house.shared(&[(&ann, Role::Owner), (&ben, Role::Member), (&cat, Role::Viewer)]).await;
        let (ann, ben, cat) = (ann.in_space(team), ben.in_space(team), cat.in_space(team));
        let task =
            ann.post("/api/v1/tasks", json!({ "title": "Paint the fence" })).await.expect(201).json["id"].clone();
        let list = format!("{PATH}?task_id={}", task.as_str().unwrap());
        assert_eq!(ann.get(&list).await.expect(200).json, json!([]));
        let said = ann.post(PATH, json!({ "task_id": task, "body": "Which colour?" })).await.expect(201);
        ben.post(PATH, json!({ "task_id": task, "body": "Blue 💙" })).await.expect(201);
        assert_eq!(ben.get(&list).await.expect(200).list().len(), 2);
        cat.post(PATH, json!({ "task_id": task, "body": "me too" })).await.expect_problem(403, "forbidden");

        let path = format!("{PATH}/{}", said.json["id"].as_str().unwrap());
        ben.patch(&path, json!({ "body": "Red!" })).await.expect_problem(403, "forbidden");
        ben.delete(&path).await.expect_problem(403, "forbidden");
        let changed = ann.patch(&path, json!({ "body": "Which colour, and when?" })).await.expect(200).json;
        assert_eq!((&changed["body"], &changed["revision"]), (&json!("Which colour, and when?"), &json!(2)));
        ben.post(&format!("{path}/undo"), json!({})).await.expect_problem(403, "forbidden");
        let undone = ann.post(&format!("{path}/undo"), json!({})).await.expect(200).json;
        assert_eq!(undone["body"], "Which colour?");

        let of_ben = ben.get(&list).await.expect(200).list()[1]["id"].as_str().unwrap().to_owned();
        ann.delete(&format!("{PATH}/{of_ben}")).await.expect(200);
        assert_eq!(
            ben.get(&list).await.expect(200).list().len(),
            1,
            "whoever administers the space takes away anybody's"
        );
        for wrong in [json!({ "task_id": task }), json!({ "task_id": task, "body": " " }), json!({ "body": "x" })] {
            ann.post(PATH, wrong).await.expect_problem(422, "invalid");
        }
    })
    .await;
}
