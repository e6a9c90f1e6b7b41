//! Coming and going: who registers, as whom a guest comes, how one comes back who forgot their password, and what is left of who leaves.
use crate::sign_in::{JSON, OTHER, PASSWORD, auth, login, newcomer, open_to_all, text, with};
use account::{Desk, Policy, Registration, passwords::Cost};
use house::{Answer, each_house};
use serde_json::{Value, json};
use std::time::Duration;

#[tokio::test]
async fn a_forgotten_password_is_replaced_once_with_a_link_that_does_not_last() {
    each_house(async |house| {
        open_to_all(&house);
        let (root, nobody) = (house.admin("root").await, house.anonymous());
        let ann = newcomer(&house, "ann").await;
        let link = format!("/api/v1/users/{}/reset-password", text(&ann, "user_id"));
        let reset = async |token: &str, password: &str| {
            nobody.post(&auth("reset-password"), json!({ "token": token, "new_password": password })).await
        };
        let old = root.post(&link, json!({})).await.expect(200);
        house.advance(Duration::from_secs(60 * 60));
        reset(text(&old, "token"), OTHER).await.expect_problem(401, "unauthenticated");
        let told = root.post(&link, json!({})).await.expect(200);
        let token = text(&told, "token");
        assert_eq!(reset(token, "password1").await.flaw(), ("/new_password", "stolen"));
        reset(&token[1..], OTHER).await.expect_problem(401, "unauthenticated");
        reset(token, OTHER).await.expect(200);
        reset(token, PASSWORD).await.expect_problem(401, "unauthenticated");
        with(&house, &ann, "GET", "/api/v1/tasks", Value::Null).await.expect_problem(401, "unauthenticated");
        login(&nobody, "ann", OTHER).await.expect(200);
    })
    .await;
}

#[tokio::test]
async fn who_may_register_is_what_the_house_says() {
    each_house(async |house| {
        let (root, nobody) = (house.admin("root").await, house.anonymous());
        let new = |name: &str| json!({ "email": format!("{name}@example.org"), "password": PASSWORD });
        let says =
            |registration| house.app().furnish(Desk::new(Policy { registration, ..Policy::default() }, Cost::FLOOR));
        says(Registration::Closed);
        nobody.post(&auth("register"), new("ann")).await.expect_problem(501, "switched_off");
        says(Registration::Invite);
        assert_eq!(nobody.post(&auth("register"), new("ann")).await.flaw(), ("/token", "missing"));
        // Whoever is invited to the house is let in by that; the link has shown that the address is theirs.
        root.post("/api/v1/admin/invitations", json!({ "email": "ann@example.org" })).await.expect(201);
        let letters = root.get("/api/v1/admin/letters").await.expect(200);
        let link = letters.list()[0]["link"].as_str().unwrap();
        let with_token = |name: &str, token: &str| {
            let mut new = new(name);
            new["token"] = json!(token);
            new
        };
        let token = link.rsplit_once('#').unwrap().1;
        assert_eq!(nobody.post(&auth("register"), with_token("ann", "x")).await.flaw(), ("/token", "unknown"));
        let ann = nobody.post(&auth("register"), with_token("ann", token)).await.expect(201);
        assert_eq!((text(&ann, "status"), &ann.json["is_verified"]), ("active", &json!(true)));
        assert_eq!(nobody.post(&auth("register"), with_token("ben", token)).await.flaw(), ("/token", "unknown"));
        login(&nobody, "ann", PASSWORD).await.expect(200);
        open_to_all(&house);
        nobody.post(&auth("register"), new("ben")).await.expect(201);
        nobody.post(&auth("register"), new("Ben")).await.expect_problem(422, "invalid");
        for (address, flaw) in [(String::new(), "empty"), ("x".repeat(255), "too_long")] {
            let refused = nobody.post(&auth("forgot-password"), json!({ "email": address })).await;
            assert_eq!(refused.flaw(), ("/email", flaw));
        }
        nobody.post(&auth("forgot-password"), json!({ "email": "ben@example.org" })).await.expect(200);
        let letters = root.get("/api/v1/admin/letters").await.expect(200);
        assert_eq!((letters.list().len(), &letters.list()[0]["kind"]), (1, &json!("password_reset")));
    })
    .await;
}

