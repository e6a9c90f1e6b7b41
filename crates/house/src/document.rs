//! The OpenAPI document of the product, and whether an answer is as it says.
use crate::{Answer, headers::refuse};
use aiwfe::wiring::MODULES;
use api::http::Route;
use jsonschema::{Draft, Validator};
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

/// The document; what it says of an answer is compiled once, when the first such answer comes.
pub struct Document {
    /// Itself.
    pub json: Value,
    /// Its operations.
    pub operations: Vec<Operation>,
    validators: Mutex<HashMap<String, Arc<Validator>>>,
}

/// What the document says of one method of one path.
pub struct Operation {
    /// Its id, such as `tasks.create`.
    pub id: String,
    /// The method, in capitals.
    pub method: String,
    /// The path, with its parts in braces.
    pub path: String,
    /// All that is said of it.
    pub json: Value,
    /// How much of the path stands before its first part in braces.
    stem_bytes: usize,
}

impl Document {
    /// The document of the product, as this process has it.
    pub fn of_product() -> &'static Self {
        static DOCUMENT: OnceLock<Document> = OnceLock::new();
        DOCUMENT.get_or_init(|| {
            let document = api::http::document(MODULES).to_json().expect("the document");
            Self::new(serde_json::from_str(&document).expect("the document is JSON"))
        })
    }

    fn new(json: Value) -> Self {
        let paths = json["paths"].as_object().into_iter().flatten();
        let operations = paths.flat_map(|(path, item)| {
            item.as_object().into_iter().flatten().map(|(method, operation)| Operation {
                id: operation["operationId"].as_str().unwrap_or_default().to_owned(),
                method: method.to_uppercase(),
                stem_bytes: path.find('{').unwrap_or(path.len()),
                path: path.clone(),
                json: operation.clone(),
            })
        });
        Self { operations: operations.collect(), json, validators: Mutex::default() }
    }

    /// The operation that a request leads to.
    pub fn operation(&self, method: &str, path: &str) -> Option<&Operation> {
        let method = if method == "HEAD" { "GET" } else { method };
        let path = path.split('?').next().unwrap_or_default();
        let leads_here = |operation: &&Operation| operation.leads(path);
        // What is written out wins over what stands in braces.
        let nearest =
            self.operations.iter().filter(leads_here).min_by_key(|operation| operation.path.matches('{').count());
        let path = match nearest {
            Some(nearest) => &nearest.path,
            None => another_name(method, path)?,
        };
        self.operations.iter().find(|operation| operation.path == path && operation.method == method)
    }

    /// A schema, or the one that it refers to.
    pub fn resolved<'a>(&'a self, schema: &'a Value) -> &'a Value {
        match schema["$ref"].as_str().and_then(|reference| reference.strip_prefix('#')) {
            Some(pointer) => self.json.pointer(pointer).unwrap_or(schema),
            None => schema,
        }
    }

    /// What is wrong with an answer of an operation.
    pub(super) fn check(&self, operation: &Operation, method: &str, answer: &Answer) -> Result<(), String> {
        let (id, responses) = (&operation.id, &operation.json["responses"]);
        let exact = answer.status.to_string();
        let status = if answer.status >= 400 && responses[&exact].is_null() { "default" } else { &exact };
        let response = responses.get(status).ok_or_else(|| format!("{id} does not document the status {exact}"))?;
        refuse(status == "201" && answer.header("location").is_none(), || "201 comes with a Location".into())?;
        let Some(content) = response["content"].as_object() else {
            return refuse(!answer.text.is_empty(), || format!("{id} documents no body with {exact}"));
        };
        let kind = answer.header("content-type").unwrap_or_default().split(';').next().unwrap_or_default();
        let schema = content.get(kind).ok_or_else(|| format!("{id} does not document {kind:?} with {exact}"))?;
        if method == "HEAD" || !kind.ends_with("json") {
            return Ok(());
        }
        let validator = self.validator(&format!("{id} {status} {kind}"), &schema["schema"]);
        let wrong: Vec<String> = validator
            .iter_errors(&answer.json)
            .map(|error| format!("at {:?}: {error}", error.instance_path().as_str()))
            .collect();
        refuse(!wrong.is_empty(), || format!("{id} documents {exact} otherwise: {}", wrong.join("; ")))
    }

    fn validator(&self, name: &str, schema: &Value) -> Arc<Validator> {
        let mut known = self.validators.lock().unwrap_or_else(PoisonError::into_inner);
        let compile = || {
            let whole = json!({ "components": self.json["components"], "allOf": [schema] });
            let options = jsonschema::options().with_draft(Draft::Draft202012).should_validate_formats(true);
            Arc::new(options.build(&whole).unwrap_or_else(|error| panic!("the schema of {name}: {error}")))
        };
        known.entry(name.to_owned()).or_insert_with(compile).clone()
    }
}

impl Operation {
    /// Whether its path leads where a request goes. Every answer of every test asks it of every operation: most are told by how they begin.
    fn leads(&self, path: &str) -> bool {
        path.starts_with(&self.path[..self.stem_bytes]) && leads(&self.path, path)
    }
}

/// The path in the document of one that is another name of it.
fn another_name(method: &str, path: &str) -> Option<&'static str> {
    let routes = || MODULES.iter().flat_map(|of_crate| of_crate.iter()).flat_map(|module| module.routes);
    let alias = routes().find(|route| route.is_alias() && route.method() == method && leads(route.path(), path))?;
    let is_told = |route: &&Route| !route.is_alias() && route.method() == method;
    let same = |route: &&Route| route.operation().name() == alias.operation().name();
    routes().filter(is_told).find(same).map(Route::path)
}

/// Whether a path with braces leads where a request goes.
fn leads(template: &str, path: &str) -> bool {
    let (mut wanted, mut given) = (template.split('/'), path.split('/'));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return true,
            (Some(wanted), Some(given)) if wanted == given || (wanted.starts_with('{') && !given.is_empty()) => {}
            _ => return false,
        }
    }
}
