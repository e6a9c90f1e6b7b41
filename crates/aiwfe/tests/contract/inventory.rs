//! That what there is, what leads to it and what is told of it are the same.
use crate::{golden, table};
use aiwfe::wiring::TABLES;
use api::Own;
use house::{Document, each_house};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

#[test]
fn pt_20_modules_routes_operations_and_the_document_agree() {
    let rows = table::all();
    let led: BTreeSet<(&str, &str)> = rows.iter().map(|row| (row.method(), row.route.path())).collect();
    let told: BTreeSet<(&str, &str)> =
        Document::of_product().operations.iter().map(|told| (told.method.as_str(), told.path.as_str())).collect();
    assert_eq!(led, told);
    let ids: BTreeSet<&str> = rows.iter().map(|row| row.id()).collect();
    assert_eq!(ids.len(), rows.len(), "two operations of the document have one id");
    let mut of_operation: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for row in &rows {
        let (name, permission) = (row.route.operation().name(), row.permission().to_string());
        let method = row.id().strip_prefix(name).and_then(|rest| rest.strip_prefix('.'));
        assert!(row.id() == name || matches!(method, Some("put" | "post" | "ws")), "{} is told as {}", name, row.id());
        assert_eq!(row.told.json["x-permission"], json!(permission), "{name}");
        of_operation.entry(name).or_default().push(format!("{} {}", row.method(), row.route.path()));
    }
    let known: BTreeSet<&str> = TABLES.iter().map(|table| table.name).collect();
    for row in &rows {
        let reads = row.route.operation().reads();
        assert!(reads.iter().all(|table| known.contains(table)), "{} reads a table that is not there", row.id());
    }
    let modules: Vec<_> = table::modules().collect();
    let names: BTreeSet<&str> = modules.iter().map(|module| module.name).collect();
    assert_eq!(names.len(), modules.len(), "two modules have one name");
    let of_modules: BTreeSet<&str> = modules.iter().flat_map(|module| module.tables).map(|table| table.name).collect();
    assert_eq!(of_modules, known);
    let mut text = format!(
        "modules {}, tables {}, operations {}, routes {}, operations of the document {}\n\n",
        modules.len(),
        known.len(),
        of_operation.len(),
        rows.len(),
        told.len()
    );
    for (name, routes) in &of_operation {
        text += &format!("{name}: {}\n", routes.join(", "));
    }
    text += "\n";
    for module in modules {
        let tables: Vec<&str> = module.tables.iter().map(|table| table.name).collect();
        text += &format!("{}: {} routes; {}\n", module.name, module.routes.len(), tables.join(", "));
    }
    golden::compare("inventory.txt", &text);
}

#[test]
fn every_table_says_how_it_belongs_to_people_or_why_nothing_of_it_is_told() {
    let (mut told, mut names) = (BTreeMap::<&str, usize>::new(), BTreeSet::new());
    for own in table::modules().flat_map(|module| module.own) {
        *told.entry(own.table().name).or_default() += 1;
        match own {
            Own::Told { name, .. } => assert!(names.insert(*name), "two lists of the export are called {name}"),
            Own::Untold { table, why } => assert!(why.split(' ').count() >= 4, "{}: {why}", table.name),
        }
    }
    let once: BTreeMap<&str, usize> = TABLES.iter().map(|table| (table.name, 1)).collect();
    assert_eq!(told, once, "each table is in the list `own` of one module, once");
}

#[tokio::test]
async fn pt_21_an_unknown_path_is_not_found_and_an_unknown_method_is_told_the_known_ones() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        for path in
            ["/api/v1/nonsense", "/api/v2/tasks", "/api/v1/tasks/", "/api/v1/TASKS", "/.env", "/api/v1/tasks/x/y/z"]
        {
            for client in [&ann, &house.anonymous()] {
                let told = client.get(path).await;
                assert_eq!(told.problem(), (404, "route_not_found"), "{path}");
                assert_eq!(told.json["error"]["details"]["resource_id"], path);
            }
        }
        let paths: BTreeSet<&str> = table::all().iter().map(|row| row.route.path()).collect();
        for path in paths {
            let known: BTreeSet<&str> =
                table::all().iter().filter(|row| row.route.path() == path).map(|row| row.method()).collect();
            let asked = path.replace(['{', '}'], "");
            for method in ["GET", "POST", "PUT", "PATCH", "DELETE"].into_iter().filter(|method| !known.contains(method))
            {
                let told = ann.send(method, &asked, &[], "").await;
                assert_eq!(told.problem(), (405, "method_not_allowed"), "{method} {path}");
                let allowed: BTreeSet<&str> = told.header("allow").unwrap().split(", ").collect();
                assert!(known.is_subset(&allowed) && !allowed.contains(method), "{method} {path}: {allowed:?}");
            }
        }
    })
    .await;
}
