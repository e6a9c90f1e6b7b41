//! Where to go on from a thing that was made: the links of the OpenAPI document.
use super::route::{Route, braces};
use store::utoipa::openapi::link::{Link, LinkBuilder};

/// Every route below the place where `maker` makes things, by the name of its operation.
pub(super) fn links(maker: &Route, routes: &[&Route]) -> Vec<(String, Link)> {
    let below = |route: &&&Route| {
        let rest = route.path.strip_prefix(maker.path).and_then(|rest| rest.strip_prefix("/{"));
        rest.is_some_and(|rest| !rest.contains('{'))
    };
    routes.iter().filter(below).map(|route| link(maker, route, routes)).collect()
}

/// What both paths name is as it was asked for; the rest is told by the thing.
fn link(maker: &Route, route: &Route, routes: &[&Route]) -> (String, Link) {
    let id = super::document::identifier(route, routes);
    let link = braces(route.path).fold(LinkBuilder::new().operation_id(id.clone()), |link, name| {
        let is_asked = braces(maker.path).any(|known| known == name);
        let place = if is_asked { format!("$request.path.{name}") } else { format!("$response.body#/{name}") };
        link.parameter(name, place)
    });
    (id, link.build())
}
