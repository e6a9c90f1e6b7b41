//! Roles, invitations, service accounts and the administration of people over HTTP.
use house::{Client, House, each_house};
use serde_json::{Value, json};

const TASKS: &str = "/api/v1/tasks";

/// A shared space of that person's: its id and its path.
async fn space(owner: &Client) -> (base::Id, String) {
    let made = owner.post("/api/v1/spaces", json!({ "name": "Team" })).await.expect(201);
    (made.json["id"].as_str().unwrap().parse().unwrap(), made.header("location").unwrap().to_owned())
}

/// What the link of the latest letter holds.
async fn link(root: &Client) -> Value {
    let letters = root.get("/api/v1/admin/letters?limit=1").await.expect(200);
    json!(letters.json[0]["link"].as_str().unwrap().split_once('#').unwrap().1)
}

#[tokio::test]
async fn whoever_is_invited_accepts_works_as_far_as_the_role_goes_and_is_refused_once_it_is_narrowed() {
    each_house(async |house| {
        let (root, ann, ben) = (house.admin("root").await, house.user("ann").await, house.user("ben").await);
        let (id, path) = space(&ann).await;
        let new = json!({ "name": "Sowers", "permissions": ["tasks.write"] });
        let role = ann.post(&format!("{path}/roles"), new).await.expect(201);
        let new = json!({ "email": "ben@example.org", "role": role.id() });
        ann.post(&format!("{path}/invitations"), new).await.expect(201);
        let there = ben.in_space(id);
        there.get(TASKS).await.expect_problem(404, "not_found");
        ben.post("/api/v1/invitations/accept", json!({ "token": link(&root).await })).await.expect(200);

        there.post(TASKS, json!({ "title": "sow" })).await.expect(201);
        there.get(TASKS).await.expect(200);
        there.get("/api/v1/projects").await.expect_problem(403, "forbidden");
        ben.get(&format!("{path}/members")).await.expect_problem(403, "forbidden");
        ben.get(&path).await.expect(200);
        let narrow = json!({ "permissions": ["tasks.read"] });
        ann.patch(role.header("location").unwrap(), narrow).await.expect(200);
        there.post(TASKS, json!({ "title": "reap" })).await.expect_problem(403, "forbidden");
        there.get(TASKS).await.expect(200);
        let unknown = json!({ "permissions": ["tasks.read", "tasks.reed"] });
        let refused = ann.patch(role.header("location").unwrap(), unknown).await.expect_problem(422, "invalid");
        assert!(refused.json["flaws"][0]["allowed"].as_array().unwrap().contains(&json!("tasks.read")));
        ben.post(&format!("{path}/leave"), json!({})).await.expect(200);
        there.get(TASKS).await.expect_problem(404, "not_found");
    })
    .await;
}

/// The roles of a space, and whom it is handed over to.
pub(super) async fn roles(ann: &Client, ben: &Client) {
    let (_, path) = space(ann).await;
    let known = ann.get("/api/v1/permissions").await.expect(200);
    assert!(known.list().iter().any(|one| one["permission"] == "tasks.write" && one["in_roles"] == true));
    let roles = format!("{path}/roles");
    let made = ann.post(&roles, json!({ "name": "Guests", "permissions": ["tasks.read"] })).await.expect(201);
    let role = made.header("location").unwrap().to_owned();
    assert_eq!(ann.get(&roles).await.expect(200).list(), std::slice::from_ref(&made.json));
    assert_eq!(ann.get(&role).await.expect(200).header("etag"), Some("\"1\""));
    ann.put(&role, made.json.clone()).await.expect(200);
    ann.patch(&role, json!({ "name": "Readers" })).await.expect(200);
    ben.get(&role).await.expect_problem(404, "not_found");
    ann.delete(&role).await.expect(200);
    ann.post(&format!("{path}/members"), json!({ "username": "ben", "role": "viewer" })).await.expect(201);
    let heir = json!({ "user_id": ben.user_id });
    ann.post(&format!("{path}/transfer"), heir).await.expect(200);
    ann.post(&format!("{path}/leave"), json!({})).await.expect(200);
}

