//! Many tasks at once: all of them, or none.
use super::{
    Task,
    fields::{NewTask, TaskFields},
    ops,
};
use crate::labels::Drawer;
use api::{Answer, App, Caller, Edited, Input, Plan, Wanted, WithinList};
use base::{Error, Result};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        ObjectBuilder, RefOr,
        schema::{AdditionalProperties, ArrayBuilder, Schema},
    },
};

/// How many tasks may come at once.
const MOST: usize = 500;

/// What is to be made, and what is to be changed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Bulk {
    create: Vec<Map<String, Value>>,
    update: Vec<Map<String, Value>>,
}

impl Wanted for Bulk {}

impl PartialSchema for Bulk {
    fn schema() -> RefOr<Schema> {
        let list = |items: RefOr<Schema>| ArrayBuilder::new().items(items).max_items(Some(MOST)).build();
        let changed = <Edited<TaskFields> as api::FromInput>::shape().schema;
        ObjectBuilder::new()
            .property("create", list(NewTask::schema()))
            .property("update", list(changed))
            .additional_properties(Some(AdditionalProperties::FreeForm(false)))
            .build()
            .into()
    }
}

impl ToSchema for Bulk {}

/// What was made, and what was changed, in the order in which it was asked for.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Bulked {
    created: Vec<Task>,
    updated: Vec<Task>,
}

impl Answer for Bulked {
    fn body(self) -> Result<Vec<u8>> {
        api::json(&self)
    }
}

/// Plans all of it as one.
pub(crate) async fn plan(app: App, caller: Caller, bulk: Bulk) -> Result<Plan<Bulked>> {
    if bulk.create.len() + bulk.update.len() > MOST {
        return Err(Error::flaw("", "too_long", format!("{MOST} tasks at once at most")));
    }
    let new: Vec<NewTask> = Input::each("create", bulk.create)?;
    let edited: Vec<Edited<TaskFields>> = Input::each("update", bulk.update)?;
    let mut seen = BTreeSet::new();
    if let Some(at) = edited.iter().position(|edited| !seen.insert(edited.which.id)) {
        return Err(Error::flaw(format!("/update/{at}/id"), "twice", "a task is changed once at a time"));
    }
    let (mut plan, mut bulked) = (Plan::new(()), Bulked { created: Vec::new(), updated: Vec::new() });
    let mut drawer = Drawer::default();
    for (at, new) in new.into_iter().enumerate() {
        let one = ops::making(&app, &caller, new, &mut drawer).await.within("create", at)?;
        bulked.created.push(one.value.clone());
        plan = plan.also(one);
    }
    for (at, edited) in edited.into_iter().enumerate() {
        let one = ops::changing(&app, &caller, edited, &mut drawer).await.within("update", at)?;
        bulked.updated.push(one.value.clone());
        plan = plan.also(one);
    }
    Ok(plan.upon(drawer.made(&caller)).map(|()| bulked))
}
