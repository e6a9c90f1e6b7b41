//! The story of a space's own roles, over both databases.
use crate::{
    TokenDoors,
    testing::{House, Person, refusal},
};
use api::{Doors, Permission};
use serde_json::{Value, json};
use testkit::each_database;

/// A space of that person's.
async fn space(house: &House, owner: &Person) -> Value {
    house.ask(owner, "spaces.create", json!({ "name": "Team" })).await.unwrap()["id"].clone()
}

/// A role of that space with those permissions.
async fn role(house: &House, maker: &Person, space: &Value, name: &str, permissions: &[&str]) -> Value {
    let new = json!({ "id": space, "name": name, "permissions": permissions });
    house.ask(maker, "roles.create", new).await.unwrap()
}

#[tokio::test]
async fn a_role_lives() {
    each_database(async |location| {
        let house = House::open(&location).await;
        let [_, ann, ben, cem] = house.team().await;
        let id = space(&house, &ann).await;
        let made = role(&house, &ann, &id, "Guests", &["roles.read", "members.read", "roles.read"]).await;
        assert_eq!((&made["permissions"], &made["revision"]), (&json!(["members.read", "roles.read"]), &json!(1)));
        let of_role = json!({ "id": id, "role_id": made["id"] });
        assert_eq!(house.ask(&ann, "roles.get", of_role.clone()).await.unwrap(), made);
        let taken = json!({ "id": id, "name": "Guests", "permissions": ["roles.read"] });
        assert_eq!(refusal(house.ask(&ann, "roles.create", taken.clone()).await), "/name taken");
        let of_another = space(&house, &ann).await;
        role(&house, &ann, &of_another, "Guests", &["roles.read"]).await;
        let foreign = json!({ "id": of_another, "role_id": made["id"] });
        for name in ["roles.get", "roles.update", "roles.delete"] {
            assert_eq!(refusal(house.ask(&ann, name, foreign.clone()).await), "not_found", "{name}");
            assert_eq!(refusal(house.ask(&ben, name, of_role.clone()).await), "not_found", "{name}");
        }

        let member = json!({ "id": id, "username": "ben", "role": made["id"] });
        let ben_there = house.ask(&ann, "members.create", member).await.unwrap();
        assert_eq!((&ben_there["role"], &ben_there["role_name"]), (&made["id"], &json!("Guests")));
        let list = house.ask(&ben, "members.list", json!({ "id": id })).await.unwrap();
        assert_eq!((&list[0]["role_name"], &list[1]), (&json!("owner"), &ben_there));
        assert_eq!(house.ask(&ben, "roles.list", json!({ "id": id })).await.unwrap(), json!([made]));
        assert_eq!(house.ask(&ben, "spaces.get", json!({ "id": id })).await.unwrap()["role"], made["id"]);
        assert_eq!(refusal(house.ask(&ann, "roles.delete", of_role.clone()).await), "conflict", "ben has it");

        let mut sent_back = made.clone();
        sent_back["id"] = id.clone();
        sent_back["role_id"] = made["id"].clone();
        sent_back["permissions"] = json!(["roles.read"]);
        let narrowed = house.ask(&ann, "roles.update", sent_back.clone()).await.unwrap();
        assert_eq!((&narrowed["permissions"], &narrowed["revision"]), (&json!(["roles.read"]), &json!(2)));
        assert_eq!(refusal(house.ask(&ann, "roles.update", sent_back).await), "stale");
        assert_eq!(refusal(house.ask(&ben, "members.list", json!({ "id": id })).await), "forbidden");
        assert_eq!(refusal(house.ask(&cem, "roles.list", json!({ "id": id })).await), "not_found");

        let viewer = json!({ "id": id, "user_id": ben.id, "role": "viewer" });
        let as_viewer = house.ask(&ann, "members.update", viewer).await.unwrap();
        assert_eq!((&as_viewer["role"], &as_viewer["role_name"]), (&json!("viewer"), &json!("viewer")));
        house.ask(&ann, "roles.delete", of_role.clone()).await.unwrap();
        assert_eq!(refusal(house.ask(&ann, "roles.get", of_role).await), "not_found");
        let record = house.record().await;
        let own: Vec<&str> = record.iter().map(String::as_str).filter(|name| name.starts_with("roles")).collect();
        assert_eq!(own, ["roles.create", "roles.create", "roles.update", "roles.delete"]);
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn what_a_role_allows_counts_from_the_next_request_on_and_where_somebody_listens() {
    each_database(async |location| {
        let house = House::open(&location).await;
        let [_, ann, ben, _] = house.team().await;
        let id = space(&house, &ann).await;
        let made = role(&house, &ann, &id, "Editors", &["events.read", "status.read"]).await;
        house.ask(&ann, "members.create", json!({ "id": id, "username": "ben", "role": made["id"] })).await.unwrap();
        let (events, status) = (Permission::read("events"), Permission::read("status"));
        let inside = house.caller(&ben, id.as_str()).await.unwrap();
        assert!(inside.may(events).is_ok() && inside.may(status).is_ok() && inside.grants.read("events"));
        assert!(inside.may(Permission::write("events")).is_err() && !inside.grants.read("members"));

        let narrow = json!({ "id": id, "role_id": made["id"], "permissions": ["status.read"] });
        house.ask(&ann, "roles.update", narrow).await.unwrap();
        let still = TokenDoors::default().still(&house.app, &inside).await.unwrap().unwrap();
        assert!(!still.allow(events) && still.allow(status));
        assert!(house.caller(&ben, id.as_str()).await.unwrap().may(events).is_err());
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn pt_09_a_role_that_does_not_exist_is_refused_wherever_one_is_named() {
    each_database(async |location| {
        let house = House::open(&location).await;
        let [_, ann, ben, cem] = house.team().await;
        let (id, other) = (space(&house, &ann).await, space(&house, &ann).await);
        let foreign = role(&house, &ann, &other, "Guests", &["roles.read"]).await;
        house.ask(&ann, "members.create", json!({ "id": id, "username": "cem", "role": "viewer" })).await.unwrap();
        let nothing = json!("01890a5d-ac96-774b-bcce-b302099a8057");
        for (role, expected) in [
            (&json!("boss"), "/role unknown_value"),
            (&json!("Guests"), "/role unknown_value"),
            (&json!(""), "/role unknown_value"),
            (&nothing, "/role unknown"),
            (&foreign["id"], "/role unknown"),
        ] {
            let new = json!({ "id": id, "user_id": ben.id, "role": role });
            assert_eq!(refusal(house.ask(&ann, "members.create", new).await), expected, "{role}");
            let edited = json!({ "id": id, "user_id": cem.id, "role": role });
            assert_eq!(refusal(house.ask(&ann, "members.update", edited).await), expected, "{role}");
        }
        let known = house.ask(&ann, "permissions.list", json!({})).await.unwrap();
        let in_roles = known.as_array().unwrap().iter().filter(|one| one["in_roles"] == true);
        let in_roles: Vec<&Value> = in_roles.map(|one| &one["permission"]).collect();
        assert!(in_roles.contains(&&json!("members.admin")) && !in_roles.contains(&&json!("users.admin")));
        for permission in ["users.admin", "settings.read", "members.all", "members", "*.read", "tasks.reed"] {
            let new = json!({ "id": id, "name": "Odd", "permissions": ["roles.read", permission] });
            let refused = house.ask(&ann, "roles.create", new).await.unwrap_err();
            let base::Error::Invalid(flaws) = refused else { panic!("{refused}") };
            assert_eq!((flaws[0].at.as_str(), flaws[0].code), ("/permissions/1", "unknown_value"));
            assert_eq!(json!(flaws[0].allowed.unwrap()), json!(in_roles));
        }
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn nobody_gives_or_takes_what_they_do_not_hold() {
    each_database(async |location| {
        let house = House::open(&location).await;
        let [root, ann, ben, cem] = house.team().await;
        let id = space(&house, &ann).await;
        let keepers = ["members.admin", "roles.admin", "status.read"];
        let keeper = role(&house, &ann, &id, "Keepers", &keepers).await["id"].clone();
        let narrow = role(&house, &ann, &id, "Narrow", &["status.read"]).await["id"].clone();
        let wide = role(&house, &ann, &id, "Wide", &["status.read", "events.read"]).await["id"].clone();
        for (name, role) in [("ben", &keeper), ("cem", &wide)] {
            house.ask(&ann, "members.create", json!({ "id": id, "username": name, "role": role })).await.unwrap();
        }
        let as_role = |permissions: Value| json!({ "id": id, "name": "New", "permissions": permissions });
        let of_role = |role: &Value| json!({ "id": id, "role_id": role });
        let of_member = |who: &Person, role: Value| json!({ "id": id, "user_id": who.id, "role": role });
        let mut raised = of_role(&keeper);
        raised["permissions"] = json!(["members.admin", "roles.admin", "status.read", "events.read"]);
        for (name, input) in [
            ("roles.create", as_role(json!(["status.read", "events.read"]))),
            ("roles.update", raised),
            ("roles.update", of_role(&wide)),
            ("roles.delete", of_role(&wide)),
            ("members.create", of_member(&root, wide.clone())),
            ("members.create", of_member(&root, json!("viewer"))),
            ("members.update", of_member(&ben, json!("admin"))),
            ("members.update", of_member(&cem, narrow.clone())),
            ("members.delete", json!({ "id": id, "user_id": cem.id })),
            ("members.delete", json!({ "id": id, "user_id": ann.id })),
            ("members.transfer", json!({ "id": id, "user_id": ben.id })),
            ("spaces.update", json!({ "id": id, "name": "Ours" })),
            ("spaces.delete", json!({ "id": id })),
        ] {
            assert_eq!(refusal(house.ask(&ben, name, input.clone()).await), "forbidden", "{name} {input}");
        }
        house.ask(&ben, "members.create", of_member(&root, narrow.clone())).await.unwrap();
        house.ask(&ben, "members.delete", json!({ "id": id, "user_id": root.id })).await.unwrap();
        house.ask(&ben, "roles.create", as_role(json!(["status.read"]))).await.unwrap();

        let new = json!({ "name": "narrow", "scopes": ["members.admin", "roles.admin", "status.read"] });
        let token = house.ask(&ann, "tokens.create", new).await.unwrap()["token"].as_str().unwrap().to_owned();
        let program = Person { token, ..ann.clone() };
        for (name, input) in [
            ("members.create", of_member(&root, json!("viewer"))),
            ("members.create", of_member(&root, wide.clone())),
            ("roles.create", json!({ "id": id, "name": "Wider", "permissions": ["events.read"] })),
            ("members.transfer", json!({ "id": id, "user_id": root.id })),
        ] {
            assert_eq!(refusal(house.ask(&program, name, input).await), "forbidden", "{name}");
        }
        house.ask(&program, "members.create", of_member(&root, narrow)).await.unwrap();
        let own = json!({ "id": house.caller(&ann, None).await.unwrap().space_id, "name": "x", "permissions": ["roles.read"] });
        assert_eq!(refusal(house.ask(&ann, "roles.create", own).await), "conflict");
        house.close().await;
    })
    .await;
}
