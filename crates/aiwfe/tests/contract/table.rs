//! The table of operations: each route with what the document says of it.
use aiwfe::wiring::MODULES;
use api::{Manner, Module, Permission, Place, http::Route};
use house::{Document, Operation};
use serde_json::Value;

/// One route of the product.
#[derive(Clone, Copy)]
pub(crate) struct Row {
    pub(crate) route: &'static Route,
    pub(crate) told: &'static Operation,
}

pub(crate) fn modules() -> impl Iterator<Item = &'static Module> {
    MODULES.iter().flat_map(|of_crate| of_crate.iter())
}

/// What only somebody who has signed in can do, whatever their token holds: they show a password, or have just shown one.
pub(crate) const BY_SESSION: &[&str] = &[
    "auth.change_password",
    "auth.step_up",
    "export.all",
    "factors.disable",
    "factors.renew_codes",
    "factors.set_up",
    "factors.verify",
    "passkeys.begin_registration",
    "passkeys.delete",
    "passkeys.register",
    "users.leave",
];

/// What is refused to everybody as long as nothing can be connected.
pub(crate) const UNCONNECTED: &[&str] = &["calendar_sync.run"];

/// What makes a thing under whatever name the path gives it.
pub(crate) const MADE_BY_NAME: &[&str] = &["system_settings.set.put"];

/// Every route that asks who it is, in the order of the modules.
pub(crate) fn rows() -> Vec<Row> {
    all().into_iter().filter(|row| row.permission().place != Place::Door && !BY_SESSION.contains(&row.id())).collect()
}

/// Every route at the door, where nobody has to be known.
pub(crate) fn at_door() -> Vec<Row> {
    all().into_iter().filter(|row| row.permission().place == Place::Door).collect()
}

/// Every route, in the order of the modules; other names of a path lead to nothing else.
pub(crate) fn all() -> Vec<Row> {
    let told = |route: &Route| {
        let mut operations = Document::of_product().operations.iter();
        operations.find(|told| told.method == route.method() && told.path == route.path())
    };
    let row = |route| Row { route, told: told(route).unwrap_or_else(|| panic!("the document lacks {}", route.path())) };
    modules().flat_map(|module| module.routes).filter(|route| !route.is_alias()).map(row).collect()
}

/// The route of that method and path.
pub(crate) fn row(method: &str, path: &str) -> Option<Row> {
    all().into_iter().find(|row| row.route.method() == method && row.route.path() == path)
}

impl Row {
    /// Its name in the document.
    pub(crate) fn id(&self) -> &'static str {
        &self.told.id
    }

    pub(crate) fn method(&self) -> &'static str {
        self.route.method()
    }

    pub(crate) fn permission(&self) -> Permission {
        self.route.operation().permission()
    }

    pub(crate) fn writes(&self) -> bool {
        self.route.operation().manner() == Manner::Writes
    }

    /// Whether it is about one thing, which its path names.
    pub(crate) fn has_thing(&self) -> bool {
        self.route.path().contains('{')
    }

    /// What its body looks like, if it takes one.
    pub(crate) fn body(&self) -> Option<&'static Value> {
        self.told.json.pointer("/requestBody/content/application~1json/schema").map(resolved)
    }

    /// The fields of its body.
    pub(crate) fn fields(&self) -> impl Iterator<Item = (&'static str, &'static Value)> + use<> {
        let fields = self.body().and_then(|body| body["properties"].as_object());
        fields.into_iter().flatten().map(|(name, schema)| (name.as_str(), resolved(schema)))
    }

    /// The parameters of its query.
    pub(crate) fn query(&self) -> impl Iterator<Item = (&'static str, &'static Value)> + use<> {
        let parameters = self.told.json["parameters"].as_array().into_iter().flatten();
        let in_query = parameters.filter(|parameter| parameter["in"] == "query");
        in_query.map(|parameter| (parameter["name"].as_str().unwrap(), resolved(&parameter["schema"])))
    }
}

pub(crate) fn resolved(schema: &'static Value) -> &'static Value {
    Document::of_product().resolved(schema)
}

/// The operation that makes things of that noun.
pub(crate) fn making(noun: &str) -> Option<Row> {
    let noun = if noun == "other" { "task" } else { noun };
    let nouns = noun.strip_suffix('y').map_or_else(|| format!("{noun}s"), |stem| format!("{stem}ies"));
    ["", "calendar/"].into_iter().find_map(|folder| row("POST", &format!("/api/v1/{folder}{nouns}")))
}
