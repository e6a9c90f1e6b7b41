//! What a client may say of a project, and how far it may go.
use super::{Project, ProjectStatus};
use api::Bound;
use serde_json::Value;

api::fields! { ProjectFields, NewProject of Project, needs name;
    /// Its name for people.
    name: String = Bound::Text(1, 200);
    /// What it is about.
    description: Option<String> = Bound::Text(0, 20_000);
    /// The kind of project.
    project_type: Option<String> = Bound::Text(0, 100);
    /// The language it is written in.
    programming_language: Option<String> = Bound::Text(0, 100);
    /// The framework it stands on.
    framework: Option<String> = Bound::Text(0, 100);
    /// Where its code lives.
    repository_url: Option<String> = Bound::Text(0, 2_000);
    /// Where its code lies on the owner's machine.
    local_path: Option<String> = Bound::Text(0, 2_000);
    /// How far it is.
    status: ProjectStatus;
    /// What else is known.
    project_metadata: Option<Value> = Bound::Json(64_000);
}
