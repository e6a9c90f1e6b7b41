//! The story of spaces, over both databases.
use crate::testing::{House, refusal};
use base::Id;
use serde_json::{Value, json};
use testkit::each_database;

/// What they are called, and what one is there.
fn names(list: &Value) -> Vec<[&str; 2]> {
    let spaces = list.as_array().unwrap().iter();
    spaces.map(|space| ["name", "role"].map(|name| space[name].as_str().unwrap())).collect()
}

#[tokio::test]
async fn a_space_lives() {
    each_database(async |location| {
        let house = House::open(&location).await;
        let [_, ann, ben, _] = house.team().await;
        let made = house.ask(&ann, "spaces.create", json!({ "name": "Team" })).await.unwrap();
        assert_eq!((&made["kind"], &made["role"], &made["revision"]), (&json!("shared"), &json!("owner"), &json!(1)));
        let id = &made["id"];
        assert_eq!(house.ask(&ann, "spaces.get", json!({ "id": id })).await.unwrap(), made);
        let list = house.ask(&ann, "spaces.list", json!({})).await.unwrap();
        assert_eq!(names(&list), [["ann", "owner"], ["Team", "owner"]]);
        let first = house.ask(&ann, "spaces.list", json!({ "limit": 1 })).await.unwrap();
        assert_eq!(names(&first), [["ann", "owner"]]);

        let mut sent_back = made.clone();
        sent_back["name"] = json!("The team");
        let renamed = house.ask(&ann, "spaces.update", sent_back).await.unwrap();
        assert_eq!((&renamed["name"], &renamed["revision"]), (&json!("The team"), &json!(2)));
        let empty = house.ask(&ann, "spaces.update", json!({ "id": id, "name": " " })).await;
        assert_eq!(refusal(empty), "/name empty");
        assert_eq!(refusal(house.ask(&ann, "spaces.create", json!({})).await), "/name missing");

        let viewer = json!({ "id": id, "username": "ben", "role": "viewer" });
        house.ask(&ann, "members.create", viewer).await.unwrap();
        let inside = house.caller(&ben, id.as_str()).await.unwrap();
        house.ask(&ann, "spaces.delete", json!({ "id": id })).await.unwrap();
        for name in ["spaces.get", "spaces.update", "spaces.delete", "members.list"] {
            assert_eq!(refusal(house.ask(&ann, name, json!({ "id": id })).await), "not_found", "{name}");
        }
        assert_eq!(refusal(house.caller(&ben, id.as_str()).await), "not_found");
        assert_eq!(names(&house.ask(&ben, "spaces.list", json!({})).await.unwrap()), [["ben", "owner"]]);
        let gone = house.ask(&ann, "spaces.list", json!({ "deleted": true })).await.unwrap();
        assert_eq!(names(&gone), [["The team", "owner"]]);
        assert_eq!(refusal(house.ask(&ben, "spaces.restore", json!({ "id": id })).await), "forbidden");
        let back = house.ask(&ann, "spaces.restore", json!({ "id": id })).await.unwrap();
        assert_eq!((&back["revision"], &back["deleted_at"]), (&json!(4), &Value::Null));
        assert_eq!(house.caller(&ben, id.as_str()).await.unwrap().space_id, inside.space_id);

        let of_space: Id = id.as_str().unwrap().parse().unwrap();
        let events = house.events().await.into_iter().filter(|(_, space_id)| *space_id == of_space);
        let events: Vec<String> = events.map(|(event, _)| event).collect();
        let expected = [
            "spaces.created",
            "members.created",
            "spaces.updated",
            "members.created",
            "spaces.deleted",
            "spaces.restored",
        ];
        assert_eq!(events, expected);
        let record = house.record().await;
        let own: Vec<&str> = record.iter().map(String::as_str).filter(|name| name.starts_with("spaces.")).collect();
        assert_eq!(own, ["spaces.create", "spaces.update", "spaces.delete", "spaces.restore"]);
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn who_does_not_belong_finds_nothing_and_who_may_not_is_told_so() {
    each_database(async |location| {
        let house = House::open(&location).await;
        let [root, ann, ben, cem] = house.team().await;
        let id = house.ask(&ann, "spaces.create", json!({ "name": "Team" })).await.unwrap()["id"].clone();
        for (person, role) in [(&ben, "member"), (&cem, "admin")] {
            let new = json!({ "id": id, "user_id": person.id, "role": role });
            house.ask(&ann, "members.create", new).await.unwrap();
        }
        let nowhere = json!("01890a5d-ac96-774b-bcce-b302099a8057");
        for name in ["spaces.get", "spaces.update", "spaces.delete", "spaces.restore", "members.list"] {
            let [unknown, missing] = [&id, &nowhere].map(|id| json!({ "id": id }));
            let unknown = house.ask(&root, name, unknown).await.unwrap_err();
            let missing = house.ask(&root, name, missing).await.unwrap_err();
            assert_eq!((unknown.to_string(), unknown.code()), (missing.to_string(), missing.code()), "{name}");
            assert_eq!(unknown.code().name, "not_found");
        }
        let rename = json!({ "id": id, "name": "Ours" });
        assert_eq!(refusal(house.ask(&ben, "spaces.update", rename.clone()).await), "forbidden");
        house.ask(&cem, "spaces.update", rename).await.unwrap();
        for person in [&ben, &cem] {
            assert_eq!(refusal(house.ask(person, "spaces.delete", json!({ "id": id })).await), "forbidden");
        }
        let own = house.caller(&ann, None).await.unwrap().space_id;
        assert_eq!(refusal(house.ask(&ann, "spaces.delete", json!({ "id": own })).await), "conflict");
        house.close().await;
    })
    .await;
}
