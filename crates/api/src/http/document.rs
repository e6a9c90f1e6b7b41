//! The OpenAPI document: what the operations say of themselves, path by path.
use super::{
    bodies,
    links::links,
    route::{Route, Verb},
};
use crate::{
    Problem,
    changes::sync,
    file::FILE,
    module::Module,
    operation::{AnyOperation, Manner, Shape},
    permission::Place,
};
use serde_json::json;
use store::utoipa::openapi::{
    Components, ContentBuilder, HeaderBuilder, HttpMethod, InfoBuilder, OpenApi, OpenApiBuilder, PathItem, Paths, Ref,
    RefOr, Required, ResponseBuilder, ResponsesBuilder,
    extensions::Extensions,
    header::Header,
    path::{Operation, OperationBuilder, Parameter, ParameterBuilder, ParameterIn, ParameterStyle},
    schema::{Object, ObjectBuilder, OneOfBuilder, Schema, SchemaFormat, SchemaType, Type},
    security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme},
    tag::TagBuilder,
};

/// The document of all modules.
pub fn document(modules: &[&[Module]]) -> OpenApi {
    let mut components = Components::default();
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
    components.security_schemes.insert("token".into(), SecurityScheme::Http(bearer).into());
    named(&mut components, Shape::of::<Problem>());
    let (mut paths, mut tags) = (Paths::new(), Vec::new());
    let routes: Vec<&Route> = modules
        .iter()
        .flat_map(|of_crate| of_crate.iter())
        .flat_map(|module| module.routes)
        .filter(|route| !route.is_alias)
        .collect();
    for module in modules.iter().flat_map(|of_crate| of_crate.iter()).filter(|module| !module.routes.is_empty()) {
        tags.push(TagBuilder::new().name(module.name).build());
        for route in module.routes.iter().filter(|route| !route.is_alias) {
            let operation = describe(module, route, &routes, &mut components);
            let item = paths.paths.entry(route.path.to_owned()).or_default();
            place(item, route.verb, operation);
        }
    }
    let about = "Your tasks and projects, and all that happens to them. Every answer that is not a success is a problem document.";
    let info = InfoBuilder::new().title("AI Workflow Engine API").version("1.0.0").description(Some(about)).build();
    OpenApiBuilder::new()
        .info(info)
        .paths(paths)
        .components(Some(components))
        .tags(Some(tags))
        .security(Some([SecurityRequirement::new::<_, [&str; 0], &str>("token", [])]))
        .build()
}

/// The names of an object's fields.
pub(super) fn properties(schema: &RefOr<Schema>) -> impl Iterator<Item = &str> {
    object(schema).into_iter().flat_map(|object| object.properties.keys().map(String::as_str))
}

pub(super) fn object(schema: &RefOr<Schema>) -> Option<&Object> {
    if let RefOr::T(Schema::Object(object)) = schema { Some(object) } else { None }
}

/// Puts a type and what it refers to among the components, and refers to it.
fn named(components: &mut Components, shape: Shape) -> RefOr<Schema> {
    parts(components, shape.parts);
    match shape.name {
        Some(name) if object(&shape.schema).is_some_and(|object| !object.properties.is_empty()) => {
            parts(components, [(name.clone(), shape.schema)]);
            Ref::from_schema_name(name).into()
        }
        _ => shape.schema,
    }
}

/// Puts types among the components. Two that go by one name are a mistake of ours and a panic, so that every test finds it.
fn parts(components: &mut Components, parts: impl IntoIterator<Item = (String, RefOr<Schema>)>) {
    for (name, schema) in parts {
        let known = components.schemas.get(&name);
        assert!(known.is_none_or(|known| *known == schema), "two types are called {name} in the document");
        components.schemas.insert(name, schema);
    }
}

fn place(item: &mut PathItem, verb: Verb, operation: Operation) {
    let method = match verb {
        Verb::Get => HttpMethod::Get,
        Verb::Post => HttpMethod::Post,
        Verb::Put => HttpMethod::Put,
        Verb::Patch => HttpMethod::Patch,
        Verb::Delete => HttpMethod::Delete,
    };
    item.merge_operations(PathItem::new(method, operation));
}

