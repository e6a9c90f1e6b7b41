//! One run over the source: table by table, page by page, each page in one batch with its notes.
use crate::{
    LegacyState, Stop,
    names::of_row,
    notes,
    nouns::{LATER, NOUNS, Noun, SUBTASKS},
    parts,
    people::People,
    report::{OfTable, Report},
    source::{Row, Source, Table},
    step::{Known, Step},
};
use api::{App, Caller, Plan, carry_out};
use base::Id;
use std::collections::HashMap;
use store::Error;

/// How an import is done.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Only look; nothing is written.
    pub dry_run: bool,
    /// Somebody whose address somebody here has already is that person.
    pub merge_users: bool,
}

/// Is told how far a table is: its name, how many rows were read, and how many there are.
pub type Progress<'a> = &'a mut (dyn FnMut(&str, u64, u64) + Send);

/// How many rows are written together.
const TOGETHER: usize = 200;
/// The operation as it stands in the change log and on the record.
const OPERATION: &str = "legacy.import";

/// A run.
pub(crate) struct Run<'a> {
    pub(crate) app: &'a App,
    pub(crate) caller: Caller,
    pub(crate) source: &'a Source,
    pub(crate) options: Options,
    pub(crate) people: People,
    /// Where rows would have come to lie, if anything were written.
    dreamt: HashMap<Id, (Id, Id)>,
    pub(crate) report: Report,
}

impl<'a> Run<'a> {
    pub(crate) fn new(app: &'a App, source: &'a Source, options: Options) -> Self {
        let caller = Caller::nobody(format!("import_{}", Id::new(app.clock())));
        let report = Report { source: source.name.clone(), dry_run: options.dry_run, ..Report::default() };
        Self { app, caller, source, options, people: People::default(), dreamt: HashMap::new(), report }
    }

    pub(crate) async fn all(mut self, progress: Progress<'_>) -> Result<Report, Stop> {
        let mut taken: Vec<String> = Vec::new();
        for noun in NOUNS {
            match self.source.table(noun.table) {
                Some(table) if table.is_readable => {
                    self.noun(noun, table, progress).await?;
                    taken.push(table.told());
                }
                Some(table) => taken.push(table.told()),
                None if self.report.missing_tables.iter().any(|name| name == noun.table) => {}
                None => self.report.missing_tables.push(noun.table.to_owned()),
            }
        }
        let missing = LATER.iter().filter(|name| self.source.table(name).is_none());
        self.report.missing_tables.extend(missing.map(|name| (*name).to_owned()));
        for table in &self.source.tables {
            if !table.is_readable {
                self.report.closed_tables.push(table.told());
            } else if !taken.contains(&table.told()) {
                self.later(table, progress).await?;
            }
        }
        Ok(self.report)
    }

    /// Brings all rows of a noun.
    async fn noun(&mut self, noun: &'static Noun, table: &Table, progress: Progress<'_>) -> Result<(), Stop> {
        let mut told = OfTable { name: noun.name.to_owned(), table: table.told(), ..OfTable::default() };
        let is_within = noun.name == SUBTASKS.name;
        let missing = noun.columns.iter().filter(|name| !is_within && !table.has(name));
        told.missing_columns = missing.map(|name| (*name).to_owned()).collect();
        let enums = table.columns.iter().filter(|column| !column.labels.is_empty() && noun.knows(&column.name));
        told.enums = enums.map(|column| (column.name.clone(), column.labels.clone())).collect();
        let all = self.source.count(table).await.map_err(Stop::Source)?;
        let (mut reading, mut seen) = (self.source.read(table).await.map_err(Stop::Source)?, 0);
        loop {
            let page = reading.page().await.map_err(Stop::Source)?;
            if page.is_empty() {
                break;
            }
            seen += u64::try_from(page.len()).unwrap_or_default();
            let rows = if is_within { parts::rows(&page) } else { page };
            for rows in rows.chunks(TOGETHER) {
                let steps = self.steps(noun, rows.to_vec(), &mut told).await?;
                self.write(noun.label(), steps, &mut told).await?;
            }
            progress(noun.name, seen, all);
        }
        self.report.tables.push(told);
        Ok(())
    }

