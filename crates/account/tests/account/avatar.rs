//! The story of avatars.
use house::{Answer, Client, each_house};
use serde_json::{Value, json};

const AVATAR: &str = "/api/v1/profile/avatar";
pub(super) const PNG: &[u8] = include_bytes!("../../src/avatar/picture/samples/text.png");
const GIF: &[u8] = include_bytes!("../../src/avatar/picture/samples/animated.gif");
const PHOTOGRAPH: &[u8] = include_bytes!("../../src/avatar/picture/samples/turned.jpg");
/// How large a picture may be.
const MOST: usize = 1 << 20;

async fn send(client: &Client, method: &str, kind: &str, body: impl Into<Vec<u8>>) -> Answer {
    client.send(method, AVATAR, &[("content-type", kind)], body).await
}

/// A form with these parts, each with what it says that it is.
fn form(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut form = Vec::new();
    for (head, bytes) in parts {
        let start = format!("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n{head}\r\n");
        form.extend([start.as_bytes(), bytes, b"\r\n"].concat());
    }
    [&form[..], b"--x--\r\n"].concat()
}

#[tokio::test]
async fn pt_43_a_new_user_sets_an_avatar_sees_it_changes_it_and_removes_it() {
    each_house(async |house| {
        let (ann, ben) = (house.user("ann").await, house.user("ben").await);
        ann.get(AVATAR).await.expect_problem(404, "not_found");
        ann.delete(AVATAR).await.expect_problem(404, "not_found");
        let made = send(&ann, "POST", "image/png", PNG).await.expect(201);
        assert_eq!(made.header("location"), Some(AVATAR));
        let told = ["kind", "width", "height", "revision"].map(|name| &made.json[name]);
        assert_eq!(json!(told), json!(["png", 8, 6, 1]));

        let shown = ann.get(AVATAR).await.expect(200);
        for (name, expected) in [
            ("content-type", "image/png"),
            ("content-disposition", "inline; filename=\"avatar.png\""),
            ("x-content-type-options", "nosniff"),
            ("content-length", &shown.bytes.len().to_string()),
            (
                "content-security-policy",
                "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox",
            ),
        ] {
            assert_eq!(shown.header(name), Some(expected), "{name}");
        }
        assert!(shown.bytes.starts_with(b"\x89PNG") && shown.bytes.len() < PNG.len());
        let tag = shown.header("etag").unwrap();
        ann.send("GET", AVATAR, &[("if-none-match", tag)], "").await.expect(304);
        let head = ann.send("HEAD", AVATAR, &[], "").await.expect(200);
        assert_eq!((head.header("content-length"), head.bytes.len()), (shown.header("content-length"), 0));
        ben.get(AVATAR).await.expect_problem(404, "not_found");

        assert_eq!(send(&ann, "PUT", "image/jpeg", PNG).await.expect(200).json, made.json, "what is there is the same");
        let moving = send(&ann, "PUT", "image/png", GIF).await.expect(200).json;
        assert_eq!((&moving["kind"], &moving["revision"]), (&json!("gif"), &json!(2)), "the bytes say what it is");
        let again = ann.send("GET", AVATAR, &[("if-none-match", tag)], "").await.expect(200);
        assert_eq!(again.header("content-type"), Some("image/gif"));
        assert_eq!(ann.delete(AVATAR).await.expect(200).json, json!({ "message": "Avatar deleted successfully" }));
        ann.get(AVATAR).await.expect_problem(404, "not_found");
        // A tag of a picture that is gone is none of the next one.
        send(&ann, "POST", "image/webp", GIF).await.expect(201);
        ann.send("GET", AVATAR, &[("if-none-match", tag)], "").await.expect(200);
    })
    .await;
}

#[tokio::test]
async fn where_a_photograph_was_taken_is_told_to_nobody() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let holds = |bytes: &[u8]| bytes.windows(6).any(|window| window == b"canary");
        assert!(holds(PHOTOGRAPH));
        send(&ann, "POST", "multipart/form-data; boundary=x", form(&[("Content-Type: image/jpeg\r\n", PHOTOGRAPH)]))
            .await
            .expect(201);
        let shown = ann.get(AVATAR).await.expect(200);
        assert!(!holds(&shown.bytes) && shown.bytes.starts_with(b"\xff\xd8"));
    })
    .await;
}