/// The invitations to a space and to the house.
pub(super) async fn invitations(root: &Client, ann: &Client, ben: &Client) {
    let (_, path) = space(ann).await;
    let invitations = format!("{path}/invitations");
    let new = json!({ "username": "ben", "role": "viewer" });
    let made = ann.post(&invitations, new.clone()).await.expect(201);
    ann.get(made.header("location").unwrap()).await.expect(200);
    assert_eq!(ann.get(&invitations).await.expect(200).list().len(), 1);
    assert_eq!(ben.get("/api/v1/invitations/pending").await.expect(200).json[0]["space_name"], "Team");
    let by_id = json!({ "invitation_id": made.id() });
    ben.post("/api/v1/invitations/decline", by_id.clone()).await.expect(200);
    ben.post("/api/v1/invitations/accept", by_id).await.expect_problem(422, "invalid");
    let second = ann.post(&invitations, new).await.expect(201);
    ann.delete(second.header("location").unwrap()).await.expect(200);
    let house = "/api/v1/admin/invitations";
    let made = root.post(house, json!({ "email": "eve@example.org" })).await.expect(201);
    assert_eq!(root.get(house).await.expect(200).list().len(), 1);
    ann.get(house).await.expect_problem(403, "forbidden");
    root.delete(made.header("location").unwrap()).await.expect(200);
    let third = json!({ "username": "ben", "role": "viewer" });
    ann.post(&invitations, third).await.expect(201);
    ben.post("/api/v1/invitations/accept", json!({ "token": link(root).await })).await.expect(200);
}

/// The service accounts of a space, and their tokens.
pub(super) async fn services(house: &House, ann: &Client) {
    let (_, path) = space(ann).await;
    let accounts = format!("{path}/service-accounts");
    let made = ann.post(&accounts, json!({ "username": "bot", "role": "member" })).await.expect(201);
    let account = made.header("location").unwrap().to_owned();
    assert_eq!(ann.get(&account).await.expect(200).json, made.json);
    assert_eq!(ann.get(&accounts).await.expect(200).list(), std::slice::from_ref(&made.json));
    let tokens = format!("{account}/tokens");
    let token = ann.post(&tokens, json!({ "name": "ci", "scopes": ["tasks.write"] })).await.expect(201);
    let bearer = format!("Bearer {}", token.json["token"].as_str().unwrap());
    let shown = [("authorization", bearer.as_str()), ("content-type", "application/json")];
    let nobody = house.anonymous();
    nobody.send("POST", TASKS, &shown, r#"{"title":"sow"}"#).await.expect(201);
    nobody.send("GET", "/api/v1/projects", &shown, "").await.expect_problem(403, "forbidden");
    assert_eq!(ann.get(&tokens).await.expect(200).list().len(), 1);
    ann.get(token.header("location").unwrap()).await.expect(200);
    ann.delete(token.header("location").unwrap()).await.expect(200);
    ann.post(&tokens, json!({ "name": "ci" })).await.expect(201);
    ann.delete(&account).await.expect(200);
    nobody.send("GET", TASKS, &shown, "").await.expect_problem(401, "unauthenticated");
}

/// What those who administer the house do with its users.
pub(super) async fn administration(root: &Client, ben: &Client) {
    assert_eq!(root.get("/api/v1/admin/users?limit=1").await.expect(200).list().len(), 1);
    for verb in ["deactivate", "activate", "approve"] {
        root.post(&format!("/api/v1/admin/users/{}/{verb}", ben.user_id), json!({})).await.expect(200);
    }
    assert_eq!(root.get("/api/v1/admin/system/stats").await.expect(200).json["users_pending"], 0);
    ben.get("/api/v1/admin/users").await.expect_problem(403, "forbidden");
}
