//! Labels that are given to tasks by their names: those of the space, and those that are made on the way.
use super::{
    Label,
    ops::{room, there},
    rules,
};
use crate::{Color, Ids, Task, Words};
use api::{App, Caller, Entry, Plan};
use base::{Id, Instant, Result};
use std::collections::BTreeSet;
use store::{Batch, Guard, Statement, sql};

/// The labels of a space for as long as one plan is made; they are read once, when the first is asked for.
#[derive(Debug, Default)]
pub(crate) struct Drawer {
    there: Option<Vec<Label>>,
    /// How many of them were there before.
    known: usize,
}

impl Drawer {
    /// Gives a task exactly the labels of these names; a name that nothing has yet makes a label.
    pub(crate) async fn give(&mut self, app: &App, caller: &Caller, task: &mut Task) -> Result<()> {
        let mut all = self.open(app, caller).await?;
        let mut given: Vec<usize> = Vec::new();
        for name in &task.labels.0 {
            let key = rules::key(name);
            let at = match all.iter().position(|label| label.name_key == key) {
                Some(at) => at,
                None => {
                    rules::has_room(all.len())?;
                    let id = Id::new(app.clock());
                    all.push(rules::named(id, caller.space_id, caller.user_id, name, app.clock().now()));
                    all.len() - 1
                }
            };
            given.push(at);
        }
        carry(task, &all, |at, _| given.contains(&at));
        self.there = Some(all);
        Ok(())
    }

    /// Leaves a task those of its labels that are still there, as they are called now.
    pub(crate) async fn keep(&mut self, app: &App, caller: &Caller, task: &mut Task) -> Result<()> {
        let all = self.open(app, caller).await?;
        let ids: BTreeSet<Id> = task.label_ids.0.iter().copied().collect();
        carry(task, &all, |_, label| ids.contains(&label.id));
        self.there = Some(all);
        Ok(())
    }

    /// What makes the labels that are new. Of two that make one of the same name at once, the second finds it.
    pub(crate) fn made(self, caller: &Caller) -> Plan<()> {
        type Row = (Id, Id, Id, String, String, Color, Instant, Instant);
        const MAKE: Statement<Row, ()> = sql!(
            (),
            Row,
            "insert into labels (id, space_id, user_id, name, name_key, color, revision, created_at, updated_at) \
             values ($1, $2, $3, $4, $5, $6, 1, $7, $8) on conflict do nothing"
        );
        let all = self.there.unwrap_or_default();
        let new = all.get(self.known..).unwrap_or_default();
        let plan = Plan::new(()).and(if new.is_empty() { Batch::new() } else { room(caller, new.len()) });
        new.iter().fold(plan, |plan, label| {
            let Label { id, space_id, user_id, name, name_key, color, created_at, updated_at, .. } = label.clone();
            let row = (id, space_id, user_id, name, name_key, color, created_at, updated_at);
            let made = Batch::new().run_one(Guard::new("labels.name"), MAKE, row);
            plan.make_by(Entry { noun: "labels", space_id, row_id: id, revision: 1 }, label, made)
        })
    }

    async fn open(&mut self, app: &App, caller: &Caller) -> Result<Vec<Label>> {
        match self.there.take() {
            Some(there) => Ok(there),
            None => {
                let there = there(app, caller).await?;
                self.known = there.len();
                Ok(there)
            }
        }
    }
}

/// Lets a task carry those, in the order of their names.
fn carry(task: &mut Task, all: &[Label], is_carried: impl Fn(usize, &Label) -> bool) {
    let carried = all.iter().enumerate().filter(|(at, label)| is_carried(*at, label));
    let mut carried: Vec<&Label> = carried.map(|(_, label)| label).collect();
    carried.sort_by(|a, b| a.name_key.cmp(&b.name_key));
    task.label_ids = Ids(carried.iter().map(|label| label.id).collect());
    task.labels = Words(carried.iter().map(|label| label.name.clone()).collect());
}

/// What ties a task to the labels that it carries now, and unties it from those that it carries no more.
pub(crate) fn tied(before: &[Id], after: &Task) -> Batch {
    const TIE: Statement<(Id, Id, Id), ()> = sql!(
        (),
        (Id, Id, Id),
        "insert into task_labels (space_id, task_id, label_id) values ($1, $2, $3) on conflict do nothing"
    );
    const UNTIE: Statement<(Id, Id, Id), ()> =
        sql!((), (Id, Id, Id), "delete from task_labels where space_id = $1 and task_id = $2 and label_id = $3");
    let now = &after.label_ids.0;
    let added = now.iter().filter(|id| !before.contains(id)).map(|id| (TIE, *id));
    let removed = before.iter().filter(|id| !now.contains(id)).map(|id| (UNTIE, *id));
    added
        .chain(removed)
        .fold(Batch::new(), |batch, (statement, id)| batch.run(statement, (after.space_id, after.id, id)))
}
