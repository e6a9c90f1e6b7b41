//! The storm as a process: started, listened to, killed, and examined afterwards.
use rusqlite::Connection;
use std::{
    fs,
    io::{BufRead, BufReader, Lines, Write},
    os::unix::process::ExitStatusExt,
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, ExitStatus, Stdio},
};

/// SIGKILL.
const KILLED: i32 = 9;

/// Where a storm in this folder keeps its books.
pub(crate) fn url(folder: &Path) -> String {
    format!("sqlite:{}", file(folder).display())
}

/// The file behind that.
pub(crate) fn file(folder: &Path) -> PathBuf {
    folder.join("storm.db")
}

/// `storm MODE URL SETTINGS`.
pub(crate) fn storm(mode: &str, url: &str, settings: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_storm"));
    command.args([mode, url]).args(settings.split_whitespace()).stdin(Stdio::null());
    command
}

/// A storm that runs; it is killed at the latest when it is dropped.
pub(crate) struct Storm {
    child: Child,
    said: Lines<BufReader<ChildStdout>>,
    /// All that it has said so far.
    pub(crate) lines: Vec<String>,
}

impl Storm {
    pub(crate) fn start(url: &str, settings: &str) -> Self {
        let mut child = storm("run", url, settings).stdout(Stdio::piped()).spawn().expect("a storm");
        let said = BufReader::new(child.stdout.take().expect("its output")).lines();
        Self { child, said, lines: Vec::new() }
    }

    /// Listens to one more line; nothing once the storm is over.
    pub(crate) fn next(&mut self) -> Option<&str> {
        // The last line of a storm that was killed may be half a line.
        let line = self.said.next()?.ok()?;
        self.lines.push(line);
        self.lines.last().map(String::as_str)
    }

    /// Listens until so many more lines that begin so have been said; fails where the storm is over before.
    pub(crate) fn hear(&mut self, count: usize, beginning: &str) {
        let mut left = count;
        while left > 0 {
            match self.next() {
                Some(line) => left -= usize::from(line.starts_with(beginning)),
                None => panic!("the storm was over before it said {beginning} {left} more times: {:?}", self.tail()),
            }
        }
    }

    /// Kills it, and gives back all that it had said by then.
    pub(crate) fn kill(mut self) -> Vec<String> {
        self.child.kill().expect("a storm to kill");
        let (status, lines) = self.end();
        assert_eq!(status.signal(), Some(KILLED), "the storm was over before it was killed: {:?}", lines.last());
        lines
    }

    /// Tells it to stop, and gives back how it ended and all that it said.
    pub(crate) fn stop(self) -> (ExitStatus, Vec<String>) {
        let told = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        assert!(told.expect("kill, the program").success());
        self.end()
    }

    /// Listens to its end.
    pub(crate) fn end(mut self) -> (ExitStatus, Vec<String>) {
        while self.next().is_some() {}
        let status = self.child.wait().expect("a storm that ends");
        (status, std::mem::take(&mut self.lines))
    }

    fn tail(&self) -> &[String] {
        &self.lines[self.lines.len().saturating_sub(5)..]
    }
}

impl Drop for Storm {
    fn drop(&mut self) {
        // It is gone already where it was waited for.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// How many of the lines begin so.
pub(crate) fn count(lines: &[String], beginning: &str) -> usize {
    lines.iter().filter(|line| line.starts_with(beginning)).count()
}

/// Opens the database as the product does when it starts, and holds it to these acks.
pub(crate) fn check<'a>(url: &str, acks: impl IntoIterator<Item = &'a String>) -> Result<String, String> {
    let mut child = storm("check", url, "").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("an examiner");
    let acks: String =
        acks.into_iter().filter(|line| line.starts_with("ack ")).map(|line| format!("{line}\n")).collect();
    // An examiner that could not open the database does not listen to the end.
    let _ = child.stdin.take().expect("its input").write_all(acks.as_bytes());
    let output = child.wait_with_output().expect("a verdict");
    let words = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    if output.status.success() { Ok(words) } else { Err(format!("{}: {words}", output.status)) }
}

/// The same; what is not kept fails the test.
pub(crate) fn demand<'a>(
    url: &str,
    acks: impl IntoIterator<Item = &'a String>,
    when: impl std::fmt::Display,
) -> String {
    check(url, acks).unwrap_or_else(|words| panic!("{when}: {words}"))
}

/// The settings of a file's schema and history, read from a copy, so that the file is left as it was found.
pub(crate) fn schema(folder: &Path) -> Vec<String> {
    let copy = copy(folder);
    let look = Connection::open(file(copy.path())).expect("a copy that opens");
    let objects = "select type || ' ' || name || ' on ' || tbl_name || ': ' || coalesce(sql, '') from sqlite_schema \
                   order by type, name";
    let mut schema = texts(&look, objects);
    if schema.iter().any(|object| object.starts_with("table schema_steps ")) {
        let steps =
            "select 'step ' || number || ' ' || checksum || ' ' || statements from schema_steps order by number";
        schema.extend(texts(&look, steps));
    }
    schema
}

/// All values of a query that gives one text a row.
pub(crate) fn texts(connection: &Connection, query: &str) -> Vec<String> {
    let mut statement = connection.prepare(query).expect("a query");
    let rows = statement.query_map([], |row| row.get(0)).expect("its rows");
    rows.collect::<rusqlite::Result<_>>().expect("a text in each")
}

/// A copy of the files of a folder.
pub(crate) fn copy(folder: &Path) -> tempfile::TempDir {
    let copy = tempfile::tempdir().expect("a folder");
    copy_into(folder, copy.path());
    copy
}

fn copy_into(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).expect("a folder to copy").flatten() {
        let there = to.join(entry.file_name());
        if entry.path().is_dir() {
            fs::create_dir(&there).expect("a folder");
            copy_into(&entry.path(), &there);
        } else {
            fs::copy(entry.path(), there).expect("a copy");
        }
    }
}
