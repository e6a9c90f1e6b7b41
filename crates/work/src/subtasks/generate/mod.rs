//! Steps that are suggested for a task. Rules decide, no model: what kind of task it is, and how much whoever asks knows already.
mod steps;
mod wire;

use crate::Task;
use api::{Kind, Operation, Permission, find};
use wire::{Generated, Wish};

pub(crate) static GENERATE: Operation<Wish, Generated> = Operation {
    name: "subtasks.generate",
    summary: "Suggest steps for a task, by rule; nothing is written until they are added.",
    permission: Permission::read("tasks"),
    reads: &["tasks", "subtasks"],
    kind: Kind::Read(|app, caller, wish| {
        Box::pin(async move {
            let began = app.clock().now();
            let task: Task = find(&app, &caller, wish.id).await?;
            let there =
                if wish.force_regenerate { Vec::new() } else { super::ops::steps(&app, &caller, task.id).await? };
            let steps = steps::suggested(&task, &there, &wish);
            let micros = app.clock().now().micros().saturating_sub(began.micros());
            Ok(Generated::new(&task, wish, steps, u64::try_from(micros / 1_000).unwrap_or(0)))
        })
    }),
};
