//! Lists with something in them.
use super::draw::Chance;
use crate::{
    sample,
    scene::{Parts, Scene},
    table::{self, Row},
};
use base::{Id, Instant};
use house::Client;
use serde_json::json;
use std::time::Duration;
use store::{Batch, sql};

/// Makes some of what a list shows, as different as its schema allows; what is refused is made plainly.
pub(super) async fn filled(scene: &Scene, row: Row, ann: &Client, parts: &Parts) {
    for seed in 0..8 {
        scene.house.advance(Duration::from_secs(5 * 60));
        match row.id() {
            "sessions.list" => drop(ann.signed_in().await),
            "passkeys.list" => passkey(scene, ann).await,
            "notifications.list" => {
                let id = scene.notification(ann).await;
                if seed % 2 == 0 {
                    ann.post(&format!("{}/{id}/read", row.route.path()), json!({})).await.expect(200);
                }
            }
            "violations.list" => violation(scene, ann).await,
            "system_settings.list" => {
                let path = format!("{}/of.a.list.{seed}", row.route.path());
                scene.root.put(&path, json!({ "value": format!("x{seed}") })).await.expect(200);
            }
            "invitations.pending" => {
                let space = scene.root.post("/api/v1/spaces", json!({ "name": format!("x{seed}") })).await.expect(201);
                let name = scene.root.get(&format!("/api/v1/users/{}", ann.user_id)).await.expect(200);
                let role = if seed % 2 == 0 { "viewer" } else { "member" };
                let new = json!({ "username": name.json["username"], "role": role });
                scene.root.post(&format!("/api/v1/spaces/{}/invitations", space.id()), new).await.expect(201);
            }
            "subtasks.list" => {
                let step = json!({ "title": format!("x{seed}"), "completed": seed % 2 == 0, "estimated_hours": seed });
                let path = format!("/api/v1/tasks/{}/subtasks", parts["id"]);
                ann.post(&path, json!({ "subtasks": [step] })).await.expect(200);
            }
            _ => made(scene, row, ann, parts, u64::try_from(seed).unwrap()).await,
        }
    }
}

/// Makes one thing where such things are made.
async fn made(scene: &Scene, row: Row, ann: &Client, parts: &Parts, seed: u64) {
    let making = table::row("POST", row.route.path());
    let Some(making) = making.or_else(|| table::row("POST", &row.route.path().replace("/admin/", "/"))) else { return };
    let Some(plain) = scene.body(making, ann).await else { return };
    let (client, mut chance, mut body) = (scene.entitled(making, ann), Chance::of(seed), plain.clone());
    for (name, schema) in making.fields().filter(|(name, _)| !name.ends_with("_id") && *name != "revision") {
        let value = sample::value(name, schema, scene.next());
        match chance.below(4) {
            0 => body[name] = value,
            1 => body[name] = sample::other(&value, Some(schema)),
            _ => {}
        }
    }
    if scene.send(making, client, parts, Some(body)).await.status >= 300 {
        scene.send(making, client, parts, Some(plain)).await;
    }
}

/// A device of somebody's has a key.
async fn passkey(scene: &Scene, ann: &Client) {
    type Key = (Id, Id, Vec<u8>, Instant);
    let key = sql!(
        (),
        Key,
        "insert into passkeys (id, user_id, name, credential_id, algorithm, public_key, sign_count, created_at) \
         values ($1, $2, 'of ann', $3, 'es256', $3, 0, $4)"
    );
    let number = scene.next().to_be_bytes().to_vec();
    let row = (Id::new(scene.house.clock()), ann.user_id, number, scene.house.clock().now());
    scene.house.write(Batch::new().run(key, row)).await;
}

/// Something was refused.
async fn violation(scene: &Scene, ann: &Client) {
    type Refusal = (Id, Instant, Id, i64);
    let refusal = sql!(
        (),
        Refusal,
        "insert into audit.security_violations (id, at, kind, severity, user_id, path, request_id, times) \
         values ($1, $2, 'denied', 'low', $3, '/x', 'r', $4)"
    );
    let times = i64::try_from(scene.next()).unwrap();
    let row = (Id::new(scene.house.clock()), scene.house.clock().now(), ann.user_id, times);
    scene.house.write(Batch::new().run(refusal, row)).await;
}
