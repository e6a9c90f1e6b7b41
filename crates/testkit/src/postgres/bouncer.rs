//! A pgbouncer that lives as long as a value.
use super::guard::Guard;
use super::{process, url};
use crate::environment;
use std::fs::{self, File};
use std::io;
use std::path::PathBuf;
use std::process::Child;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio_postgres::config::{Config, Host};

/// A throw-away pgbouncer in front of a server, for every database of it.
pub struct Bouncer {
    process: Child,
    upstream: String,
    port: u16,
    _guard: Guard,
}

/// How long a client keeps its connection to the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pooling {
    /// Until the client leaves.
    Session,
    /// Until the transaction ends.
    Transaction,
}

impl Bouncer {
    /// Whether pgbouncer is on this machine.
    pub fn available() -> bool {
        program().is_some()
    }

    /// Starts a pgbouncer with at most `pool_size` connections per user and database to the server at `upstream_url`.
    pub fn start(upstream_url: &str, pooling: Pooling, pool_size: u32) -> io::Result<Self> {
        let program = program().ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "pgbouncer is not installed"))?;
        let folder = process::new_folder("aiwfe-bouncer-")?;
        let guard = Guard::over(folder.clone(), &folder.join("process"), "KILL")?;
        let port = process::free_port()?;
        let (settings, users) = files(upstream_url, port, pooling, pool_size)?;
        for (name, content) in [("settings", settings), ("users", users)] {
            fs::write(folder.join(name), content)?;
            process::hand_over(&folder.join(name))?;
        }
        let log = File::create(folder.join("log"))?;
        let mut command = process::command(&program, &folder)?;
        let process = command.arg("settings").stdout(log.try_clone()?).stderr(log).spawn()?;
        let mut bouncer = Bouncer { process, upstream: upstream_url.to_owned(), port, _guard: guard };
        super::client::wait(|| listens(&mut bouncer.process, port)).map_err(|error| {
            let log = fs::read_to_string(folder.join("log")).unwrap_or_default();
            io::Error::other(format!("pgbouncer did not start: {error}\n{log}"))
        })?;
        Ok(bouncer)
    }

    /// The URL of a database, through the pooler.
    pub fn url(&self, database: &str) -> String {
        url::with_port(&url::with_database(&self.upstream, database), self.port)
    }

    /// The TCP port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }
}

impl Drop for Bouncer {
    fn drop(&mut self) {
        if let Err(error) = self.process.kill().and_then(|()| self.process.wait()) {
            eprintln!("pgbouncer on port {} may be left behind: {error}", self.port);
        }
    }
}

fn program() -> Option<PathBuf> {
    let usual = PathBuf::from("/usr/sbin/pgbouncer");
    let found = usual.is_file().then_some(usual);
    found.or_else(|| environment::folder_of("pgbouncer").map(|folder| folder.join("pgbouncer")))
}

/// The settings and the list of users, which pgbouncer wants even where it trusts everybody.
fn files(upstream_url: &str, port: u16, pooling: Pooling, pool_size: u32) -> io::Result<(String, String)> {
    let upstream: Config = upstream_url.parse().map_err(super::client::failure)?;
    let host = match upstream.get_hosts().first() {
        Some(Host::Tcp(host)) => host.clone(),
        Some(Host::Unix(folder)) => folder.display().to_string(),
        None => return Err(io::Error::other("the URL of the server names no host")),
    };
    let server_port = upstream.get_ports().first().copied().unwrap_or(5432);
    let user = upstream.get_user().unwrap_or("postgres");
    let password = String::from_utf8_lossy(upstream.get_password().unwrap_or_default());
    let mode = match pooling {
        Pooling::Session => "session",
        Pooling::Transaction => "transaction",
    };
    let settings = format!(
        "[databases]
* = host={host} port={server_port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = trust
auth_file = users
pidfile = process
pool_mode = {mode}
default_pool_size = {pool_size}
max_client_conn = 300
ignore_startup_parameters = extra_float_digits,options,search_path,statement_timeout,lock_timeout
"
    );
    Ok((settings, format!("\"{user}\" \"{password}\"\n")))
}

async fn listens(process: &mut Child, port: u16) -> io::Result<()> {
    for _ in 0..6_000 {
        if let Some(status) = process.try_wait()? {
            return Err(io::Error::other(format!("it ended with {status}")));
        }
        if TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    Err(io::Error::other("it did not listen within a minute"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::postgres::{Cluster, client, may_run};
    use tokio_postgres::{Client, SimpleQueryMessage};

    fn cluster() -> Option<Cluster> {
        let ready = may_run(Cluster::available(), "PostgreSQL") && may_run(Bouncer::available(), "pgbouncer");
        ready.then(|| Cluster::start().unwrap())
    }

    async fn server_process(client: &Client) -> String {
        let answer = client.simple_query("select pg_backend_pid()").await.unwrap();
        let row = answer.iter().find_map(|message| match message {
            SimpleQueryMessage::Row(row) => row.get(0),
            _ => None,
        });
        row.unwrap().to_owned()
    }

    #[tokio::test]
    async fn a_pooler_by_transaction_shares_one_connection_between_clients() {
        let Some(cluster) = cluster() else { return };
        let bouncer = Bouncer::start(&cluster.url("postgres"), Pooling::Transaction, 1).unwrap();
        let one = client::connect(&bouncer.url("postgres")).await.unwrap();
        let two = client::connect(&bouncer.url("postgres")).await.unwrap();
        assert_eq!(server_process(&one).await, server_process(&two).await);
    }

    #[tokio::test]
    async fn a_pooler_by_session_gives_each_client_its_own_connection() {
        let Some(cluster) = cluster() else { return };
        let bouncer = Bouncer::start(&cluster.url("postgres"), Pooling::Session, 2).unwrap();
        let one = client::connect(&bouncer.url("postgres")).await.unwrap();
        let two = client::connect(&bouncer.url("postgres")).await.unwrap();
        assert_ne!(server_process(&one).await, server_process(&two).await);
    }

    #[test]
    fn a_pooler_is_gone_afterwards() {
        let Some(cluster) = cluster() else { return };
        let bouncer = Bouncer::start(&cluster.url("postgres"), Pooling::Session, 2).unwrap();
        let (folder, port) = (bouncer._guard.folder().to_owned(), bouncer.port());
        drop(bouncer);
        assert!(!folder.exists());
        assert!(std::net::TcpStream::connect(("127.0.0.1", port)).is_err());
    }
}
