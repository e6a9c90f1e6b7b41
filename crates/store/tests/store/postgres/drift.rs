//! PT-02: a schema that differs in any object from what the program needs is found out, by name.
use crate::{
    library::steps,
    postgres::mutants::{self, Mutant},
    postgres::owned::Owned,
    postgres::place::connect,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use store::Level;
use testkit::postgres;
use tokio::{sync::Semaphore, task::JoinSet};

/// What came of one mutant: nothing, where the server refused it.
async fn verdict(owned: &Owned, mutant: &Mutant) -> Option<Result<(), String>> {
    let copy = owned.copy().await;
    let stranger = connect(&copy.url()).await;
    stranger.batch_execute(&mutant.statements).await.ok()?;
    let store = owned.store(&copy);
    let found = match store.examine(steps()).await {
        Ok(examination) => examination.findings,
        Err(error) => return Some(Err(format!("{} {}: {error}", mutant.operator, mutant.object))),
    };
    store.close().await;
    let named = found.iter().any(|finding| finding.level == Level::Error && finding.subject.ends_with(&mutant.object));
    let subjects = || found.iter().map(|finding| &finding.subject).collect::<Vec<_>>();
    Some(if named { Ok(()) } else { Err(format!("{} {}: {:?}", mutant.operator, mutant.object, subjects())) })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pt_02_every_drift_is_found_and_its_object_named() {
    let Some(server) = postgres::server() else { return };
    let owned = Arc::new(Owned::new(server).await);
    let permits = Arc::new(Semaphore::new(4));
    let mut work = JoinSet::new();
    for mutant in mutants::all(&owned.role) {
        let (owned, permits) = (owned.clone(), permits.clone());
        work.spawn(async move {
            let _permit = permits.acquire().await.unwrap();
            (mutant.operator, verdict(&owned, &mutant).await)
        });
    }
    let (mut operators, mut missed, mut refused) = (BTreeMap::<_, usize>::new(), Vec::new(), BTreeSet::new());
    for (operator, verdict) in work.join_all().await {
        match verdict {
            None => drop(refused.insert(operator)),
            Some(verdict) => {
                *operators.entry(operator).or_default() += 1;
                missed.extend(verdict.err());
            }
        }
    }
    assert_eq!(missed, Vec::<String>::new());
    let never: Vec<_> = refused.iter().filter(|operator| !operators.contains_key(*operator)).collect();
    assert!(never.is_empty(), "the server refused {never:?} on every object");
    assert!(operators.len() >= 30 && operators.values().sum::<usize>() >= 200, "{operators:?}");
    eprintln!("{} mutants of {} operators", operators.values().sum::<usize>(), operators.len());
    Arc::into_inner(owned).unwrap().end().await;
}
