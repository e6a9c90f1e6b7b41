//! Servers as processes: where their programs are, who runs them, how they are told to end.
use super::client;
use crate::environment;
use std::fs;
use std::io;
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

/// The folder of the newest PostgreSQL server, where Debian puts them, else on `$PATH`.
pub(super) fn postgres_programs() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let numbered = versions.filter_map(|entry| Some((entry.file_name().to_str()?.parse::<u32>().ok()?, entry.path())));
    let installed = numbered.map(|(version, path)| (version, path.join("bin"))).filter(|(_, bin)| is_server(bin));
    installed.max().map(|(_, bin)| bin).or_else(|| environment::folder_of("initdb").filter(|bin| is_server(bin)))
}

fn is_server(bin: &Path) -> bool {
    bin.join("initdb").is_file() && bin.join("postgres").is_file()
}

/// A program that runs in `folder` without our environment, our input and our signals; as `postgres` where we are root.
pub(super) fn command(program: &Path, folder: &Path) -> io::Result<Command> {
    let mut command = Command::new(program);
    command.current_dir(folder).env_clear().env("PATH", "/usr/bin:/bin").env("TZ", "UTC").stdin(Stdio::null());
    command.process_group(0);
    if let Some((user, group)) = owner()? {
        command.uid(user).gid(group);
    }
    Ok(command)
}

/// Makes a new folder that belongs to the user of [`command`].
pub(super) fn new_folder(prefix: &str) -> io::Result<PathBuf> {
    let folder = tempfile::Builder::new().prefix(prefix).tempdir()?.keep();
    hand_over(&folder)?;
    Ok(folder)
}

/// Gives a file or folder to the user of [`command`].
pub(super) fn hand_over(path: &Path) -> io::Result<()> {
    owner()?.map_or(Ok(()), |(user, group)| chown(path, Some(user), Some(group)))
}

/// The unprivileged user to become where we are root: PostgreSQL and pgbouncer refuse to run as root.
fn owner() -> io::Result<Option<(u32, u32)>> {
    if fs::metadata("/proc/self")?.uid() != 0 {
        return Ok(None);
    }
    let users = fs::read_to_string("/etc/passwd")?;
    let fields = users.lines().map(|line| line.split(':').collect::<Vec<_>>()).find(|fields| fields[0] == "postgres");
    let ids = fields.and_then(|fields| Some((fields.get(2)?.parse().ok()?, fields.get(3)?.parse().ok()?)));
    ids.map(Some).ok_or_else(|| io::Error::other("running as root, and there is no user `postgres` to run a server as"))
}

/// A port of this machine that nobody listens on.
pub(super) fn free_port() -> io::Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

/// Sends a signal by its short name, such as `QUIT`; a process that is gone is no error.
pub(super) fn signal(name: &str, processes: &[u32]) -> io::Result<()> {
    let mut kill = Command::new("/bin/sh");
    kill.args(["-c", "kill -\"$0\" \"$@\" 2>/dev/null", name]).args(processes.iter().map(u32::to_string));
    kill.status().map(|_| ())
}

/// The processes that a process started and that still run.
pub(super) fn children(parent: u32) -> io::Result<Vec<u32>> {
    let entries = fs::read_dir("/proc")?.flatten();
    let processes = entries.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    Ok(processes.filter(|process| state(*process).is_some_and(|(_, of)| of == parent)).collect())
}

/// Waits until none of the processes runs.
pub(super) fn wait_until_gone(processes: &[u32]) -> io::Result<()> {
    client::wait(|| async {
        while processes.iter().any(|process| state(*process).is_some_and(|(letter, _)| letter != 'Z')) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Ok(())
    })
}

/// The state letter and the parent of a process.
fn state(process: u32) -> Option<(char, u32)> {
    let line = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let mut fields = line[line.rfind(')')? + 1..].split_whitespace();
    Some((fields.next()?.chars().next()?, fields.next()?.parse().ok()?))
}
