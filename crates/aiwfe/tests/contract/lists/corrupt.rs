//! That one row which cannot be read fails no list: the others are told, and how many are missing.
use super::{fill::filled, lists};
use crate::{
    golden,
    scene::{Scene, path},
    table::Row,
};
use aiwfe::wiring::TABLES;
use house::{Answer, Client, House, Role, each_house};
use serde_json::{Value, json};
use std::{cell::RefCell, collections::BTreeMap};
use store::{Column, Dialect, Kind, Scope, Table};

/// How a column of a row is made unreadable, in each database; nothing where neither lets that be.
fn corruption(column: &Column, dialect: Dialect) -> Option<&'static str> {
    match (column.kind, dialect) {
        (Kind::Json, Dialect::Sqlite) => Some("'no JSON'"),
        (Kind::Json, Dialect::Postgres) => Some("'1e400'"),
        (Kind::Text, _) if column.one_of.is_some() => Some("'none of them'"),
        (Kind::Text, Dialect::Sqlite) => Some("cast(x'ff' as text)"),
        (Kind::Real, Dialect::Sqlite) => Some("9e999"),
        (Kind::Real, Dialect::Postgres) => Some("'NaN'"),
        (Kind::Time, Dialect::Sqlite) => Some("9000000000000000000"),
        (Kind::Time, Dialect::Postgres) => Some("'infinity'"),
        _ => None,
    }
}

/// The table whose rows a list tells, and the field by which it tells them apart.
fn told_of(row: Row, list: &[Value]) -> Option<(&'static Table, &'static str)> {
    let first = list.first()?;
    let tables = TABLES.iter().filter(|table| row.route.operation().reads().contains(&table.name));
    let keyed = tables.filter_map(|table| Some((*table, *table.key.last()?)));
    let keyed = keyed.filter(|(_, key)| list.iter().all(|one| !one[key].is_null()));
    let shown = |table: &Table| table.columns.iter().filter(|column| first.get(column.name).is_some()).count();
    keyed.filter(|(table, _)| shown(table) > 2).max_by_key(|(table, _)| shown(table))
}

/// One row of a table.
struct Victim {
    table: &'static Table,
    key: &'static str,
    told: Value,
    dialect: Dialect,
}

impl Victim {
    fn condition(&self) -> String {
        let text = self.told[self.key].as_str().map_or_else(|| self.told[self.key].to_string(), str::to_owned);
        let is_uuid = self.table.column(self.key).is_some_and(|column| column.kind == Kind::Uuid);
        match (is_uuid, self.dialect) {
            (true, Dialect::Sqlite) => format!("{} = x'{}'", self.key, text.replace('-', "")),
            _ => format!("{} = '{text}'", self.key),
        }
    }

    fn force(&self, house: &House, statements: &str) {
        house.corrupt(statements, statements);
    }

    fn name(&self) -> String {
        if self.dialect == Dialect::Sqlite { self.table.name.replace('.', "_") } else { self.table.name.to_owned() }
    }

    /// What tells its rows apart, whatever space they lie in.
    fn keys(&self) -> Vec<&'static str> {
        let space = matches!(self.table.scope, Scope::Space).then_some("space_id");
        space.into_iter().chain(self.table.key.iter().copied().filter(|key| *key != "space_id")).collect()
    }

    fn spoil(&self, house: &House, column: &str, by: &str) {
        let (table, condition, keys) = (self.name(), self.condition(), self.keys().join(", "));
        let keep = format!("create table kept as select {keys}, {column} as kept_value from {table} where {condition}");
        self.force(house, &format!("{keep}; update {table} set {column} = {by} where {condition}"));
    }

    fn mend(&self, house: &House, column: &str) {
        let (table, condition) = (self.name(), self.condition());
        let same: Vec<String> = self.keys().iter().map(|key| format!("kept.{key} = {table}.{key}")).collect();
        let value = format!("(select kept_value from kept where {})", same.join(" and "));
        self.force(house, &format!("update {table} set {column} = {value} where {condition}; drop table kept"));
    }
}

/// Lets PostgreSQL keep what its checks would refuse.
fn uncheck(house: &House) {
    house.corrupt(
        "select 1",
        "do $$ declare one record; begin for one in select conrelid::regclass as place, conname from pg_constraint \
         where contype = 'c' and connamespace in ('public'::regnamespace, 'audit'::regnamespace) loop \
         execute format('alter table %s drop constraint %I', one.place, one.conname); end loop; end $$",
    );
}

fn missing(answer: &Answer) -> usize {
    answer.header("x-unreadable-rows").map_or(0, |count| count.parse().unwrap())
}

/// A list of more is read page by page where there is less.
const FEW: usize = 24;

/// The list, and the same page by page where it has pages.
async fn read(row: Row, client: &Client, path: &str) -> (Vec<Value>, usize) {
    let whole = client.get(path).await.expect(200);
    if whole.list().len() < FEW && row.query().any(|(name, _)| name == "cursor") {
        let (mut rows, mut unreadable, mut besides, mut turns) = (Vec::new(), 0, String::new(), 0);
        loop {
            let page = client.get(&format!("{path}?limit=2{besides}")).await.expect(200);
            rows.extend_from_slice(page.list());
            unreadable += missing(&page);
            turns += 1;
            assert!(turns < 100, "{}: the pages come to no end", row.id());
            match page.header("x-next-cursor") {
                Some(cursor) => besides = format!("&cursor={cursor}"),
                None => break,
            }
        }
        assert_eq!((&rows[..], unreadable), (whole.list(), missing(&whole)), "{}: page by page", row.id());
    }
    (whole.list().to_vec(), missing(&whole))
}

