//! `aiwfe migrate`: the history of the schema: what was done, what would be done, doing it.
use crate::{
    config::Config,
    data,
    exit::{Exit, Failure},
    findings::Findings,
    house::{self, Trouble},
    lock::Purpose,
    output::Output,
    wiring,
};
use base::Clock;
use serde_json::{Value, json};
use store::{PlannedStep, Refusal};

/// Tells which steps were applied and which are left.
pub(crate) async fn status(config: &Config, output: &Output) -> Result<(), Failure> {
    let left = pending(config).await?;
    let applied = wiring::STEPS.len() - left.len();
    if output.json {
        let names = |steps: &[PlannedStep]| {
            steps.iter().map(|step| json!({ "number": step.number, "name": step.name })).collect::<Vec<Value>>()
        };
        return output.value(&json!({ "applied": applied, "known": wiring::STEPS.len(), "pending": names(&left) }));
    }
    output.line(&format!("{applied} of {} steps are applied", wiring::STEPS.len()))?;
    for step in &left {
        output.line(&format!("step {} ({}) is not", step.number, step.name))?;
    }
    Ok(())
}

/// Prints what `apply` would run.
pub(crate) async fn plan(config: &Config, output: &Output) -> Result<(), Failure> {
    let left = pending(config).await?;
    if output.json {
        let steps: Vec<Value> = left
            .iter()
            .map(|step| json!({ "number": step.number, "name": step.name, "statements": step.statements }))
            .collect();
        return output.value(&json!({ "steps": steps }));
    }
    if left.is_empty() {
        output.note("there is nothing to apply");
    }
    for step in &left {
        output.line(&format!("-- step {}: {}", step.number, step.name))?;
        for statement in &step.statements {
            output.line(&format!("{statement};"))?;
        }
    }
    Ok(())
}

/// Applies what is left. Doing so again changes nothing.
pub(crate) async fn apply(config: &Config, clock: &Clock, output: &Output) -> Result<(), Failure> {
    let locks = match house::file(&config.database) {
        Some(_) => {
            data::make(&config.data)?;
            house::lock(config, Purpose::Migrate, clock).await
        }
        None => Ok(Vec::new()),
    };
    let _locks = match locks {
        // A server that runs has applied its steps; if they are ours too, there is nothing to wait for.
        Err(held) if held.exit == Exit::Held => match pending(config).await {
            Ok(left) if left.is_empty() => return tell(&[], output),
            _ => return Err(held),
        },
        other => other?,
    };
    let store = house::open(&config.database)?;
    let applied = store.migrate(wiring::STEPS, clock).await;
    store.close().await;
    tell(&applied.map_err(|refusal| failure(config, refusal, output))?, output)
}

fn tell(applied: &[i64], output: &Output) -> Result<(), Failure> {
    if output.json {
        return output.value(&json!({ "applied": applied }));
    }
    match applied {
        [] => output.note("there was nothing to apply"),
        _ => output.note(&format!("applied {}", steps(applied))),
    }
    Ok(())
}

/// Steps as a person lists them.
pub(crate) fn steps(numbers: &[i64]) -> String {
    match numbers {
        [one] => format!("step {one}"),
        [first, .., last] => format!("steps {first} to {last}"),
        [] => "no steps".into(),
    }
}

/// What is left to do, found out without making or changing anything.
async fn pending(config: &Config) -> Result<Vec<PlannedStep>, Failure> {
    let store = match house::file(&config.database) {
        Some(file) if !file.exists() => house::nothing(),
        _ => house::look(&config.database),
    }?;
    let plan = store.plan(wiring::STEPS).await;
    store.close().await;
    plan.map_err(|refusal| failure(config, refusal, &Output::default()))
}

/// A refusal as one sentence; what there is to say beyond it goes before it.
fn failure(config: &Config, refusal: Refusal, output: &Output) -> Failure {
    match house::trouble(&config.database, refusal) {
        Trouble::Away(why) => Failure::new(
            Exit::Unchecked,
            format!("{} cannot be reached: {why}; see that the server runs", config.database.location),
        ),
        Trouble::Wrong(findings) => {
            output.note(&Findings::first(&findings).to_string());
            Failure::refused("the database does not have the history it must have; each finding says what to do")
        }
        Trouble::Failed(failure) => failure,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_listed_briefly() {
        assert_eq!([steps(&[]), steps(&[3]), steps(&[3, 4, 5])], ["no steps", "step 3", "steps 3 to 5"]);
    }
}
