//! That the product holds together, on both databases.
use super::{STEPS, TABLES};
use account::{
    InvitationStatus, LetterKind, Membership, MembershipRole, PasskeyAlgorithm, PictureKind, SessionEnd, Severity,
    Space, SpaceKind, Theme, TokenDoors, User, UserKind, UserRole, UserStatus, ViolationKind, WebSearchProvider,
};
use base::{Clock, Id};
use legacy::LegacyState;
use serde_json::{Value, json};
use std::{collections::BTreeSet, sync::Arc};
use store::{AppliedStep, Batch, OneOf, Options, Store, sql, utoipa::PartialSchema};
use testkit::each_database;
use work::{
    CategoryType, EventStatus, FilterNoun, NotificationKind, ProjectStatus, RecurrenceFrom, RelationKind,
    SemanticSource, Task, TaskOrder, TaskPriority, TaskRelation, TaskStatus, TaskType, Transparency,
};

fn clock() -> Clock {
    Clock::held("2026-11-20T08:00:00Z".parse().unwrap(), 1)
}

#[tokio::test]
async fn pt_01_an_empty_database_becomes_what_the_entities_say_and_again_is_nothing() {
    each_database(async |location| {
        let store = Store::open(&location, &Options::default(), TABLES).unwrap();
        let applied = store.migrate(STEPS, &clock()).await.unwrap();
        assert_eq!(applied, STEPS.iter().map(|step| step.number).collect::<Vec<_>>());
        let examined = store.examine(STEPS).await.unwrap();
        assert_eq!(examined.findings, [], "on {}", store.dialect().name());
        assert_eq!((examined.tables.right, examined.tables.all), (TABLES.len(), TABLES.len()));
        let statements = (store::STATEMENTS.len(), store::STATEMENTS.len());
        assert_eq!((examined.statements.right, examined.statements.all), statements);
        assert_eq!(store.migrate(STEPS, &clock()).await.unwrap(), Vec::<i64>::new());
        let history: Vec<AppliedStep> = store.applied().await.unwrap();
        assert!(history.iter().zip(STEPS).all(|(done, step)| done.checksum == step.checksum()));
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn what_tasks_had_to_do_with_each_other_before_relations_were_kept_stays_as_old_as_it_is() {
    each_database(async |location| {
        let (store, clock) = (Store::open(&location, &Options::default(), TABLES).unwrap(), clock());
        let (user, space) = somebody(&clock);
        let (one, other) = (task(&clock, &user, &space), task(&clock, &user, &space));
        store.migrate(&STEPS[..19], &clock).await.unwrap();
        type Old = (Id, Id, Id, Id, Id, base::Instant);
        let old = sql!(
            (),
            Old,
            "insert into task_relations (id, space_id, user_id, task_id, kind, other_id, created_at) \
             values ($1, $2, $3, $4, 'blocks', $5, $6)"
        );
        let row = (Id::new(&clock), space.id, user.id, one.id, other.id, clock.now());
        let things = Batch::new().insert(&user).insert(&space).insert(&one).insert(&other);
        store.write(things.run(old, row)).await.unwrap();
        clock.advance(std::time::Duration::from_secs(60));
        store.migrate(STEPS, &clock).await.unwrap();
        let kept = store.get::<TaskRelation>((space.id, row.0)).await.unwrap().unwrap();
        assert_eq!((kept.created_at, kept.updated_at, kept.revision, kept.deleted_at), (row.5, row.5, 1, None));
        assert_eq!(store.examine(STEPS).await.unwrap().findings, []);
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn events_that_were_there_before_events_rang_ring_from_then_on() {
    each_database(async |location| {
        let (store, clock) = (Store::open(&location, &Options::default(), TABLES).unwrap(), clock());
        let (user, space) = somebody(&clock);
        store.migrate(&STEPS[..20], &clock).await.unwrap();
        let calendar = sql!(
            (),
            (Id, Id, Id),
            "insert into calendars (id, space_id, user_id, name, color, timezone, position, is_default, revision, created_at, \
             updated_at) select $1, $2, $3, 'Garden', '#123456', 'UTC', 0, true, 1, created_at, updated_at from users where id = $3"
        );
        type Old = (Id, Id, Id, Id, String, Option<String>, String, Option<base::Instant>, base::Instant);
        let old = sql!(
            (),
            Old,
            "insert into events (id, space_id, user_id, calendar_id, uid, title, starts, ends, timezone, recurrence_rule, rdates, \
             exdates, attendees, status, movability_score, reminders, first_at, last_at, is_long, revision, created_at, \
             updated_at, deleted_at) select $1, $2, $3, $4, $5, $5, '2026-01-05T09:00:00', '2026-01-05T10:00:00', 'UTC', $6, \
             '[]', '[]', '[]', $7, 0.5, '[]', created_at, $9, true, 1, created_at, updated_at, $8 from users where id = $3"
        );
        let garden = Id::new(&clock);
        let mut rows = Batch::new()
            .insert(&user)
            .insert(&space)
            .insert(&Membership::new(space.id, user.id, MembershipRole::Owner, clock.now()))
            .run(calendar, (garden, space.id, user.id));
        let (daily, end) = (Some("FREQ=DAILY".to_owned()), base::Instant::MAX);
        for (title, rule, status, deleted_at, last_at) in [
            ("daily", daily.clone(), "confirmed", None, end),
            ("called off", daily.clone(), "cancelled", None, end),
            ("gone", daily, "confirmed", Some(clock.now()), end),
            ("over", None, "confirmed", None, "2026-01-05T10:00:00Z".parse().unwrap()),
        ] {
            let row = (Id::new(&clock), space.id, user.id, garden, title.to_owned(), rule, status.to_owned(), deleted_at, last_at);
            rows = rows.run(old, row);
        }
        store.write(rows).await.unwrap();
        store.migrate(STEPS, &clock).await.unwrap();
        let waiting = sql!((String, base::Instant), (), "select title, rings_at from events where rings_at is not null /* all spaces */");
        let waiting = store.all(waiting, ()).await.unwrap();
        let [(title, first)] = &waiting[..] else { panic!("{waiting:?}") };
        assert_eq!(title, "daily");
        // The step went by the clock of the database.
        let ahead = u64::try_from(first.micros() - clock.now().micros()).unwrap_or(0);
        clock.advance(std::time::Duration::from_micros(ahead));
        let app = api::App::new(store.clone(), clock.clone(), Arc::new(TokenDoors::default()));
        let jobs = || work::MODULES.iter().flat_map(|module| module.jobs).filter(|job| job.name == "calendar_events.ring");
        for _ in 0..49 {
            for job in jobs() {
                (job.run)(app.clone()).await.unwrap();
            }
            clock.advance(std::time::Duration::from_secs(60 * 60));
        }
        let told = sql!((String, base::Instant), (), "select text, at from notifications order by at /* all spaces */");
        let told = store.all(told, ()).await.unwrap();
        assert!(told.iter().all(|(text, at)| text == "daily" && at.to_string()[11..16] == *"08:45"), "{told:?}");
        assert_eq!(told.len(), 2, "each day once: {told:?}");
        store.close().await;
    })
    .await;
}

#[test]
fn every_statement_on_the_rows_of_a_space_names_the_space() {
    assert_eq!(store::unscoped(TABLES), Vec::<String>::new());
    assert!(store::STATEMENTS.len() > 40, "the statements are registered");
}

/// What every enum that is kept promises; gives its texts.
fn one_of<T: OneOf + PartialSchema + serde::Serialize + serde::de::DeserializeOwned + PartialEq + std::fmt::Debug>()
-> Vec<&'static str> {
    let schema = serde_json::to_value(T::schema()).unwrap();
    assert_eq!(schema, json!({ "type": "string", "enum": T::TEXTS }));
    for (one, text) in T::ALL.iter().zip(T::TEXTS) {
        assert_eq!(json!(one), json!(text));
        for given in [text.to_string(), text.to_uppercase(), text[..1].to_uppercase() + &text[1..]] {
            assert_eq!(serde_json::from_value::<T>(json!(given)).unwrap(), *one, "{given}");
        }
        for given in
            [json!(format!(" {text}")), json!(format!("{text} ")), json!(""), json!("nonsense"), json!(1), Value::Null]
        {
            let refused = serde_json::from_value::<T>(given.clone()).unwrap_err().to_string();
            assert!(T::TEXTS.iter().all(|text| refused.contains(text)), "{given}: {refused}");
        }
    }
    T::TEXTS.to_vec()
}

#[test]
fn pt_09_each_enum_is_one_list_in_the_code_the_database_the_wire_and_the_document() {
    let known: BTreeSet<Vec<&str>> = [
        one_of::<LegacyState>(),
        one_of::<UserRole>(),
        one_of::<UserStatus>(),
        one_of::<UserKind>(),
        one_of::<InvitationStatus>(),
        one_of::<LetterKind>(),
        one_of::<Theme>(),
        one_of::<WebSearchProvider>(),
        one_of::<SpaceKind>(),
        one_of::<MembershipRole>(),
        one_of::<SessionEnd>(),
        one_of::<PasskeyAlgorithm>(),
        one_of::<PictureKind>(),
        one_of::<ViolationKind>(),
        one_of::<Severity>(),
        one_of::<CategoryType>(),
        one_of::<EventStatus>(),
        one_of::<Transparency>(),
        one_of::<FilterNoun>(),
        one_of::<NotificationKind>(),
        one_of::<ProjectStatus>(),
        one_of::<RecurrenceFrom>(),
        one_of::<RelationKind>(),
        one_of::<SemanticSource>(),
        one_of::<TaskOrder>(),
        one_of::<TaskStatus>(),
        one_of::<TaskPriority>(),
        one_of::<TaskType>(),
    ]
    .into();
    let columns = TABLES.iter().flat_map(|table| table.columns);
    let kept: BTreeSet<Vec<&str>> = columns.filter_map(|column| column.one_of).map(<[_]>::to_vec).collect();
    assert_eq!(kept, known, "every enum that a column holds is on this list");
}

#[tokio::test]
async fn pt_09_every_variant_goes_into_the_database_comes_out_and_is_found_by() {
    each_database(async |location| {
        let (store, clock) = (Store::open(&location, &Options::default(), TABLES).unwrap(), clock());
        store.migrate(STEPS, &clock).await.unwrap();
        let (user, space) = somebody(&clock);
        store.write(Batch::new().insert(&user).insert(&space)).await.unwrap();
        let by_status =
            sql!((i64,), (Id, TaskStatus), "select count(*) from tasks where space_id = $1 and status = $2");
        let by_type = sql!((i64,), (Id, TaskType), "select count(*) from tasks where space_id = $1 and task_type = $2");
        let longest = TaskStatus::ALL.len().max(TaskType::ALL.len()).max(TaskPriority::ALL.len());
        for turn in 0..longest {
            let task = Task {
                status: TaskStatus::ALL[turn % TaskStatus::ALL.len()],
                priority: TaskPriority::ALL[turn % TaskPriority::ALL.len()],
                task_type: TaskType::ALL[turn % TaskType::ALL.len()],
                ..task(&clock, &user, &space)
            };
            store.write(Batch::new().insert(&task)).await.unwrap();
            assert_eq!(store.get::<Task>((space.id, task.id)).await.unwrap().as_ref(), Some(&task));
            assert!(store.one(by_status, (space.id, task.status)).await.unwrap().unwrap().0 > 0);
            assert_eq!(store.one(by_type, (space.id, task.task_type)).await.unwrap(), Some((1,)));
        }
        store.close().await;
    })
    .await;
}

fn somebody(clock: &Clock) -> (User, Space) {
    let now = clock.now();
    let user = User {
        personal_goals: Some(json!(["rest"])),
        last_interview_date: Some(now.day()),
        agent_settings: Some(json!({ "data_analyst_enabled": true })),
        ..User::new(Id::new(clock), "ann", "ann@example.org", now)
    };
    let space = Space::personal(Id::new(clock), &user);
    (user, space)
}

fn task(clock: &Clock, user: &User, space: &Space) -> Task {
    let now = clock.now();
    Task {
        id: Id::new(clock),
        space_id: space.id,
        user_id: user.id,
        project_id: None,
        title: "Call Bob".into(),
        description: None,
        status: TaskStatus::Pending,
        priority: TaskPriority::Medium,
        category: None,
        due_date: Some("2026-11-21".parse().unwrap()),
        due_order: "2026-11-21".into(),
        estimated_hours: Some(0.5),
        actual_hours: None,
        completion_percentage: 0,
        semantic_keywords: None,
        semantic_embedding_id: None,
        semantic_category: None,
        semantic_tags: Some(json!({ "subtasks": [] })),
        semantic_summary: None,
        semantic_source: work::SemanticSource::Rules,
        importance_weight: 1.0,
        urgency_weight: 1.0,
        complexity_weight: 1.0,
        user_priority_weight: 1.0,
        blocking: 0,
        waiting_for: 0,
        calculated_score: 50.0,
        task_type: TaskType::General,
        programming_language: None,
        difficulty_level: None,
        code_context: None,
        repository_branch: None,
        recurrence_rule: None,
        recurrence_from: RecurrenceFrom::Due,
        recurrence_start: None,
        recurrence_number: 1,
        series_id: None,
        recurs_from_id: None,
        revision: 1,
        created_at: now,
        updated_at: now,
        completed_at: None,
        deleted_at: None,
        label_ids: work::Ids::default(),
        labels: work::Words::default(),
    }
}
