//! What a stranger can do to a schema: every operator, on every object it applies to.
use crate::library::TABLES;
use store::{Dialect, shape, shape::Shape};

/// One change by a stranger, and the object that must be named for it.
pub(crate) struct Mutant {
    pub operator: &'static str,
    pub object: String,
    pub statements: String,
}

/// All of them; some the server itself refuses.
pub(crate) fn all(role: &str) -> Vec<Mutant> {
    let mut out = Vec::new();
    for shape in shape::shapes(TABLES) {
        of_table(&mut out, &shape, role);
        of_columns(&mut out, &shape);
        of_constraints(&mut out, &shape);
        of_indexes(&mut out, &shape);
    }
    of_strangers(&mut out, role);
    out
}

fn add(out: &mut Vec<Mutant>, operator: &'static str, object: &str, statements: String) {
    out.push(Mutant { operator, object: object.into(), statements });
}

fn of_table(out: &mut Vec<Mutant>, shape: &Shape, role: &str) {
    let table = &shape.name;
    let bare = table.rsplit('.').next().unwrap();
    let of_table: [(&'static str, String); 8] = [
        ("drop table", format!("drop table {table} cascade")),
        ("rename table", format!("alter table {table} rename to elsewhere")),
        ("table in another schema", format!("create schema other; alter table {table} set schema other")),
        ("unlogged", format!("alter table {table} set unlogged")),
        ("row security", format!("alter table {table} enable row level security")),
        ("forced row security", format!("alter table {table} force row level security")),
        ("storage option", format!("alter table {table} set (fillfactor = 50)")),
        ("inherited from", format!("create schema other; create table other.{bare} () inherits ({table})")),
    ];
    for (operator, statements) in of_table {
        add(out, operator, &format!("table {table}"), statements);
    }
    let column = format!("{table}.extra");
    add(out, "extra column", &column, format!("alter table {table} add column extra text"));
    let spy = "create function spy() returns trigger language plpgsql as 'begin return new; end';";
    let trigger = format!("{spy} create trigger spy after insert on {table} for each row execute function spy();");
    add(out, "extra trigger", &format!("trigger {table}.spy"), trigger.clone());
    add(
        out,
        "extra disabled trigger",
        &format!("trigger {table}.spy"),
        format!("{trigger} alter table {table} disable trigger spy"),
    );
    add(out, "extra policy", &format!("policy {table}.spy"), format!("create policy spy on {table}"));
    let rule = format!("create rule spy as on delete to {table} do instead nothing");
    add(out, "extra rule", &format!("rule {table}.spy"), rule);
    for privilege in ["select", "insert", "update", "delete"] {
        let statement = format!("revoke {privilege} on {table} from {role}");
        add(out, "privilege revoked", &format!("privileges on {table}"), statement);
    }
}

fn of_columns(out: &mut Vec<Mutant>, shape: &Shape) {
    let table = &shape.name;
    for column in &shape.columns {
        let (name, text) = (&column.name, Dialect::Postgres.spell(&column.text));
        let mut alter = |operator, change: &str| {
            let statement = format!("alter table {table} alter column {name} {change}");
            add(out, operator, &format!("column {table}.{name}"), statement);
        };
        if text.starts_with("text") {
            alter("other length", "type varchar(30) collate \"C\"");
            alter("other collation", "type text collate \"default\"");
        }
        for (from, to) in [("timestamptz", "timestamp"), ("bigint", "integer"), ("jsonb", "json"), ("double", "real")] {
            if text.starts_with(from) {
                alter("other type", &format!("type {to}"));
            }
        }
        alter("other kind", &format!("type text using {name}::text"));
        match text.contains("not null") || text.contains("identity") {
            true => alter("now nullable", "drop not null"),
            false => alter("now not null", "set not null"),
        }
        match text.contains(" default ") {
            true => {
                alter("default dropped", "drop default");
                alter("default changed", "set default null");
            }
            false => alter("default added", "set default null::text::uuid::text"),
        }
        if text.contains("identity") {
            alter("identity dropped", "drop identity");
            alter("other identity", "set generated always");
        }
        let object = format!("column {table}.{name}");
        add(out, "drop column", &object, format!("alter table {table} drop column {name} cascade"));
        add(out, "rename column", &object, format!("alter table {table} rename column {name} to other"));
        let generated = format!(
            "alter table {table} drop column {name} cascade; alter table {table} add column {name} text generated always as ('x') stored"
        );
        add(out, "now generated", &object, generated);
    }
}

fn of_constraints(out: &mut Vec<Mutant>, shape: &Shape) {
    let table = &shape.name;
    for constraint in &shape.constraints {
        let (name, text) = (&constraint.name, &constraint.text);
        let gone = format!("alter table {table} drop constraint {name} cascade");
        add(out, "drop constraint", name, gone.clone());
        add(out, "rename constraint", name, format!("alter table {table} rename constraint {name} to other"));
        let mut change = |operator, changed: String| {
            if changed != *text {
                add(out, operator, name, format!("{gone}; alter table {table} add constraint {name} {changed}"));
            }
        };
        match text {
            text if text.starts_with("foreign key") => {
                change("other on delete", text.replace("on delete cascade", "on delete set null"));
                change("other on delete", text.replace("on delete restrict", "on delete cascade"));
                change("on update added", format!("{text} on update cascade"));
                change("other match", text.replace(" on delete", " match full on delete"));
                change("reference not valid", format!("{text} not valid"));
                change("deferrable", format!("{text} deferrable"));
                let to = "create schema other; create table other.shelves (id uuid primary key);";
                let elsewhere = text.replace("references shelves", "references other.shelves");
                add(
                    out,
                    "refers elsewhere",
                    name,
                    format!("{to} {gone}; alter table {table} add constraint {name} {elsewhere}"),
                );
                add(out, "not enforced", name, format!("alter table {table} disable trigger all"));
            }
            text if text.starts_with("check") => {
                change("check weakened", format!("check ({} or true)", text.trim_start_matches("check ")));
                change("check not valid", format!("{text} not valid"));
                change("check not inherited", format!("{text} no inherit"));
                change("text in upper case", text.replace("'lent'", "'LENT'"));
                change("text added", text.replace("'lent'", "'lent', 'lost'"));
                change("text dropped", text.replace("'lent', ", ""));
                change("texts in other order", text.replace("'free', 'lent'", "'lent', 'free'"));
            }
            text => {
                change("deferrable", format!("{text} deferrable initially deferred"));
                change("other columns", text.replace("name", "name, revision").replace("shelf_id, place", "place"));
                change("includes more", format!("{text} include (ctid)").replace("ctid", &shape.columns[1].name));
            }
        }
    }
}

fn of_indexes(out: &mut Vec<Mutant>, shape: &Shape) {
    for index in &shape.indexes {
        let name = &index.name;
        let schema = shape.name.split_once('.').map(|(schema, _)| format!("{schema}.")).unwrap_or_default();
        let gone = format!("drop index {schema}{name}");
        add(out, "drop index", name, gone.clone());
        let mut change = |operator, changed: String| {
            if changed != index.text {
                add(out, operator, name, format!("{gone}; {changed}"));
            }
        };
        change("other predicate", index.text.replace("'lent'", "'free'"));
        change("predicate dropped", index.text.split(" where ").next().unwrap().to_owned());
        change(
            "predicate added",
            if index.text.contains(" where ") {
                index.text.clone()
            } else {
                format!("{} where {} is not null", index.text, shape.columns[0].name)
            },
        );
        change("other uniqueness", index.text.replace("create unique index", "create index"));
        change("other uniqueness", index.text.replace("create index", "create unique index"));
        change("other order", index.text.replace("(state, title)", "(title, state)"));
        change("falling order", index.text.replace("title)", "title desc)").replace("number)", "number desc)"));
        change("other class", index.text.replace("title)", "title text_pattern_ops)"));
        change("other method", index.text.replace("(state, title)", "using hash (state)"));
        let invalid = format!(
            "set allow_system_table_mods = on; update pg_index set indisvalid = false where indexrelid = '{schema}{name}'::regclass"
        );
        add(out, "index left invalid", name, invalid);
    }
}

fn of_strangers(out: &mut Vec<Mutant>, role: &str) {
    for (operator, object, statements) in [
        ("extra table", "table stranger", "create table stranger (id int)"),
        ("extra table", "table audit.stranger", "create table audit.stranger (id int)"),
        ("extra partitioned table", "table stranger", "create table stranger (id int) partition by list (id)"),
        ("extra view", "view lookout", "create view lookout as select * from shelves"),
        (
            "extra materialized view",
            "materialized view lookout",
            "create materialized view lookout as select * from shelves",
        ),
        (
            "extra function",
            "function audit.spy()",
            "create function audit.spy() returns int language sql as 'select 1'",
        ),
        ("extra procedure", "function spy()", "create procedure spy() language sql as 'select 1'"),
        ("extra enum", "type mood", "create type mood as enum ('fine')"),
        ("extra domain", "type mood", "create domain mood as text"),
        ("extra composite type", "type mood", "create type mood as (a int)"),
        ("extra range", "type mood", "create type mood as range (subtype = int)"),
        ("extra sequence", "sequence audit.counter", "create sequence audit.counter"),
        ("extra index", "index spare", "create index spare on shelves (revision)"),
        ("extra check", "check shelves.spare", "alter table shelves add constraint spare check (revision > 0)"),
        (
            "extra unique",
            "unique constraint shelves.spare",
            "alter table shelves add constraint spare unique (revision, id)",
        ),
        (
            "extra foreign table",
            "foreign table faraway",
            "create foreign data wrapper w; create server s foreign data wrapper w; create foreign table faraway (id int) server s",
        ),
    ] {
        add(out, operator, object, statements.into());
    }
    let here = "current_database()";
    let path = format!(
        "do $$ begin execute format('create schema other; alter role {role} in database %I set search_path = other', {here}); end $$; \
         grant usage on schema other to {role}"
    );
    add(out, "other search_path", "search_path", path);
    add(
        out,
        "schema privilege revoked",
        "privileges on schema audit",
        format!("revoke usage on schema audit from {role}"),
    );
}
