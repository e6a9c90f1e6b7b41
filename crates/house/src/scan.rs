//! What must hold of all rows once a test is over, whatever it did: each rule names the rows that break it, and there are none.
use store::{Statement, Store, sql};

type Rule = Statement<(), (String,)>;

/// What must hold, and the rows of which it does not.
const RULES: [(&str, Rule); 8] = [
    (
        "every row that another one names is there",
        sql!(
            (String,),
            (),
            sqlite: "select \"table\" || ' ' || coalesce(rowid, 0) from pragma_foreign_key_check limit 5 /* all spaces */",
            // There the database refuses it at any time, and what was checked once holds.
            postgres: "select conname::text from pg_constraint where not convalidated limit 5 /* all spaces */"
        ),
    ),
    (
        "a space that is there has somebody who owns it",
        sql!(
            (String,),
            (),
            "select name from spaces where deleted_at is null and exists (select 1 from memberships m where m.space_id = spaces.id) \
             and not exists (select 1 from memberships m where m.space_id = spaces.id and m.role = 'owner') limit 5 /* all spaces */"
        ),
    ),
    (
        "a task is completed since some time, and nothing else is",
        sql!(
            (String,),
            (),
            "select title from tasks where (status = 'completed') <> (completed_at is not null) limit 5 /* all spaces */"
        ),
    ),
    (
        "an open task knows how many open tasks wait for it",
        sql!(
            (String,),
            (),
            "select title from tasks where deleted_at is null and status not in ('completed', 'cancelled') and blocking <> \
             (select count(*) from task_relations r join tasks o on o.space_id = r.space_id and o.id = r.other_id \
             where r.space_id = tasks.space_id and r.task_id = tasks.id and r.kind = 'blocks' and r.deleted_at is null and o.deleted_at is null \
             and o.status not in ('completed', 'cancelled')) limit 5 /* all spaces */"
        ),
    ),
    (
        "an open task knows for how many open tasks it waits",
        sql!(
            (String,),
            (),
            "select title from tasks where deleted_at is null and status not in ('completed', 'cancelled') and waiting_for <> \
             (select count(*) from task_relations r join tasks o on o.space_id = r.space_id and o.id = r.task_id \
             where r.space_id = tasks.space_id and r.other_id = tasks.id and r.kind = 'blocks' and r.deleted_at is null and o.deleted_at is null \
             and o.status not in ('completed', 'cancelled')) limit 5 /* all spaces */"
        ),
    ),
    (
        "an event does not end before it begins",
        sql!((String,), (), "select title from events where last_at < first_at limit 5 /* all spaces */"),
    ),
    (
        "the change log tells of the revision that a task has",
        sql!(
            (String,),
            (),
            "select title from tasks where revision <> (select max(c.revision) from changes c where c.space_id = tasks.space_id \
             and c.noun = 'tasks' and c.row_id = tasks.id) limit 5 /* all spaces */"
        ),
    ),
    (
        "words that are found belong to a thing whose words are known",
        sql!(
            (String,),
            (),
            "select word from search_words w where not exists (select 1 from search_known k where k.space_id = w.space_id \
             and k.noun = w.noun and k.row_id = w.row_id) limit 5 /* all spaces */"
        ),
    ),
];

/// Fails, naming rows, unless everything holds.
pub(crate) async fn everything_holds(store: &Store) {
    for (rule, statement) in RULES {
        let broken = store.all(statement, ()).await.unwrap_or_else(|error| panic!("PT-77: {rule}: {error}"));
        assert!(broken.is_empty(), "PT-77: {rule}: not so of {broken:?}");
    }
}
