//! The story of members, over both databases.
use crate::testing::{House, Person, refusal};
use base::Id;
use serde_json::{Value, json};
use testkit::each_database;

async fn space(house: &House, owner: &Person) -> Value {
    house.ask(owner, "spaces.create", json!({ "name": "Team" })).await.unwrap()["id"].clone()
}

/// Who is there by name, and as what.
fn names(list: &Value) -> Vec<[&str; 2]> {
    let members = list.as_array().unwrap().iter();
    members.map(|member| ["username", "role"].map(|name| member[name].as_str().unwrap())).collect()
}

#[tokio::test]
async fn a_member_lives() {
    each_database(async |location| {
        let house = House::open(&location).await;
        let [_, ann, ben, cem] = house.team().await;
        let id = space(&house, &ann).await;
        let made = house.ask(&ann, "members.create", json!({ "id": id, "username": "BEN", "role": "viewer" })).await;
        let made = made.unwrap();
        assert_eq!((&made["user_id"], &made["role"]), (&json!(ben.id), &json!("viewer")));
        house.ask(&ann, "members.create", json!({ "id": id, "user_id": cem.id, "role": "member" })).await.unwrap();
        let of_ben = json!({ "id": id, "user_id": ben.id });
        assert_eq!(house.ask(&cem, "members.get", of_ben.clone()).await.unwrap(), made);
        let list = house.ask(&ben, "members.list", json!({ "id": id })).await.unwrap();
        assert_eq!(names(&list), [["ann", "owner"], ["ben", "viewer"], ["cem", "member"]]);
        let first = house.ask(&ben, "members.list", json!({ "id": id, "limit": 2 })).await.unwrap();
        assert_eq!(names(&first), [["ann", "owner"], ["ben", "viewer"]]);

        let mut sent_back = made.clone();
        sent_back["id"] = id.clone();
        sent_back["role"] = json!("ADMIN");
        let changed = house.ask(&ann, "members.update", sent_back.clone()).await.unwrap();
        assert_eq!((&changed["role"], &changed["revision"]), (&json!("admin"), &json!(2)));
        assert_eq!(refusal(house.ask(&ann, "members.update", sent_back).await), "stale");
        assert_eq!(house.ask(&ann, "members.update", of_ben.clone()).await.unwrap(), changed);

        house.ask(&ann, "members.delete", of_ben.clone()).await.unwrap();
        assert_eq!(refusal(house.ask(&ann, "members.delete", of_ben).await), "not_found");
        assert_eq!(refusal(house.ask(&ben, "spaces.get", json!({ "id": id })).await), "not_found");

        let of_space: Id = id.as_str().unwrap().parse().unwrap();
        let events = house.events().await.into_iter().filter(|(_, space_id)| *space_id == of_space);
        let events: Vec<String> = events.map(|(event, _)| event).filter(|event| event.starts_with("members")).collect();
        let three = ["members.created"; 3];
        assert_eq!(
            (&events[..3], &events[3..]),
            (&three.map(String::from)[..], &["members.updated", "members.deleted"].map(String::from)[..])
        );
        let record = house.record().await;
        let own: Vec<&str> = record.iter().map(String::as_str).filter(|name| name.starts_with("members")).collect();
        assert_eq!(own, ["members.create", "members.create", "members.update", "members.delete"]);
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn who_may_not_say_who_belongs_to_a_space_is_refused() {
    each_database(async |location| {
        let house = House::open(&location).await;
        let [root, ann, ben, cem] = house.team().await;
        let id = space(&house, &ann).await;
        for (person, role) in [(&ben, "admin"), (&cem, "member")] {
            let new = json!({ "id": id, "user_id": person.id, "role": role });
            house.ask(&ann, "members.create", new).await.unwrap();
        }
        let asked = async |person: &Person, name: &str, of: &Person, role: &str| {
            let input = match role {
                "" => json!({ "id": id, "user_id": of.id }),
                role => json!({ "id": id, "user_id": of.id, "role": role }),
            };
            house.ask(person, name, input).await
        };
        for (person, name, of, role, expected) in [
            (&cem, "members.create", &root, "viewer", "forbidden"),
            (&cem, "members.update", &cem, "admin", "forbidden"),
            (&cem, "members.delete", &ben, "", "forbidden"),
            (&ben, "members.create", &root, "owner", "forbidden"),
            (&ben, "members.update", &cem, "owner", "forbidden"),
            (&ben, "members.update", &ann, "member", "forbidden"),
            (&ben, "members.delete", &ann, "", "forbidden"),
            (&ben, "members.update", &root, "viewer", "not_found"),
            (&ann, "members.create", &ben, "viewer", "conflict"),
            (&ann, "members.update", &ann, "admin", "conflict"),
            (&ann, "members.delete", &ann, "", "conflict"),
            (&root, "members.delete", &ben, "", "not_found"),
        ] {
            assert_eq!(refusal(asked(person, name, of, role).await), expected, "{name} of {} as {role:?}", of.id);
        }
        asked(&ben, "members.create", &root, "viewer").await.unwrap();
        asked(&root, "members.delete", &root, "").await.unwrap();
        asked(&ann, "members.update", &ben, "owner").await.unwrap();
        asked(&ann, "members.delete", &ann, "").await.unwrap();
        let list = house.ask(&ben, "members.list", json!({ "id": id })).await.unwrap();
        assert_eq!(names(&list), [["ben", "owner"], ["cem", "member"]]);

        let own = json!(house.caller(&ann, None).await.unwrap().space_id);
        let with = async |input: Value| refusal(house.ask(&ann, "members.create", input).await);
        assert_eq!(with(json!({ "id": own, "user_id": ben.id, "role": "viewer" })).await, "conflict");
        let id = space(&house, &ann).await;
        assert_eq!(with(json!({ "id": id, "role": "viewer" })).await, "/user_id missing");
        assert_eq!(
            with(json!({ "id": id, "user_id": ben.id, "username": "ben", "role": "viewer" })).await,
            "/username twice"
        );
        assert_eq!(with(json!({ "id": id, "user_id": id, "role": "viewer" })).await, "/user_id unknown");
        assert_eq!(with(json!({ "id": id, "username": "nobody", "role": "viewer" })).await, "/username unknown");
        assert_eq!(with(json!({ "id": id, "username": "ben", "role": "boss" })).await, "/role unknown_value");
        house.close().await;
    })
    .await;
}

/// How eight owners fare who all give up at once.
async fn eight_at_once(house: &House, name: &'static str, role: Option<&'static str>) -> (Vec<String>, usize) {
    let mut all = vec![house.first().await];
    for number in 1..8 {
        all.push(house.person(&all[0], &format!("owner{number}"), "user").await);
    }
    let id = space(house, &all[0]).await;
    let mut callers = vec![house.caller(&all[0], None).await.unwrap()];
    for person in &all[1..] {
        house.ask(&all[0], "members.create", json!({ "id": id, "user_id": person.id, "role": "owner" })).await.unwrap();
        callers.push(house.caller(person, None).await.unwrap());
    }
    let steps = callers.into_iter().map(|caller| {
        let (house, mut step) = (house.clone(), json!({ "id": id, "user_id": caller.user_id }));
        if let Some(role) = role {
            step["role"] = json!(role);
        }
        tokio::spawn(async move { house.perform(&caller, name, step).await })
    });
    let mut refused = Vec::new();
    for step in steps.collect::<Vec<_>>() {
        refused.extend(step.await.unwrap().err().map(|error| error.to_string()));
    }
    let mut owners = 0;
    for person in &all {
        let seen = house.ask(person, "spaces.get", json!({ "id": id })).await;
        owners += usize::from(seen.is_ok_and(|space| space["role"] == "owner"));
    }
    (refused, owners)
}

#[tokio::test(flavor = "multi_thread")]
async fn of_eight_owners_who_leave_or_step_down_at_once_one_stays() {
    for (name, role) in [("members.delete", None), ("members.update", Some("viewer"))] {
        each_database(async |location| {
            let house = House::open(&location).await;
            let (refused, owners) = eight_at_once(&house, name, role).await;
            assert_eq!(refused, ["this is the last owner of the space; make somebody else one first"]);
            assert_eq!(owners, 1);
            house.close().await;
        })
        .await;
    }
}

#[tokio::test]
async fn a_space_is_left_and_handed_over() {
    each_database(async |location| {
        let house = House::open(&location).await;
        let [_, ann, ben, cem] = house.team().await;
        let id = space(&house, &ann).await;
        assert_eq!(refusal(house.ask(&ann, "members.leave", json!({ "id": id })).await), "conflict");
        assert_eq!(refusal(house.ask(&ben, "members.leave", json!({ "id": id })).await), "not_found");
        house.ask(&ann, "members.create", json!({ "id": id, "username": "ben", "role": "viewer" })).await.unwrap();
        let to = |who: &Person| json!({ "id": id, "user_id": who.id });
        assert_eq!(refusal(house.ask(&ben, "members.transfer", to(&ben)).await), "forbidden");
        assert_eq!(refusal(house.ask(&ann, "members.transfer", to(&ann)).await), "/user_id same");
        let nobody = json!({ "id": id, "user_id": id });
        assert_eq!(refusal(house.ask(&ann, "members.transfer", nobody).await), "/user_id unknown");

        let owner = house.ask(&ann, "members.transfer", to(&ben)).await.unwrap();
        assert_eq!((&owner["username"], &owner["role"]), (&json!("ben"), &json!("owner")));
        house.ask(&ben, "members.transfer", to(&cem)).await.unwrap();
        let list = house.ask(&cem, "members.list", json!({ "id": id })).await.unwrap();
        assert_eq!(names(&list), [["ann", "admin"], ["ben", "admin"], ["cem", "owner"]]);
        house.ask(&ann, "members.leave", json!({ "id": id })).await.unwrap();
        assert_eq!(refusal(house.ask(&ann, "spaces.get", json!({ "id": id })).await), "not_found");
        let own = json!({ "id": house.caller(&ann, None).await.unwrap().space_id, "user_id": ben.id });
        assert_eq!(refusal(house.ask(&ann, "members.transfer", own).await), "conflict");
        house.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_space_that_is_handed_to_eight_at_once_gets_one_owner() {
    each_database(async |location| {
        let house = House::open(&location).await;
        let root = house.first().await;
        let id = space(&house, &root).await;
        let caller = house.caller(&root, None).await.unwrap();
        let mut steps = Vec::new();
        for number in 0..8 {
            let heir = house.person(&root, &format!("heir{number}"), "user").await;
            let (house, caller, to) = (house.clone(), caller.clone(), json!({ "id": id, "user_id": heir.id }));
            steps.push(async move { house.perform(&caller, "members.transfer", to).await });
        }
        let mut refused = Vec::new();
        for step in steps.into_iter().map(tokio::spawn).collect::<Vec<_>>() {
            refused.extend(step.await.unwrap().err().map(|error| error.code().name));
        }
        assert_eq!(refused, ["forbidden"; 7]);
        let list = house.ask(&root, "members.list", json!({ "id": id })).await.unwrap();
        let roles: Vec<&str> = names(&list).iter().map(|[_, role]| *role).collect();
        assert_eq!((roles.len(), roles.iter().filter(|role| **role == "owner").count()), (2, 1));
        house.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_owners_who_hand_over_to_each_other_at_once_leave_an_owner() {
    each_database(async |location| {
        let house = House::open(&location).await;
        let [_, ann, ben, _] = house.team().await;
        let id = space(&house, &ann).await;
        house.ask(&ann, "members.create", json!({ "id": id, "username": "ben", "role": "owner" })).await.unwrap();
        let mut steps = Vec::new();
        for (from, to) in [(&ann, &ben), (&ben, &ann)] {
            let (house, caller) = (house.clone(), house.caller(from, None).await.unwrap());
            let to = json!({ "id": id, "user_id": to.id });
            steps.push(tokio::spawn(async move { house.perform(&caller, "members.transfer", to).await }));
        }
        for step in steps {
            step.await.unwrap().unwrap();
        }
        let list = house.ask(&ann, "members.list", json!({ "id": id })).await.unwrap();
        let owners = names(&list).into_iter().filter(|[_, role]| *role == "owner").count();
        assert_eq!(owners, 1, "{list}");
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn members_are_asked_about_what_they_see_of_each_other_and_about_nothing_else() {
    each_database(async |location| {
        let house = House::open(&location).await;
        let [root, ann, ben, cem] = house.team().await;
        let id = space(&house, &ann).await;
        for (who, role) in [(&ben, "viewer"), (&cem, "member")] {
            house.ask(&ann, "members.create", json!({ "id": id, "user_id": who.id, "role": role })).await.unwrap();
        }
        let list = async |who: &Person, operation, filter: &str, limit: u32| {
            house.ask(who, operation, json!({ "id": id, "filter": filter, "limit": limit })).await
        };
        for (filter, expected) in [
            ("role in (owner, member)", &["ann", "cem"][..]),
            ("user_id = me", &["ben"]),
            ("username ~ E and not role = viewer", &["cem"]),
            ("created_at > now", &[]),
        ] {
            let found = list(&ben, "members.list", filter, 1_000).await.unwrap();
            let found: Vec<&str> = names(&found).into_iter().map(|[name, _]| name).collect();
            assert_eq!(found, expected, "{filter}");
        }
        let first = list(&ben, "members.list", "role != viewer", 1).await.unwrap();
        assert_eq!(names(&first), [["ann", "owner"]]);
        for hidden in [
            "email ~ ann",
            "hashed_password is empty",
            "status = active",
            "tfa_enabled",
            "is_superuser",
            "last_used_at is empty",
        ] {
            assert_eq!(refusal(list(&ben, "members.list", hidden, 10).await), "/filter unknown_field", "{hidden}");
        }
        // Who does not belong there learns nothing of it, whatever they ask; who does not administer the house nothing of its users.
        let dan = house.person(&root, "dan", "user").await;
        assert_eq!(refusal(list(&dan, "members.list", "username = ann", 10).await), "not_found");
        let users = house.ask(&ben, "users.list", json!({ "filter": "email ~ ann" })).await;
        assert_eq!(refusal(users), "forbidden");
        house.close().await;
    })
    .await;
}