fn describe(module: &Module, route: &Route, routes: &[&Route], components: &mut Components) -> Operation {
    let known = route.operation;
    let input = known.input();
    parts(components, input.parts.iter().cloned());
    let mut builder = OperationBuilder::new()
        .operation_id(Some(identifier(route, routes)))
        .tag(module.name)
        .summary(Some(known.summary()))
        .description(aliases(module, route))
        .extensions(Some(Extensions::from_iter([("x-permission".to_owned(), json!(known.permission().to_string()))])));
    for name in super::route::braces(route.path) {
        builder = builder.parameter(parameter(name, ParameterIn::Path, &input));
    }
    let rest: Vec<&str> =
        properties(&input.schema).filter(|name| !super::route::braces(route.path).any(|part| part == *name)).collect();
    if let Some(takes) = &route.takes {
        builder = builder.request_body(Some(bodies::file(takes)));
        for name in rest.into_iter().filter(|name| *name != FILE) {
            builder = builder.parameter(parameter(name, ParameterIn::Query, &input));
        }
    } else if route.verb.has_body() {
        if !rest.is_empty() {
            builder = builder.request_body(Some(bodies::json(&input, &rest, route.takes_form)));
        }
    } else {
        for name in rest {
            builder = builder.parameter(parameter(name, ParameterIn::Query, &input));
        }
    }
    if known.is_list() {
        let envelope =
            ObjectBuilder::new().schema_type(Type::String).enum_values(Some(["0", "1", "false", "true"])).build();
        builder = builder.parameter(header_or_query(
            "envelope",
            ParameterIn::Query,
            "Whether the list comes in an object with `items`, `next` and `sync_token`.",
            envelope,
        ));
    }
    let is_door = known.permission().place == Place::Door;
    if route.verb == Verb::Post && known.manner() == Manner::Writes && !is_door {
        let key = ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)).max_length(Some(255)).build();
        builder = builder.parameter(header_or_query(
            "Idempotency-Key",
            ParameterIn::Header,
            "A key under which the request may be sent again for a day.",
            key,
        ));
    }
    let id = SchemaFormat::Custom("uuid".into());
    if route.is_socket {
        let about = "The same as X-Space, for those who cannot set a header.";
        let space = ObjectBuilder::new().schema_type(Type::String).format(Some(id.clone())).build();
        builder = builder.parameter(header_or_query("space", ParameterIn::Query, about, space));
    }
    let space = ObjectBuilder::new().schema_type(Type::String).format(Some(id)).build();
    builder = builder.parameter(header_or_query(
        "X-Space",
        ParameterIn::Header,
        "The id of the space that is meant; without it, one's own.",
        space,
    ));
    if is_door {
        builder = builder.securities(Some([SecurityRequirement::default()]));
    }
    builder.responses(responses(known, route, routes, components)).build()
}

/// Which other paths lead there, where any do.
fn aliases(module: &Module, route: &Route) -> Option<String> {
    let is_other =
        |other: &&Route| other.is_alias && other.verb == route.verb && other.operation.name() == route.operation.name();
    let paths: Vec<&str> = module.routes.iter().filter(is_other).map(|other| other.path).collect();
    (!paths.is_empty()).then(|| format!("The same as {}.", paths.join(", ")))
}

/// The operation's own name; where several methods lead to it, PATCH and GET keep it.
pub(super) fn identifier(route: &Route, routes: &[&Route]) -> String {
    let name = route.operation.name();
    let is_main = |other: &&Route| matches!(other.verb, Verb::Patch | Verb::Get) && other.operation.name() == name;
    match route.verb {
        _ if route.is_socket => format!("{name}.ws"),
        Verb::Put => format!("{name}.put"),
        Verb::Post if routes.iter().any(is_main) => format!("{name}.post"),
        _ => name.to_owned(),
    }
}

fn parameter(name: &str, place: ParameterIn, input: &Shape) -> Parameter {
    let schema = object(&input.schema).and_then(|object| object.properties.get(name)).cloned().map(present);
    let is_needed = matches!(place, ParameterIn::Path)
        || object(&input.schema).is_some_and(|object| object.required.iter().any(|needed| needed == name));
    let required = if is_needed { Required::True } else { Required::False };
    let mut builder = ParameterBuilder::new().name(name).parameter_in(place).required(required);
    if matches!(schema, Some(RefOr::T(Schema::Array(_)))) {
        builder = builder.style(Some(ParameterStyle::Form)).explode(Some(false));
    }
    builder.schema(schema).build()
}

