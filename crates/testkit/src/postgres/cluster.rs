//! A PostgreSQL server that lives as long as a value.
use super::guard::Guard;
use super::{client, process};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Child;
use std::time::Duration;

/// A throw-away PostgreSQL server with its own folder and port; gone when dropped, and when the process dies.
pub struct Cluster {
    server: Option<Child>,
    port: u16,
    guard: Guard,
}

/// Whether a cluster survives a loss of power.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// Nothing is flushed to disk: fast, and still safe against the death of the server.
    Off,
    /// As in production.
    On,
}

const SETTINGS: &str = "
listen_addresses = '127.0.0.1'
max_connections = 300
shared_buffers = 64MB
wal_level = minimal
max_wal_senders = 0
max_parallel_workers_per_gather = 0
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'
";

const NOT_DURABLE: &str = "
fsync = off
synchronous_commit = off
full_page_writes = off
autovacuum = off
checkpoint_timeout = 1h
max_wal_size = 4GB
";

impl Cluster {
    /// Whether the programs of a PostgreSQL server are on this machine.
    pub fn available() -> bool {
        process::postgres_programs().is_some()
    }

    /// Makes and starts a cluster that does not flush to disk.
    pub fn start() -> io::Result<Self> {
        Cluster::start_with(Durability::Off)
    }

    /// Makes and starts a cluster.
    pub fn start_with(durability: Durability) -> io::Result<Self> {
        let folder = process::new_folder("aiwfe-postgres-")?;
        let guard = Guard::over(folder.clone(), &folder.join("data/postmaster.pid"), "QUIT")?;
        let mut initdb = process::command(&programs()?.join("initdb"), &folder)?;
        initdb.args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]);
        let made = initdb.args(["--pgdata", "data"]).output()?;
        if !made.status.success() {
            return Err(io::Error::other(format!("initdb failed: {}", String::from_utf8_lossy(&made.stderr))));
        }
        let speed = if durability == Durability::Off { NOT_DURABLE } else { "" };
        let socket = format!("unix_socket_directories = '{}'\n", folder.display());
        // What initdb found out about this machine stays; of a setting given twice the last counts.
        let mut settings = File::options().append(true).open(folder.join("data/postgresql.conf"))?;
        settings.write_all([SETTINGS, speed, &socket].concat().as_bytes())?;
        let mut cluster = Cluster { server: None, port: 0, guard };
        // Somebody may take the free port before the server does.
        for _ in 0..3 {
            cluster.port = process::free_port()?;
            if cluster.start_again().is_ok() {
                return Ok(cluster);
            }
        }
        cluster.start_again().map(|()| cluster)
    }

    /// The URL of a database, over TCP; `postgres` is there from the start.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.port)
    }

    /// The URL of a database, over the unix socket.
    pub fn socket_url(&self, database: &str) -> String {
        let folder = self.guard.folder().display();
        format!("postgres:///{database}?host={folder}&port={}&user=postgres", self.port)
    }

    /// The TCP port on 127.0.0.1, the same through all restarts.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Stops the server at once, cutting every connection and leaving the recovery to the next start.
    pub fn stop_immediate(&mut self) -> io::Result<()> {
        let Some(mut server) = self.server.take() else { return Ok(()) };
        process::signal("QUIT", &[server.id()])?;
        server.wait().map(|_| ())
    }

    /// Kills every process of the server, as the kernel does when memory runs out.
    pub fn kill(&mut self) -> io::Result<()> {
        let Some(mut server) = self.server.take() else { return Ok(()) };
        // A stopped parent starts no further children while they are counted.
        process::signal("STOP", &[server.id()])?;
        let children = process::children(server.id())?;
        process::signal("KILL", &[server.id()])?;
        process::signal("KILL", &children)?;
        server.wait()?;
        process::wait_until_gone(&children)?;
        fs::remove_file(self.folder().join("data/postmaster.pid"))
    }

    /// Kills the server and starts it again; returns once it answers.
    pub fn kill_and_restart(&mut self) -> io::Result<()> {
        self.kill()?;
        self.start_again()
    }

    /// Starts a stopped server on the port it had; returns once it answers.
    pub fn start_again(&mut self) -> io::Result<()> {
        if self.server.is_some() {
            return Ok(());
        }
        let log = File::options().create(true).append(true).open(self.folder().join("log"))?;
        let mut command = process::command(&programs()?.join("postgres"), self.folder())?;
        command.args(["-D", "data", "-p", &self.port.to_string()]).stdout(log.try_clone()?).stderr(log);
        let mut server = command.spawn()?;
        let (url, data) = (self.url("postgres"), self.folder().join("data"));
        match client::wait(|| answers(&mut server, &url, &data)) {
            Ok(()) => {
                self.server = Some(server);
                Ok(())
            }
            Err(error) => {
                process::signal("KILL", &[server.id()])?;
                server.wait()?;
                let log = fs::read_to_string(self.folder().join("log")).unwrap_or_default();
                Err(io::Error::other(format!("PostgreSQL did not start: {error}\n{log}")))
            }
        }
    }

    fn folder(&self) -> &Path {
        self.guard.folder()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Err(error) = self.stop_immediate() {
            eprintln!("PostgreSQL on port {} may be left behind: {error}", self.port);
        }
    }
}

