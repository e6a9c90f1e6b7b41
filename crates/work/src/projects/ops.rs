//! What can be done with projects.
use super::{
    Project, ProjectStatus,
    fields::{NewProject, ProjectFields},
    list::{ProjectsWanted, list},
};
use api::{
    App, Caller, Change, Edited, Kind, Listed, Operation, Past, Permission, Plan, Said, Seen, Things, Undone, Which,
    find_as_seen,
    search::{Searched, Shelf},
};
use base::{Error, Id, Instant, Result};
use store::{Batch, Guard, require, sql};

api::thing!(Project, "projects", "project", searched = said, sweep = own);

fn said(project: &Project) -> Searched<'_> {
    Searched::of(&project.name, [project.description.as_deref()])
}

/// Projects, as they are searched.
pub(crate) static SHELF: Shelf<Project> = api::shelf!(Project);

impl Project {
    /// A project of which nothing is known yet.
    pub(super) fn blank(id: Id, space_id: Id, user_id: Id, at: Instant) -> Self {
        Self {
            id,
            space_id,
            user_id,
            name: String::new(),
            description: None,
            project_type: None,
            programming_language: None,
            framework: None,
            repository_url: None,
            local_path: None,
            status: ProjectStatus::Active,
            project_metadata: None,
            revision: 1,
            created_at: at,
            updated_at: at,
            deleted_at: None,
        }
    }
}

const WRITE: Permission = Permission::write("projects");

pub(crate) static LIST: Operation<ProjectsWanted, Things<Project>> = Operation {
    name: "projects.list",
    summary: "List projects.",
    permission: Permission::read("projects"),
    reads: &["projects", "saved_filters", "changes"],
    kind: Kind::Read(|app, caller, wanted| Box::pin(list(app, caller, wanted))),
};

pub(crate) static GET: Operation<Which, Seen<Project>> = api::showing("projects.get", "Show a project.");

pub(crate) static CREATE: Operation<NewProject, Project> = Operation {
    name: "projects.create",
    summary: "Make a project.",
    permission: WRITE,
    reads: &[],
    kind: Kind::Write(|app, caller, new| Box::pin(async move { Ok(create(&app, &caller, new)) })),
};

pub(crate) static UPDATE: Operation<Edited<ProjectFields>, Project> = Operation {
    name: "projects.update",
    summary: "Change what is named of a project.",
    permission: WRITE,
    reads: &["projects"],
    kind: Kind::Write(|app, caller, edited| Box::pin(update(app, caller, edited))),
};

pub(crate) static DELETE: Operation<Which, Said> =
    api::discarding::<Project>("projects.delete", "Throw a project away; it can be had back for 30 days.");

pub(crate) static RESTORE: Operation<Which, Project> =
    api::restoring("projects.restore", "Have a project back that was thrown away.");

pub(crate) static HISTORY: Operation<Past, Listed<Change>> =
    api::telling::<Project>("projects.history", "Tell how a project came to be what it is, the latest change first.");

pub(crate) static UNDO: Operation<Undone, Project> = api::undoing("projects.undo", "Undo a change of a project.");

fn create(app: &App, caller: &Caller, new: NewProject) -> Plan<Project> {
    let mut project = Project::blank(Id::new(app.clock()), caller.space_id, caller.user_id, app.clock().now());
    new.0.apply(&mut project);
    Plan::making(project)
}

async fn update(app: App, caller: Caller, edited: Edited<ProjectFields>) -> Result<Plan<Project>> {
    let before: Project = find_as_seen(&app, &caller, &edited.which).await?;
    Ok(Plan::update(before, app.clock().now(), |project| edited.fields.apply(project)))
}

/// That a project is there and stays there until the batch is committed.
pub(crate) async fn required(app: &App, caller: &Caller, id: Id) -> Result<Batch> {
    let there = require!((Id, Id), "select 1 from projects where space_id = $1 and id = $2 and deleted_at is null");
    match api::find::<Project>(app, caller, id).await {
        Ok(_) => Ok(Batch::new().require(Guard::new("tasks.project"), there, (caller.space_id, id))),
        Err(Error::NotFound { .. }) => Err(Error::flaw("/project_id", "unknown", "there is no such project")),
        Err(error) => Err(error),
    }
}

/// Projects that were thrown away so long ago that they are let go; those that tasks still name stay.
pub(crate) fn sweep(now: Instant) -> Batch {
    let old = sql!(
        (),
        (Instant,),
        "delete from projects where deleted_at < $1 and not exists (select 1 from tasks where tasks.space_id = projects.space_id \
         and tasks.project_id = projects.id) /* all spaces */"
    );
    Batch::new().run(old, (now.minus(api::KEPT_DELETED),))
}