/// The same without nothing: what is not meant is left out of a query.
fn present(schema: RefOr<Schema>) -> RefOr<Schema> {
    let is_null = |schema: &RefOr<Schema>| object_is(schema, Type::Null);
    match schema {
        RefOr::T(Schema::OneOf(one_of)) => one_of.items.into_iter().find(|item| !is_null(item)).unwrap_or_default(),
        RefOr::T(Schema::Object(mut object)) => {
            if let SchemaType::Array(types) = &object.schema_type {
                let known = types.iter().find(|known| **known != Type::Null).cloned();
                object.schema_type = known.map_or(SchemaType::AnyValue, SchemaType::new);
            }
            object.default = object.default.filter(|default| !default.is_null());
            Schema::Object(object).into()
        }
        other => other,
    }
}

fn object_is(schema: &RefOr<Schema>, kind: Type) -> bool {
    object(schema).is_some_and(|object| object.schema_type == SchemaType::new(kind))
}

fn header_or_query(name: &str, place: ParameterIn, about: &str, schema: Object) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(place)
        .description(Some(about))
        .schema(Some(Schema::Object(schema)))
        .build()
}

/// A list as an array, in its envelope, or as what changed of it.
fn any_form(items: RefOr<Schema>, syncs: bool) -> RefOr<Schema> {
    let text = || ObjectBuilder::new().schema_type(SchemaType::Array(vec![Type::String, Type::Null]));
    let envelope = ObjectBuilder::new()
        .property("items", items.clone())
        .property("next", text().description(Some("The cursor of the next page, where there is one.")))
        .property("sync_token", text().description(Some("Where changes are to be followed from.")));
    let envelope = envelope.required("items").required("next").required("sync_token");
    let forms = OneOfBuilder::new().item(items.clone()).item(envelope);
    let forms = if syncs { forms.item(sync::schema(items)) } else { forms };
    Schema::OneOf(forms.build()).into()
}

/// The header that tells what an answer lacks.
fn unreadable() -> Header {
    let count = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1)).build();
    let about = "How many rows are left out because what is kept of them cannot be read; without it, none.";
    HeaderBuilder::new().schema(Some(Schema::Object(count))).description(Some(about)).build()
}

fn responses(
    known: &dyn AnyOperation,
    route: &Route,
    routes: &[&Route],
    components: &mut Components,
) -> store::utoipa::openapi::Responses {
    let output = named(components, known.output());
    let kinds = match known.manner() {
        Manner::Streams => &["text/event-stream"],
        Manner::Sends(kinds) => kinds,
        Manner::Reads | Manner::Writes => &["application/json"][..],
    };
    let text = || ObjectBuilder::new().schema_type(Type::String).build();
    let whole = |about: &str| {
        let schema = match known.manner() {
            Manner::Streams => Schema::Object(text()).into(),
            // What is in such a file is told where it is made.
            Manner::Sends(["application/json"]) => Schema::Object(Object::new()).into(),
            _ if known.is_list() => any_form(output.clone(), known.syncs()),
            _ => output.clone(),
        };
        let content = ContentBuilder::new().schema(Some(schema)).build();
        let response = ResponseBuilder::new().description(about);
        let mut response = kinds.iter().fold(response, |response, kind| response.content(*kind, content.clone()));
        if known.is_empty() {
            response = ResponseBuilder::new().description(about);
        }
        if known.is_list() {
            for name in ["Link", "X-Next-Cursor", "X-Sync-Token"] {
                response = response.header(name, HeaderBuilder::new().schema(Some(Schema::Object(text()))).build());
            }
        }
        if known.manner() == Manner::Reads {
            response = response.header("X-Unreadable-Rows", unreadable());
        }
        response.build()
    };
    let problem = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    let problem = ResponseBuilder::new().description("Why it was not done.").content(Problem::CONTENT_TYPE, problem);
    let mut responses = match route.is_socket {
        true => {
            ResponsesBuilder::new().response("101", ResponseBuilder::new().description("A WebSocket from here on."))
        }
        false => ResponsesBuilder::new().response(if known.is_empty() { "204" } else { "200" }, whole("Done.")),
    };
    // A POST beside a PATCH changes what is there.
    let makes = route.verb == Verb::Post && identifier(route, routes) == known.name();
    if makes && known.manner() == Manner::Writes {
        let mut made = whole("Made; `Location` says where.");
        made.links = links(route, routes).into_iter().map(|(name, link)| (name, link.into())).collect();
        responses = responses.response("201", made);
    }
    let has_tag = matches!(known.manner(), Manner::Reads | Manner::Sends(_));
    if route.verb == Verb::Get && !known.is_list() && has_tag {
        responses = responses.response("304", ResponseBuilder::new().description("As it was.").build());
    }
    responses.response("default", problem.build()).build()
}
