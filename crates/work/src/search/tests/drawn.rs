//! Texts and questions that chance makes up: what is found is what a look at every text finds.
use super::{read, search};
use house::each_house;
use serde_json::{Value, json};
use testkit::chance::draw;

const WORDS: [&str; 24] = [
    "sow", "sowing", "sown", "reap", "rest", "water", "waters", "plant", "Äpfel", "apfel", "tree", "trees", "a", "an",
    "and", "in", "東京", "x1", "é", "ÉTÉ", "été", "bean", "beans", "BEAN",
];

fn drawn(seed: u64, count: usize) -> Vec<&'static str> {
    (0..count as u64).map(|turn| WORDS[usize::try_from(draw(seed, turn) >> 16).unwrap() % WORDS.len()]).collect()
}

/// What a text says, told in the simplest way: small letters, the marks that are in `WORDS` taken off, one word for each sign.
fn plain(text: &str) -> Vec<String> {
    let text = text.to_lowercase().replace('ä', "a").replace('é', "e").replace("東京", "東 京");
    text.split_whitespace().map(str::to_owned).collect()
}

#[tokio::test]
async fn both_databases_find_what_a_look_at_every_text_finds() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let texts: Vec<(String, String)> =
            (0..150).map(|seed| (drawn(seed, 3).join(" "), drawn(seed + 1_000, 6).join(" "))).collect();
        let tasks: Vec<Value> =
            texts.iter().map(|(title, text)| json!({ "title": title, "description": text })).collect();
        ann.post("/api/v1/tasks/bulk", json!({ "create": tasks })).await.expect(200);
        for seed in 0..200 {
            let query = drawn(seed + 5_000, 3);
            let (q, words, last, without, phrase): (String, _, _, _, Option<Vec<String>>) = match seed % 4 {
                0 => (query[0].into(), vec![], Some(plain(query[0])), vec![], None),
                1 => (query[..2].join(" "), plain(query[0]), Some(plain(query[1])), vec![], None),
                2 => (format!("{} -{}", query[0], query[1]), vec![], Some(plain(query[0])), plain(query[1]), None),
                _ => {
                    (format!("\"{}\"", query[..2].join(" ")), vec![], None, vec![], Some(plain(&query[..2].join(" "))))
                }
            };
            let fits = |(title, text): &&(String, String)| {
                let both = [plain(title), plain(text)];
                let all: Vec<&String> = both.iter().flatten().collect();
                let has = |word: &String| all.contains(&word);
                let begins = |last: &Vec<String>| {
                    let (end, before) = last.split_last().unwrap();
                    before.iter().all(has) && all.iter().any(|word| word.starts_with(end))
                };
                let follows = |phrase: &Vec<String>| {
                    both.iter().any(|text| text.windows(phrase.len()).any(|some| some == phrase))
                };
                words.iter().all(has)
                    && last.as_ref().is_none_or(begins)
                    && !without.iter().any(has)
                    && phrase.as_ref().is_none_or(follows)
            };
            let expected: Vec<&String> = {
                let mut expected: Vec<&String> = texts.iter().filter(fits).map(|(title, _)| title).collect();
                expected.sort();
                expected
            };
            let hits = search(&ann, &q, "&limit=100").await;
            let mut found: Vec<&str> = hits.iter().map(|hit| hit["title"].as_str().unwrap()).collect();
            assert!(hits.is_sorted_by(|one, other| one["rank"].as_f64() >= other["rank"].as_f64()), "{q}");
            found.sort_unstable();
            if expected.len() <= 100 {
                assert_eq!(found, expected, "{q}");
            } else {
                assert_eq!(found.len(), 100, "{q}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn whether_the_words_are_read_already_makes_no_difference() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let tasks: Vec<Value> = (0..60)
            .map(|seed| json!({ "title": drawn(seed, 3).join(" "), "description": drawn(seed + 1_000, 6).join(" ") }))
            .collect();
        let made = ann.post("/api/v1/tasks/bulk", json!({ "create": tasks })).await.expect(200).json;
        let paths: Vec<String> =
            (0..60).map(|at| format!("/api/v1/tasks/{}", made["created"][at]["id"].as_str().unwrap())).collect();
        let all = async || {
            let mut told = Vec::new();
            for q in ["wat", "plant sow", "a -tree", "\"sow a\"", "été", "京", "bean bean"] {
                told.push(search(&ann, q, "").await);
            }
            told
        };
        let fresh = all().await;
        read(&house).await;
        assert_eq!(all().await, fresh);
        for (at, path) in paths.iter().enumerate().take(20) {
            match at % 3 {
                0 => ann.delete(path).await.expect(200),
                1 => ann.patch(path, json!({ "title": "Waters of été" })).await.expect(200),
                _ => ann.patch(path, json!({ "description": null })).await.expect(200),
            };
        }
        let fresh = all().await;
        read(&house).await;
        assert_eq!(all().await, fresh);
    })
    .await;
}
