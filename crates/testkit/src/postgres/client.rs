//! A small blocking use of tokio-postgres, callable from inside async tests too.
use std::io;
use std::thread;
use tokio::runtime::Builder;
use tokio_postgres::{Client, NoTls};

/// Runs a future to its end on a thread and a runtime of its own.
pub(super) fn wait<T: Send, F: Future<Output = io::Result<T>>>(work: impl FnOnce() -> F + Send) -> io::Result<T> {
    let run = || Builder::new_current_thread().enable_all().build()?.block_on(work());
    thread::scope(|scope| scope.spawn(run).join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
}

/// Connects, and drives the connection on the current runtime.
pub(super) async fn connect(url: &str) -> io::Result<Client> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.map_err(failure)?;
    tokio::spawn(connection);
    Ok(client)
}

/// Runs statements that answer nothing.
pub(super) async fn run(client: &Client, statements: &str) -> io::Result<()> {
    client.batch_execute(statements).await.map_err(failure)
}

/// An error of the driver with its cause, which its own text leaves out.
pub(super) fn failure(error: tokio_postgres::Error) -> io::Error {
    let cause = std::error::Error::source(&error).map(|cause| format!(": {cause}")).unwrap_or_default();
    io::Error::other(format!("{error}{cause}"))
}
