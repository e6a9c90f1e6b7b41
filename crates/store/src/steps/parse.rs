//! What a step says to each database.
use super::Step;
use crate::dialect::Dialect;

/// One thing that a step does in one database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    /// To run a statement.
    Run(String),
    /// To build a table anew in the shape of a `create table`, keeping its rows: what SQLite cannot alter.
    Rebuild { table: String, create: String },
}

/// For whom the lines after a directive are.
#[derive(Clone, PartialEq)]
enum Part {
    Both,
    Sqlite,
    Postgres,
    Rebuild(String),
}

/// What the step does in that database: `-- sqlite`, `-- postgres`, `-- rebuild TABLE` and `-- both` on lines of their own say
/// for whom the statements after them are. A statement ends with a semicolon at the end of a line.
pub(crate) fn actions(step: &Step, dialect: Dialect) -> Vec<Action> {
    let (mut out, mut part, mut statement) = (Vec::new(), Part::Both, String::new());
    for line in step.text.lines() {
        if let Some(words) = line.strip_prefix("-- ") {
            part = directive(words).unwrap_or(part);
            continue;
        }
        if statement.is_empty() && line.trim().is_empty() {
            continue;
        }
        statement.push_str(line);
        match statement.strip_suffix(';') {
            None => statement.push('\n'),
            Some(whole) => {
                out.extend(action(&part, dialect, whole));
                statement.clear();
            }
        }
    }
    out.extend((!statement.trim().is_empty()).then(|| action(&part, dialect, statement.trim_end())).flatten());
    out
}

fn directive(words: &str) -> Option<Part> {
    match words.trim() {
        "both" => Some(Part::Both),
        "sqlite" => Some(Part::Sqlite),
        "postgres" => Some(Part::Postgres),
        other => other.strip_prefix("rebuild ").map(|table| Part::Rebuild(table.trim().into())),
    }
}

fn action(part: &Part, dialect: Dialect, statement: &str) -> Option<Action> {
    let text = dialect.spell(statement);
    match (part, dialect) {
        (Part::Both, _) | (Part::Sqlite, Dialect::Sqlite) | (Part::Postgres, Dialect::Postgres) => {
            Some(Action::Run(text))
        }
        // What follows the new table in a rebuild, its indexes, is plain.
        (Part::Rebuild(table), Dialect::Sqlite) if statement.starts_with("create table") => {
            Some(Action::Rebuild { table: dialect.spell(table), create: text })
        }
        (Part::Rebuild(_), Dialect::Sqlite) => Some(Action::Run(text)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEP: Step = Step {
        number: 1,
        name: "try",
        text: "-- A word to the reader.\ncreate table a (\n  id {uuid} not null\n) {strict};\n\n-- postgres\nalter table a add x {text};\n-- rebuild a\ncreate table a (id {uuid} not null, x {text}) {strict};\ncreate index a_x on a (x);\n-- both\ncreate index a_id on a (id)",
    };

    #[test]
    fn each_database_is_told_its_own() {
        let run = |text: &str| Action::Run(text.into());
        assert_eq!(
            actions(&STEP, Dialect::Postgres),
            [
                run("create table a (\n  id uuid not null\n)"),
                run("alter table a add x text collate \"C\""),
                run("create index a_id on a (id)")
            ]
        );
        let create = "create table a (id blob not null, x text) strict".to_owned();
        assert_eq!(
            actions(&STEP, Dialect::Sqlite),
            [
                run("create table a (\n  id blob not null\n) strict"),
                Action::Rebuild { table: "a".into(), create },
                run("create index a_x on a (x)"),
                run("create index a_id on a (id)")
            ]
        );
    }
}