#[tokio::test]
async fn what_is_no_picture_is_refused_and_nothing_is_lost() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        send(&ann, "POST", "image/png", PNG).await.expect(201);
        let before = ann.get(AVATAR).await.expect(200).bytes;
        let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>";
        for kind in ["image/svg+xml", "application/json", "text/html", "application/octet-stream", ""] {
            let told = send(&ann, "POST", kind, *svg).await.expect_problem(415, "media_type");
            assert!(told.json["detail"].as_str().unwrap().contains("image/png or image/jpeg"), "{}", told.text);
        }
        for (kind, body) in [("image/png", &svg[..]), ("image/gif", b"GIF89a"), ("image/webp", &PNG[..60])] {
            assert_eq!(send(&ann, "PUT", kind, body).await.flaw(), ("/file", "picture"));
        }
        assert_eq!(send(&ann, "POST", "image/png", b"").await.flaw(), ("/file", "missing"));
        let large = [PNG, &vec![0; MOST]].concat();
        let told = send(&ann, "PUT", "image/png", large.clone()).await.expect_problem(413, "too_large");
        assert_eq!(told.json["error"]["details"]["limit_bytes"], MOST);
        let length = [("content-type", "image/png"), ("content-length", "1048577")];
        ann.send("PUT", AVATAR, &length, PNG).await.expect_problem(413, "too_large");

        let multipart = "multipart/form-data; boundary=x";
        for (kind, body, expected) in [
            (multipart, form(&[("Content-Type: image/svg+xml\r\n", PNG)]), (415, "media_type")),
            (multipart, form(&[("Content-Type: image/png\r\n", &large)]), (413, "too_large")),
            (multipart, form(&[("", PNG), ("", PNG)]), (400, "malformed")),
            (multipart, form(&[]), (400, "malformed")),
            (multipart, form(&[("", svg)]), (422, "invalid")),
            ("multipart/form-data", form(&[("", PNG)]), (400, "malformed")),
        ] {
            assert_eq!(send(&ann, "PUT", kind, body).await.problem(), expected);
        }
        send(&ann, "PUT", multipart, form(&[("", PNG)])).await.expect(200);
        assert_eq!(ann.get(AVATAR).await.expect(200).bytes, before);
    })
    .await;
}

#[tokio::test]
async fn of_two_first_pictures_at_once_both_are_answered_and_one_key_stands_for_one_picture() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let (one, two) = tokio::join!(send(&ann, "POST", "image/png", PNG), send(&ann, "POST", "image/gif", GIF));
        assert!(one.status < 300 && two.status < 300, "{} {}", one.text, two.text);
        let once = [("content-type", "image/png"), ("idempotency-key", "once")];
        let made = ann.send("POST", AVATAR, &once, PHOTOGRAPH).await.expect(200).json;
        let again = ann.send("POST", AVATAR, &once, PHOTOGRAPH).await.expect(200);
        assert_eq!((again.header("idempotency-replayed"), &again.json), (Some("true"), &made));
        let other = ann.send("POST", AVATAR, &once, PNG).await;
        assert!(other.status >= 400, "{}", other.text);
        let told: Value = ann.get("/api/v1/audit?limit=10").await.json;
        assert!(!told.to_string().contains("base64"));
    })
    .await;
}

#[tokio::test]
async fn who_belongs_to_a_space_is_known_there_by_their_avatar_and_nowhere_else() {
    each_house(async |house| {
        let (ann, ben, cleo) = (house.user("ann").await, house.user("ben").await, house.user("cleo").await);
        let space = ann.post("/api/v1/spaces", json!({ "name": "Together" })).await.expect(201).json;
        let members = format!("/api/v1/spaces/{}/members", space["id"].as_str().unwrap());
        let made = ann.post(&members, json!({ "username": "ben", "role": "viewer" })).await.expect(201).json;
        let (of_ann, of_ben) =
            (format!("{members}/{}/avatar", ann.user_id), format!("{members}/{}/avatar", ben.user_id));
        ben.get(&of_ann).await.expect_problem(404, "not_found");
        send(&ann, "POST", "image/png", PNG).await.expect(201);
        let own = ann.get(AVATAR).await.expect(200);
        let shown = ben.get(&of_ann).await.expect(200);
        assert_eq!((shown.header("content-type"), &shown.bytes), (Some("image/png"), &own.bytes));
        assert_eq!(shown.header("etag"), own.header("etag"));
        ann.get(&of_ben).await.expect_problem(404, "not_found");
        cleo.get(&of_ann).await.expect_problem(404, "not_found");
        // Whoever has left sees nobody there, and is not seen.
        send(&ben, "POST", "image/png", PNG).await.expect(201);
        ann.get(&of_ben).await.expect(200);
        ann.delete(&format!("{members}/{}", made["user_id"].as_str().unwrap())).await.expect(200);
        ann.get(&of_ben).await.expect_problem(404, "not_found");
        ben.get(&of_ann).await.expect_problem(404, "not_found");
    })
    .await;
}
