//! The files that are generated, and those that must not change any more.
use serde::{Deserialize, Serialize};
use std::{
    error::Error,
    fs, io,
    path::{Path, PathBuf},
    process::Command,
};
use store::{Step, shape::Shape};

/// What the steps so far make, and by which checksums they are known.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Snapshot {
    pub(crate) checksums: Vec<String>,
    pub(crate) tables: Vec<Shape>,
}

/// One step as a file.
pub(crate) struct StepFile {
    pub(crate) number: i64,
    pub(crate) name: String,
    pub(crate) file: String,
    pub(crate) checksum: String,
}

/// The crate's folder.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn of_this_crate() -> Self {
        Self(PathBuf::from(env!("CARGO_MANIFEST_DIR")))
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.0.join(path)
    }

    pub(crate) fn read(&self, path: &Path) -> io::Result<String> {
        fs::read_to_string(self.0.join(path))
    }

    pub(crate) fn write(&self, path: &Path, text: &str) -> io::Result<()> {
        fs::write(self.0.join(path), text)
    }

    /// What was drafted so far; nothing before the first step.
    pub(crate) fn snapshot(&self) -> Result<Snapshot, Box<dyn Error>> {
        match self.read(Path::new("steps/snapshot.json")) {
            Ok(text) => Ok(serde_json::from_str(&text)?),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Snapshot::default()),
            Err(error) => Err(error.into()),
        }
    }

    /// The steps in the folder, in order: `0001_start.sql` and so on.
    pub(crate) fn steps(&self) -> Result<Vec<StepFile>, Box<dyn Error>> {
        let mut steps = Vec::new();
        for entry in fs::read_dir(self.0.join("steps"))? {
            let file = entry?.file_name().to_string_lossy().into_owned();
            let Some((number, name)) = file.strip_suffix(".sql").and_then(|file| file.split_once('_')) else {
                continue;
            };
            let text = self.read(&Path::new("steps").join(&file))?;
            let checksum = Step { number: 0, name: "", text: text.leak() }.checksum();
            steps.push(StepFile { number: number.parse()?, name: name.into(), checksum, file });
        }
        steps.sort_by_key(|step| step.number);
        Ok(steps)
    }

    /// A step that was once drafted and committed is history: databases know it by its checksum. The draft that is not
    /// committed yet may be edited, and is taken as it is now.
    pub(crate) fn refuse_edits(&self, snapshot: &Snapshot) -> Result<(), Box<dyn Error>> {
        let steps = self.steps()?;
        for (at, known) in snapshot.checksums.iter().enumerate() {
            match steps.get(at) {
                Some(step) if step.checksum == *known => {}
                Some(step) if at + 1 == steps.len() && !self.is_committed(&step.file) => {}
                Some(step) => {
                    return Err(format!("{} was edited; a step never changes, add another one", step.file).into());
                }
                None => return Err(format!("step {} is gone; a step never goes away", at + 1).into()),
            }
        }
        Ok(())
    }

    /// Whether git knows a step; where nobody can say, it does.
    fn is_committed(&self, file: &str) -> bool {
        let git = |name: &str| Command::new("git").current_dir(&self.0).args(["cat-file", "-e", name]).status();
        let is_known = |name: &str| git(name).is_ok_and(|status| status.success());
        !is_known("HEAD:./steps") || is_known(&format!("HEAD:./steps/{file}"))
    }

    /// Writes the next step.
    pub(crate) fn add_step(&self, name: &str, text: &str) -> Result<PathBuf, Box<dyn Error>> {
        let number = self.steps()?.len() + 1;
        let path = PathBuf::from(format!("steps/{number:04}_{name}.sql"));
        self.write(&path, text)?;
        Ok(path)
    }
}