#[tokio::test]
async fn a_guest_is_gone_after_a_day_with_all_that_they_made() {
    each_house(async |house| {
        house.app().furnish(Desk::new(Policy { guests: true, ..Policy::default() }, Cost::FLOOR));
        let guest = house.anonymous().post(&auth("guest"), json!({})).await.expect(200);
        with(&house, &guest, "POST", "/api/v1/tasks", json!({ "title": "sow" })).await.expect(201);
        let (now, sweep) = (
            house.clock().now(),
            account::MODULES.iter().find(|module| module.name == "users").unwrap().sweep.unwrap(),
        );
        house.write(sweep(now.plus(Duration::from_secs(24 * 60 * 60 - 1)))).await;
        with(&house, &guest, "GET", "/api/v1/tasks", Value::Null).await.expect(200);
        house.write(sweep(now.plus(Duration::from_secs(24 * 60 * 60)))).await;
        with(&house, &guest, "GET", "/api/v1/tasks", Value::Null).await.expect_problem(401, "unauthenticated");
        let left = store::sql!((i64,), (), "select count(*) from tasks /* all spaces */");
        assert_eq!(house.app().store().one(left, ()).await.unwrap(), Some((0,)));
    })
    .await;
}

#[tokio::test]
async fn whoever_leaves_for_good_takes_along_what_is_their_own_and_nobody_is_left_without_an_owner() {
    each_house(async |house| {
        open_to_all(&house);
        let (ann, ben) = (newcomer(&house, "ann").await, newcomer(&house, "ben").await);
        let leave = async |who: &Answer| with(&house, who, "DELETE", "/api/v1/user/current", Value::Null).await;
        with(&house, &ann, "POST", "/api/v1/tasks", json!({ "title": "sow" })).await.expect(201);
        let team = with(&house, &ann, "POST", "/api/v1/spaces", json!({ "name": "Team" })).await.expect(201);
        leave(&ann).await.expect_problem(409, "conflict");
        let members = format!("/api/v1/spaces/{}/members", team.id());
        let owner = json!({ "user_id": ben.json["user_id"], "role": "owner" });
        with(&house, &ann, "POST", &members, owner).await.expect(201);
        house.advance(Duration::from_secs(10 * 60));
        leave(&ann).await.expect_problem(403, "step_up");
        let wrong = with(&house, &ann, "POST", &auth("step-up"), json!({ "password": "x" })).await;
        assert_eq!(wrong.flaw(), ("/password", "wrong"));
        with(&house, &ann, "POST", &auth("step-up"), json!({ "password": PASSWORD })).await.expect(200);
        let sow = json!({ "title": "sow" });
        let token = format!("Bearer {}", text(&ann, "access_token"));
        let in_team = [("authorization", token.as_str()), JSON, ("x-space", team.id())];
        house.anonymous().send("POST", "/api/v1/tasks", &in_team, sow.to_string()).await.expect(201);
        leave(&ann).await.expect(200);
        let left = house.app().store().scan(store::sql!((String, String), (), "select username, email from users"), ());
        let left = left.await.unwrap();
        assert!(
            left.iter().any(|(name, _)| name.starts_with("gone-")) && !format!("{left:?}").contains("ann"),
            "{left:?}"
        );
        login(&house.anonymous(), "ann", PASSWORD).await.expect_problem(401, "unauthenticated");
        assert_eq!(with(&house, &ben, "GET", &members, Value::Null).await.expect(200).list().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn whoever_invites_to_a_space_lets_nobody_into_the_house() {
    each_house(async |house| {
        let (root, ann, nobody) = (house.admin("root").await, house.user("ann").await, house.anonymous());
        let team = ann.post("/api/v1/spaces", json!({ "name": "Team" })).await.expect(201);
        let members = format!("/api/v1/spaces/{}/members", team.id());
        let invite = json!({ "email": "ben@example.org", "role": "member" });
        ann.post(&format!("/api/v1/spaces/{}/invitations", team.id()), invite).await.expect(201);
        let letters = root.get("/api/v1/admin/letters").await.expect(200);
        let token = letters.list()[0]["link"].as_str().unwrap().rsplit_once('#').unwrap().1.to_owned();
        let ben = json!({ "email": "ben@example.org", "password": PASSWORD, "token": token });
        let registration = Registration::Invite;
        house.app().furnish(Desk::new(Policy { registration, ..Policy::default() }, Cost::FLOOR));
        assert_eq!(nobody.post(&auth("register"), ben.clone()).await.flaw(), ("/token", "missing"));
        house.app().furnish(Desk::new(Policy::default(), Cost::FLOOR));
        let made = nobody.post(&auth("register"), ben).await.expect(201);
        assert_eq!((text(&made, "status"), &made.json["is_verified"]), ("pending_approval", &json!(true)));
        login(&nobody, "ben", PASSWORD).await.expect_problem(403, "inactive");
        assert_eq!(ann.get(&members).await.expect(200).list().len(), 2);
    })
    .await;
}
