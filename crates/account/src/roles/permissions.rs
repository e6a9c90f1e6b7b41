//! Every permission that there is: those that the operations themselves ask for.
use api::{App, Kind, Listed, Nothing, Operation, Permission, Place};
use base::Result;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use store::OneOf;
use utoipa::ToSchema;

/// A permission, and what asks for it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PermissionSeen {
    /// The permission, as roles and tokens carry it.
    permission: String,
    /// Where it counts.
    place: PermissionPlace,
    /// Whether a role of a space's own can allow it.
    in_roles: bool,
    /// The operations that ask for it.
    operations: Vec<&'static str>,
}

/// Where a permission counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, OneOf)]
pub(crate) enum PermissionPlace {
    /// In a space, as far as one's role there goes.
    Space,
    /// With what is one's own.
    Own,
    /// In the house as a whole.
    House,
    /// At the door, where nobody has to be known.
    Door,
}

pub(crate) static PERMISSIONS: Operation<Nothing, Listed<PermissionSeen>> = Operation {
    name: "permissions.list",
    summary: "List every permission that an operation asks for, by name, and where it counts.",
    permission: Permission::read("permissions").own(),
    reads: &[],
    kind: Kind::Read(|app, _, _| Box::pin(async move { list(&app) })),
};

fn list(app: &App) -> Result<Listed<PermissionSeen>> {
    let mut known: BTreeMap<(String, PermissionPlace), BTreeSet<&'static str>> = BTreeMap::new();
    for operation in app.operations() {
        let needed = operation.permission();
        let place = match needed.place {
            Place::Space | Place::Named => PermissionPlace::Space,
            Place::Own => PermissionPlace::Own,
            Place::House => PermissionPlace::House,
            Place::Door => PermissionPlace::Door,
        };
        known.entry((needed.to_string(), place)).or_default().insert(operation.name());
    }
    let seen = known.into_iter().map(|((permission, place), operations)| PermissionSeen {
        permission,
        place,
        in_roles: place == PermissionPlace::Space,
        operations: operations.into_iter().collect(),
    });
    Listed::of(&seen.collect::<Vec<_>>(), None)
}
