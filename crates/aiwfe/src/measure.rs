//! `aiwfe bench`: measures on a database of its own, never on one that holds anything.
use crate::{
    bench::{self, Conditions, Figure, Plenty, Traffic},
    cli::Bench,
    config::{Config, Flags},
    data,
    exit::{Exit, Failure},
    house,
    output::Output,
};
use base::Clock;
use serde_json::{Value, json};
use std::{fs, time::Duration};
use store::Location;

/// Measures, tells each figure, and exits well only if each reaches what it must.
pub(crate) async fn measure(
    config: &Config,
    flags: &Flags,
    command: &Bench,
    clock: &Clock,
    output: &Output,
) -> Result<Exit, Failure> {
    let folder = config.data.join(format!("bench-{}", std::process::id()));
    data::make(&config.data)?;
    data::make(&folder)?;
    let measured = figures(config, flags, &folder, command, clock, output).await;
    // The figures are known; a folder that cannot be cleared away does not make them wrong.
    if let Err(error) = fs::remove_dir_all(&folder) {
        tracing::warn!(%error, "{} was left behind", folder.display());
    }
    let figures = measured?;
    if output.json {
        output.value(&json!({ "figures": figures.iter().map(in_json).collect::<Vec<_>>() }))?;
    }
    Ok(if figures.iter().all(Figure::passes) { Exit::Well } else { Exit::Errors })
}

async fn figures(
    config: &Config,
    flags: &Flags,
    folder: &std::path::Path,
    command: &Bench,
    clock: &Clock,
    output: &Output,
) -> Result<Vec<Figure>, Failure> {
    let (location, database) = match (&flags.database, &config.database.location) {
        (Some(database), Location::Postgres(_)) => {
            refuse_a_house(config).await?;
            (config.database.location.clone(), database.clone())
        }
        _ => {
            let file = folder.join("aiwfe.db");
            (Location::Sqlite(file.clone()), file.display().to_string())
        }
    };
    let folder = folder.to_owned();
    let (Bench::Store { seconds }
    | Bench::Http { seconds, .. }
    | Bench::Work { seconds, .. }
    | Bench::Audit { seconds, .. }
    | Bench::SignIn { seconds, .. }) = command;
    let conditions = Conditions { location, database, folder, duration: Duration::from_secs(*seconds) };
    let tell = |figure: &Figure| {
        if !output.json {
            // A reader that has gone away does not end the measurement.
            let _ = output.line(&figure.to_string());
        }
    };
    let measured = match command {
        Bench::Store { .. } => bench::store(&conditions, clock, tell).await,
        Bench::Audit { entries, .. } => bench::audit(&conditions, *entries, clock, tell).await,
        Bench::SignIn { at_once, guesses, .. } => {
            bench::sign_in(&conditions, usize::from(*at_once), *guesses, clock, tell).await
        }
        Bench::Work { tasks, events, .. } => {
            bench::work(&conditions, Plenty { tasks: *tasks, events: *events }, tell).await
        }
        Bench::Http { connections, tasks, .. } => {
            let traffic = Traffic { connections: usize::from(*connections), tasks: *tasks };
            bench::http(&conditions, &traffic, tell).await
        }
    };
    measured.map_err(|why| Failure::new(Exit::Unchecked, why))
}

/// What is filled for a measurement must not be anybody's house.
async fn refuse_a_house(config: &Config) -> Result<(), Failure> {
    let store = house::look(&config.database)?;
    let applied = store.applied().await;
    store.close().await;
    match applied {
        Ok(applied) if applied.is_empty() => Ok(()),
        Ok(_) => {
            let sentence = "this database holds a house already, and a measurement would fill it; name an empty one with --database";
            Err(Failure::refused(sentence))
        }
        Err(error) => {
            Err(Failure::new(Exit::Unchecked, format!("{} cannot be measured: {error}", config.database.location)))
        }
    }
}

fn in_json(figure: &Figure) -> Value {
    let mut value = json!(figure);
    value["passes"] = figure.passes().into();
    value
}
