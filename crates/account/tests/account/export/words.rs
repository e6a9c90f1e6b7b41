//! A word, written wherever somebody can write one.
use super::FILLED_BY_US;
use account::{Letter, LetterKind, Passkey, PasskeyAlgorithm, Session, Severity, User, Violation};
use base::Id;
use house::{Client, House};
use legacy::{LegacyRow, LegacyState};
use serde_json::{Value, json};
use store::{Batch, sql};

/// Every text of an object of that name's body, with the word in it.
fn said(id: &str, word: &str) -> Value {
    let document = house::Document::of_product();
    let operation = document.operations.iter().find(|operation| operation.id == id).unwrap();
    let schema = document.resolved(&operation.json["requestBody"]["content"]["application/json"]["schema"]);
    let mut body = json!({});
    for (name, schema) in schema["properties"].as_object().unwrap() {
        let forms = schema["oneOf"].as_array().cloned().unwrap_or(vec![schema.clone()]);
        let is = |kind: &str| {
            forms.iter().any(|form| {
                let kinds = &form["type"];
                kinds == kind || kinds.as_array().is_some_and(|kinds| kinds.iter().any(|known| known == kind))
            })
        };
        let is_plain =
            forms.iter().all(|form| form["format"].is_null() && form["enum"].is_null() && form["$ref"].is_null());
        if is_plain
            && is("string")
            && !is("integer")
            && !FILLED_BY_US.iter().any(|known| known.ends_with(&format!(".{name}")))
        {
            body[name] = json!(word);
        } else if is_plain && is("array") {
            body[name] = json!([word]);
        } else if is_plain && is("object") {
            body[name] = json!({ "of": word });
        }
    }
    body
}

