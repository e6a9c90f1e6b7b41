//! Texts of people: what can be kept comes back as it was, what cannot is refused with its place.
use crate::{
    sample::{is_text, present},
    scene::{Scene, path},
    table::{self, Row},
};
use house::{Answer, Client, each_house};
use serde_json::{Value, json};

/// Emoji with joiners, right to left, combining characters, four bytes, what looks like markup and SQL, blanks around.
const TEXTS: &[&str] = &[
    "Frühstück 👩‍👩‍👧‍👦🏳️‍🌈",
    "שלום مرحبا \u{202e}abc\u{202c}",
    "e\u{301}o\u{308}\u{323} Z\u{351}\u{36b}a",
    "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𠜎𠜱 \u{10ffff}",
    "<script>alert('x')</script> '; drop table tasks; -- \"\\",
    "\u{feff} \t\r\n padded \u{a0}\u{2028}",
];

/// The fields in which not every text will do; such a text is refused with its place.
const OF_A_FORM: &[&str] = &[
    "username",
    "email",
    "token",
    "filter",
    "timezone",
    "format",
    "dateOfBirth",
    "phoneNumber",
    "alternatePhone",
    "workPhone",
    "workEmail",
    "website",
    "linkedIn",
    "twitter",
    "github",
];

/// Every field of a body that is a text of people's.
pub(crate) fn fields() -> Vec<(Row, &'static str, &'static Value)> {
    let of_row =
        |row: Row| row.fields().filter(|(_, schema)| is_text(schema)).map(move |(name, schema)| (row, name, schema));
    table::rows().into_iter().filter(Row::writes).flat_map(|row| of_row(row).collect::<Vec<_>>()).collect()
}

/// A request that is ready but for one field.
pub(crate) struct Ready<'a> {
    row: Row,
    client: &'a Client,
    path: String,
    body: Value,
}

impl<'a> Ready<'a> {
    pub(crate) async fn new(scene: &'a Scene, row: Row, ann: &'a Client, name: &str) -> Self {
        let parts = scene.parts(row, ann).await;
        let mut body = scene.body(row, ann).await.unwrap();
        if name == "username" {
            // Who is meant is said once.
            let body = body.as_object_mut().unwrap();
            body.remove("user_id");
            if row.id() == "invitations.create" {
                body.remove("email");
            }
        }
        body[name] = json!("PLACE");
        Self { row, client: scene.entitled(row, ann), path: path(row, &parts), body }
    }

    /// Sends it with that JSON in the field.
    pub(crate) async fn send(&self, raw: &str) -> Answer {
        let body = self.body.to_string().replacen("\"PLACE\"", raw, 1);
        self.client.send(self.row.method(), &self.path, &[("content-type", "application/json")], body).await
    }
}

#[tokio::test]
async fn pt_75_every_text_comes_back_as_it_was_sent() {
    each_house(async |house| {
        let scene = Scene::new(house).await;
        for (row, name, schema) in fields() {
            let ann = scene.somebody().await;
            let schema = present(schema);
            let most = schema["maxLength"].as_u64().and_then(|most| usize::try_from(most).ok());
            let longest = most.map(|most| "𠜎".repeat(most));
            let one = ["x", "𠜎", "é"].map(str::to_owned);
            let texts = TEXTS
                .iter()
                .map(ToString::to_string)
                .filter(|text| most.is_none_or(|most| text.chars().count() <= most));
            let mut ready = Ready::new(&scene, row, &ann, name).await;
            for text in texts.chain(one).chain(longest) {
                if row.method() == "POST" {
                    ready = Ready::new(&scene, row, &ann, name).await;
                }
                let told = ready.send(&json!(text).to_string()).await;
                if told.status == 422 && OF_A_FORM.contains(&name) {
                    assert_eq!(told.flaw().0, format!("/{name}"), "{}", row.id());
                } else if told.status >= 300 {
                    told.fail(&format!("{} does not take {text:?} as {name}", row.id()));
                } else if let Some(kept) = told.json.get(name) {
                    assert_eq!(*kept, json!(text), "{} {name}", row.id());
                }
            }
        }
    })
    .await;
}

#[tokio::test]
async fn pt_75_what_no_text_can_hold_is_refused_with_its_place_and_nothing_is_written() {
    each_house(async |house| {
        let scene = Scene::new(house).await;
        let ann = scene.somebody().await;
        for (row, name, schema) in fields() {
            let least = present(schema)["minLength"].as_u64().unwrap_or_default();
            let most = present(schema)["maxLength"].as_u64().and_then(|most| usize::try_from(most).ok());
            let too_long = most.map(|most| json!("x".repeat(most + 1)).to_string());
            let empty = (least > 0).then(|| "\"\"".to_owned());
            let never = [r#""a\u0000b""#, r#""\ud800""#, r#""\udc00x""#, r#""x\ud83d""#].map(str::to_owned);
            for raw in never.into_iter().chain(too_long).chain(empty) {
                let ready = Ready::new(&scene, row, &ann, name).await;
                let written = scene.written().await;
                let told = ready.send(&raw).await;
                let shown = &raw[..raw.len().min(20)];
                assert_eq!(told.flaw().0, format!("/{name}"), "{} {name} {shown}", row.id());
                assert_eq!(scene.written().await, written, "{} {name} {shown}", row.id());
            }
        }
    })
    .await;
}

#[tokio::test]
async fn pt_75_a_query_that_holds_what_no_text_can_is_refused_too() {
    each_house(async |house| {
        let scene = Scene::new(house).await;
        let ann = scene.somebody().await;
        for row in table::rows() {
            for (name, _) in row.query().filter(|(_, schema)| is_text(schema)) {
                let parts = scene.parts(row, &ann).await;
                let bare = path(row, &parts);
                let bare = bare.split('?').next().unwrap();
                let client = scene.entitled(row, &ann);
                let told = client.get(&format!("{bare}?{name}=a%00b")).await;
                assert_eq!(told.flaw().0, format!("/{name}"), "{}", row.id());
                client.get(&format!("{bare}?{name}=%ff%fe")).await.expect_problem(400, "malformed");
            }
        }
    })
    .await;
}
