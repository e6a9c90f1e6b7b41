//! What is known of a request on its way: the layers and the path it leads to share it.
use super::route::Route;
use crate::permission::Place;
use axum::{
    extract::Request,
    http::{Extensions, Method, Uri},
};
use base::{Code, Id};
use std::{
    net::IpAddr,
    sync::{Arc, OnceLock},
};

/// A request on its way; cheap to clone.
#[derive(Clone)]
pub(super) struct Passage(Arc<Known>);

struct Known {
    id: String,
    address: Option<IpAddr>,
    method: Method,
    uri: Uri,
    route: OnceLock<&'static Route>,
    user_id: OnceLock<Id>,
    code: OnceLock<Code>,
}

/// How much of a path that leads nowhere is repeated.
const LONGEST_PATH: usize = 200;

impl Passage {
    /// Begins, under this id and from this address.
    pub(super) fn begin(id: String, address: Option<IpAddr>, request: &mut Request) -> Self {
        let (method, uri) = (request.method().clone(), request.uri().clone());
        let (route, user_id, code) = (OnceLock::new(), OnceLock::new(), OnceLock::new());
        let passage = Self(Arc::new(Known { id, address, method, uri, route, user_id, code }));
        request.extensions_mut().insert(passage.clone());
        passage
    }

    /// The one that has begun.
    pub(super) fn of(extensions: &Extensions) -> Option<Self> {
        extensions.get::<Self>().cloned()
    }

    /// The id of the request.
    pub(super) fn id(&self) -> &str {
        &self.0.id
    }

    /// From which address it came, where that is known.
    pub(super) fn address(&self) -> Option<IpAddr> {
        self.0.address
    }

    pub(super) fn method(&self) -> &Method {
        &self.0.method
    }

    /// The path, as it was asked for and without the query, which may hold a secret.
    pub(super) fn path(&self) -> &str {
        let path = self.0.uri.path();
        path.char_indices().nth(LONGEST_PATH).map_or(path, |(end, _)| &path[..end])
    }

    /// The path with its parts in braces, where it leads somewhere; else as it was asked for.
    pub(super) fn template(&self) -> &str {
        self.0.route.get().map_or_else(|| self.path(), |route| route.path)
    }

    /// The path as it may be kept: what is asked for at the door may be an address that is a secret.
    pub(super) fn kept_path(&self) -> &str {
        let is_door = self.0.route.get().is_some_and(|route| route.operation.permission().place == Place::Door);
        if is_door { self.template() } else { self.path() }
    }

    /// The operation it leads to.
    pub(super) fn operation(&self) -> Option<&'static str> {
        self.0.route.get().map(|route| route.operation.name())
    }

    /// Notes where it leads.
    pub(super) fn leads_to(&self, route: &'static Route) {
        // A request leads to one place.
        let _ = self.0.route.set(route);
    }

    /// Who was let in.
    pub(super) fn user_id(&self) -> Option<Id> {
        self.0.user_id.get().copied()
    }

    /// Notes who was let in.
    pub(super) fn lets_in(&self, user_id: Id) {
        let _ = self.0.user_id.set(user_id);
    }

    /// The kind of error it ended with.
    pub(super) fn code(&self) -> Option<Code> {
        self.0.code.get().copied()
    }

    /// Notes the error it ends with.
    pub(super) fn fails_with(&self, code: Code) {
        let _ = self.0.code.set(code);
    }
}
