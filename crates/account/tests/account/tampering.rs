//! What somebody does to the record by way of the database, over both databases: each of it shows.
use account::{Record, Verified};
use house::{Client, House, each_house};
use serde_json::json;
use std::{cell::Cell, time::Duration};
use store::{Batch, Statement, sql};
use vault::Purpose;

/// Longer than entries may be out of the order of time.
const LONG: Duration = Duration::from_secs(600);

/// A house whose record has two pieces, each sealed and signed: entries 1 to 6, and later 7 to 9.
struct Kept {
    house: House,
    ann: Client,
    record: Record,
}

impl Kept {
    async fn new(house: House) -> Self {
        let ann = house.user("ann").await;
        let record = Record::of(house.app());
        let mut kept = Self { house, ann, record };
        kept.go_on(6).await;
        kept.go_on(3).await;
        kept
    }

    /// So much is done, sealed and signed.
    async fn go_on(&mut self, entries: usize) {
        self.house.advance(LONG);
        for number in 0..entries {
            self.ann.post("/api/v1/tasks", json!({ "title": format!("task {number}") })).await.expect(201);
        }
        self.record.close().await.unwrap();
    }

    async fn write(&self, statements: &[Statement<(), ()>]) {
        let batch = statements.iter().fold(Batch::new(), |batch, statement| batch.run(*statement, ()));
        self.house.write(batch).await;
    }

    async fn verify(&self) -> Verified {
        Record::verify(self.house.app(), None).await.unwrap()
    }

    /// What is found: its id, and the first place.
    async fn found(&self) -> Vec<(&'static str, String)> {
        let findings = self.verify().await.findings.into_iter();
        findings
            .map(|finding| (finding.id, finding.observed.split(':').next().unwrap_or_default().to_owned()))
            .collect()
    }
}

const CUT_OFF: [Statement<(), ()>; 2] = [
    sql!((), (), "delete from audit.audit_log where seq > 6"),
    sql!((), (), "delete from audit.audit_seals where position >= 6"),
];

#[tokio::test]
async fn s_16_an_edited_entry_shows() {
    each_house(async |house| {
        let kept = Kept::new(house).await;
        kept.write(&[sql!((), (), "update audit.audit_log set operation = 'tasks.list' where seq = 3")]).await;
        assert_eq!(kept.found().await, [("AUD.E001", "entry 3, sealed at position 2".into())]);
    })
    .await;
}

#[tokio::test]
async fn s_16_a_deleted_entry_shows() {
    each_house(async |house| {
        let kept = Kept::new(house).await;
        kept.write(&[sql!((), (), "delete from audit.audit_log where seq = 4")]).await;
        assert_eq!(kept.found().await, [("AUD.E002", "entry 4, sealed at position 3".into())]);
    })
    .await;
}

#[tokio::test]
async fn s_16_an_inserted_entry_shows_whatever_number_it_has() {
    each_house(async |house| {
        let mut kept = Kept::new(house).await;
        let before = sql!(
            (),
            (),
            "insert into audit.audit_log (seq, at, operation, request_id) \
             select -5, at, operation, request_id from audit.audit_log where seq = 3"
        );
        kept.write(&[before]).await;
        assert_eq!(kept.found().await, [("AUD.E003", "entry -5".into())]);
        kept.write(&[sql!((), (), "delete from audit.audit_log where seq = -5")]).await;
        assert_eq!(kept.found().await, []);
        let after = sql!(
            (),
            (),
            "insert into audit.audit_log (seq, at, operation, request_id) \
             select 50, at, operation, request_id from audit.audit_log where seq = 3"
        );
        kept.write(&[after]).await;
        kept.record.turn().await.unwrap();
        assert_eq!(kept.found().await, [("AUD.E003", "entry 50, sealed at position 9".into())]);
    })
    .await;
}

#[tokio::test]
async fn s_16_entries_that_changed_places_show() {
    each_house(async |house| {
        let kept = Kept::new(house).await;
        kept.write(&[
            sql!((), (), "update audit.audit_log set seq = -1 where seq = 3"),
            sql!((), (), "update audit.audit_log set seq = 3 where seq = 5"),
            sql!((), (), "update audit.audit_log set seq = 5 where seq = -1"),
        ])
        .await;
        let found = kept.verify().await.findings;
        assert_eq!((found.len(), found[0].id), (1, "AUD.E004"), "{found:?}");
        assert!(found[0].observed.starts_with("entry 3, sealed at position 2:"), "{found:?}");
        assert!(found[0].observed.ends_with("and 1 more"), "{found:?}");
    })
    .await;
}

#[tokio::test]
async fn s_16_an_end_that_was_cut_off_shows() {
    each_house(async |house| {
        let kept = Kept::new(house).await;
        kept.write(&CUT_OFF).await;
        assert_eq!(kept.found().await, [("AUD.E006", "position 6".into())]);
    })
    .await;
}

#[tokio::test]
async fn s_16_an_end_that_was_cut_off_and_filled_again_shows() {
    each_house(async |house| {
        let mut kept = Kept::new(house).await;
        kept.write(&CUT_OFF).await;
        kept.go_on(3).await;
        assert_eq!(kept.found().await, [("AUD.E007", "position 8".into())], "filled up to the same length");
        kept.go_on(2).await;
        assert_eq!(kept.found().await, [("AUD.E007", "position 8".into())], "and further");
    })
    .await;
}

