//! What one tenant writes reaches no other: a word of its own in every text that one can write, and none of them in anything that the
//! other is told, by whatever operation, nor in what the house says of itself.
use crate::{
    golden,
    scene::{Scene, path},
    table::{self, Row},
    texts::{Ready, fields},
};
use api::{Manner, Place};
use house::{Answer, Client, Role, each_house};
use serde_json::json;
use std::{
    collections::BTreeSet,
    fs, io,
    sync::{Arc, Mutex},
};

/// What every word begins with.
const MARK: &str = "zq7canary";
/// What the house says of itself to whoever asks.
const PAGES: [&str; 6] = ["/", "/metrics", "/health/detailed", "/health/features", "/openapi.json", "/docs"];

/// The words of a tenant.
#[derive(Default)]
struct Words(Vec<(String, String)>);

impl Words {
    /// A word that nothing else holds, for that place.
    fn next(&mut self, place: String) -> String {
        let word = format!("{MARK}{:04}", self.0.len());
        self.0.push((word.clone(), place));
        word
    }

    /// Where the words in a text were written.
    fn found_in(&self, text: &str) -> Vec<&str> {
        let mut rest = text;
        let mut found = Vec::new();
        while let Some(at) = rest.find(MARK) {
            rest = &rest[at + MARK.len()..];
            let number: Option<usize> = rest.get(..4).and_then(|digits| digits.parse().ok());
            found.extend(number.and_then(|number| self.0.get(number)).map(|(_, place)| place.as_str()));
        }
        found
    }

    #[track_caller]
    fn assert_absent(&self, asked: &str, answer: &Answer) {
        assert_eq!(self.found_in(&answer.text), [""; 0], "{asked}: {}", answer.text);
    }
}

/// Writes a word into every text that a tenant can write; gives the places that take none of the forms a word can have.
async fn written(scene: &Scene, zed: &Client, words: &mut Words) -> BTreeSet<String> {
    let mut left = BTreeSet::new();
    for (row, name, _) in fields() {
        let mut is_written = false;
        for form in ["{}", "{}@example.org", "https://{}.example.org"] {
            let ready = Ready::new(scene, row, zed, name).await;
            let word = words.next(format!("{} {name}", row.id()));
            let told = ready.send(&json!(form.replace("{}", &word)).to_string()).await;
            is_written = told.status < 300;
            if is_written {
                break;
            }
        }
        if !is_written {
            left.insert(format!("{} {name}", row.id()));
        }
    }
    left
}

/// All that somebody is told by every operation: about what is theirs, and about what is the other tenant's.
async fn told(scene: &Scene, words: &Words, who: &Client, maker: &Client, zed: &Client) {
    for row in table::rows().into_iter().filter(|row| row.permission().place != Place::House) {
        for of in [maker, zed] {
            let parts = scene.parts(row, of).await;
            let body = if row.writes() { scene.body(row, maker).await } else { None };
            words.assert_absent(row.id(), &scene.send(row, who, &parts, body).await);
            if row.route.operation().manner() == Manner::Reads {
                reads(words, row, who, &path(row, &parts)).await;
            }
        }
    }
}

/// The same list in its other forms, searched for the words of the other tenant.
async fn reads(words: &Words, row: Row, who: &Client, path: &str) {
    words.assert_absent(row.id(), &who.get(&format!("{path}?envelope=1")).await);
    for (name, _) in row.query() {
        words.assert_absent(row.id(), &who.get(&format!("{path}?{name}={MARK}")).await);
    }
}

/// What is logged, as far as it is kept by default.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn s_21_no_word_of_a_tenant_reaches_another_by_any_operation_stream_page_file_or_log() {
    let log = Log::default();
    let writer = log.clone();
    let logging = tracing_subscriber::fmt().with_max_level(tracing::Level::INFO).with_writer(move || writer.clone());
    let _guard = tracing::subscriber::set_default(logging.finish());
    each_house(async |house| {
        let scene = Scene::new(house.clone()).await;
        let [ann, ben, zed] = [scene.somebody().await, scene.somebody().await, scene.somebody().await];
        let shared = house.shared(&[(&ann, Role::Owner), (&ben, Role::Viewer)]).await;
        let since = ann.get("/api/v1/tasks").await.expect(200).header("x-sync-token").unwrap().to_owned();
        let mut words = Words::default();
        let left = written(&scene, &zed, &mut words).await;
        let left: Vec<String> = left.into_iter().collect();
        golden::compare(
            "tenants.txt",
            &format!("Texts that take no word: all others hold one of a tenant's.\n\n{}\n", left.join("\n")),
        );
        let own = zed.get("/api/v1/tasks").await.expect(200);
        assert!(!words.found_in(&own.text).is_empty(), "whoever wrote a word finds it: {}", own.text);
        let heard = format!("/api/v1/events/stream?for_ms=500&since={since}");
        assert!(!words.found_in(&zed.get(&heard).await.expect(200).text).is_empty(), "and hears of it");

        for (who, maker) in [
            (&ann, &ann),
            (&ann.in_space(shared), &ann.in_space(shared)),
            (&ben.in_space(shared), &ann.in_space(shared)),
        ] {
            words.assert_absent("events.stream", &who.get(&heard).await.expect(200));
            told(&scene, &words, who, maker, &zed).await;
        }
        for page in PAGES {
            words.assert_absent(page, &house.anonymous().get(page).await);
        }
        for file in fs::read_dir(house.app().folder().unwrap()).unwrap().map(|file| file.unwrap().path()) {
            let is_database = file.file_name().unwrap().to_string_lossy().starts_with("house.db");
            if file.is_file() && !is_database {
                let text = String::from_utf8_lossy(&fs::read(&file).unwrap()).into_owned();
                assert_eq!(words.found_in(&text), [""; 0], "{}", file.display());
            }
        }
        let logged = String::from_utf8_lossy(&log.0.lock().unwrap()).into_owned();
        assert!(logged.contains("request") && logged.contains("/api/v1/tasks"), "nothing is logged: {logged}");
        assert_eq!(words.found_in(&logged), [""; 0]);
    })
    .await;
}
