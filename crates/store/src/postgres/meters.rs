//! What is counted of a server.
use super::Postgres;
use base::meter::Exposition;

const LABELS: &[(&str, &str)] = &[("engine", "postgres")];

impl Postgres {
    /// Writes down what was counted since the store was opened, and how the pool stands.
    pub(crate) fn expose(&self, out: &mut Exposition) {
        let (connections, pool) = (&self.inner.connections, self.inner.connections.pool.status());
        self.inner.writes.expose(self.inner.adding.waiting(), LABELS, out);
        out.gauge("aiwfe_store_pool_limit_connections", "How many connections the pool may have.")
            .value(LABELS, pool.max_size as f64);
        out.gauge("aiwfe_store_pool_open_connections", "Connections that the pool has.")
            .value(LABELS, pool.size as f64);
        out.gauge("aiwfe_store_pool_idle_connections", "Connections of the pool that nobody uses.")
            .value(LABELS, pool.available as f64);
        out.gauge("aiwfe_store_pool_waiting_requests", "Requests that wait for a connection.")
            .value(LABELS, pool.waiting as f64);
        out.counter(
            "aiwfe_store_connections_lost_total",
            "Connections for requests that broke, or that the server ended.",
        )
        .value(LABELS, connections.connector.lost() as f64);
    }
}
