//! What is refused for a reason of security is on record, and nobody waits for that, over both databases.
use account::{Record, Severity, Violation, ViolationKind};
use house::{Client, House, Reach, each_house};
use serde_json::json;
use std::{fs, time::Duration};
use store::{Batch, Statement, sql};

const VIOLATIONS: &str = "/api/v1/security/violations";

async fn kept(house: &House) -> Vec<Violation> {
    let all = sql!(Violation, (), "order by seq");
    house.app().store().all(all, ()).await.unwrap()
}

/// Asks for what an administrator alone may see.
async fn denied(client: &Client) {
    client.get("/api/v1/audit").await.expect_problem(403, "forbidden");
}

fn spool(house: &House) -> std::path::PathBuf {
    house.app().folder().unwrap().join("audit/violations.spool")
}

fn spooled(house: &House) -> usize {
    fs::read_to_string(spool(house)).unwrap_or_default().lines().filter(|line| !line.is_empty()).count()
}

const AWAY: Statement<(), ()> = sql!(
    (),
    (),
    sqlite: "alter table audit.security_violations rename to elsewhere",
    postgres: "alter table audit.security_violations set schema public"
);
const BACK: Statement<(), ()> = sql!(
    (),
    (),
    sqlite: "alter table elsewhere rename to audit_security_violations",
    postgres: "alter table public.security_violations set schema audit"
);

async fn move_table(house: &House, to: Statement<(), ()>) {
    house.write(Batch::new().run(to, ())).await;
}

#[tokio::test]
async fn f_047_each_refusal_is_on_record_with_who_and_what() {
    each_house(async |house| {
        let (root, ann) = (house.admin("root").await, house.user("ann").await);
        let mut record = Record::of(house.app());
        denied(&ann).await;
        house.anonymous().get("/api/v1/tasks").await.expect_problem(401, "unauthenticated");
        let wrong = [("authorization", "Bearer aiwfe_nonsense")];
        house.anonymous().send("GET", "/api/v1/tasks/x", &wrong, "").await.expect_problem(401, "unauthenticated");
        let slow = ann.with_token(Reach { rate_per_minute: Some(1), ..Reach::default() }).await;
        slow.get("/api/v1/tasks").await.expect(200);
        slow.get("/api/v1/tasks").await.expect_problem(429, "rate_limited");
        record.turn().await.unwrap();
        let told: Vec<_> =
            kept(&house).await.into_iter().map(|v| (v.kind, v.severity, v.user_id, v.path, v.times)).collect();
        let path = |path: &str| Some(path.to_owned());
        assert_eq!(
            told,
            [
                (ViolationKind::Denied, Severity::Medium, Some(ann.user_id), path("/api/v1/audit"), 1),
                (ViolationKind::LoginFailed, Severity::Low, None, path("/api/v1/tasks/{id}"), 1),
                (ViolationKind::RateLimited, Severity::Low, Some(ann.user_id), path("/api/v1/tasks"), 1),
            ]
        );
        assert!(!format!("{:?}", kept(&house).await).contains("nonsense"), "what was shown is not kept");

        let list = async |query: &str| root.get(&format!("{VIOLATIONS}?{query}")).await.expect(200).list().len();
        let mine = format!("user_id={}", ann.user_id);
        for (query, expected) in [
            ("", 3),
            ("kind=DENIED", 1),
            ("severity=low", 2),
            (&mine, 2),
            ("address=127.0.0.1", 0),
            ("from=2026-11-20T08:00:00Z", 3),
            ("until=2026-11-20T08:00:00Z", 0),
            ("kind=denied&severity=low", 0),
        ] {
            assert_eq!(list(query).await, expected, "{query}");
        }
        ann.get(VIOLATIONS).await.expect_problem(403, "forbidden");
    })
    .await;
}

#[tokio::test]
async fn a_crowd_of_refusals_is_a_few_rows_with_a_count() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let mut record = Record::of(house.app());
        for _ in 0..50 {
            denied(&ann).await;
        }
        record.turn().await.unwrap();
        assert_eq!(kept(&house).await.len(), 10);
        house.advance(Duration::from_secs(60));
        record.turn().await.unwrap();
        let all = kept(&house).await;
        assert_eq!((all.len(), all[10].times, all[10].severity), (11, 40, Severity::Medium));
    })
    .await;
}

#[tokio::test]
async fn pt_34_r_30_a_store_that_is_away_changes_no_answer_and_loses_no_refusal() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let first = ann.get("/api/v1/audit").await;
        Record::of(house.app()).turn().await.unwrap();
        assert_eq!((kept(&house).await.len(), spooled(&house)), (1, 0));

        let told = ann.get("/api/v1/audit").await;
        assert_eq!((told.problem(), &told.json["detail"]), (first.problem(), &first.json["detail"]));
        move_table(&house, AWAY).await;
        Record::of(house.app()).turn().await.unwrap();
        assert_eq!(spooled(&house), 1, "it waits in the file");
        denied(&ann).await;
        Record::of(house.app()).turn().await.unwrap();
        assert_eq!(spooled(&house), 2, "what comes meanwhile waits behind it");
        move_table(&house, BACK).await;
        // Another process, for this record knows of nothing that was before: the file does.
        Record::of(house.app()).turn().await.unwrap();
        assert_eq!((kept(&house).await.len(), spooled(&house)), (3, 0), "each of them once");
        assert_eq!(house.app().refusals().dropped(), 0);
    })
    .await;
}

#[tokio::test]
async fn pt_34_what_was_written_before_anybody_could_say_so_is_not_written_twice() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        denied(&ann).await;
        move_table(&house, AWAY).await;
        Record::of(house.app()).turn().await.unwrap();
        let waiting = fs::read(spool(&house)).unwrap();
        move_table(&house, BACK).await;
        Record::of(house.app()).turn().await.unwrap();
        // As after a crash between the commit and the end of the file; and the next one was cut off.
        fs::write(spool(&house), [&waiting[..], &waiting[1..], br#"{"seq":0,"id"#].concat()).unwrap();
        denied(&ann).await;
        Record::of(house.app()).turn().await.unwrap();
        assert_eq!((kept(&house).await.len(), spooled(&house)), (2, 0));
    })
    .await;
}

#[tokio::test]
async fn pt_34_a_table_that_is_missing_fails_no_request_and_is_written_to_when_it_is_back() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        move_table(&house, AWAY).await;
        denied(&ann).await;
        ann.post("/api/v1/tasks", json!({ "title": "sow" })).await.expect(201);
        let mut record = Record::of(house.app());
        record.turn().await.unwrap();
        assert_eq!(spooled(&house), 1);
        move_table(&house, BACK).await;
        record.turn().await.unwrap();
        assert_eq!((kept(&house).await.len(), spooled(&house)), (1, 0));
    })
    .await;
}

#[tokio::test]
async fn pt_34_at_the_end_what_waits_is_in_the_file_before_the_database_is_asked() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        for _ in 0..12 {
            denied(&ann).await;
        }
        move_table(&house, AWAY).await;
        Record::of(house.app()).close().await.unwrap();
        assert_eq!(spooled(&house), 11, "what repeats itself, too");
        move_table(&house, BACK).await;
        Record::of(house.app()).turn().await.unwrap();
        let times: i64 = kept(&house).await.iter().map(|violation| violation.times).sum();
        assert_eq!((times, spooled(&house)), (12, 0));
    })
    .await;
}