#[tokio::test]
async fn s_16_a_record_that_was_sealed_anew_from_the_start_shows() {
    each_house(async |house| {
        let mut kept = Kept::new(house).await;
        kept.write(&[
            sql!((), (), "update audit.audit_log set operation = 'tasks.list' where seq = 3"),
            sql!((), (), "delete from audit.audit_seals"),
        ])
        .await;
        // With the very code of the house, so that each hash is right.
        kept.record.close().await.unwrap();
        let found = kept.verify().await;
        assert_eq!((found.sealed, found.findings.len(), found.findings[0].id), (9, 1, "AUD.E007"), "{found:?}");
        assert!(found.findings[0].observed.starts_with("position 5:"), "{found:?}");
        assert!(found.findings[0].observed.ends_with("and 1 more"), "{found:?}");
    })
    .await;
}

#[tokio::test]
async fn s_16_seals_that_are_gone_or_damaged_show() {
    each_house(async |house| {
        let kept = Kept::new(house).await;
        kept.write(&[sql!((), (), "delete from audit.audit_seals where position = 0")]).await;
        let found = kept.found().await;
        assert_eq!(found, [("AUD.E003", "entry 1".into()), ("AUD.E005", "position 0".into())]);
        kept.write(&[sql!(
            (),
            (),
            sqlite: "update audit.audit_seals set links = x'00'",
            postgres: "update audit.audit_seals set links = '\\x00'::bytea"
        )])
        .await;
        let found = kept.found().await;
        assert!(found.contains(&("AUD.E005", "position 0".into())) && found.len() > 1, "{found:?}");
    })
    .await;
}

#[tokio::test]
async fn s_16_checkpoints_that_were_touched_show() {
    each_house(async |house| {
        let mut kept = Kept::new(house).await;
        kept.go_on(1).await;
        let path = kept.house.app().folder().unwrap().join("audit/checkpoints.jsonl");
        let text = std::fs::read_to_string(&path).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 3);
        let (without, forged) = ([lines[0], lines[2]].join("\n") + "\n", text.replace("\"count\":9", "\"count\":8"));
        for (text, place) in
            [(without, "line 2"), (forged, "line 2"), (String::new(), "there is none, and entries of 2026-11-20T08")]
        {
            std::fs::write(&path, text).unwrap();
            assert_eq!(kept.found().await[0], ("AUD.E008", place.into()));
        }
        std::fs::write(&path, text).unwrap();
        assert_eq!(kept.found().await, []);
    })
    .await;
}

#[tokio::test]
async fn s_16_nothing_is_found_in_a_record_that_nobody_touched() {
    each_house(async |house| {
        let mut kept = Kept::new(house).await;
        let verified = kept.verify().await;
        let told = (verified.entries, verified.sealed, verified.unsealed, verified.checkpoints);
        assert_eq!((told, verified.findings), ((9, 9, 0, 2), vec![]));

        let clock = kept.house.clock().clone();
        kept.house.app().ring().unwrap().rotate(Purpose::Audit, &clock).unwrap();
        kept.go_on(2).await;
        let verified = kept.verify().await;
        assert_eq!((verified.checkpoints, verified.keys.len(), verified.findings), (3, 2, vec![]), "a new key");

        kept.ann.post("/api/v1/tasks", json!({ "title": "late" })).await.expect(201);
        let verified = kept.verify().await;
        assert_eq!((verified.unsealed, verified.findings), (1, vec![]), "what is young is only counted");
        kept.house.advance(LONG);
        let found = kept.verify().await.findings;
        assert_eq!((found.len(), found[0].id, found[0].level), (1, "AUD.W009", store::Level::Warning));
        // A server that was away for long seals what it finds, in its order.
        kept.go_on(1).await;
        assert_eq!(kept.found().await, []);
    })
    .await;
}

#[tokio::test]
async fn what_is_written_while_the_record_is_sealed_waits_for_the_next_turn() {
    each_house(async |house| {
        let mut kept = Kept::new(house).await;
        let store = kept.house.app().store().clone();
        let count = async |of: Statement<(), (i64,)>| store.scan(of, ()).await.unwrap().pop().unwrap().0;
        let seals = sql!((i64,), (), "select count(*) from audit.audit_seals");
        let entries = sql!((i64,), (), "select count(*) from audit.audit_log");
        let (before, was) = (count(seals).await, count(entries).await);
        kept.ann.post("/api/v1/tasks", json!({ "title": "before" })).await.expect(201);
        let (ann, is_over) = (kept.ann.clone(), Cell::new(false));
        let writing = async {
            while !is_over.get() {
                ann.post("/api/v1/tasks", json!({ "title": "meanwhile" })).await.expect(201);
            }
        };
        let sealing = async {
            kept.record.turn().await.unwrap();
            is_over.set(true);
        };
        tokio::join!(writing, sealing);
        assert!(count(entries).await > was + 1);
        assert_eq!(count(seals).await, before + 1);
        kept.record.turn().await.unwrap();
        assert_eq!(kept.verify().await.unsealed, 0);
    })
    .await;
}

#[tokio::test]
async fn s_16_two_that_seal_at_once_make_one_chain() {
    each_house(async |house| {
        let mut kept = Kept::new(house).await;
        for _ in 0..20 {
            kept.ann.post("/api/v1/tasks", json!({ "title": "one more" })).await.expect(201);
            let mut others = [0; 3].map(|_| Record::of(kept.house.app()));
            let [one, two, three] = &mut others;
            let (a, b, c, d) = tokio::join!(kept.record.turn(), one.turn(), two.turn(), three.turn());
            [a, b, c, d].into_iter().for_each(Result::unwrap);
        }
        let verified = kept.verify().await;
        assert_eq!((verified.sealed, verified.unsealed, verified.findings), (29, 0, vec![]));
    })
    .await;
}
