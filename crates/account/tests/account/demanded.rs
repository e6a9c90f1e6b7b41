//! A house that demands a second factor: who has none may set one up, and nothing else.
use crate::{
    passkeys::{register, sign_in},
    people::{ORIGIN, PASSWORD, Person, furnish, token},
    sign_in::auth,
};
use account::{Desk, Policy, SecondFactor, passwords::Cost};
use house::{Answer, Authenticator, House, each_house};
use serde_json::{Value, json};

fn demand(house: &House, second_factor: SecondFactor) {
    furnish(house);
    let policy = Policy { approval: false, second_factor, ..Policy::default() };
    house.app().furnish(Desk::new(policy, Cost::FLOOR));
}

fn assert_enrols(answer: Answer) {
    answer.expect_problem(403, "second_factor");
}

#[tokio::test]
async fn who_lacks_the_second_factor_that_is_demanded_sets_one_up_and_does_nothing_else() {
    each_house(async |house| {
        demand(&house, SecondFactor::Everybody);
        let ann = Person::new(&house, "ann").await;
        for path in ["/api/v1/tasks", "/api/v1/settings", "/api/v1/spaces", "/api/v1/session", "/api/v1/events/stream"]
        {
            assert_enrols(ann.get(path).await);
        }
        for path in ["/api/v1/tasks", "/api/v1/tokens", "/api/v1/spaces", &auth("change-password")] {
            assert_enrols(ann.post(path, json!({})).await);
        }
        assert_enrols(ann.ask("DELETE", "/api/v1/user/current", Value::Null).await);
        for path in
            ["/api/v1/user/current", "/api/v1/2fa/status", "/api/v1/webauthn/credentials", "/api/v1/auth/validate"]
        {
            ann.get(path).await.expect(200);
        }
        ann.post(&auth("step-up"), json!({ "password": PASSWORD })).await.expect(200);
        ann.with_app(&house).await;
        ann.get("/api/v1/tasks").await.expect(200);
        assert_eq!(ann.password(PASSWORD).await.expect(200).json["requires_2fa"], true);
        let made = ann.post("/api/v1/tokens", json!({ "name": "ci" })).await.expect(201);
        let shown = format!("Bearer {}", made.json["token"].as_str().unwrap());
        ann.post("/api/v1/2fa/disable", json!({ "password": PASSWORD })).await.expect(200);
        assert_enrols(ann.get("/api/v1/tasks").await);
        ann.ask_by(&shown, "GET", "/api/v1/tasks", Value::Null).await.expect(200);
        ann.post(&auth("logout"), json!({})).await.expect(204);
    })
    .await;
}

#[tokio::test]
async fn a_passkey_is_a_second_factor_and_a_password_beside_it_is_none() {
    each_house(async |house| {
        demand(&house, SecondFactor::Everybody);
        let (ann, device) = (Person::new(&house, "ann").await, Authenticator::es256(1, ORIGIN));
        let made = register(&ann, &device).await.expect(200);
        ann.get("/api/v1/tasks").await.expect(200);
        assert_enrols(ann.password(PASSWORD).await);
        ann.password("wrong").await.expect_problem(401, "unauthenticated");
        let shown = token(&sign_in(&house, &device).await.expect(200));
        ann.ask_by(&shown, "GET", "/api/v1/tasks", Value::Null).await.expect(200);
        ann.ask("DELETE", &format!("/api/v1/webauthn/credentials/{}", made.id()), Value::Null).await.expect(200);
        assert_enrols(ann.ask_by(&shown, "GET", "/api/v1/tasks", Value::Null).await);
    })
    .await;
}

#[tokio::test]
async fn a_house_may_demand_it_of_those_who_administer_it_only() {
    each_house(async |house| {
        demand(&house, SecondFactor::Administrators);
        let (root, ann) = (house.admin("root").await, Person::new(&house, "ann").await);
        ann.get("/api/v1/tasks").await.expect(200);
        let user = format!("/api/v1/users/{}", ann.get("/api/v1/user/current").await.id());
        root.patch(&user, json!({ "role": "admin" })).await.expect(200);
        assert_enrols(ann.get("/api/v1/users").await);
        ann.with_app(&house).await;
        ann.get("/api/v1/users").await.expect(200);
        demand(&house, SecondFactor::Optional);
        ann.post("/api/v1/2fa/disable", json!({ "password": PASSWORD })).await.expect(200);
        ann.get("/api/v1/users").await.expect(200);
    })
    .await;
}
