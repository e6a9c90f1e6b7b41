//! The story of profiles, through HTTP, over both databases.
use house::{Client, each_house};
use serde_json::{Value, json};

const PROFILE: &str = "/api/v1/profile";

/// What the profile is.
async fn profile(client: &Client) -> Value {
    client.get(PROFILE).await.expect(200).json
}

/// The profile of a client that knows every part.
fn whole() -> Value {
    let address = json!({
        "street": "1 Main St", "street2": "", "city": "Springfield", "state": "IL", "zipCode": "62701", "country": "US",
    });
    json!({
        "firstName": "Ann", "lastName": "Lee", "displayName": "Annie", "dateOfBirth": "04/13/1990",
        "phoneNumber": "+1 (415) 555-0123", "alternatePhone": "", "personalAddress": address,
        "jobTitle": "Gardener", "company": "Green", "department": "", "workPhone": "0049 89 636-48018",
        "workEmail": "ann@work.example.org", "workAddress": "", "preferredContactMethod": "email",
        "emergencyContact": { "name": "Ben", "relationship": "brother", "phone": "", "email": "ben@example.org" },
        "bio": "Frühstück 👩‍👩‍👧‍👦", "website": "https://example.org", "linkedIn": "in/ann-lee", "twitter": "@ann",
        "github": "https://github.com/ann", "timezone": "europe/berlin", "language": "en",
    })
}

#[tokio::test]
async fn pt_43_a_new_user_reads_their_profile_writes_it_changes_it_and_empties_it() {
    each_house(async |house| {
        let (ann, ben) = (house.user("ann").await, house.user("ben").await);
        let first = profile(&ann).await;
        let known: Vec<(&String, &Value)> =
            first.as_object().unwrap().iter().filter(|(_, told)| told.is_string() && **told != "").collect();
        let known: Vec<&str> = known.into_iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(known, ["created_at", "displayName", "email", "updated_at", "user_id"]);
        assert_eq!((&first["displayName"], &first["user_id"]), (&json!("ann"), &json!(ann.user_id.to_string())));
        assert_eq!((&first["personalAddress"]["zipCode"], &first["revision"]), (&json!(""), &json!(1)));

        let told = ann.put(PROFILE, whole()).await.expect(200).json;
        assert_eq!(told["message"], "Profile updated successfully");
        assert_eq!(told["profile_id"], ann.user_id.to_string());
        assert_eq!(told["updated_fields"].as_array().unwrap().len(), 22);
        let kept = profile(&ann).await;
        for (at, expected) in [
            ("/firstName", "Ann"),
            ("/displayName", "Annie"),
            ("/dateOfBirth", "1990-04-13"),
            ("/phoneNumber", "+14155550123"),
            ("/alternatePhone", ""),
            ("/workPhone", "+498963648018"),
            ("/personalAddress/zipCode", "62701"),
            ("/workAddress/city", ""),
            ("/emergencyContact/email", "ben@example.org"),
            ("/bio", "Frühstück 👩‍👩‍👧‍👦"),
            ("/timezone", "Europe/Berlin"),
        ] {
            assert_eq!(kept.pointer(at), Some(&json!(expected)), "{at}");
        }
        assert_eq!((&kept["revision"], &kept["email"]), (&json!(2), &first["email"]));

        ann.put(PROFILE, kept.clone()).await.expect(200);
        assert_eq!(profile(&ann).await, kept, "what was shown may be sent back, and changes nothing");
        let part = json!({ "personalAddress": { "city": "Salem" }, "bio": null, "displayName": "" });
        let told = ann.patch(PROFILE, part).await.expect(200);
        assert_eq!(told.json["updated_fields"], json!(["displayName", "personalAddress", "bio"]));
        assert_eq!(told.header("etag"), Some("\"3\""));
        let changed = profile(&ann).await;
        let address = &changed["personalAddress"];
        assert_eq!((&address["city"], &address["street"]), (&json!("Salem"), &json!("1 Main St")));
        assert_eq!((&changed["bio"], &changed["displayName"]), (&json!(""), &json!("ann")));

        let nothing: Value = whole().as_object().unwrap().keys().map(|name| (name.clone(), json!(""))).collect();
        ann.post(PROFILE, nothing).await.expect(200);
        let told = |profile: &Value| {
            let mut told = profile.as_object().unwrap().clone();
            told.retain(|name, _| name != "revision" && name != "updated_at");
            told
        };
        assert_eq!(told(&profile(&ann).await), told(&first));
        assert_eq!(profile(&ben).await["revision"], 1, "everybody has their own");
    })
    .await;
}

