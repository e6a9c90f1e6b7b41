//! People over HTTP, over both databases; each answer is compared with the document on the way.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails there")]
mod avatar;
mod choices;
mod coming;
mod demanded;
mod export;
mod factors;
mod guesses;
mod notices;
mod passkeys;
mod passwords;
mod people;
mod profile;
mod record;
mod settings;
mod shared;
mod sign_in;
mod tampering;
mod violations;

use house::{Client, Document, House, each_house};
use serde_json::{Value, json};

const NOUNS: &[&str] = &[
    "users.",
    "settings.",
    "profile.",
    "spaces.",
    "members.",
    "tokens.",
    "permissions.",
    "roles.",
    "invitations.",
    "house_invitations.",
    "letters.",
    "service_accounts.",
    "service_tokens.",
    "house.",
];

/// The operations on people, by their ids in the document.
fn operations() -> impl Iterator<Item = &'static house::Operation> {
    let all = Document::of_product().operations.iter();
    all.filter(|operation| NOUNS.iter().any(|noun| operation.id.starts_with(noun)))
}

async fn users(root: &Client) {
    let new = json!({ "username": "Dee", "email": "dee@example.org" });
    let dee = root.post("/api/v1/users", new).await.expect(201);
    let path = dee.header("location").unwrap().to_owned();
    root.get(&path).await.expect(200);
    assert_eq!(root.get("/api/v1/users?limit=1").await.expect(200).json[0]["username"], "ann");
    root.put(&path, dee.json.clone()).await.expect(200);
    let changed = root.patch(&path, json!({ "role": "admin" })).await.expect(200);
    assert_eq!(changed.header("etag"), Some("\"2\""));
    let stale = [("if-match", "\"1\""), ("content-type", "application/json")];
    root.send("PATCH", &path, &stale, r#"{"role":"user"}"#).await.expect_problem(412, "precondition_failed");
    root.post("/api/v1/users", json!({ "username": "dee", "email": "x@y.z" })).await.expect_problem(422, "invalid");
    root.post(&format!("{path}/reset-password"), json!({})).await.expect(200);
    assert_eq!(root.get("/api/v1/user/current").await.expect(200).json["username"], "root");
}

async fn settings_and_profile(ann: &Client) {
    for path in ["/api/v1/settings", "/api/v1/profile"] {
        ann.get(path).await.expect(200);
        for method in ["PUT", "PATCH", "POST"] {
            ann.send_json(method, path, json!({ "timezone": "Asia/Tokyo" })).await.expect(200);
        }
        assert_eq!(ann.get(path).await.expect(200).json["timezone"], "Asia/Tokyo");
    }
    ann.post("/api/v1/profile/update-from-chat", json!({ "bio": "x" })).await.expect(200);
    let document = ann.post("/api/v1/settings/export", json!({})).await.expect(200).json;
    ann.post("/api/v1/settings/import", document).await.expect(200);
    ann.get("/api/v1/settings/models").await.expect(200);
    for path in ["/api/v1/profile/chat-template", "/api/v1/profile/preferences", "/api/v1/auth-test"] {
        ann.get(path).await.expect(200);
    }
}

async fn spaces(ann: &Client, ben: &Client) {
    let space = ann.post("/api/v1/spaces", json!({ "name": "Team" })).await.expect(201);
    let path = space.header("location").unwrap().to_owned();
    let members = format!("{path}/members");
    ben.get(&path).await.expect_problem(404, "not_found");
    let member = ann.post(&members, json!({ "username": "ben", "role": "viewer" })).await.expect(201);
    let of_ben = member.header("location").unwrap().to_owned();
    ben.get(&of_ben).await.expect(200);
    ben.send("POST", "/api/v1/profile/avatar", &[("content-type", "image/png")], avatar::PNG).await.expect(201);
    ann.get(&format!("{of_ben}/avatar")).await.expect(200);
    assert_eq!(ben.get(&format!("{members}?envelope=1")).await.expect(200).json["items"][1]["role"], "viewer");
    assert_eq!(ben.get("/api/v1/spaces").await.expect(200).json[1]["role"], "viewer");
    ben.patch(&path, json!({ "name": "Mine" })).await.expect_problem(403, "forbidden");
    ann.put(&of_ben, member.json.clone()).await.expect(200);
    ann.patch(&of_ben, json!({ "role": null })).await.expect_problem(422, "invalid");
    ann.patch(&of_ben, json!({ "role": "member" })).await.expect(200);
    ben.delete(&of_ben).await.expect(200);
    ann.get(&path).await.expect(200);
    ann.put(&path, space.json.clone()).await.expect(200);
    ann.patch(&path, json!({ "name": "The team" })).await.expect(200);
    ann.delete(&path).await.expect(200);
    ann.post(&format!("{path}/restore"), json!({})).await.expect(200);
}

async fn tokens(ann: &Client) {
    let once = [("idempotency-key", "once"), ("content-type", "application/json")];
    let new = json!({ "name": "laptop", "scopes": ["tasks.read"] }).to_string();
    let made = ann.send("POST", "/api/v1/tokens", &once, new.clone()).await.expect(201);
    let path = made.header("location").unwrap().to_owned();
    assert!(made.json["token"].as_str().is_some_and(|token| token.starts_with("aiwfe_")));
    ann.send("POST", "/api/v1/tokens", &once, new).await.expect_problem(409, "conflict");
    assert_eq!(ann.get(&path).await.expect(200).json["token"], Value::Null);
    assert_eq!(ann.get("/api/v1/tokens?revoked=true").await.expect(200).json.as_array().unwrap().len(), 2);
    ann.send("DELETE", &path, &[("if-match", "\"1\"")], "").await.expect_problem(400, "malformed");
    ann.delete(&path).await.expect(200);
}

async fn without_a_token(house: &House) {
    for operation in operations() {
        let id = "01890a5d-ac96-774b-bcce-b302099a8057";
        let parts = ["{id}", "{user_id}", "{role_id}", "{invitation_id}", "{token_id}"];
        let path = parts.iter().fold(operation.path.clone(), |path, part| path.replace(part, id));
        house.anonymous().send(&operation.method, &path, &[], "").await.expect_problem(401, "unauthenticated");
    }
}

#[tokio::test]
async fn each_operation_on_people_does_what_the_document_says_and_nothing_without_a_token() {
    each_house(async |house| {
        let (root, ann, ben) = (house.admin("root").await, house.user("ann").await, house.user("ben").await);
        users(&root).await;
        house.user("eve").await.signed_in().await.delete("/api/v1/user/current").await.expect(200);
        choices::provide(&house);
        settings_and_profile(&ann).await;
        spaces(&ann, &ben).await;
        tokens(&ann).await;
        shared::roles(&ann, &ben).await;
        shared::invitations(&root, &ann, &ben).await;
        shared::services(&house, &ann).await;
        shared::administration(&root, &ben).await;
        without_a_token(&house).await;
        let done = house.answered(|status| status < 300);
        let left: Vec<&str> =
            operations().map(|operation| operation.id.as_str()).filter(|id| !done.contains(*id)).collect();
        assert_eq!(left, [""; 0], "every operation is asked");
    })
    .await;
}
