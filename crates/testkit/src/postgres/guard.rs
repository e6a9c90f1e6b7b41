//! Cleans up after a server even when the test that started it is killed.
use std::io;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// A small process that waits for its input to end, and ends with us however we end: then it stops the server and deletes its folder.
pub(super) struct Guard {
    folder: PathBuf,
    process: Child,
}

/// Arguments: the folder, the file whose first line is the server's process id, the signal that stops it.
const SCRIPT: &str = r#"
cat >/dev/null
process=$(head -n 1 "$1" 2>/dev/null)
if [ -n "$process" ] && kill -"$2" "$process" 2>/dev/null; then
    turns=0
    while kill -0 "$process" 2>/dev/null && [ $turns -lt 100 ]; do
        sleep 0.1
        turns=$((turns + 1))
    done
fi
rm -rf "$0"
"#;

impl Guard {
    /// Watches over a folder and the server that `process_file` names.
    pub(super) fn over(folder: PathBuf, process_file: &Path, signal: &str) -> io::Result<Self> {
        let mut guard = Command::new("/bin/sh");
        guard.arg("-c").arg(SCRIPT).arg(&folder).arg(process_file).arg(signal);
        guard.current_dir("/").stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0);
        Ok(Guard { process: guard.spawn()?, folder })
    }

    /// The folder that goes when the guard goes.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        if let Err(error) = self.process.wait() {
            eprintln!("{} may be left behind: {error}", self.folder.display());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::postgres::process;

    #[test]
    fn a_guard_ends_the_server_and_deletes_the_folder() {
        let folder = process::new_folder("aiwfe-guard-").unwrap();
        let file = folder.join("process");
        let mut server = Command::new("sleep").arg("1000").spawn().unwrap();
        std::fs::write(&file, server.id().to_string()).unwrap();
        let guard = Guard::over(folder.clone(), &file, "KILL").unwrap();
        let reaper = std::thread::spawn(move || server.wait().unwrap());
        drop(guard);
        assert!(!folder.exists());
        assert!(!reaper.join().unwrap().success());
    }
}