#[tokio::test]
async fn pt_62_whatever_column_of_a_row_is_corrupt_its_list_tells_the_others_and_how_many_it_lacks() {
    let told = RefCell::new(BTreeMap::<String, String>::new());
    each_house(async |house| {
        let scene = Scene::new(house.clone()).await;
        uncheck(&house);
        let dialect = house.app().store().dialect();
        for row in lists() {
            let ann = scene.somebody().await;
            let parts = scene.parts(row, &ann).await;
            filled(&scene, row, &ann, &parts).await;
            let (client, path) = (scene.entitled(row, &ann), path(row, &parts));
            let path = if row.id() == "search.find" { format!("{path}?q=x") } else { path };
            let (before, none) = read(row, client, &path).await;
            assert_eq!(none, 0, "{}", row.id());
            let place = told_of(row, &before);
            // Whoever asks must still be let in.
            let own = [ann.user_id, scene.root.user_id, ann.own_space, scene.root.own_space].map(|id| id.to_string());
            let victim = before.iter().rev().skip(1).find(|one| {
                place.is_some_and(|(_, key)| one[key].as_str().is_none_or(|key| !own.iter().any(|own| own == key)))
            });
            let (Some((table, key)), Some(victim)) = (place, victim) else {
                told.borrow_mut()
                    .insert(format!("{} {}", dialect.name(), row.id()), "tells no rows of one table".into());
                continue;
            };
            let victim = Victim { table, key, told: victim.clone(), dialect };
            let is_it = |one: &&Value| one[key] == victim.told[key];
            let (mut left_out, mut kept) = (Vec::new(), Vec::new());
            let columns = table.columns.iter().filter(|column| !table.key.contains(&column.name));
            for column in columns {
                let Some(by) = corruption(column, dialect) else { continue };
                victim.spoil(&house, column.name, by);
                let (after, lacks) = read(row, client, &path).await;
                victim.mend(&house, column.name);
                let name = format!("{}: {}.{}", row.id(), table.name, column.name);
                let count = before.iter().filter(is_it).count();
                for one in before.iter().filter(|one| !is_it(one)) {
                    assert!(after.contains(one), "{name}: {one} is missing");
                }
                match after.iter().filter(is_it).count() {
                    0 => {
                        // It may have left the list for another one.
                        assert!(lacks <= 1, "{name}: {lacks}");
                        if lacks == 1 {
                            left_out.push(column.name.to_owned())
                        } else {
                            kept.push(format!("({})", column.name))
                        }
                    }
                    // What recurs and cannot be followed through time is told once.
                    there => {
                        assert!(there <= count && lacks == 0, "{name}: {there} of {count}, {lacks} lacking");
                        kept.push(column.name.to_owned());
                    }
                }
            }
            assert_eq!(read(row, client, &path).await, (before.clone(), 0), "{}, mended", row.id());
            let told_of = |names: &[String]| if names.is_empty() { "nothing".to_owned() } else { names.join(" ") };
            let line = format!("{}: left out {} / told {}", table.name, told_of(&left_out), told_of(&kept));
            told.borrow_mut().insert(format!("{} {}", dialect.name(), row.id()), line);
        }
    })
    .await;
    let told = told.into_inner();
    let lines: Vec<String> = told.iter().map(|(list, line)| format!("{list}: {line}\n")).collect();
    for dialect in [Dialect::Sqlite, Dialect::Postgres] {
        let of_dialect = lines.iter().filter(|line| line.starts_with(dialect.name())).cloned().collect::<String>();
        if !of_dialect.is_empty() {
            golden::compare(&format!("corrupt_{}.txt", dialect.name().to_lowercase()), &of_dialect);
        }
    }
}

#[tokio::test]
async fn pt_62_a_changed_entry_of_a_space_that_cannot_be_read_is_neither_told_nor_said_to_be_gone() {
    each_house(async |house| {
        uncheck(&house);
        let (ann, bob, cleo) = (house.user("ann").await, house.user("bob").await, house.user("cleo").await);
        let people = [(&ann, Role::Owner), (&bob, Role::Viewer), (&cleo, Role::Viewer)];
        let list = format!("/api/v1/spaces/{}/members", house.shared(&people).await);
        let start = ann.get(&list).await.expect(200).header("x-sync-token").unwrap().to_owned();
        for one in [&bob, &cleo] {
            ann.patch(&format!("{list}/{}", one.user_id), json!({ "role": "member" })).await.expect(200);
        }
        let role = |role: &str| {
            let bob = bob.user_id.to_string();
            let of =
                |id: String| format!("update memberships set role = '{role}' where user_id = {id} and role <> 'owner'");
            house.corrupt(&of(format!("x'{}'", bob.replace('-', ""))), &of(format!("'{bob}'")));
        };
        role("none of them");
        let told = ann.get(&format!("{list}?sync_token={start}")).await.expect(200);
        assert_eq!((told.json["changed"].as_array().unwrap().len(), &told.json["deleted"]), (1, &json!([])));
        assert_eq!((&told.json["changed"][0]["user_id"], missing(&told)), (&json!(cleo.user_id), 1));
        role("member");
        let told = ann.get(&format!("{list}?sync_token={start}")).await.expect(200);
        assert_eq!((told.json["changed"].as_array().unwrap().len(), missing(&told)), (2, 0));
    })
    .await;
}