#[tokio::test]
async fn pt_43_two_who_write_a_profile_first_are_both_heard() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let (one, two) = (json!({ "firstName": "Ann" }), json!({ "lastName": "Lee" }));
        let (one, two) = tokio::join!(ann.put(PROFILE, one), ann.put(PROFILE, two));
        assert_eq!((one.status, two.status), (200, 200));
        let kept = profile(&ann).await;
        let told = ["firstName", "lastName", "revision"].map(|name| &kept[name]);
        assert_eq!(json!(told), json!(["Ann", "Lee", 3]));
        let stale = json!({ "firstName": "Anna", "revision": 2 });
        ann.put(PROFILE, stale).await.expect_problem(409, "stale");
    })
    .await;
}

#[tokio::test]
async fn pt_43_what_no_profile_can_be_is_told_with_its_place_and_an_example() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        for (body, at, rule) in [
            (json!({ "phoneNumber": "555-0123" }), "/phoneNumber", "format"),
            (json!({ "workEmail": "ann" }), "/workEmail", "format"),
            (json!({ "dateOfBirth": "13/13/2020" }), "/dateOfBirth", "format"),
            (json!({ "website": "example" }), "/website", "format"),
            (json!({ "timezone": "Mars/Phobos" }), "/timezone", "unknown_zone"),
            (json!({ "bio": "x".repeat(5_001) }), "/bio", "too_long"),
            (json!({ "firstName": 7 }), "/firstName", "type"),
            (json!({ "firstname": "Ann" }), "/firstname", "unknown_field"),
            (json!({ "personalAddress": "Main St" }), "/personalAddress", "type"),
            (json!({ "personalAddress": { "city": 7 } }), "/personalAddress/city", "type"),
            (json!({ "personalAddress": { "planet": "Earth" } }), "/personalAddress/planet", "unknown_field"),
            (json!({ "emergencyContact": { "phone": "12" } }), "/emergencyContact/phone", "format"),
            (json!({ "emergencyContact": { "name": "a\u{0}b" } }), "/emergencyContact/name", "text"),
        ] {
            assert_eq!(ann.put(PROFILE, body.clone()).await.flaw(), (at, rule), "{body}");
        }
        let told = ann.put(PROFILE, json!({ "phoneNumber": "1", "workEmail": "x" })).await;
        assert_eq!(told.json["flaws"].as_array().unwrap().len(), 2, "all that is wrong is told at once");
        assert!(told.json["detail"].as_str().unwrap().ends_with("such as +14155550123"));
        assert_eq!(profile(&ann).await["revision"], 1);
    })
    .await;
}

#[tokio::test]
async fn pt_43_a_conversation_starts_from_a_profile_and_what_it_tells_is_kept() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let template = format!("{PROFILE}/chat-template");
        let start = ann.get(&template).await.expect(200).json;
        assert_eq!(start["session_id"], format!("profile_collection_{}", ann.user_id));
        assert_eq!(start["context"], "profile_collection");
        let state = &start["current_graph_state"];
        assert_eq!((&state["profile_data"], &state["completed_sections"]), (&profile(&ann).await, &json!([])));

        let learnt = json!({
            "firstName": "Ann", "lastName": "Lee", "dateOfBirth": "03/04/1990", "mood": "good", "user_id": "nobody",
        });
        let told = ann.post(&format!("{PROFILE}/update-from-chat"), learnt).await.expect(200).json;
        assert_eq!(told["updated_fields"], json!(["firstName", "lastName", "dateOfBirth"]));
        assert_eq!(told["data"], json!({ "firstName": "Ann", "lastName": "Lee", "dateOfBirth": "1990-03-04" }));
        assert_eq!(profile(&ann).await["lastName"], "Lee");
        let start = ann.get(&template).await.expect(200).json;
        assert_eq!(start["current_graph_state"]["completed_sections"], json!(["personal"]));
        let told = ann.post(&format!("{PROFILE}/update-from-chat"), json!({ "workEmail": "nowhere" })).await;
        assert_eq!(told.flaw(), ("/workEmail", "format"));

        ann.put(PROFILE, json!({ "language": "en", "timezone": "UTC" })).await.expect(200);
        let preferences = ann.get(&format!("{PROFILE}/preferences")).await.expect(200).json;
        assert_eq!(preferences, json!({ "preferredContactMethod": "", "timezone": "UTC", "language": "en" }));
        let known = ann.get("/api/v1/auth-test").await.expect(200).json;
        let told = ["success", "user_id", "role"].map(|name| &known[name]);
        assert_eq!(json!(told), json!([true, ann.user_id.to_string(), "user"]));
    })
    .await;
}
