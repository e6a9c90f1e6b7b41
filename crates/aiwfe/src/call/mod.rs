//! `aiwfe call`: any operation by its name, by a server or in this process.
mod fields;
mod local;
mod operations;
mod remote;
#[cfg(test)]
mod tests;
mod told;

pub(crate) use local::{caller, enter, look_in, perform, unasked};
pub(crate) use operations::Operations;
pub(crate) use told::well;

use crate::{
    cli::Call,
    config::Config,
    exit::{Exit, Failure, words},
    output::Output,
    wiring,
};
use api::{Manner, http::Route};
use base::{Clock, Secret};
use bytes::Bytes;
use fields::Fields;
use std::{fs, io::read_to_string, path::Path};

/// What came of a call, wherever it was done.
#[derive(Debug)]
pub(crate) struct Answered {
    /// As HTTP has it.
    status: u16,
    /// The answer or the problem.
    pub(crate) body: Bytes,
    /// Where the next page starts, if there is one.
    pub(crate) next: Option<String>,
}

/// Has an operation done and prints the answer; without one, lists all of them.
pub(crate) async fn call(config: &Config, clock: &Clock, call: &Call, output: &Output) -> Result<Exit, Failure> {
    let operations = Operations::of(wiring::MODULES);
    let Some(name) = &call.operation else {
        operations.list(output)?;
        return Ok(Exit::Well);
    };
    let (route, mut fields) = (operations.find(name)?, Fields::read(&call.fields)?);
    let file = file(route, &mut fields)?;
    let token = token(call)?;
    let answered = match (&call.server, &call.user, token) {
        (Some(server), None, token) => remote::call(server, token.as_ref(), route, fields, file).await?,
        (None, user, None) => {
            let input = fields.into_input();
            let input = file.map_or(input.clone(), |file| input.with_file(file));
            local::call(config, clock, user.as_deref(), route.operation(), input, output).await?
        }
        (Some(_), Some(_), _) => {
            return Err(Failure::usage("a server knows by the token who asks; leave out --user or --server"));
        }
        (None, _, Some(_)) => return Err(Failure::usage("a token is shown to a server; name it with --server")),
    };
    match route.operation().manner() {
        Manner::Sends(_) => told::send(name, &answered, output),
        _ => told::tell(name, &answered, output),
    }
}

/// The file whose path was given, where the operation takes one.
fn file(route: &Route, fields: &mut Fields) -> Result<Option<Vec<u8>>, Failure> {
    let path = if route.takes().is_some() { fields.take("file") } else { None };
    let unread =
        |path: &str, error| Failure::usage(format!("file={path} cannot be read: {}; name a file", words(&error)));
    path.map(|path| fs::read(&path).map_err(|error| unread(&path, error))).transpose()
}

/// The token to show, from wherever it was said to be.
fn token(call: &Call) -> Result<Option<Secret>, Failure> {
    let text = match (&call.token, &call.token_file) {
        (Some(_), Some(_)) => return Err(Failure::usage("one token is enough; leave out --token or --token-file")),
        (Some(token), None) => token.clone(),
        (None, Some(path)) => contents(path)?,
        (None, None) => return Ok(None),
    };
    match text.trim() {
        "" => Err(Failure::usage("the token is empty; `aiwfe token create` makes one")),
        token => Ok(Some(Secret::new(token))),
    }
}

fn contents(path: &Path) -> Result<String, Failure> {
    let read = if path == Path::new("-") { read_to_string(std::io::stdin()) } else { fs::read_to_string(path) };
    read.map_err(|error| Failure::usage(format!("--token-file {} cannot be read: {}", path.display(), words(&error))))
}
