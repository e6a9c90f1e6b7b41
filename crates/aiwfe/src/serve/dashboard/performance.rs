//! How busy the machine and the database are.
use crate::serve::monitoring::machine::{self, Machine};
use api::{Answer, App, Kind, Nothing, Operation, Permission};
use base::{Instant, Result, meter::Exposition};
use serde::Serialize;
use std::path::Path;
use store::utoipa::{self, ToSchema};

pub(super) static PERFORMANCE: Operation<Nothing, Performance> = performance_operation("dashboard.performance");
pub(super) static HEALTH_OVERVIEW: Operation<Nothing, Performance> = performance_operation("dashboard.health_overview");

const fn performance_operation(name: &'static str) -> Operation<Nothing, Performance> {
    Operation {
        name,
        summary: "Show how busy the machine and the database are.",
        permission: Permission::read("monitoring").of_house(),
        reads: &[],
        kind: Kind::Read(|app, _, _| Box::pin(performance(app))),
    }
}

/// How busy the machine and the database are, in the older clients' words; null where nothing is measured.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Performance {
    timestamp: Instant,
    #[schema(value_type = String)]
    health_status: &'static str,
    health_score: u32,
    system_metrics: System,
    database_metrics: Database,
    cache_metrics: Cache,
    alerts: Vec<Alert>,
}

#[derive(Debug, Serialize, ToSchema)]
struct System {
    #[serde(flatten)]
    machine: Machine,
    load_average: Option<[f64; 3]>,
}

#[derive(Debug, Serialize, ToSchema)]
struct Database {
    connections: Connections,
    performance: Queries,
}

#[derive(Debug, Default, PartialEq, Serialize, ToSchema)]
struct Connections {
    active: Option<f64>,
    idle: Option<f64>,
    max: Option<f64>,
    utilization_percent: Option<f64>,
}

#[derive(Debug, Serialize, ToSchema)]
struct Queries {
    avg_query_time_ms: Option<f64>,
    slow_queries_count: Option<f64>,
    queries_per_second: Option<f64>,
}

/// There is no cache beside the database.
#[derive(Debug, Default, Serialize, ToSchema)]
struct Cache {
    hit_rate_percent: Option<f64>,
    is_healthy: Option<bool>,
    memory_usage: Option<f64>,
}

/// Something to see to.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
struct Alert {
    #[schema(value_type = String)]
    component: &'static str,
    #[schema(value_type = String)]
    severity: &'static str,
    message: String,
}

impl Answer for Performance {
    fn body(self) -> Result<Vec<u8>> {
        api::json(&self)
    }
}

async fn performance(app: App) -> Result<Performance> {
    let (before, start) = (measured(&app), tokio::time::Instant::now());
    let machine = Machine::watch(app.folder().unwrap_or(Path::new("."))).await;
    let (after, took_s) = (measured(&app), start.elapsed().as_secs_f64());
    let connections = connections(&after);
    let alerts = alerts(&machine, &connections);
    let health_score = 100_u32.saturating_sub(alerts.iter().map(|alert| weight(alert.severity)).sum());
    let reads = |text: &str| value(text, "aiwfe_store_reads_inline_total");
    let per_second = reads(&after).zip(reads(&before)).map(|(after, before)| (after - before) / took_s);
    Ok(Performance {
        timestamp: app.clock().now(),
        health_status: match health_score {
            80.. => "healthy",
            50.. => "degraded",
            _ => "critical",
        },
        health_score,
        system_metrics: System { machine, load_average: machine::load_average() },
        database_metrics: Database {
            connections,
            performance: Queries {
                avg_query_time_ms: None,
                slow_queries_count: value(&after, "aiwfe_store_reads_moved_total"),
                queries_per_second: per_second.map(|rate| rate.round()),
            },
        },
        cache_metrics: Cache::default(),
        alerts,
    })
}

fn measured(app: &App) -> String {
    let mut out = Exposition::default();
    app.store().expose(&mut out);
    out.into_text()
}

/// The value of a name, in the text that Prometheus would read.
fn value(text: &str, name: &str) -> Option<f64> {
    let line = text.lines().find(|line| line.strip_prefix(name).is_some_and(|rest| rest.starts_with(['{', ' '])))?;
    line.rsplit(' ').next()?.parse().ok()
}

fn connections(text: &str) -> Connections {
    let of = |name: &str| value(text, &format!("aiwfe_store_pool_{name}_connections"));
    let (open, idle, max) = (of("open"), of("idle"), of("limit"));
    let active = open.zip(idle).map(|(open, idle)| (open - idle).max(0.0));
    let utilization_percent = active.zip(max).map(|(active, max)| (active / max * 1_000.0).round() / 10.0);
    Connections { active, idle, max, utilization_percent }
}

/// From where on something is worth a look, and from where on it must be looked at now.
const HIGH_PERCENT: f64 = 85.0;
const CRITICAL_PERCENT: f64 = 95.0;

fn alerts(machine: &Machine, connections: &Connections) -> Vec<Alert> {
    let parts = [
        ("cpu", machine.cpu_percent, "of the processors"),
        ("memory", machine.memory_percent, "of the memory"),
        ("disk", machine.disk_percent, "of the disk"),
        ("database", connections.utilization_percent, "of the connections to the database"),
    ];
    let told = parts.into_iter().filter_map(|(component, percent, of_what)| {
        let percent = percent.filter(|percent| *percent >= HIGH_PERCENT)?;
        let severity = if percent >= CRITICAL_PERCENT { "critical" } else { "high" };
        Some(Alert { component, severity, message: format!("{percent} % {of_what} are in use") })
    });
    told.collect()
}

fn weight(severity: &str) -> u32 {
    if severity == "critical" { 40 } else { 15 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_told_and_weighs() {
        let machine = Machine { cpu_percent: Some(10.0), memory_percent: Some(85.0), disk_percent: Some(99.9) };
        let told = alerts(&machine, &Connections::default());
        let told: Vec<_> = told.iter().map(|alert| (alert.component, alert.severity)).collect();
        assert_eq!(told, [("memory", "high"), ("disk", "critical")]);
    }

    #[test]
    fn connections_are_read_from_what_is_measured() {
        let text = "aiwfe_store_pool_limit_connections{engine=\"postgres\"} 8\n\
                    aiwfe_store_pool_open_connections{engine=\"postgres\"} 3\n\
                    aiwfe_store_pool_idle_connections{engine=\"postgres\"} 1\n";
        let expected =
            Connections { active: Some(2.0), idle: Some(1.0), max: Some(8.0), utilization_percent: Some(25.0) };
        assert_eq!(connections(text), expected);
        assert_eq!(connections(""), Connections::default());
    }
}
