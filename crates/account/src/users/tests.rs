//! The story of users, over both databases.
use crate::testing::{House, refusal};
use serde_json::{Value, json};
use testkit::each_database;

#[tokio::test]
async fn a_user_lives() {
    each_database(async |location| {
        let house = House::open(&location).await;
        let root = house.first().await;
        let new = json!({ "username": "Ann", "email": "Ann@Example.org", "is_verified": true });
        let ann = house.ask(&root, "users.create", new).await.unwrap();
        let told = ["username", "email", "role", "status", "is_active", "is_superuser", "is_verified", "revision"];
        let expected = json!(["ann", "ann@example.org", "user", "active", true, false, true, 1]);
        assert_eq!(json!(told.map(|name| &ann[name])), expected);
        assert!(["hashed_password", "tfa_secret"].iter().all(|name| ann.get(name).is_none()));

        let id = &ann["id"];
        assert_eq!(house.ask(&root, "users.get", json!({ "id": id })).await.unwrap(), ann);
        let changed = house.ask(&root, "users.update", json!({ "id": id, "role": "admin", "email": "A@x.org" })).await;
        let changed = changed.unwrap();
        assert_eq!((&changed["email"], &changed["is_superuser"]), (&json!("a@x.org"), &json!(true)));
        let back = house.ask(&root, "users.update", changed.clone()).await.unwrap();
        assert_eq!(back, changed, "what was shown may be sent back, and changes nothing");
        let stale = house.ask(&root, "users.update", json!({ "id": id, "role": "user", "revision": 1 })).await;
        assert_eq!(refusal(stale), "stale");

        let all = house.ask(&root, "users.list", json!({})).await.unwrap();
        let names: Vec<&Value> = all.as_array().unwrap().iter().map(|user| &user["username"]).collect();
        assert_eq!(names, ["ann", "root"]);
        assert!(!all.to_string().contains("hashed_password"));
        let disabled = house.ask(&root, "users.list", json!({ "status": "disabled" })).await.unwrap();
        assert_eq!(disabled, json!([]));

        assert_eq!(house.record().await, ["users.create", "tokens.create", "users.create", "users.update"]);
        let own = house.events().await.last().unwrap().1;
        let events = house.events().await.into_iter().filter(|(_, space_id)| *space_id == own);
        let events: Vec<String> = events.map(|(event, _)| event).collect();
        let made = ["users.created", "settings.created", "spaces.created", "members.created", "users.updated"];
        assert_eq!(events, made);
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn names_and_addresses_are_taken_once_whatever_their_capitals() {
    each_database(async |location| {
        let house = House::open(&location).await;
        let root = house.first().await;
        house.person(&root, "ann", "user").await;
        for (username, email, expected) in [
            ("ANN", "other@example.org", "/username taken"),
            ("other", "ANN@example.org", "/email taken"),
            ("a b", "other@example.org", "/username format"),
            ("other", "nowhere", "/email format"),
        ] {
            let refused = house.ask(&root, "users.create", json!({ "username": username, "email": email })).await;
            assert_eq!(refusal(refused), expected);
        }
        assert_eq!(refusal(house.ask(&root, "users.create", json!({ "email": "x@y.z" })).await), "/username missing");
        let null = house.ask(&root, "users.update", json!({ "id": root.id, "email": null })).await;
        assert_eq!(refusal(null), "/email type");
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn only_who_administers_the_house_sees_others_and_everybody_sees_themself() {
    each_database(async |location| {
        let house = House::open(&location).await;
        let root = house.first().await;
        let ann = house.person(&root, "ann", "user").await;
        for (name, input) in [
            ("users.list", json!({})),
            ("users.get", json!({ "id": ann.id })),
            ("users.update", json!({ "id": ann.id, "role": "admin" })),
            ("users.create", json!({ "username": "ben", "email": "ben@example.org" })),
        ] {
            assert_eq!(refusal(house.ask(&ann, name, input).await), "forbidden", "{name}");
        }
        let current = house.ask(&ann, "users.current", json!({})).await.unwrap();
        let fields: Vec<&str> = current.as_object().unwrap().keys().map(String::as_str).collect();
        let expected = [
            "created_at",
            "email",
            "id",
            "is_active",
            "is_superuser",
            "is_verified",
            "notifications_enabled",
            "revision",
            "role",
            "selected_model",
            "status",
            "theme",
            "timezone",
            "updated_at",
            "username",
        ];
        assert_eq!(fields, expected);
        assert_eq!((&current["username"], &current["theme"]), (&json!("ann"), &json!("dark")));
        let missing = house.ask(&root, "users.get", json!({ "id": "01890a5d-ac96-774b-bcce-b302099a8057" })).await;
        assert_eq!(refusal(missing), "not_found");
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn the_last_active_administrator_stays_one() {
    each_database(async |location| {
        let house = House::open(&location).await;
        let root = house.first().await;
        let steps = [json!({ "role": "user" }), json!({ "is_active": false }), json!({ "status": "disabled" })];
        for mut step in steps.clone() {
            step["id"] = json!(root.id);
            assert_eq!(refusal(house.ask(&root, "users.update", step).await), "conflict");
        }
        let ann = house.person(&root, "ann", "admin").await;
        let disabled = json!({ "id": ann.id, "status": "disabled" });
        house.ask(&root, "users.update", disabled).await.unwrap();
        let mut step = steps[0].clone();
        step["id"] = json!(root.id);
        assert_eq!(refusal(house.ask(&root, "users.update", step.clone()).await), "conflict", "ann cannot come in");
        house.ask(&root, "users.update", json!({ "id": ann.id, "status": "active" })).await.unwrap();
        house.ask(&root, "users.update", step).await.unwrap();
        assert_eq!(refusal(house.ask(&root, "users.list", json!({})).await), "forbidden", "from the next request on");
        house.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_eight_administrators_who_step_down_at_once_one_stays() {
    each_database(async |location| {
        let house = House::open(&location).await;
        let mut all = vec![house.first().await];
        for number in 1..8 {
            all.push(house.person(&all[0], &format!("admin{number}"), "admin").await);
        }
        let mut callers = Vec::new();
        for person in &all {
            callers.push(house.caller(person, None).await.unwrap());
        }
        let steps: Vec<_> = (callers.into_iter().zip(&all))
            .map(|(caller, person)| {
                let (house, step) = (house.clone(), json!({ "id": person.id, "role": "user" }));
                tokio::spawn(async move { house.perform(&caller, "users.update", step).await })
            })
            .collect();
        let mut refused = Vec::new();
        for step in steps {
            if let Err(error) = step.await.unwrap() {
                refused.push(error.to_string());
            }
        }
        assert_eq!(refused, ["this is the last active administrator; make somebody else one first"]);
        let mut left = 0;
        for person in &all {
            left += usize::from(house.ask(person, "users.list", json!({})).await.is_ok());
        }
        assert_eq!(left, 1);
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn somebody_is_approved_deactivated_and_activated_and_asking_twice_changes_nothing() {
    each_database(async |location| {
        let house = House::open(&location).await;
        let root = house.first().await;
        let ann = house.person(&root, "ann", "user").await;
        let of_ann = json!({ "id": ann.id });
        let ask = async |name: &str| {
            let user = house.ask(&root, name, of_ann.clone()).await.unwrap();
            let again = house.ask(&root, name, of_ann.clone()).await.unwrap();
            assert_eq!(user, again, "{name} again");
            (user["is_active"].as_bool().unwrap(), user["status"].as_str().unwrap().to_owned())
        };
        assert_eq!(ask("users.deactivate").await, (false, "disabled".into()));
        assert_eq!(refusal(house.ask(&ann, "users.current", json!({})).await), "unauthenticated");
        assert_eq!(refusal(house.ask(&root, "users.approve", of_ann.clone()).await), "conflict");
        assert_eq!(ask("users.activate").await, (true, "active".into()));
        house.ask(&ann, "users.current", json!({})).await.unwrap();
        let waits = json!({ "id": ann.id, "status": "pending_approval" });
        house.ask(&root, "users.update", waits).await.unwrap();
        assert_eq!(ask("users.deactivate").await, (false, "pending_approval".into()));
        assert_eq!(ask("users.activate").await, (true, "pending_approval".into()), "nobody has approved");
        let stats = house.ask(&root, "house.stats", json!({})).await.unwrap();
        assert_eq!(
            (&stats["users"], &stats["users_active"], &stats["users_pending"]),
            (&json!(2), &json!(1), &json!(1))
        );
        assert_eq!((&stats["administrators"], &stats["tokens"]), (&json!(1), &json!(2)));
        assert_eq!(ask("users.approve").await, (true, "active".into()));

        assert_eq!(refusal(house.ask(&root, "users.deactivate", json!({ "id": root.id })).await), "conflict");
        for name in ["users.approve", "users.activate", "users.deactivate"] {
            assert_eq!(refusal(house.ask(&ann, name, json!({ "id": root.id })).await), "forbidden", "{name}");
        }
        let all = house.ask(&root, "users.list", json!({})).await.unwrap();
        assert_eq!(house.ask(&root, "users.administered", json!({})).await.unwrap(), all);
        assert_eq!(refusal(house.ask(&ann, "house.stats", json!({})).await), "forbidden");
        house.close().await;
    })
    .await;
}
