//! The models that can be chosen in settings: those of whoever provides them.
use api::{Answer, App, Kind, Nothing, Operation, Permission, Work};
use base::{Error, Instant, Result};
use serde::Serialize;
use std::sync::Arc;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{RefOr, schema::Schema},
};

/// Whoever provides models.
pub trait Models: Send + Sync {
    /// Those that there are.
    fn list(&self) -> Work<Vec<Model>>;
}

/// The one who provides the house with models, if anybody does.
#[derive(Default)]
pub struct Provider(pub Option<Arc<dyn Models>>);

/// A model that can be chosen.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Model {
    /// Its name, as settings take it.
    pub name: String,
    /// How large it is.
    pub size_bytes: Option<i64>,
    /// The family it is of.
    pub family: Option<String>,
    /// How many parameters it has, such as 3.2B.
    pub parameter_size: Option<String>,
    /// How its parameters are kept, such as `Q4_K_M`.
    pub quantization: Option<String>,
    /// Whether it can be given tools.
    pub tool_compatible: bool,
    /// When it last changed.
    pub modified_at: Option<Instant>,
}

/// The models that can be chosen.
pub(crate) struct ModelList(Vec<Model>);

impl Answer for ModelList {
    fn body(self) -> Result<Vec<u8>> {
        api::json(&self.0)
    }
}

impl PartialSchema for ModelList {
    fn schema() -> RefOr<Schema> {
        <Vec<Model> as PartialSchema>::schema()
    }
}

impl ToSchema for ModelList {
    fn schemas(parts: &mut Vec<(String, RefOr<Schema>)>) {
        parts.push((Model::name().into_owned(), Model::schema()));
        Model::schemas(parts);
    }
}

pub(crate) static MODELS: Operation<Nothing, ModelList> = Operation {
    name: "settings.models",
    summary: "List the models that can be chosen; 503 while nobody provides any.",
    permission: Permission::read("settings").own(),
    reads: &[],
    kind: Kind::Read(|app, _, _| Box::pin(models(app))),
};

/// Nobody is connected.
const AWAY: Error =
    Error::Away { service: "Ollama", why: "no provider of models is connected to this house", retry_after_s: 60 };

async fn models(app: App) -> Result<ModelList> {
    match &app.part::<Provider>().0 {
        Some(provider) => provider.list().await.map(ModelList),
        None => Err(AWAY),
    }
}
