//! The table of operations: what can be called, and the path that leads there.
use crate::{config::nearest, exit::Failure, output::Output};
use api::{AnyOperation, Module, http::Route};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The operations of these modules by name, each with the first path that leads to it.
pub(crate) struct Operations(BTreeMap<&'static str, &'static Route>);

impl Operations {
    pub(crate) fn of(modules: &[&'static [Module]]) -> Self {
        let routes = modules.iter().flat_map(|of_crate| of_crate.iter()).flat_map(|module| module.routes);
        let mut by_name = BTreeMap::new();
        for route in routes {
            by_name.entry(route.operation().name()).or_insert(route);
        }
        Self(by_name)
    }

    /// The operation of this name.
    pub(crate) fn find(&self, name: &str) -> Result<&'static Route, Failure> {
        self.0.get(name).copied().ok_or_else(|| {
            let hint = match nearest(name, self.0.keys().copied()) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => "`aiwfe call` lists them".to_owned(),
            };
            Failure::usage(format!("there is no operation `{name}`; {hint}"))
        })
    }

    /// Prints each with what it does.
    pub(super) fn list(&self, output: &Output) -> Result<(), Failure> {
        if output.json {
            return output.value(&self.0.values().map(|route| in_json(route)).collect());
        }
        let width = self.0.keys().map(|name| name.len()).max().unwrap_or_default();
        self.0
            .iter()
            .try_for_each(|(name, route)| output.line(&format!("{name:width$}  {}", route.operation().summary())))
    }
}

fn in_json(route: &Route) -> Value {
    let operation = route.operation();
    json!({
        "name": operation.name(),
        "summary": operation.summary(),
        "permission": operation.permission().to_string(),
        "method": route.method(),
        "path": route.path(),
    })
}

/// What an operation takes, as the document of the API describes it.
pub(super) fn schema(operation: &dyn AnyOperation) -> Value {
    serde_json::to_value(operation.input().schema).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::tests::MODULES;

    #[test]
    fn an_operation_is_found_by_its_name_and_a_slip_is_told_the_right_one() {
        let operations = Operations::of(MODULES);
        let route = operations.find("notes.edit").unwrap();
        assert_eq!((route.method(), route.path()), ("PUT", "/notes/{id}"));
        let wrong = |name| operations.find(name).err().unwrap().to_string();
        assert_eq!(wrong("notes.edti"), "there is no operation `notes.edti`; did you mean `notes.edit`?");
        assert_eq!(wrong("weather.change"), "there is no operation `weather.change`; `aiwfe call` lists them");
    }

    #[test]
    fn each_operation_is_listed_once_with_all_that_a_program_needs() {
        let operations = Operations::of(MODULES);
        assert_eq!(operations.0.keys().copied().collect::<Vec<_>>(), ["notes.edit", "notes.list", "notes.throw"]);
        let expected = json!({
            "name": "notes.edit", "summary": "Change a note.", "permission": "notes.write",
            "method": "PUT", "path": "/notes/{id}",
        });
        assert_eq!(in_json(operations.find("notes.edit").unwrap()), expected);
    }
}
