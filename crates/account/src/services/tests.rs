//! The story of service accounts, over both databases.
use crate::{
    TokenDoors,
    testing::{House, Person, refusal},
};
use api::{Doors, Permission};
use base::Id;
use serde_json::{Value, json};
use testkit::each_database;

/// A space of that person's.
async fn space(house: &House, owner: &Person) -> Value {
    house.ask(owner, "spaces.create", json!({ "name": "Team" })).await.unwrap()["id"].clone()
}

/// A service account of that space as whatever it is to be, as it acts by a token that was made just now.
async fn program(house: &House, maker: &Person, space: &Value, name: &str, role: &Value) -> (Value, Person) {
    let new = json!({ "id": space, "username": name, "role": role });
    let made = house.ask(maker, "service_accounts.create", new).await.unwrap();
    let new = json!({ "id": space, "user_id": made["user_id"], "name": "ci" });
    let token = house.ask(maker, "service_tokens.create", new).await.unwrap();
    let id: Id = made["user_id"].as_str().unwrap().parse().unwrap();
    (made, Person { id, token: token["token"].as_str().unwrap().to_owned() })
}

#[tokio::test]
async fn a_service_account_lives_in_its_space_and_nowhere_else() {
    each_database(async |location| {
        let house = House::open(&location).await;
        let [root, ann, ben, _] = house.team().await;
        let (id, other) = (space(&house, &ann).await, space(&house, &ann).await);
        let (made, bot) = program(&house, &ann, &id, "Deploy-Bot", &json!("member")).await;
        let told = [&made["username"], &made["role"], &made["role_name"], &made["created_by"]];
        assert_eq!(told, [&json!("deploy-bot"), &json!("member"), &json!("member"), &json!(ann.id)]);
        let of_bot = json!({ "id": id, "user_id": bot.id });
        assert_eq!(house.ask(&ann, "service_accounts.get", of_bot.clone()).await.unwrap(), made);
        assert_eq!(house.ask(&ann, "service_accounts.list", json!({ "id": id })).await.unwrap(), json!([made]));

        let caller = house.caller(&bot, None).await.unwrap();
        assert_eq!(json!(caller.space_id), id, "its space is where it is");
        assert!(caller.may(Permission::write("tasks")).is_ok() && caller.may(Permission::admin("tasks")).is_err());
        assert_eq!(refusal(house.caller(&bot, other.as_str()).await), "not_found");
        assert_eq!(house.ask(&bot, "users.current", json!({})).await.unwrap()["username"], "deploy-bot");
        for (name, input) in [
            ("spaces.create", json!({ "name": "Mine" })),
            ("tokens.create", json!({ "name": "another" })),
            ("settings.update", json!({ "theme": "light" })),
            ("profile.update", json!({ "displayName": "Bot" })),
            ("invitations.accept", json!({ "token": "x" })),
            ("users.list", json!({})),
            ("members.create", json!({ "id": id, "username": "ben", "role": "viewer" })),
        ] {
            assert_eq!(refusal(house.ask(&bot, name, input).await), "forbidden", "{name}");
        }

        let as_what = |role: &str| json!({ "id": id, "user_id": bot.id, "role": role });
        for (name, input) in [
            ("members.update", as_what("owner")),
            ("members.delete", of_bot.clone()),
            ("members.transfer", of_bot.clone()),
            ("members.create", json!({ "id": other, "user_id": bot.id, "role": "viewer" })),
            ("invitations.create", json!({ "id": other, "username": "deploy-bot", "role": "viewer" })),
        ] {
            assert_eq!(refusal(house.ask(&ann, name, input).await), "conflict", "{name}");
        }
        assert_eq!(refusal(house.ask(&bot, "members.leave", json!({ "id": id })).await), "conflict");
        let raised = json!({ "id": bot.id, "role": "admin" });
        assert_eq!(refusal(house.ask(&root, "users.update", raised).await), "conflict");
        let owner = json!({ "id": id, "username": "second", "role": "owner" });
        assert_eq!(refusal(house.ask(&ann, "service_accounts.create", owner).await), "/role not_allowed");
        let taken = json!({ "id": id, "username": "BEN", "role": "viewer" });
        assert_eq!(refusal(house.ask(&ann, "service_accounts.create", taken).await), "/username taken");

        house.ask(&ann, "members.update", as_what("viewer")).await.unwrap();
        let still = TokenDoors::default().still(&house.app, &caller).await.unwrap().unwrap();
        assert!(still.allow(Permission::read("tasks")) && !still.allow(Permission::write("tasks")));
        for name in ["service_accounts.get", "service_accounts.delete", "service_tokens.list"] {
            assert_eq!(refusal(house.ask(&ben, name, of_bot.clone()).await), "not_found", "{name}");
            let elsewhere = json!({ "id": other, "user_id": bot.id });
            assert_eq!(refusal(house.ask(&ann, name, elsewhere).await), "not_found", "{name}");
        }
        house.ask(&ann, "service_accounts.delete", of_bot.clone()).await.unwrap();
        assert_eq!(refusal(house.caller(&bot, None).await), "unauthenticated");
        assert_eq!(TokenDoors::default().still(&house.app, &caller).await.unwrap(), None);
        assert_eq!(refusal(house.ask(&ann, "service_accounts.delete", of_bot).await), "not_found");
        let members = house.ask(&ann, "members.list", json!({ "id": id })).await.unwrap();
        assert_eq!(members.as_array().unwrap().len(), 1);
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_token_of_a_service_account_goes_no_further_than_its_role_and_whoever_made_it() {
    each_database(async |location| {
        let house = House::open(&location).await;
        let [_, ann, ben, cem] = house.team().await;
        let id = space(&house, &ann).await;
        let new = json!({ "id": id, "name": "Bots", "permissions": ["service_accounts.admin", "status.read"] });
        let bots = house.ask(&ann, "roles.create", new).await.unwrap()["id"].clone();
        for (name, role) in [("ben", &bots), ("cem", &json!("member"))] {
            house.ask(&ann, "members.create", json!({ "id": id, "username": name, "role": role })).await.unwrap();
        }
        let (member, bot) = program(&house, &ann, &id, "member-bot", &json!("member")).await;
        let new = |of: &Value| json!({ "id": id, "user_id": of, "name": "ci", "scopes": ["status.read"] });
        for person in [&ben, &cem] {
            let refused = house.ask(person, "service_tokens.create", new(&member["user_id"])).await;
            assert_eq!(refusal(refused), "forbidden", "the account may more than they do");
        }
        let (made, narrow) = program(&house, &ben, &id, "narrow-bot", &bots).await;
        assert_eq!(made["role_name"], "Bots");
        let caller = house.caller(&narrow, None).await.unwrap();
        assert!(caller.may(Permission::read("status")).is_ok() && caller.may(Permission::read("tasks")).is_err());

        let scoped = json!({ "name": "narrow", "scopes": ["service_accounts.admin", "status.read"] });
        let token = house.ask(&ann, "tokens.create", scoped).await.unwrap()["token"].as_str().unwrap().to_owned();
        let scoped = Person { token, ..ann.clone() };
        let mut all = new(&member["user_id"]);
        all["scopes"] = json!(["tasks.write"]);
        assert_eq!(refusal(house.ask(&scoped, "service_tokens.create", all.clone()).await), "forbidden");
        all.as_object_mut().unwrap().remove("scopes");
        assert_eq!(refusal(house.ask(&scoped, "service_tokens.create", all).await), "forbidden");
        let token = house.ask(&scoped, "service_tokens.create", new(&member["user_id"])).await.unwrap();
        let limited = Person { token: token["token"].as_str().unwrap().to_owned(), ..bot.clone() };
        let caller = house.caller(&limited, None).await.unwrap();
        assert!(caller.may(Permission::read("status")).is_ok() && caller.may(Permission::read("tasks")).is_err());

        let which = json!({ "id": id, "user_id": bot.id, "token_id": token["id"] });
        let of_another = json!({ "id": id, "user_id": narrow.id, "token_id": token["id"] });
        assert_eq!(refusal(house.ask(&ann, "service_tokens.revoke", of_another).await), "not_found");
        assert_eq!(refusal(house.ask(&ben, "service_tokens.revoke", which.clone()).await), "forbidden");
        house.ask(&ann, "service_tokens.revoke", which.clone()).await.unwrap();
        house.ask(&ann, "service_tokens.revoke", which.clone()).await.unwrap();
        assert_eq!(refusal(house.caller(&limited, None).await), "unauthenticated");
        assert_ne!(house.ask(&ann, "service_tokens.get", which).await.unwrap()["revoked_at"], Value::Null);
        let list = house.ask(&ann, "service_tokens.list", json!({ "id": id, "user_id": bot.id })).await.unwrap();
        assert_eq!(list.as_array().unwrap().len(), 1);
        house.ask(&ann, "spaces.delete", json!({ "id": id })).await.unwrap();
        assert_eq!(refusal(house.caller(&bot, None).await), "unauthenticated", "its space was thrown away");
        house.close().await;
    })
    .await;
}
