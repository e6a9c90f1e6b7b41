//! What is wrong with a command line, in one sentence.
use crate::mask;
use clap::error::{ContextKind, ContextValue, Error, ErrorKind};

/// What is wrong, and what to do about it.
pub(crate) fn sentence(error: &Error) -> String {
    let get = |kind| error.get(kind).map(first).filter(|text| !text.is_empty());
    let argument = get(ContextKind::InvalidArg).unwrap_or_default();
    let value = get(ContextKind::InvalidValue);
    let meant = |kind, otherwise: &str| {
        let meant = error.get(kind).and_then(likeliest);
        meant.map_or_else(|| otherwise.to_owned(), |meant| format!("did you mean `{meant}`?"))
    };
    match (error.kind(), value) {
        (ErrorKind::UnknownArgument, _) if argument.starts_with('-') => {
            let hint = meant(ContextKind::SuggestedArg, "`aiwfe --help` lists the options");
            format!("there is no option `{argument}` here; {hint}")
        }
        (ErrorKind::UnknownArgument, _) => {
            format!("`{argument}` is one word too many; `aiwfe --help` shows the commands")
        }
        (ErrorKind::InvalidSubcommand, _) => {
            let word = get(ContextKind::InvalidSubcommand).unwrap_or_default();
            let hint = meant(ContextKind::SuggestedSubcommand, "`aiwfe --help` lists the commands");
            format!("there is no command `{word}` here; {hint}")
        }
        (ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand, _) => missing(error),
        (ErrorKind::InvalidValue, None) => format!("`{argument}` needs a value; `aiwfe --help` says which"),
        (ErrorKind::InvalidValue, Some(value)) => {
            let name = argument.trim_matches(['[', ']']);
            format!("`{name}` does not take `{value}`; it takes {}", listed(error, ContextKind::ValidValue).join(", "))
        }
        (ErrorKind::TooManyValues, Some(value)) => format!("`{argument}` takes no value, and was given `{value}`"),
        (ErrorKind::ValueValidation, Some(value)) => {
            let (option, name) = argument.split_once(' ').unwrap_or((&argument, "value"));
            format!("`{option}` does not take `{value}` as {name}; `aiwfe --help` says what it takes")
        }
        (ErrorKind::MissingRequiredArgument, _) => format!("`{argument}` is needed; `aiwfe --help` says more"),
        (ErrorKind::ArgumentConflict, _) => format!("`{argument}` is given twice; give it once"),
        (ErrorKind::InvalidUtf8, _) => "an argument is not UTF-8; only a path may be anything else".to_owned(),
        _ => {
            let text = error.to_string();
            let line = text.lines().next().unwrap_or_default();
            format!("{}; `aiwfe --help` shows what there is", line.trim_start_matches("error: "))
        }
    }
}

fn missing(error: &Error) -> String {
    let mut choices = listed(error, ContextKind::ValidSubcommand);
    choices.retain(|name| name != "help");
    match choices.is_empty() || choices.iter().any(|name| name == "serve") {
        true => "name a command: `aiwfe serve` starts the server, `aiwfe --help` lists the others".to_owned(),
        false => format!("name one more word: {}", choices.join(", ")),
    }
}

/// The names that would do.
fn listed(error: &Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::Strings(names)) => names.clone(),
        _ => Vec::new(),
    }
}

/// The likeliest of the names that may have been meant, which comes last.
fn likeliest(value: &ContextValue) -> Option<&str> {
    match value {
        ContextValue::Strings(names) => names.last().map(String::as_str),
        ContextValue::String(name) => Some(name),
        _ => None,
    }
}

/// The first of the values, without a password that may be in it.
fn first(value: &ContextValue) -> String {
    let text = match value {
        ContextValue::Strings(texts) => texts.first().cloned().unwrap_or_default(),
        other => other.to_string(),
    };
    mask::one(&text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Cli;
    use clap::Parser;

    fn wrong(line: &str) -> String {
        sentence(&Cli::try_parse_from(line.split(' ')).unwrap_err())
    }

    #[test]
    fn each_slip_has_its_sentence() {
        for (line, expected) in [
            ("aiwfe", "name a command: `aiwfe serve` starts the server, `aiwfe --help` lists the others"),
            ("aiwfe migrate", "name one more word: status, plan, apply"),
            ("aiwfe sreve", "there is no command `sreve` here; did you mean `serve`?"),
            ("aiwfe serv", "there is no command `serv` here; did you mean `serve`?"),
            ("aiwfe migrate undo", "there is no command `undo` here; `aiwfe --help` lists the commands"),
            ("aiwfe serve --lisen x", "there is no option `--lisen` here; did you mean `--listen`?"),
            ("aiwfe serve -x", "there is no option `-x` here; `aiwfe --help` lists the options"),
            ("aiwfe serve now", "`now` is one word too many; `aiwfe --help` shows the commands"),
            ("aiwfe user create ann", "`--email <MAIL>` is needed; `aiwfe --help` says more"),
            ("aiwfe serve --data", "`--data <DIR>` needs a value; `aiwfe --help` says which"),
            ("aiwfe serve --json=yes", "`--json` takes no value, and was given `yes`"),
            ("aiwfe serve --data a --data b", "`--data <DIR>` is given twice; give it once"),
        ] {
            assert_eq!(wrong(line), expected, "{line}");
        }
    }

    #[test]
    fn a_password_in_the_wrong_place_is_not_repeated() {
        for line in [
            "aiwfe serve postgres://me:hunter2@db/house",
            "aiwfe postgres://me:hunter2@db/house",
            "aiwfe serve --databse=postgres://me:hunter2@db/house",
            "aiwfe serve --json=postgres://me:hunter2@db/house",
        ] {
            let sentence = wrong(line);
            assert!(!sentence.contains("hunter2"), "{sentence}");
        }
    }
}
