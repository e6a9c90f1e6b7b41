//! Words that more things hold than are looked at: what a rarer word beside them finds is found all the same.
use super::{make, read, titles};
use api::search::{SearchKnown, SearchWord};
use base::Id;
use house::{Client, House, each_house};
use serde_json::Value;
use store::Batch;

/// More things than are looked at for one word.
const MANY: usize = 4_001;

/// Lets very many later tasks hold some words: tasks that are gone by the time somebody wants to see them.
async fn are_everywhere(house: &House, ann: &Client, words: &[&str]) {
    let (space_id, noun, weight) = (ann.space_id(), "tasks".to_owned(), 100);
    let known: Value = words.iter().map(|word| ((*word).to_owned(), Value::from(weight))).collect();
    let mut batch = Batch::new();
    for _ in 0..MANY {
        let (row_id, noun) = (Id::new(house.clock()), noun.clone());
        batch = batch.insert(&SearchKnown { space_id, noun: noun.clone(), row_id, words: known.clone() });
        for word in words {
            let word = (*word).to_owned();
            batch = batch.insert(&SearchWord { space_id, noun: noun.clone(), word, row_id, weight });
        }
    }
    house.write(batch).await;
}

#[tokio::test]
async fn a_word_that_is_everywhere_hides_nothing_that_a_rarer_one_finds() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        make(&ann, "Fern in the garden", "").await;
        make(&ann, "Fern on the balcony", "").await;
        read(&house).await;
        are_everywhere(&house, &ann, &["garden", "water"]).await;
        make(&ann, "Water for the garden", "").await;
        read(&house).await;
        for (q, expected) in [
            ("fern garden", &["Fern in the garden"][..]),
            ("garden fer", &["Fern in the garden"]),
            ("fern gard", &["Fern in the garden"]),
            ("\"in the garden\"", &["Fern in the garden"]),
            ("fern -garden", &["Fern on the balcony"]),
            // Where all words are everywhere, the latest count.
            ("water garden", &["Water for the garden"]),
            ("garden wat", &["Water for the garden"]),
        ] {
            assert_eq!(titles(&ann, q).await, expected, "{q}");
        }
    })
    .await;
}