fn programs() -> io::Result<PathBuf> {
    process::postgres_programs().ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "PostgreSQL is not installed"))
}

/// Waits until this server, and no other that took its port, answers.
async fn answers(server: &mut Child, url: &str, data: &Path) -> io::Result<()> {
    for _ in 0..6_000 {
        if let Some(status) = server.try_wait()? {
            return Err(io::Error::other(format!("the server ended with {status}")));
        }
        if let Ok(client) = client::connect(url).await {
            let row =
                client.query_one("select current_setting('data_directory')", &[]).await.map_err(client::failure)?;
            return match Path::new(row.get::<_, &str>(0)) == data {
                true => Ok(()),
                false => Err(io::Error::other("another server took the port")),
            };
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    Err(io::Error::other("the server did not answer within a minute"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::postgres::may_run;

    fn run(url: String, statements: &str) -> io::Result<()> {
        client::wait(|| async { client::run(&client::connect(&url).await?, statements).await })
    }

    fn rows_of_note(url: String) -> i64 {
        let count = async || {
            let row = client::connect(&url).await?.query_one("select count(*) from note", &[]).await;
            Ok(row.map_err(client::failure)?.get(0))
        };
        client::wait(count).unwrap()
    }

    #[test]
    fn a_cluster_starts_and_is_gone_afterwards() {
        if !may_run(Cluster::available(), "PostgreSQL") {
            return;
        }
        let cluster = Cluster::start().unwrap();
        let (folder, process) = (cluster.folder().to_owned(), cluster.server.as_ref().unwrap().id());
        run(cluster.url("postgres"), "select 1").unwrap();
        run(cluster.socket_url("postgres"), "select 1").unwrap();
        drop(cluster);
        assert!(!folder.exists());
        assert!(!Path::new(&format!("/proc/{process}")).exists());
    }

    #[tokio::test]
    async fn a_stopped_cluster_refuses_and_comes_back_on_its_port() {
        if !may_run(Cluster::available(), "PostgreSQL") {
            return;
        }
        let mut cluster = Cluster::start().unwrap();
        let url = cluster.url("postgres");
        cluster.stop_immediate().unwrap();
        assert!(client::connect(&url).await.is_err());
        cluster.start_again().unwrap();
        assert!(client::connect(&url).await.is_ok());
    }

    #[test]
    fn a_killed_cluster_comes_back_with_what_was_committed() {
        if !may_run(Cluster::available(), "PostgreSQL") {
            return;
        }
        let mut cluster = Cluster::start_with(Durability::On).unwrap();
        run(cluster.url("postgres"), "create table note (id int); insert into note values (1), (2)").unwrap();
        cluster.kill_and_restart().unwrap();
        assert_eq!(rows_of_note(cluster.url("postgres")), 2);
    }
}
