//! `aiwfe version`: exactly what this is.
use crate::{config::Config, house, output::Output, wiring};
use serde_json::{Value, json};
use std::time::Duration;

/// How long a PostgreSQL server may take to name its version.
const PATIENCE: Duration = Duration::from_secs(2);

/// Everything there is to know about this program, and the server it speaks with if that answers.
pub(crate) async fn describe(config: &Config) -> Value {
    let features: &[&str] = if cfg!(feature = "faults") { &["faults"] } else { &[] };
    json!({
        "version": env!("CARGO_PKG_VERSION"),
        "commit": option_env!("BUILD_COMMIT"),
        "sqlite": sqlite().await,
        "postgres": postgres(config).await,
        "steps": wiring::STEPS.len(),
        "features": features,
    })
}

async fn sqlite() -> Option<String> {
    house::nothing().ok()?.version().await.ok()
}

async fn postgres(config: &Config) -> Option<String> {
    if house::file(&config.database).is_some() {
        return None;
    }
    let store = house::look(&config.database).ok()?;
    let version = tokio::time::timeout(PATIENCE, store.version()).await;
    store.close().await;
    version.ok()?.ok()
}

/// The same in words.
pub(crate) fn tell(version: &Value, output: &Output) -> Result<(), crate::exit::Failure> {
    let text = |key: &str| version[key].as_str().unwrap_or("unknown").to_owned();
    let mut lines = vec![format!("aiwfe {}", text("version"))];
    lines.push(format!("commit     {}", text("commit")));
    lines.push(format!("SQLite     {}", text("sqlite")));
    lines.extend(version["postgres"].as_str().map(|postgres| format!("PostgreSQL {postgres}")));
    lines.push(format!("steps      {}", version["steps"]));
    output.line(&lines.join("\n"))
}