/// Somebody takes in a file that says that word, and makes an address for it, which is told.
async fn takes_in(client: &Client, calendar: &str, word: &str) -> String {
    let file = format!(
        "BEGIN:VCALENDAR\r\nX-WORD:{word}\r\nBEGIN:VTIMEZONE\r\nTZID:{word}\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n\
         TZOFFSETFROM:+0000\r\nTZOFFSETTO:+0000\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:{word}\r\n\
         DTSTART;TZID={word}:20261121T090000\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    );
    let kind = [("content-type", "text/calendar")];
    let told = client.send("POST", &format!("{calendar}/import"), &kind, file).await.expect(200);
    assert_eq!(told.json["made"], 1, "{}", told.text);
    let feed = client.post(&format!("{calendar}/feed"), json!({})).await.expect(201);
    feed.json["path"].as_str().unwrap().to_owned()
}

/// Somebody writes that word wherever they can; gives the secrets that they were told.
pub(super) async fn write(house: &House, client: &Client, word: &str, team: Id) -> Vec<String> {
    let mut secrets = vec![client.token().unwrap().to_owned()];
    let (now, clock) = (house.clock().now(), house.clock());
    let address = json!({ "street": word, "city": word });
    let profile = json!({
        "firstName": word, "lastName": word, "displayName": word, "personalAddress": address, "jobTitle": word,
        "company": word, "department": word, "workEmail": format!("{word}@work.example.org"), "workAddress": address,
        "preferredContactMethod": word, "emergencyContact": { "name": word }, "bio": word, "language": word,
        "website": format!("https://{word}.example.org"), "linkedIn": word, "twitter": word, "github": word,
    });
    client.put("/api/v1/profile", profile).await.expect(200);
    client.put("/api/v1/profile", json!({ "bio": "" })).await.expect(200);
    client.put("/api/v1/profile", json!({ "bio": word })).await.expect(200);
    let mut settings = said("settings.update", word);
    for name in ["fast_model", "smart_model", "planning_model"] {
        settings[name] = json!(word);
    }
    settings["agent_settings"] = json!({ "of": word });
    settings["web_search_api_key"] = json!(format!("key-of-{word}"));
    secrets.push(format!("key-of-{word}"));
    client.put("/api/v1/settings", settings).await.expect(200);
    client.in_space(team).post("/api/v1/projects", said("projects.create", word)).await.expect(201);
    let mut task = said("tasks.create", word);
    task.as_object_mut().unwrap().retain(|name, _| !name.ends_with("_id") || name == "semantic_embedding_id");
    let task = client.post("/api/v1/tasks", task).await.expect(201).json["id"].clone();
    let step = json!({ "title": word, "description": word, "category": word, "prerequisites": [word], "deliverables": [word] });
    let steps = format!("/api/v1/tasks/{}/subtasks", task.as_str().unwrap());
    client.post(&steps, json!({ "subtasks": [step] })).await.expect(200);
    let reminders = format!("/api/v1/tasks/{}/reminders", task.as_str().unwrap());
    client.post(&reminders, json!({ "minutes_before": 5 })).await.expect(201);
    let felt = json!({ "opportunity_id": task, "feeling": word, "category": word, "notes": word, "difficulty": 1, "energy": 1 });
    client.post("/api/v1/feedback", felt).await.expect(201);
    client.post("/api/v1/comments", json!({ "task_id": task, "body": word })).await.expect(201);
    let other = client.post("/api/v1/tasks", json!({ "title": "another" })).await.expect(201).json["id"].clone();
    client.post("/api/v1/relations", json!({ "task_id": task, "kind": "blocks", "other_id": other })).await.expect(201);
    let filter = json!({ "name": word, "noun": "tasks", "filter": format!("title = \"{word}\"") });
    client.post("/api/v1/filters", filter).await.expect(201);
    let calendar = json!({ "name": word, "description": word });
    let calendar = client.post("/api/v1/calendar/calendars", calendar).await.expect(201).id().to_owned();
    secrets.push(takes_in(client, &format!("/api/v1/calendar/calendars/{calendar}"), word).await);
    let of = json!({ "of": word });
    let event = json!({
        "title": word, "description": word, "location": word, "category": word, "attendees": [word], "event_type": word,
        "start": "2026-11-21T09:00:00Z", "end": "2026-11-21T10:00:00Z", "semantic_keywords": of, "semantic_tags": of,
        "semantic_embedding_id": word, "semantic_category": word, "semantic_summary": word,
    });
    client.post("/api/v1/calendar/events", event).await.expect(201);
    let category = json!({ "name": word, "description": word, "emoji": word });
    client.post("/api/v1/categories", category).await.expect(201);
    let token = client.post("/api/v1/tokens", json!({ "name": word })).await.expect(201);
    secrets.push(token.json["token"].as_str().unwrap().to_owned());
    let space = client.post("/api/v1/spaces", json!({ "name": word })).await.expect(201).id().to_owned();
    let role = json!({ "name": word, "permissions": ["tasks.read"] });
    let role = client.post(&format!("/api/v1/spaces/{space}/roles"), role).await.expect(201).json["id"].clone();
    let invited = json!({ "email": format!("{word}@far.example.org"), "role": role });
    client.post(&format!("/api/v1/spaces/{space}/invitations"), invited).await.expect(201);
    let png: &[u8] = include_bytes!("../../../src/avatar/picture/samples/text.png");
    client.send("POST", "/api/v1/profile/avatar", &[("content-type", "image/png")], png).await.expect(201);

    // What only the house writes, or what it writes elsewhere.
    let store = house.app().store();
    let user: User = store.get((client.user_id,)).await.unwrap().unwrap();
    let told = Some(json!({ "of": word }));
    let secret = house.app().vault().unwrap();
    let place = vault::Place { table: "users", column: "tfa_secret", row: user.id };
    let seed = base::Secret::new(format!("seed-of-{word}"));
    secrets.extend([seed.expose().to_owned(), format!("hash-of-{word}"), format!("link-of-{word}")]);
    let changed = User {
        hashed_password: Some(format!("hash-of-{word}")),
        tfa_secret: Some(secret.seal(place, &seed).unwrap()),
        mission_statement: Some(word.into()),
        personal_goals: told.clone(),
        work_style_preferences: told.clone(),
        productivity_patterns: told.clone(),
        interview_insights: told.clone(),
        project_preferences: told.clone(),
        default_code_style: told.clone(),
        git_integrations: told.clone(),
        agent_settings: told.clone(),
        revision: user.revision + 1,
        ..user
    };
    let notification = sql!(
        (),
        (Id, Id, String, base::Instant),
        "insert into notifications (id, space_id, user_id, kind, text, about_id, about_space_id, at, is_late, revision, made_at, \
         updated_at) select $1, id, $2, 'task_reminder', $3, $1, id, $4, false, 1, $4, $4 from spaces where personal_of = $2"
    );
    let row = (Id::new(clock), client.user_id, word.to_owned(), now);
    house.write(Batch::new().run(notification, row)).await;
    let id = Id::new(clock);
    let link = vault::Place { table: "letters", column: "link", row: id };
    let letter = Letter {
        id,
        kind: LetterKind::PasswordReset,
        address: format!("{word}@example.org"),
        user_id: Some(client.user_id),
        space_id: None,
        link: secret.seal(link, &base::Secret::new(format!("link-of-{word}"))).unwrap(),
        expires_at: now,
        created_at: now,
        taken_at: None,
    };
    let passkey = Passkey {
        id: Id::new(clock),
        user_id: client.user_id,
        name: word.into(),
        credential_id: word.into(),
        algorithm: PasskeyAlgorithm::Es256,
        public_key: vec![7; 65],
        sign_count: 0,
        last_used_at: None,
        suspended_at: None,
        created_at: now,
    };
    let violation = Violation {
        seq: 0,
        id: Id::new(clock),
        at: now,
        kind: account::ViolationKind::Denied,
        severity: Severity::Low,
        user_id: Some(client.user_id),
        address: None,
        method: None,
        path: Some(format!("/{word}")),
        request_id: "req_1".into(),
        details: None,
        times: 1,
    };
    let session = Session {
        id: Id::new(clock),
        user_id: client.user_id,
        address: None,
        agent: Some(word.into()),
        generation: 0,
        created_at: now,
        renewed_at: now,
        expires_at: now,
        passed_at: None,
        fresh_until: None,
        ended_at: None,
        ended_by: None,
    };
    let id = Id::new(clock);
    let kept = vault::Place { table: "legacy_rows", column: "secrets", row: id };
    let brought = LegacyRow {
        id,
        source: word.into(),
        table_name: word.into(),
        source_key: word.into(),
        state: LegacyState::Later,
        digest: vec![7; 32],
        row_id: None,
        space_id: Some(client.own_space),
        left_at: None,
        why: Some(word.into()),
        kept: Some(format!("{{\"of\":\"{word}\"}}")),
        secrets: Some(secret.seal(kept, &base::Secret::new(format!("kept-of-{word}"))).unwrap()),
        at: now,
    };
    secrets.push(format!("kept-of-{word}"));
    let rows = Batch::new().update(&changed).insert(&brought).insert(&letter).insert(&passkey).insert(&violation);
    house.write(rows.insert(&session)).await;
    secrets
}