    /// Keeps all rows of a table that has no place here.
    async fn later(&mut self, table: &Table, progress: Progress<'_>) -> Result<(), Stop> {
        let name = table.told();
        let is_known = LATER.contains(&table.name.as_str());
        let why = if is_known { "there is no place for it yet" } else { "this table is not known" };
        let mut told = OfTable { name: name.clone(), table: name.clone(), ..OfTable::default() };
        let all = self.source.count(table).await.map_err(Stop::Source)?;
        let mut reading = self.source.read(table).await.map_err(Stop::Source)?;
        loop {
            let page = reading.page().await.map_err(Stop::Source)?;
            if page.is_empty() {
                break;
            }
            let mut known = self.known(&name, &page).await?;
            let step = |row: Row| {
                let known = known.remove(&of_row(&self.source.name, &name, &row.key));
                let person = row.fields.as_ref().and_then(|fields| self.people.of(fields.get("user_id")?));
                match (known, person) {
                    (known, Some(person)) if person.space_id.is_none() => Step::gone(row, known),
                    (Some(known), _) if known.digest == row.digest && known.state == LegacyState::Later => {
                        Step::unchanged(row, known)
                    }
                    (known, person) => Step::later(row, known, person.and_then(|person| person.space_id), why),
                }
            };
            let steps = page.into_iter().map(step).collect();
            self.write(&name, steps, &mut told).await?;
            progress(&name, told.read, all);
        }
        if told.read > 0 && !is_known {
            told.because(why, "all");
        }
        self.report.tables.push(told);
        Ok(())
    }

    /// What is noted of the rows of a page.
    pub(crate) async fn known(&self, label: &str, page: &[Row]) -> Result<HashMap<Id, Known>, Stop> {
        let ids = page.iter().map(|row| of_row(&self.source.name, label, &row.key)).collect();
        notes::of(self.app, ids).await.map_err(Stop::Target)
    }

    /// Where rows of a table have come to lie, by their keys.
    pub(crate) async fn landed(&self, label: &str, keys: Vec<String>) -> Result<HashMap<String, (Id, Id)>, Stop> {
        let named: HashMap<Id, String> =
            keys.into_iter().map(|key| (of_row(&self.source.name, label, &key), key)).collect();
        let known = notes::of(self.app, named.keys().copied().collect()).await.map_err(Stop::Target)?;
        let place = |id: &Id| {
            let known = known.get(id).and_then(|known| known.row_id.zip(known.space_id));
            known.or_else(|| self.dreamt.get(id).copied())
        };
        let named = named.into_iter().filter_map(|(id, key)| Some((key, place(&id)?)));
        Ok(named.collect())
    }

    /// Writes a page, all of it or, where something of it does not hold, row by row.
    async fn write(&mut self, label: &str, steps: Vec<Step>, told: &mut OfTable) -> Result<(), Stop> {
        if self.options.dry_run {
            let places =
                steps.iter().filter_map(|step| Some((of_row(&self.source.name, label, &step.row.key), step.landed?)));
            self.dreamt.extend(places);
        } else if let Err(error) = self.commit(label, &steps).await? {
            if steps.len() > 1 {
                for step in steps {
                    Box::pin(self.write(label, vec![step], told)).await?;
                }
                return Ok(());
            }
            return self.refuse(label, steps, &error, told).await;
        }
        steps.iter().for_each(|step| step.count(told));
        Ok(())
    }

    /// Notes that a row cannot be here.
    async fn refuse(&mut self, label: &str, steps: Vec<Step>, error: &Error, told: &mut OfTable) -> Result<(), Stop> {
        let why = match error {
            Error::Broken { table, columns, .. } if !columns.is_empty() => {
                format!("{} of {table}: another row has this already, or it refers to nothing", columns.join(", "))
            }
            other => other.to_string(),
        };
        for step in steps {
            self.people.forget(&step);
            let keeps = step.keeps || step.known.as_ref().is_none_or(|known| known.row_id.is_none());
            let refused = Step { keeps, ..Step::refused(step.row, step.known, step.space_id, why.clone()) };
            self.commit(label, std::slice::from_ref(&refused)).await?.map_err(Stop::Target)?;
            refused.count(told);
        }
        Ok(())
    }

    /// Commits steps as one; the rules of the schema may forbid it, everything else is the end of the run.
    async fn commit(&self, label: &str, steps: &[Step]) -> Result<Result<(), Error>, Stop> {
        let mut plan = Plan::new(());
        for step in steps {
            let note = notes::note(self.app, &self.source.name, label, step).map_err(Stop::House)?;
            plan = plan.also(step.plan.clone()).and(note);
        }
        match carry_out(self.app, &self.caller, OPERATION, plan).await {
            Ok(()) => Ok(Ok(())),
            Err(error @ (Error::Full | Error::Unavailable(_) | Error::Unknown(_))) => Err(Stop::Target(error)),
            Err(error) => Ok(Err(error)),
        }
    }
}

impl Noun {
    /// What its rows are called in the notes.
    pub(crate) fn label(&self) -> &'static str {
        match self.name {
            "settings" => "users/settings",
            "subtasks" => "tasks/subtasks",
            _ => self.table,
        }
    }
}

/// Whether a row is as it was when it came.
pub(crate) fn is_settled(row: &Row, known: Option<&Known>) -> bool {
    known.is_some_and(|known| known.digest == row.digest && known.row_id.is_some())
}
