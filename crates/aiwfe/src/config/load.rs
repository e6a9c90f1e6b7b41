//! Puts the layers together.
use super::{Config, Environment, KEYS, Source, environment::PREFIX, file, suggest::nearest};
use crate::{
    exit::{Exit, Failure},
    mask,
};
use std::path::PathBuf;

/// What the command line says about settings.
#[derive(Clone, Debug, Default)]
pub(crate) struct Flags {
    /// `--data`.
    pub(crate) data: Option<PathBuf>,
    /// `--database`.
    pub(crate) database: Option<String>,
    /// `--listen`.
    pub(crate) listen: Option<String>,
}

const DATA: &str = "AIWFE_DATA";

impl Config {
    /// The settings in effect: flag over environment over file over default.
    pub(crate) fn load(flags: &Flags, environment: &Environment) -> Result<Self, Failure> {
        let named = environment.variables.iter().find(|(name, _)| name == DATA);
        let mut config = match (&flags.data, named) {
            (Some(path), _) => Self::of_data(path.clone(), Source::Flag("--data")),
            (None, Some((name, path))) => Self::of_data(path.into(), Source::Variable(name.clone())),
            (None, None) => Self::of_data("./data".into(), Source::Default),
        };
        let path = Self::file(&config.data);
        for (name, value) in file::read(&path)? {
            let at = index(&name).ok_or_else(|| unknown_key(&name, &path.display().to_string()))?;
            config.put(at, value.as_deref(), Source::File(path.clone()))?;
        }
        for (name, value) in environment.variables.iter().filter(|(name, _)| name != DATA) {
            let at = KEYS.iter().position(|key| *name == variable(key.name)).ok_or_else(|| unknown_variable(name))?;
            config.put(at, Some(value), Source::Variable(name.clone()))?;
        }
        let options = [("database.url", "--database", &flags.database), ("server.listen", "--listen", &flags.listen)];
        for (key, flag, value) in options {
            if let (Some(value), Some(at)) = (value, index(key)) {
                config.put(at, Some(value), Source::Flag(flag))?;
            }
        }
        Ok(config)
    }

    fn put(&mut self, at: usize, value: Option<&str>, source: Source) -> Result<(), Failure> {
        let key = &KEYS[at];
        let refused = match value.map(|text| (key.set)(self, text)) {
            Some(Ok(())) => {
                self.sources[at] = source;
                return Ok(());
            }
            Some(Err(why)) => why,
            None => None,
        };
        let place = match &source {
            Source::File(path) => format!("{} in {}", key.name, path.display()),
            other => other.to_string(),
        };
        let observed = match (value, refused) {
            (_, Some(why)) => format!("will not do ({why})"),
            (Some(text), None) if !key.hidden => format!("is {:?}", mask::one(text)),
            _ => "will not do".into(),
        };
        let exit = if matches!(source, Source::Flag(_)) { Exit::Usage } else { Exit::Refused };
        Err(Failure::new(exit, format!("{place} {observed}; it takes {}", key.takes)))
    }
}

fn index(name: &str) -> Option<usize> {
    KEYS.iter().position(|key| key.name == name)
}

/// The variable of a key.
pub(super) fn variable(key: &str) -> String {
    format!("{PREFIX}{}", key.replace('.', "__").to_uppercase())
}

fn unknown_key(name: &str, path: &str) -> Failure {
    let names = KEYS.iter().map(|key| key.name);
    let field = |key: &'static str| key.split('.').nth(1) == Some(name);
    let meant = nearest(name, names.clone()).or_else(|| names.clone().find(|key| field(key)));
    Failure::refused(format!("{path}: there is no key `{name}`; {}", hint(meant, "`aiwfe config` lists the keys")))
}

fn unknown_variable(name: &str) -> Failure {
    let variables: Vec<String> = KEYS.iter().map(|key| variable(key.name)).chain([DATA.to_owned()]).collect();
    let meant = nearest(name, variables.iter().map(String::as_str));
    let none = "take it away, or see docs/configuration.md for those there are";
    Failure::refused(format!("there is no setting for the variable {name}; {}", hint(meant, none)))
}

fn hint(meant: Option<&str>, none: &str) -> String {
    meant.map_or_else(|| none.to_owned(), |meant| format!("did you mean `{meant}`?"))
}
