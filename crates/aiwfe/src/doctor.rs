//! `aiwfe doctor`: looks at everything and changes nothing.
use crate::{
    config::{Config, Database},
    exit::Exit,
    findings::Findings,
    house, keys, wiring,
};
use serde::Serialize;
use std::fmt;
use store::{Count, Examination, Finding, Level};

/// What was found.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    modules: Count,
    tables: Count,
    statements: Count,
    steps: Count,
    settings: Count,
    findings: Vec<Finding>,
    #[serde(skip)]
    checked: bool,
}

/// Examines the database through the pool that requests use.
pub(crate) async fn examine(config: &Config) -> Report {
    if let Some(finding) = missing(config) {
        return Report::of_nothing(finding);
    }
    let store = match house::look(&config.database) {
        Ok(store) => store,
        Err(failure) => return Report::of_nothing(unreachable(&config.database, &failure.to_string())),
    };
    let examination = store.examine(wiring::STEPS).await;
    // Only a schema that is right can be asked for what it holds.
    let of_keys = match &examination {
        Ok(sound) if sound.is_sound() => {
            keys::examine(&config.data, &store).await.unwrap_or_else(|error| vec![error.finding()])
        }
        _ => Vec::new(),
    };
    store.close().await;
    match examination {
        Ok(examination) => {
            let mut report = Report::of(examination);
            report.findings.extend(of_keys);
            report
        }
        Err(error) => Report::of_nothing(unreachable(&config.database, &error.to_string())),
    }
}

/// What is not there is not made by looking for it.
fn missing(config: &Config) -> Option<Finding> {
    let file = house::file(&config.database)?;
    let (subject, path) = match house::is_inside(&config.data, file) && !config.data.is_dir() {
        true => ("data directory", config.data.as_path()),
        false => ("database", file),
    };
    (!path.exists()).then(|| Finding {
        id: "DB.E001",
        level: Level::Error,
        subject: subject.into(),
        observed: format!("{} is not there", path.display()),
        expected: "the data of a house that has been started".into(),
        evidence: format!("looked for {}", file.display()),
        next: "name the right directory with --data, or make a new house with `aiwfe serve`".into(),
    })
}

fn unreachable(database: &Database, why: &str) -> Finding {
    Finding {
        id: "DB.E001",
        level: Level::Error,
        subject: "database".into(),
        observed: why.into(),
        expected: "a database that answers".into(),
        evidence: format!("asked {}", database.location),
        next: "see that the server runs, and that `aiwfe config` names it".into(),
    }
}

impl Report {
    fn of(examination: Examination) -> Self {
        let checked = examination.looks() > 0;
        let Examination { tables, statements, steps, settings, findings } = examination;
        Self { modules: modules(tables, &findings), tables, statements, steps, settings, findings, checked }
    }

    fn of_nothing(finding: Finding) -> Self {
        let nothing = Count::default();
        Self {
            modules: Count { right: 0, all: wiring::MODULES.iter().map(|of_crate| of_crate.len()).sum() },
            tables: nothing,
            statements: nothing,
            steps: nothing,
            settings: nothing,
            findings: vec![finding],
            checked: false,
        }
    }

    /// What the findings mean for the exit code; nothing looked at is never well.
    pub(crate) fn exit(&self, strict: bool) -> Exit {
        let worst = self.findings.iter().map(|finding| finding.level).max();
        match worst {
            _ if !self.checked => Exit::Unchecked,
            Some(Level::Error) => Exit::Errors,
            Some(Level::Warning) if strict => Exit::Warnings,
            _ => Exit::Well,
        }
    }
}

/// A module is right when no finding is about one of its tables.
fn modules(tables: Count, findings: &[Finding]) -> Count {
    let all = wiring::MODULES.iter().flat_map(|of_crate| of_crate.iter());
    let is_right = |module: &&api::Module| {
        tables.all > 0
            && module.tables.iter().all(|table| findings.iter().all(|finding| !concerns(finding, table.name)))
    };
    Count { right: all.clone().filter(is_right).count(), all: all.count() }
}

