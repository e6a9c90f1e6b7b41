//! A database of the first house, and a house to bring it to.
use crate::harness::{Ended, Place};
use rusqlite::{Connection, OpenFlags, types::ValueRef};
use serde_json::Value;
use std::collections::BTreeMap;
use testkit::postgres::{self, Database};

pub(super) const USERS: &str = include_str!("../../legacy/users.sql");
pub(super) const WORK: &str = include_str!("../../legacy/work.sql");

/// A house without anybody, and the database that is brought to it.
pub(super) struct Move {
    pub(super) place: Place,
    pub(super) from: Database,
    /// The house's own, where that is on the server too.
    own: Option<Database>,
}

/// Brings such a database to a house over SQLite and to one over PostgreSQL; nowhere, where there is no server to read from.
pub(super) fn each_move(source: &[&str], test: impl Fn(&Move)) {
    let Some(base) = postgres::server() else { return };
    let from = || {
        let from = Database::fresh(&base, None).unwrap();
        source.iter().for_each(|text| from.run(text).unwrap());
        from
    };
    let own = Database::fresh(&base, None).unwrap();
    let places = [(Place::new(), None), (Place::new().with("AIWFE_DATABASE__URL", own.url()), Some(own))];
    for (place, own) in places {
        let moved = Move { place, from: from(), own };
        assert_eq!(moved.place.run(&["migrate", "apply"]).code, Some(0));
        test(&moved);
    }
}

impl Move {
    /// Brings it.
    pub(super) fn import(&self, options: &[&str]) -> Ended {
        self.import_from(&self.from.url(), options)
    }

    fn import_from(&self, url: &str, options: &[&str]) -> Ended {
        self.place.run(&[&["import", "legacy", "--from", url, "--source", "old"], options].concat())
    }

    /// Brings it, and gives the report with the exit code.
    pub(super) fn report(&self, options: &[&str]) -> (i32, Report) {
        self.report_from(&self.from.url(), options)
    }

    /// The same by another way to it.
    pub(super) fn report_from(&self, url: &str, options: &[&str]) -> (i32, Report) {
        let ended = self.import_from(url, &[&["--json"], options].concat());
        let report = serde_json::from_str(&ended.stdout);
        (ended.code.unwrap(), Report(report.unwrap_or_else(|_| panic!("no report: {ended:?}"))))
    }

    /// What an operation answers somebody.
    pub(super) fn call(&self, user: &str, arguments: &[&str]) -> Value {
        let ended = self.place.run(&[&["call", "--user", user], arguments].concat());
        serde_json::from_str(&ended.stdout).unwrap_or_else(|_| panic!("no answer: {ended:?}"))
    }

    /// Whether a condition holds in the house's database, in words that both databases understand.
    pub(super) fn holds(&self, condition: &str) -> bool {
        match &self.own {
            Some(own) => own.run(&format!("do $$ begin if not ({condition}) then raise 'no'; end if; end $$")).is_ok(),
            None => self.file().query_row(&format!("select ({condition})"), [], |row| row.get(0)).unwrap(),
        }
    }

    fn file(&self) -> Connection {
        let path = self.place.data().join("aiwfe.db");
        let file = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
        file.busy_timeout(std::time::Duration::from_secs(20)).unwrap();
        file
    }

    /// Every row of the house but the record of what is done, as text, by table: on a server only how many there are.
    pub(super) fn rows(&self) -> BTreeMap<String, Vec<String>> {
        if self.own.is_some() {
            return BTreeMap::new();
        }
        let file = self.file();
        let mut names = file.prepare("select name from sqlite_schema where type = 'table' order by name").unwrap();
        let names: Vec<String> = names.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        names.into_iter().map(|name| (name.clone(), rows(&file, &name))).collect()
    }
}

fn rows(file: &Connection, table: &str) -> Vec<String> {
    let mut all = file.prepare(&format!("select * from \"{table}\"")).unwrap();
    let columns = all.column_count();
    let row = |row: &rusqlite::Row| {
        let value = |at| match row.get_ref(at).unwrap() {
            ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
            other => format!("{other:?}"),
        };
        Ok((0..columns).map(value).collect::<Vec<_>>().join("|"))
    };
    let mut all: Vec<String> = all.query_map([], row).unwrap().map(Result::unwrap).collect();
    all.sort();
    all
}

/// What an import told.
#[derive(Debug, PartialEq)]
pub(super) struct Report(pub(super) Value);

impl Report {
    /// What was told of a table.
    pub(super) fn of(&self, name: &str) -> &Value {
        let tables = self.0["tables"].as_array().unwrap();
        tables.iter().find(|table| table["name"] == name).unwrap_or_else(|| panic!("nothing of {name}: {self:?}"))
    }

    /// Read, made, changed, unchanged, kept for later, in conflict, refused.
    pub(super) fn counts(&self, name: &str) -> [u64; 7] {
        let of = self.of(name);
        ["read", "made", "changed", "unchanged", "later", "conflicts", "refused"].map(|name| of[name].as_u64().unwrap())
    }

    /// Why rows of a table are here in part, or not at all, with their keys.
    pub(super) fn reasons(&self, name: &str) -> String {
        self.of(name)["reasons"].to_string()
    }

    /// How many rows were made or changed in all.
    pub(super) fn written(&self) -> u64 {
        let tables = self.0["tables"].as_array().unwrap().iter();
        tables.map(|table| table["made"].as_u64().unwrap() + table["changed"].as_u64().unwrap()).sum()
    }
}
