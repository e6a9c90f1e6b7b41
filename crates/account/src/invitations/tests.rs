//! The story of invitations, over both databases.
use crate::testing::{House, Person, refusal};
use api::Permission;
use serde_json::{Value, json};
use std::time::Duration;
use testkit::each_database;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// A space of that person's.
async fn space(house: &House, owner: &Person) -> Value {
    house.ask(owner, "spaces.create", json!({ "name": "Team" })).await.unwrap()["id"].clone()
}

/// Invites somebody, and takes what the link holds from the letter.
async fn invite(house: &House, root: &Person, maker: &Person, new: Value) -> (Value, String) {
    let made = house.ask(maker, "invitations.create", new).await.unwrap();
    (made, link(house, root).await)
}

/// What the link of the latest letter holds.
async fn link(house: &House, root: &Person) -> String {
    let letters = house.ask(root, "letters.list", json!({ "limit": 1 })).await.unwrap();
    letters[0]["link"].as_str().unwrap().strip_prefix("/invitation#").unwrap().to_owned()
}

#[tokio::test]
async fn whoever_is_invited_and_accepts_works_as_far_as_the_role_goes_and_no_further_when_it_is_narrowed() {
    each_database(async |location| {
        let house = House::open(&location).await;
        let [root, ann, ben, cem] = house.team().await;
        let id = space(&house, &ann).await;
        let new = json!({ "id": id, "name": "Editors", "permissions": ["events.read", "status.read"] });
        let role = house.ask(&ann, "roles.create", new).await.unwrap()["id"].clone();
        let new = json!({ "id": id, "email": "Ben@Example.org", "role": role });
        let (made, token) = invite(&house, &root, &ann, new).await;
        assert_eq!(
            (&made["email"], &made["role"], &made["status"]),
            (&json!("ben@example.org"), &role, &json!("open"))
        );
        let expected = house.app.clock().now().plus(DAY * 7);
        assert_eq!(made["expires_at"], json!(expected));
        assert!(!made.to_string().contains(&token) && !house.log().await.contains(&token));
        assert_eq!(refusal(house.caller(&ben, id.as_str()).await), "not_found");
        let used = json!({ "id": id, "role_id": role });
        assert_eq!(refusal(house.ask(&ann, "roles.delete", used.clone()).await), "conflict", "ben is to have it");

        let joined = house.ask(&ben, "invitations.accept", json!({ "token": token })).await.unwrap();
        assert_eq!((&joined["space_id"], &joined["role"]), (&id, &role));
        let again = house.ask(&ben, "invitations.accept", json!({ "token": token })).await.unwrap();
        assert_eq!(again, joined, "to join twice is no error");
        assert_eq!(refusal(house.ask(&cem, "invitations.accept", json!({ "token": token })).await), "/token unknown");
        let inside = house.caller(&ben, id.as_str()).await.unwrap();
        assert!(inside.may(Permission::read("events")).is_ok() && inside.may(Permission::read("tasks")).is_err());
        assert_eq!(house.ask(&root, "letters.list", json!({})).await.unwrap(), json!([]), "nothing is left to carry");

        let narrow = json!({ "id": id, "role_id": role, "permissions": ["status.read"] });
        house.ask(&ann, "roles.update", narrow).await.unwrap();
        let inside = house.caller(&ben, id.as_str()).await.unwrap();
        assert!(inside.may(Permission::read("events")).is_err() && inside.may(Permission::read("status")).is_ok());

        house.ask(&ben, "members.leave", json!({ "id": id })).await.unwrap();
        assert_eq!(refusal(house.ask(&ben, "invitations.accept", json!({ "token": token })).await), "/token unknown");
        house.ask(&ann, "roles.delete", used).await.unwrap();
        let of_space: Vec<String> = house.events().await.into_iter().map(|(event, _)| event).collect();
        let of_space: Vec<&str> =
            of_space.iter().map(String::as_str).filter(|event| event.starts_with("invitations")).collect();
        assert_eq!(of_space, ["invitations.created", "invitations.accepted"]);
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn an_invitation_is_listed_pending_declined_and_taken_back() {
    each_database(async |location| {
        let house = House::open(&location).await;
        let [root, ann, ben, cem] = house.team().await;
        let id = space(&house, &ann).await;
        let to = |name: &str| json!({ "id": id, "username": name, "role": "viewer" });
        let (by_name, token) = invite(&house, &root, &ann, to("ben")).await;
        assert_eq!(by_name["user_id"], json!(ben.id));
        let pending = async |who: &Person| house.ask(who, "invitations.pending", json!({})).await.unwrap();
        let list = pending(&ben).await;
        assert_eq!(
            (&list[0]["id"], &list[0]["space_name"], &list[0]["invited_by_name"]),
            (&by_name["id"], &json!("Team"), &json!("ann"))
        );
        assert_eq!(pending(&cem).await, json!([]));
        let of_id = |made: &Value| json!({ "invitation_id": made["id"] });
        for name in ["invitations.accept", "invitations.decline"] {
            let refused = house.ask(&cem, name, of_id(&by_name)).await;
            assert_eq!(refusal(refused), "/invitation_id unknown", "{name}: it is for ben");
        }
        house.ask(&ben, "invitations.decline", of_id(&by_name)).await.unwrap();
        for name in ["invitations.accept", "invitations.decline"] {
            assert_eq!(refusal(house.ask(&ben, name, json!({ "token": token })).await), "/token unknown", "{name}");
        }
        assert_eq!(pending(&ben).await, json!([]));

        let by_address = json!({ "id": id, "email": "ben@example.org", "role": "viewer" });
        let (by_address, _) = invite(&house, &root, &ann, by_address).await;
        assert_eq!(pending(&ben).await, json!([]), "nobody knows that the address is ben's");
        assert_eq!(refusal(house.ask(&ben, "invitations.accept", of_id(&by_address)).await), "/invitation_id unknown");
        let (taken_back, token) = invite(&house, &root, &ann, to("ben")).await;
        let which = json!({ "id": id, "invitation_id": taken_back["id"] });
        house.ask(&ann, "invitations.revoke", which.clone()).await.unwrap();
        house.ask(&ann, "invitations.revoke", which.clone()).await.unwrap();
        assert_eq!(refusal(house.ask(&ben, "invitations.accept", json!({ "token": token })).await), "/token unknown");
        assert_eq!(house.ask(&ann, "invitations.get", which).await.unwrap()["status"], "revoked");
        let (_, late) = invite(&house, &root, &ann, to("ben")).await;
        house.app.clock().advance(DAY * 7);
        assert_eq!(refusal(house.ask(&ben, "invitations.accept", json!({ "token": late })).await), "/token unknown");

        let all = house.ask(&ann, "invitations.list", json!({ "id": id })).await.unwrap();
        let all: Vec<&str> = all.as_array().unwrap().iter().map(|one| one["status"].as_str().unwrap()).collect();
        assert_eq!(all, ["open", "revoked", "open", "declined"]);
        house.app.store().write(super::ops::sweep(house.app.clock().now().plus(DAY * 30))).await.unwrap();
        assert_eq!(house.ask(&ann, "invitations.list", json!({ "id": id })).await.unwrap(), json!([]));
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn who_may_not_invite_is_refused_and_who_does_not_belong_finds_nothing() {
    each_database(async |location| {
        let house = House::open(&location).await;
        let [root, ann, ben, cem] = house.team().await;
        let id = space(&house, &ann).await;
        house.ask(&ann, "members.create", json!({ "id": id, "username": "ben", "role": "admin" })).await.unwrap();
        let (made, _) = invite(&house, &root, &ann, json!({ "id": id, "username": "cem", "role": "viewer" })).await;
        let other = space(&house, &cem).await;
        let new = |role: &str| json!({ "id": id, "email": "dee@example.org", "role": role });
        let which = json!({ "id": id, "invitation_id": made["id"] });
        let elsewhere = json!({ "id": other, "invitation_id": made["id"] });
        for (who, name, input, expected) in [
            (&ben, "invitations.create", new("owner"), "forbidden"),
            (&cem, "invitations.create", new("viewer"), "not_found"),
            (&cem, "invitations.list", json!({ "id": id }), "not_found"),
            (&cem, "invitations.get", which.clone(), "not_found"),
            (&cem, "invitations.revoke", which.clone(), "not_found"),
            (&cem, "invitations.revoke", elsewhere, "not_found"),
            (&ann, "invitations.create", new("boss"), "/role unknown_value"),
            (&ann, "invitations.create", json!({ "id": id, "role": "viewer" }), "/email missing"),
            (&ann, "invitations.create", json!({ "id": id, "email": "nowhere", "role": "viewer" }), "/email format"),
            (&ann, "invitations.create", json!({ "id": id, "username": "dee", "role": "viewer" }), "/username unknown"),
            (&ann, "invitations.create", json!({ "id": id, "username": "ben", "role": "viewer" }), "conflict"),
            (&ann, "house_invitations.create", json!({ "email": "dee@example.org" }), "forbidden"),
            (&ann, "house_invitations.list", json!({}), "forbidden"),
            (&root, "house_invitations.create", json!({ "email": "ANN@example.org" }), "/email taken"),
            (&root, "house_invitations.revoke", json!({ "invitation_id": made["id"] }), "not_found"),
        ] {
            assert_eq!(refusal(house.ask(who, name, input.clone()).await), expected, "{name} {input}");
        }
        for days in [0, 91] {
            let mut input = new("viewer");
            input["expires_in_days"] = json!(days);
            let refused = house.ask(&ann, "invitations.create", input).await;
            assert_eq!(refusal(refused), "/expires_in_days out_of_range");
        }
        house.ask(&ben, "invitations.create", new("admin")).await.unwrap();
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn nobody_takes_back_an_invitation_that_is_not_theirs_to_give() {
    each_database(async |location| {
        let house = House::open(&location).await;
        let [root, ann, ben, cem] = house.team().await;
        let id = space(&house, &ann).await;
        let permissions = json!(["invitations.admin", "events.read"]);
        let new = json!({ "id": id, "name": "Hosts", "permissions": permissions });
        let host = house.ask(&ann, "roles.create", new).await.unwrap()["id"].clone();
        for (name, role) in [("ben", json!("admin")), ("cem", host.clone())] {
            let new = json!({ "id": id, "username": name, "role": role });
            house.ask(&ann, "members.create", new).await.unwrap();
        }
        let invited = async |role: &Value| {
            let new = json!({ "id": id, "email": "dee@example.org", "role": role });
            let (made, _) = invite(&house, &root, &ann, new).await;
            json!({ "id": id, "invitation_id": made["id"] })
        };
        for (role, of_ben, of_cem) in
            [(json!("owner"), false, false), (json!("viewer"), true, false), (host, true, true)]
        {
            for (who, may) in [(&cem, of_cem), (&ben, of_ben), (&ann, true)] {
                let which = invited(&role).await;
                let told = house.ask(who, "invitations.revoke", which.clone()).await;
                assert_eq!(told.map_err(|error| error.code().name).err(), (!may).then_some("forbidden"), "{role}");
                let is_open = house.ask(&ann, "invitations.get", which).await.unwrap()["status"] == "open";
                assert_eq!(is_open, !may, "{role}");
            }
        }
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn an_invitation_to_the_house_is_used_up_by_whoever_comes_in_with_it() {
    each_database(async |location| {
        let house = House::open(&location).await;
        let [root, ann, ..] = house.team().await;
        let new = json!({ "email": "dee@example.org", "expires_in_days": 1 });
        let made = house.ask(&root, "house_invitations.create", new).await.unwrap();
        assert_eq!((&made["space_id"], &made["role"]), (&Value::Null, &Value::Null));
        let token = link(&house, &root).await;
        let refused = house.ask(&ann, "invitations.accept", json!({ "token": token })).await;
        assert_eq!(refusal(refused), "conflict", "ann is in the house");
        let plan = super::redeem(&house.app, &token, ann.id, ann.id).await.unwrap().unwrap();
        assert_eq!(json!(plan.value.id), made["id"]);
        let listed = house.ask(&root, "house_invitations.list", json!({})).await.unwrap();
        assert_eq!(listed, json!([made]));
        house.ask(&root, "house_invitations.revoke", json!({ "invitation_id": made["id"] })).await.unwrap();
        assert!(super::redeem(&house.app, &token, ann.id, ann.id).await.unwrap().is_none());
        assert!(super::redeem(&house.app, "nonsense", ann.id, ann.id).await.unwrap().is_none());
        house.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_accepts_eight_times_at_once_belongs_there_once_and_of_eight_with_one_link_one_comes_in() {
    each_database(async |location| {
        let house = House::open(&location).await;
        let [root, ann, ben, _] = house.team().await;
        let id = space(&house, &ann).await;
        let new = json!({ "id": id, "email": "x@example.org", "role": "member" });
        let at_once = async |people: Vec<Person>, tokens: Vec<String>| {
            let mut steps = Vec::new();
            for (person, token) in people.iter().zip(tokens) {
                let (house, caller) = (house.clone(), house.caller(person, None).await.unwrap());
                let token = json!({ "token": token });
                let step = async move { house.perform(&caller, "invitations.accept", token).await };
                steps.push(tokio::spawn(step));
            }
            let mut done = 0;
            for step in steps {
                done += usize::from(step.await.unwrap().is_ok());
            }
            let list = house.ask(&ann, "members.list", json!({ "id": id })).await.unwrap();
            (done, list.as_array().unwrap().len())
        };
        let mut tokens = Vec::new();
        for _ in 0..2 {
            tokens.push(invite(&house, &root, &ann, new.clone()).await.1);
        }
        let both = (0..8).map(|turn| tokens[turn % 2].clone()).collect();
        assert_eq!(at_once(vec![ben.clone(); 8], both).await, (8, 2), "ben belongs there once");

        let (_, token) = invite(&house, &root, &ann, new).await;
        let mut people = Vec::new();
        for number in 0..8 {
            people.push(house.person(&root, &format!("guest{number}"), "user").await);
        }
        assert_eq!(at_once(people, vec![token; 8]).await, (1, 3), "one of eight came in");
        house.close().await;
    })
    .await;
}