/// Whether a finding's subject names the table, in either database's spelling.
fn concerns(finding: &Finding, table: &str) -> bool {
    let flat = table.replace('.', "_");
    let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
    let mut names = finding.subject.split(|letter| !is_word(letter) && letter != '.');
    names.any(|name| [table, flat.as_str()].iter().any(|table| belongs(name, table)))
}

/// `tasks`, `tasks.title` and `tasks__title__check` belong to `tasks`; `tasks_old` does not.
fn belongs(name: &str, table: &str) -> bool {
    name.strip_prefix(table).is_some_and(|rest| rest.is_empty() || rest.starts_with('.') || rest.starts_with("__"))
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let counts = [
            ("modules", self.modules),
            ("tables", self.tables),
            ("statements", self.statements),
            ("steps", self.steps),
            ("settings", self.settings),
        ];
        let counts: Vec<String> =
            counts.iter().map(|(name, count)| format!("{name} {}/{}", count.right, count.all)).collect();
        f.write_str(&counts.join(", "))?;
        if !self.findings.is_empty() {
            write!(f, "\n{}", Findings::all(&self.findings))?;
        }
        match (self.checked, self.findings.is_empty()) {
            (false, _) => f.write_str("\nnothing could be checked"),
            (true, true) => f.write_str("\nno findings"),
            (true, false) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(level: Level, subject: &str) -> Finding {
        let [observed, expected, evidence, next] =
            ["it is missing", "a table", "a look", "restore it"].map(str::to_owned);
        Finding { id: "DB.E005", level, subject: subject.into(), observed, expected, evidence, next }
    }

    fn report(findings: Vec<Finding>) -> Report {
        let tables = Count { right: 1, all: 1 };
        Report::of(Examination { tables, findings, ..Examination::default() })
    }

    #[test]
    fn the_exit_code_follows_from_the_findings() {
        for (findings, lenient, strict) in [
            (vec![], Exit::Well, Exit::Well),
            (vec![finding(Level::Info, "x")], Exit::Well, Exit::Well),
            (vec![finding(Level::Warning, "x")], Exit::Well, Exit::Warnings),
            (vec![finding(Level::Warning, "x"), finding(Level::Error, "x")], Exit::Errors, Exit::Errors),
        ] {
            let report = report(findings);
            assert_eq!((report.exit(false), report.exit(true)), (lenient, strict));
        }
    }

    #[test]
    fn an_examination_of_nothing_is_not_well() {
        assert_eq!(Report::of(Examination::default()).exit(false), Exit::Unchecked);
    }

    #[test]
    fn a_finding_takes_its_module_out_of_the_right_ones() {
        let (none, one) = (report(vec![]).modules, report(vec![finding(Level::Error, "column tasks.title")]).modules);
        assert_eq!((none.right, one.right), (none.all, none.all - 1));
    }

    #[test]
    fn a_name_belongs_to_its_table_and_to_no_other() {
        assert!(
            belongs("tasks", "tasks") && belongs("tasks.title", "tasks") && belongs("tasks__title__check", "tasks")
        );
        assert!(!belongs("tasks_old", "tasks") && !belongs("task", "tasks"));
    }

    #[test]
    fn a_person_reads_the_counts_first() {
        let text = report(vec![finding(Level::Error, "table tasks")]).to_string();
        let (first, rest) = text.split_once('\n').unwrap();
        assert!(first.starts_with("modules "), "{first}");
        assert!(first.ends_with("tables 1/1, statements 0/0, steps 0/0, settings 0/0"), "{first}");
        let expected =
            "error DB.E005 table tasks: it is missing\n  expected: a table\n  evidence: a look\n  next:     restore it";
        assert_eq!(rest, expected);
    }
}
