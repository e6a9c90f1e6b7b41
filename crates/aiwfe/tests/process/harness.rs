//! Starts the program, waits for what it says, and asks it over HTTP.
use serde_json::Value;
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    sync::mpsc::{Receiver, channel},
    thread,
    time::Duration,
};
use tempfile::TempDir;

/// A bound for what would otherwise hang, not a time that anything is measured by.
const PATIENCE: Duration = Duration::from_secs(30);

/// A place for one house's data, and the environment its programs are started in.
pub(crate) struct Place {
    folder: TempDir,
    variables: Vec<(&'static str, String)>,
}

/// What a program said and how it ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Place {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), variables: Vec::new() }
    }

    /// The same place with a variable set for every program.
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.variables.push((name, value.into()));
        self
    }

    /// The same place where one address may do as much as it likes: it is the only one.
    pub(crate) fn without_limits(self) -> Self {
        let limits =
            ["AIWFE_LIMITS__DOOR_PER_MINUTE", "AIWFE_LIMITS__RENEWAL_PER_MINUTE", "AIWFE_LIMITS__STRANGER_PER_MINUTE"];
        limits.into_iter().fold(self, |place, limit| place.with(limit, "none"))
    }

    /// The same place with another value of a variable.
    pub(crate) fn instead(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.variables.retain(|(other, _)| *other != name);
        self.with(name, value)
    }

    /// A variable that is set for every program.
    pub(crate) fn variable(&self, name: &str) -> Option<&str> {
        self.variables.iter().find(|(other, _)| *other == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The data directory, which is not there until a program makes it.
    pub(crate) fn data(&self) -> PathBuf {
        self.path().join("data")
    }

    /// Writes the configuration file.
    pub(crate) fn configure(&self, text: &str) {
        std::fs::create_dir_all(self.data()).unwrap();
        std::fs::write(self.data().join("aiwfe.toml"), text).unwrap();
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_aiwfe"));
        command.args(arguments).current_dir(self.path()).stdin(Stdio::null()).env_clear();
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs the program to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ended {
        Running::of(self.command(arguments)).wait()
    }

    /// Starts a server on any free port, and waits until it is ready.
    pub(crate) fn serve(&self, arguments: &[&str]) -> Server {
        self.serve_at("127.0.0.1:0", arguments)
    }

    /// The same at that address.
    pub(crate) fn serve_at(&self, listen: &str, arguments: &[&str]) -> Server {
        let running = Running::of(self.command(&[&["serve", "--listen", listen, "--json"], arguments].concat()));
        let line = running.line_of_stdout();
        let ready: Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("not ready: {line:?}"));
        Server { url: ready["url"].as_str().unwrap().to_owned(), running }
    }
}

/// A program that runs; dropping it ends it.
pub(crate) struct Running {
    child: Option<Child>,
    pid: u32,
    stdout: Receiver<String>,
    stderr: Receiver<String>,
}

impl Running {
    pub(crate) fn of(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let stdout = lines(child.stdout.take().unwrap());
        let stderr = lines(child.stderr.take().unwrap());
        Self { pid: child.id(), child: Some(child), stdout, stderr }
    }

    pub(crate) fn pid(&self) -> u32 {
        self.pid
    }

    /// The next line of stdout, or nothing when the program ends without one.
    pub(crate) fn line_of_stdout(&self) -> String {
        self.stdout.recv_timeout(PATIENCE).unwrap_or_default()
    }

    /// Reads stderr up to a line that holds these words; gives all of it.
    pub(crate) fn stderr_until(&self, words: &str) -> String {
        let mut text = String::new();
        while !text.contains(words) {
            match self.stderr.recv_timeout(PATIENCE) {
                Ok(line) => text.push_str(&line),
                Err(_) => panic!("stderr never said {words:?}, but: {text}"),
            }
        }
        text
    }

    pub(crate) fn signal(&self, name: &str) {
        signal(self.pid, name);
    }

    /// Waits for the end.
    pub(crate) fn wait(mut self) -> Ended {
        let status = bounded(self.child.take().unwrap(), self.pid);
        let rest = |lines: &Receiver<String>| lines.iter().collect();
        Ended { code: status.code(), stdout: rest(&self.stdout), stderr: rest(&self.stderr) }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn bounded(mut child: Child, pid: u32) -> ExitStatus {
    let (send, ended) = channel();
    thread::spawn(move || send.send(child.wait().unwrap()));
    ended.recv_timeout(PATIENCE).unwrap_or_else(|_| {
        signal(pid, "KILL");
        panic!("the program did not end by itself");
    })
}

fn signal(pid: u32, name: &str) {
    let status = Command::new("/bin/sh").args(["-c", &format!("kill -{name} {pid}")]).status().unwrap();
    assert!(status.success());
}

/// The lines of an output, as they come.
fn lines(output: impl Read + Send + 'static) -> Receiver<String> {
    let (send, lines) = channel();
    thread::spawn(move || {
        let mut output = BufReader::new(output);
        let mut line = String::new();
        while output.read_line(&mut line).is_ok_and(|count| count > 0) {
            if send.send(std::mem::take(&mut line)).is_err() {
                break;
            }
        }
    });
    lines
}

/// A server that is ready.
pub(crate) struct Server {
    pub(crate) url: String,
    pub(crate) running: Running,
}

/// What a server answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Server {
    pub(crate) fn address(&self) -> &str {
        self.url.strip_prefix("http://").unwrap()
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.ask(&format!("GET {path} HTTP/1.1"), "")
    }

    /// Sends a request of this first line and these other header lines.
    pub(crate) fn ask(&self, line: &str, headers: &str) -> Answer {
        self.ask_with(line, headers, "")
    }

    /// The same with a body.
    pub(crate) fn ask_with(&self, line: &str, headers: &str, body: &str) -> Answer {
        let mut stream = TcpStream::connect(self.address()).unwrap();
        write!(stream, "{line}\r\nHost: house\r\nConnection: close\r\n{headers}\r\n{body}").unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {text:?}"));
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Answer { status, head: head.to_lowercase(), body: body.into() }
    }

    /// Ends it as a service manager does.
    pub(crate) fn terminate(self) -> Ended {
        self.running.signal("TERM");
        self.running.wait()
    }
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("not JSON: {self:?}"))
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }
}
