//! Who is let in to a path, and not too often.
use super::{
    customs::{self, Customs},
    headers,
    passage::Passage,
    route::{Route, Verb},
    site,
};
use crate::{
    app::{App, Shown, Way},
    caller::Caller,
    limits::{Class, Limits, Tally},
    permission::Place,
};
use axum::http::{HeaderMap, request::Parts};
use base::{Error, Result};
use std::sync::Arc;

/// What is shown or named beside the headers of a request.
#[derive(Default)]
pub(super) struct Showing {
    /// The token, where no header shows it.
    pub(super) token: Option<String>,
    /// The space that is meant, where no header names it.
    pub(super) space: Option<String>,
}

/// Stands at every path.
pub(super) struct Guard {
    app: App,
    customs: Arc<Customs>,
    limits: Limits,
}

impl Guard {
    /// One that holds requests to the customs of the house, as they are now.
    pub(super) fn new(app: &App) -> Self {
        let customs = app.part::<Customs>();
        Self { app: app.clone(), limits: Limits::new(&customs.rates), customs }
    }

    pub(super) fn app(&self) -> &App {
        &self.app
    }

    /// Begins to count a request.
    pub(super) fn tally(&self) -> Tally<'_> {
        self.limits.tally(self.app.clock().now())
    }

    /// Who it is, unless the request is one too many. Whoever is let in is not refused for what others do who come from the same
    /// address.
    pub(super) async fn let_in(
        &self,
        route: &'static Route,
        parts: &Parts,
        showing: Showing,
        tally: &mut Tally<'_>,
    ) -> Result<Caller> {
        let passage = Passage::of(&parts.extensions);
        passage.iter().for_each(|passage| passage.leads_to(route));
        let address = passage.as_ref().and_then(Passage::address);
        tally.arrives(route.class(), address)?;
        let request_id = passage.as_ref().map(|passage| passage.id().to_owned()).unwrap_or_default();
        let mut caller = match self.known(route, parts, showing, request_id).await {
            Ok(caller) => caller,
            // What fails on our side is nobody's fault.
            Err(error) if error.code().status >= 500 => return Err(error),
            Err(error) => return Err(tally.is_of_stranger(address).err().unwrap_or(error)),
        };
        if let Some(user_id) = caller.known() {
            passage.iter().for_each(|passage| passage.lets_in(user_id));
            // The rate of a session is that of the house; a token brings its own.
            caller.rate_per_minute = self.limits.rate(&caller);
            tally.is_of(&caller, route.class())?;
        } else {
            tally.is_of_stranger(address)?;
        }
        if is_door(route) || route.class() == Class::Door || caller.session().is_some() {
            caller.origin = Some(Arc::new(customs::origin(address, &parts.headers, route)));
        }
        Ok(caller)
    }

    /// Who it is. At the door nobody has to be anybody; but a page of another site gets nothing written anywhere.
    async fn known(&self, route: &Route, parts: &Parts, showing: Showing, request_id: String) -> Result<Caller> {
        let (app, headers) = (&self.app, &parts.headers);
        let (is_door, writes) = (is_door(route), route.verb != Verb::Get);
        let shown = match showing.token {
            Some(token) => Some((token, Way::Header)),
            None => headers::shown(headers, writes && !is_door)?,
        };
        if writes && !matches!(shown, Some((_, Way::Header))) {
            site::check(headers, &self.customs.origins)?;
        }
        let Some((token, way)) = shown else {
            return if is_door { Ok(Caller::nobody(request_id)) } else { Err(headers::MISSING) };
        };
        let space = headers::text(headers, headers::SPACE)?.or(showing.space);
        let shown = Shown { token, way, space, request_id: request_id.clone() };
        match app.doors().caller(app.clone(), shown).await {
            // What they showed is not good any more; here that is no matter.
            Err(Error::Unauthenticated { .. }) if is_door => Ok(Caller::nobody(request_id)),
            outcome => outcome,
        }
    }
}

impl Guard {
    /// Refuses what a browser sends for a page of another site.
    pub(super) fn is_ours(&self, headers: &HeaderMap) -> Result<()> {
        site::check(headers, &self.customs.origins)
    }

    /// Counts one more request of somebody who was let in.
    pub(super) fn counts(&self, route: &Route, caller: &Caller) -> Result<()> {
        self.tally().is_of(caller, route.class())
    }
}

pub(super) fn is_door(route: &Route) -> bool {
    route.operation.permission().place == Place::Door
}
