//! Who is let in, and as what, over both databases.
use super::TokenDoors;
use crate::{
    AuditEntry,
    testing::{House, Person, refusal},
};
use api::{Doors, Permission};
use base::Id;
use serde_json::json;
use std::time::Duration;
use testkit::each_database;

impl House {
    /// That person with another token, made by them.
    async fn with_token(&self, person: &Person, new: serde_json::Value) -> (Person, Id) {
        let made = self.ask(person, "tokens.create", new).await.unwrap();
        let text = |name: &str| made[name].as_str().unwrap().to_owned();
        (Person { token: text("token"), ..person.clone() }, text("id").parse().unwrap())
    }

    /// A space of ann's in which that person is to be this.
    async fn shared(&self, ann: &Person, with: &Person, role: &str) -> String {
        let made = self.ask(ann, "spaces.create", json!({ "name": "Team" })).await.unwrap();
        let new = json!({ "id": made["id"], "user_id": with.id, "role": role });
        self.ask(ann, "members.create", new).await.unwrap();
        made["id"].as_str().unwrap().to_owned()
    }
}

#[tokio::test]
async fn a_token_lets_its_maker_in_and_no_further_than_their_role() {
    each_database(async |location| {
        let house = House::open(&location).await;
        let [root, ann, ben, cem] = house.team().await;
        let (read, admin) = (Permission::read("tasks"), Permission::admin("tasks"));
        let at_home = house.caller(&ben, None).await.unwrap();
        assert_eq!((at_home.user_id, at_home.rate_per_minute), (ben.id, None));
        assert!(at_home.may(admin).is_ok() && at_home.may(read.of_house()).is_err());
        assert!(house.caller(&root, None).await.unwrap().may(admin.of_house()).is_ok());

        let space = house.shared(&ann, &ben, "viewer").await;
        let as_viewer = house.caller(&ben, Some(&space)).await.unwrap();
        assert_eq!(as_viewer.space_id.to_string(), space);
        assert!(as_viewer.may(read).is_ok() && as_viewer.may(Permission::write("tasks")).is_err());

        let new = json!({ "name": "narrow", "scopes": ["tasks.read"], "rate_per_minute": 7 });
        let (narrow, _) = house.with_token(&root, new).await;
        let narrow = house.caller(&narrow, None).await.unwrap();
        assert_eq!(narrow.rate_per_minute, Some(7));
        assert!(narrow.may(read).is_ok() && narrow.may(read.of_house()).is_ok());
        assert!(narrow.may(admin).is_err() && narrow.may(Permission::read("notes")).is_err());

        for unknown in [space.as_str(), "01890a5d-ac96-774b-bcce-b302099a8057"] {
            assert_eq!(refusal(house.caller(&cem, Some(unknown)).await), "not_found");
        }
        assert_eq!(refusal(house.caller(&ben, Some("mine")).await), "malformed");
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn whoever_may_not_come_in_is_refused_on_the_next_request_and_let_go_of_where_they_listen() {
    each_database(async |location| {
        let house = House::open(&location).await;
        let [root, ann, ben, _] = house.team().await;
        let app = &house.app;
        let refused = async |person: &Person| house.caller(person, None).await.unwrap_err().to_string();
        let nobody = Person { token: "aiwfe_nonsense".into(), ..ann.clone() };
        assert_eq!(refused(&nobody).await, "this token is unknown, or was taken back");

        let (laptop, id) = house.with_token(&ann, json!({ "name": "laptop" })).await;
        let caller = house.caller(&laptop, None).await.unwrap();
        assert!(TokenDoors::default().still(app, &caller).await.unwrap().is_some());
        house.ask(&ann, "tokens.revoke", json!({ "id": id })).await.unwrap();
        assert_eq!(refused(&laptop).await, "this token is unknown, or was taken back");
        assert_eq!(TokenDoors::default().still(app, &caller).await.unwrap(), None);

        let expires_at = app.clock().now().plus(Duration::from_secs(60));
        let (short, _) = house.with_token(&ann, json!({ "name": "short", "expires_at": expires_at })).await;
        let caller = house.caller(&short, None).await.unwrap();
        assert!(TokenDoors::default().still(app, &caller).await.unwrap().is_some());
        app.clock().advance(Duration::from_secs(60));
        assert_eq!(refused(&short).await, "this token has expired");
        assert_eq!(TokenDoors::default().still(app, &caller).await.unwrap(), None);

        let space = house.shared(&ann, &ben, "member").await;
        let inside = house.caller(&ben, Some(&space)).await.unwrap();
        let of_ben = json!({ "id": space, "user_id": ben.id });
        house.ask(&ann, "members.update", json!({ "id": space, "user_id": ben.id, "role": "viewer" })).await.unwrap();
        let now = TokenDoors::default().still(app, &inside).await.unwrap().unwrap();
        assert!(now.allow(Permission::read("tasks")) && !now.allow(Permission::write("tasks")));
        house.ask(&ben, "members.delete", of_ben).await.unwrap();
        assert_eq!(TokenDoors::default().still(app, &inside).await.unwrap(), None);

        let space = house.shared(&ann, &ben, "member").await;
        let inside = house.caller(&ben, Some(&space)).await.unwrap();
        house.ask(&ann, "spaces.delete", json!({ "id": space })).await.unwrap();
        assert_eq!(refusal(house.caller(&ben, Some(&space)).await), "not_found");
        assert_eq!(TokenDoors::default().still(app, &inside).await.unwrap(), None);

        for change in [json!({ "is_active": false }), json!({ "is_active": true, "status": "disabled" })] {
            let caller = house.caller(&ben, None).await.unwrap();
            let mut disabled = change.clone();
            disabled["id"] = json!(ben.id);
            house.ask(&root, "users.update", disabled).await.unwrap();
            assert_eq!(refused(&ben).await, "whoever this is may not come in");
            assert_eq!(TokenDoors::default().still(app, &caller).await.unwrap(), None);
            let enabled = json!({ "id": ben.id, "is_active": true, "status": "active" });
            house.ask(&root, "users.update", enabled).await.unwrap();
        }
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn what_is_done_is_put_on_record_with_who_and_where() {
    each_database(async |location| {
        let house = House::open(&location).await;
        let root = house.first().await;
        let before = house.record().await.len();
        let caller = house.caller(&root, None).await.unwrap();
        let record = TokenDoors::default().record(&house.app, &caller, "tasks.create", Some(root.id));
        house.app.store().write(record).await.unwrap();
        let seq = i64::try_from(before).unwrap() + 1;
        let entry = house.app.store().get::<AuditEntry>((seq,)).await.unwrap().unwrap();
        assert_eq!((entry.operation.as_str(), entry.request_id.as_str()), ("tasks.create", "req_1"));
        assert_eq!((entry.actor_id, entry.space_id), (Some(root.id), Some(caller.space_id)));
        house.close().await;
    })
    .await;
}
