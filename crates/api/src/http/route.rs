//! A path that leads to an operation.
use crate::{file::Takes, limits::Class, operation::AnyOperation, permission::Place};
use axum::http::Method;

/// A method and a path, and where they lead.
#[derive(Clone, Copy)]
pub struct Route {
    pub(super) verb: Verb,
    /// The path, with its parts in braces: `/tasks/{task_id}`.
    pub(super) path: &'static str,
    pub(super) operation: &'static dyn AnyOperation,
    pub(super) takes_form: bool,
    pub(super) takes: Option<Takes>,
    pub(super) is_alias: bool,
    pub(super) is_socket: bool,
    class: Option<Class>,
}

/// The methods that lead somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Verb {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

impl Route {
    const fn new(verb: Verb, path: &'static str, operation: &'static dyn AnyOperation) -> Self {
        Self { verb, path, operation, takes_form: false, takes: None, is_alias: false, is_socket: false, class: None }
    }

    /// To read.
    pub const fn get(path: &'static str, operation: &'static dyn AnyOperation) -> Self {
        Self::new(Verb::Get, path, operation)
    }

    /// To be told over a WebSocket.
    pub const fn socket(path: &'static str, operation: &'static dyn AnyOperation) -> Self {
        Self { is_socket: true, ..Self::get(path, operation) }
    }

    /// To make, or to have something done.
    pub const fn post(path: &'static str, operation: &'static dyn AnyOperation) -> Self {
        Self::new(Verb::Post, path, operation)
    }

    /// To change; the same as PATCH.
    pub const fn put(path: &'static str, operation: &'static dyn AnyOperation) -> Self {
        Self::new(Verb::Put, path, operation)
    }

    /// To change what is named.
    pub const fn patch(path: &'static str, operation: &'static dyn AnyOperation) -> Self {
        Self::new(Verb::Patch, path, operation)
    }

    /// To throw away.
    pub const fn delete(path: &'static str, operation: &'static dyn AnyOperation) -> Self {
        Self::new(Verb::Delete, path, operation)
    }

    /// The same, also with what a form sends.
    pub const fn or_form(self) -> Self {
        Self { takes_form: true, ..self }
    }

    /// The same with a file as its body, or as the one part of a form.
    pub const fn file(self, takes: Takes) -> Self {
        Self { takes: Some(takes), ..self }
    }

    /// The same as another name of a path that leads to the same operation.
    pub const fn alias(self) -> Self {
        Self { is_alias: true, ..self }
    }

    /// The same where it costs much, so that it may not be asked for as often as others.
    pub const fn heavy(self) -> Self {
        Self { class: Some(Class::Heavy), ..self }
    }

    /// The same where guesses can be made, as they can at the door.
    pub const fn guessed(self) -> Self {
        Self { class: Some(Class::Door), ..self }
    }

    /// The same at the door where a client renews or checks by itself what it was given there.
    pub const fn renewing(self) -> Self {
        Self { class: Some(Class::Renewal), ..self }
    }

    /// What a request for it is counted as.
    pub(super) fn class(&self) -> Class {
        let is_door = self.operation.permission().place == Place::Door;
        self.class.unwrap_or(if is_door { Class::Door } else { Class::Usual })
    }

    /// Which files it takes, if it takes one.
    pub fn takes(&self) -> Option<Takes> {
        self.takes
    }

    /// Whether it is told over a WebSocket.
    pub fn is_socket(&self) -> bool {
        self.is_socket
    }

    /// Whether it is another name of a path.
    pub fn is_alias(&self) -> bool {
        self.is_alias
    }

    /// The method, in capitals.
    pub fn method(&self) -> &'static str {
        match self.verb {
            Verb::Get => "GET",
            Verb::Post => "POST",
            Verb::Put => "PUT",
            Verb::Patch => "PATCH",
            Verb::Delete => "DELETE",
        }
    }

    /// The path, with its parts in braces.
    pub fn path(&self) -> &'static str {
        self.path
    }

    /// The operation they lead to.
    pub fn operation(&self) -> &'static dyn AnyOperation {
        self.operation
    }
}

/// The names of a path's parts in braces.
pub(super) fn braces(path: &'static str) -> impl Iterator<Item = &'static str> {
    path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
}

impl Verb {
    pub(super) fn method(self) -> Method {
        match self {
            Self::Get => Method::GET,
            Self::Post => Method::POST,
            Self::Put => Method::PUT,
            Self::Patch => Method::PATCH,
            Self::Delete => Method::DELETE,
        }
    }

    /// What an `Allow` header says of it.
    pub(super) fn allows(self) -> &'static [&'static str] {
        match self {
            Self::Get => &["GET", "HEAD"],
            Self::Post => &["POST"],
            Self::Put => &["PUT"],
            Self::Patch => &["PATCH"],
            Self::Delete => &["DELETE"],
        }
    }

    /// Whether a request so made brings a body.
    pub(super) fn has_body(self) -> bool {
        matches!(self, Self::Post | Self::Put | Self::Patch)
    }
}
