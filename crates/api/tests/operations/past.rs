//! Throwing away and having back; the past of a thing, and undoing it.
use crate::{
    House, house,
    notes::{DELETE, EDIT, HISTORY, RESTORE, SHOW, UNDO, WRITE},
};
use base::Error;
use serde_json::{Value, json};
use testkit::each_database;

impl House {
    async fn text(&self, id: &Value) -> Value {
        self.perform(&SHOW, json!({ "id": id })).await.unwrap()["text"].clone()
    }

    async fn edit(&self, id: &Value, mut fields: Value) -> Value {
        fields["id"] = id.clone();
        self.perform(&EDIT, fields).await.unwrap()
    }
}

#[tokio::test]
async fn what_was_thrown_away_is_gone_at_once_and_can_be_had_back() {
    each_database(async |location| {
        let house = house(location).await;
        let id = house.perform(&WRITE, json!({ "text": "one" })).await.unwrap()["id"].clone();
        let said = house.perform(&DELETE, json!({ "id": id })).await.unwrap();
        assert_eq!(said, json!({ "message": format!("Note {} deleted successfully", id.as_str().unwrap()) }));
        for operation in [&SHOW as &dyn api::AnyOperation, &DELETE, &EDIT] {
            let gone = operation_on(&house, operation, &id).await;
            assert!(matches!(gone, Err(Error::NotFound { what: "note" })), "{gone:?}");
        }
        let back = house.perform(&RESTORE, json!({ "id": id })).await.unwrap();
        assert_eq!((&back["text"], &back["revision"], &back["deleted_at"]), (&json!("one"), &json!(3), &Value::Null));
        assert_eq!(house.perform(&RESTORE, json!({ "id": id })).await.unwrap()["revision"], 3, "it is there already");
        let told: Vec<String> = house.changes().await.into_iter().map(|change| change.event).collect();
        assert_eq!(told, ["notes.created", "notes.deleted", "notes.restored"]);
        house.app.store().close().await;
    })
    .await;
}

async fn operation_on(house: &House, operation: &'static dyn api::AnyOperation, id: &Value) -> base::Result<Value> {
    house.perform(operation, json!({ "id": id })).await
}

#[tokio::test]
async fn undoing_reaches_back_step_by_step_to_the_very_making() {
    each_database(async |location| {
        let house = house(location).await;
        let id = house.perform(&WRITE, json!({ "text": "one" })).await.unwrap()["id"].clone();
        house.edit(&id, json!({ "text": "two" })).await;
        house.edit(&id, json!({ "colour": "red" })).await;
        let undo = async || house.perform(&UNDO, json!({ "id": id })).await;
        let plain = undo().await.unwrap();
        assert_eq!((&plain["text"], &plain["colour"], &plain["revision"]), (&json!("two"), &Value::Null, &json!(4)));
        assert_eq!(undo().await.unwrap()["text"], "one");
        assert!(undo().await.unwrap()["deleted_at"].is_string(), "what undoes the making is to throw away");
        let spent = undo().await;
        assert!(matches!(spent, Err(Error::Conflict { .. })), "{spent:?}");
        let past = house.perform(&HISTORY, json!({ "id": id })).await.unwrap();
        let told: Vec<_> =
            past.as_array().unwrap().iter().map(|change| (change["event"].clone(), change["undoes"].clone())).collect();
        let numbers: Vec<_> = past.as_array().unwrap().iter().map(|change| change["seq"].clone()).collect();
        assert_eq!(
            told[..3],
            [
                (json!("notes.undone"), numbers[5].clone()),
                (json!("notes.undone"), numbers[4].clone()),
                (json!("notes.undone"), numbers[3].clone()),
            ]
        );
        house.app.store().close().await;
    })
    .await;
}

#[tokio::test]
async fn an_older_change_is_undone_where_no_later_one_touched_the_same() {
    each_database(async |location| {
        let house = house(location).await;
        let id = house.perform(&WRITE, json!({ "text": "one" })).await.unwrap()["id"].clone();
        house.edit(&id, json!({ "text": "two" })).await;
        house.edit(&id, json!({ "colour": "red" })).await;
        let second = house.changes().await[1].seq;
        let undone = house.perform(&UNDO, json!({ "id": id, "change": second })).await.unwrap();
        assert_eq!((&undone["text"], &undone["colour"]), (&json!("one"), &json!("red")));
        let twice = house.perform(&UNDO, json!({ "id": id, "change": second })).await;
        assert!(matches!(twice, Err(Error::Conflict { .. })), "{twice:?}");

        house.edit(&id, json!({ "colour": "green" })).await;
        let third = house.changes().await[2].seq;
        let touched = house.perform(&UNDO, json!({ "id": id, "change": third })).await;
        assert!(matches!(&touched, Err(Error::Conflict { why }) if why.contains("colour")), "{touched:?}");
        assert_eq!(house.text(&id).await, "one");
        let unknown = house.perform(&UNDO, json!({ "id": id, "change": 0 })).await;
        assert!(matches!(unknown, Err(Error::NotFound { what: "change" })), "{unknown:?}");
        house.app.store().close().await;
    })
    .await;
}

#[tokio::test]
async fn a_patch_keeps_what_it_does_not_name_and_clears_what_it_names_with_null() {
    each_database(async |location| {
        let house = house(location).await;
        let id = house.perform(&WRITE, json!({ "text": "one", "colour": "red" })).await.unwrap()["id"].clone();
        assert_eq!(house.edit(&id, json!({ "text": "two" })).await["colour"], "red");
        assert_eq!(house.edit(&id, json!({ "colour": null })).await["colour"], Value::Null);
        let nothing = house.edit(&id, json!({ "text": "two" })).await;
        assert_eq!(
            (&nothing["revision"], house.changes().await.len()),
            (&json!(3), 3),
            "what says nothing new changes nothing"
        );
        for (fields, code) in [
            (json!({ "text": null }), "type"),
            (json!({ "colour": "" }), "empty"),
            (json!({ "colour": "x".repeat(21) }), "too_long"),
        ] {
            let mut fields = fields;
            fields["id"] = id.clone();
            let refused = house.perform(&EDIT, fields).await;
            assert!(matches!(&refused, Err(Error::Invalid(flaws)) if flaws[0].code == code), "{refused:?}");
        }
        house.app.store().close().await;
    })
    .await;
}
