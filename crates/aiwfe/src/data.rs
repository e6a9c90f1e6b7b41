//! The data directory.
use crate::exit::Failure;
use std::{
    fs::{self, DirBuilder},
    io,
    os::unix::fs::DirBuilderExt,
    path::Path,
};

/// Makes the directory, for its owner alone, if it is not there; tells whether it was made.
pub(crate) fn make(path: &Path) -> Result<bool, Failure> {
    let next = "choose another with --data";
    if path.is_dir() {
        return Ok(false);
    }
    if let Some(file) = path.ancestors().find(|part| part.exists()).filter(|part| !part.is_dir()) {
        return Err(Failure::refused(format!("{} is a file, and no data can be kept there; {next}", file.display())));
    }
    let made = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => fs::create_dir_all(parent),
        _ => Ok(()),
    };
    match made.and_then(|()| DirBuilder::new().mode(0o700).create(path)) {
        Ok(()) => Ok(true),
        // Somebody else was as quick.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(false),
        Err(error) => {
            Err(Failure::of_disk(&format!("the data directory {} cannot be made", path.display()), &error, next))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn the_directory_is_its_owners_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/b/data");
        assert!(make(&path).unwrap());
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o700);
        assert!(!make(&path).unwrap());
    }

    #[test]
    fn a_file_in_its_place_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("data");
        fs::write(&path, "").unwrap();
        let failure = make(&path).unwrap_err().to_string();
        assert!(failure.contains("data is a file"), "{failure}");
    }
}
