//! What can be done with feedback.
use super::{
    TaskFeedback,
    fields::{About, FeedbackFields, FeedbackWanted, NewFeedback},
};
use crate::{
    filters::{Asked, FilterNoun},
    tasks,
};
use api::{
    App, Caller, Change, Edited, Kind, Listed, Operation, Past, Permission, Plan, Said, Seen, Things, Undone, Which,
    find_as_seen,
};
use base::{Id, Result};
use store::{List, filter, sort, within};

api::thing!(TaskFeedback, "feedback", "feedback");

const READ: Permission = Permission::read("feedback");
const WRITE: Permission = Permission::write("feedback");

pub(crate) static LIST: Operation<FeedbackWanted, Things<TaskFeedback>> = Operation {
    name: "feedback.list",
    summary: "List how a task or an opportunity went, the earliest first.",
    permission: READ,
    reads: &["task_feedback", "saved_filters", "changes"],
    kind: Kind::Read(|app, caller, wanted| Box::pin(list(app, caller, wanted))),
};

pub(crate) static GET: Operation<Which, Seen<TaskFeedback>> = api::showing("feedback.get", "Show feedback.");

pub(crate) static CREATE: Operation<Edited<NewFeedback, About>, TaskFeedback> = Operation {
    name: "feedback.create",
    summary: "Say how a task or an opportunity went.",
    permission: WRITE,
    reads: &["tasks"],
    kind: Kind::Write(|app, caller, said| Box::pin(create(app, caller, said))),
};

pub(crate) static UPDATE: Operation<Edited<FeedbackFields>, TaskFeedback> = Operation {
    name: "feedback.update",
    summary: "Change what is named of feedback.",
    permission: WRITE,
    reads: &["task_feedback"],
    kind: Kind::Write(|app, caller, edited| {
        Box::pin(async move {
            let before: TaskFeedback = find_as_seen(&app, &caller, &edited.which).await?;
            Ok(Plan::update(before, app.clock().now(), |feedback| edited.fields.apply(feedback)))
        })
    }),
};

pub(crate) static DELETE: Operation<Which, Said> =
    api::discarding::<TaskFeedback>("feedback.delete", "Throw feedback away; it can be had back for 30 days.");

pub(crate) static RESTORE: Operation<Which, TaskFeedback> =
    api::restoring("feedback.restore", "Have feedback back that was thrown away.");

pub(crate) static UNDO: Operation<Undone, TaskFeedback> = api::undoing("feedback.undo", "Undo a change of feedback.");

pub(crate) static HISTORY: Operation<Past, Listed<Change>> = api::telling::<TaskFeedback>(
    "feedback.history",
    "Tell how feedback came to be what it is, the latest change first.",
);

api::filterable! { pub(crate) static FILTERS of TaskFeedback, "feedback";
    id: id;
    user_id: person;
    opportunity_id: id;
    feeling: text;
    difficulty: number;
    energy: number;
    category: text;
    completed_at: instant;
    notes: text;
    blockers_encountered: truth;
    revision: number;
    created_at: instant;
    updated_at: instant;
}

async fn list(app: App, caller: Caller, wanted: FeedbackWanted) -> Result<Things<TaskFeedback>> {
    let here = within!(TaskFeedback, (Id,), "space_id = $1 and deleted_at is null");
    let order = sort!(TaskFeedback, Up, "created_at", "id");
    let mut list = List::of(here, (caller.space_id,), order, wanted.limit.0);
    if let Some(id) = wanted.opportunity_id {
        list = list.filter(filter!(TaskFeedback, (Id,), "opportunity_id = $1"), (id,));
    }
    let asked = Asked::of(&app, &caller, FilterNoun::Feedback, wanted.filter, wanted.saved).await?;
    Things::of(asked.narrow(&FILTERS, list, &app, &caller)?, wanted.cursor.as_deref())
}

async fn create(app: App, caller: Caller, said: Edited<NewFeedback, About>) -> Result<Plan<TaskFeedback>> {
    let task = tasks::named(&app, &caller, "/opportunity_id", said.which.opportunity_id).await?;
    let now = app.clock().now();
    let mut feedback = TaskFeedback {
        id: Id::new(app.clock()),
        space_id: caller.space_id,
        user_id: caller.user_id,
        opportunity_id: task.id,
        feeling: String::new(),
        difficulty: 1,
        energy: 1,
        category: task.category,
        completed_at: task.completed_at,
        notes: None,
        blockers_encountered: false,
        revision: 1,
        created_at: now,
        updated_at: now,
        deleted_at: None,
    };
    said.fields.0.apply(&mut feedback);
    Ok(Plan::making(feedback).and(tasks::held(&caller, task.id)))
}
