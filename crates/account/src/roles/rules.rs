//! What may be and what follows, for roles of a space's own.
use super::Permissions;
use crate::{MembershipRole, spaces::Footing};
use base::Flaw;

/// How many permissions a role may list.
const MOST: usize = 100;

/// What is wrong with a list of permissions; `known` are those that operations ask for.
pub(crate) fn flaws_of_permissions(permissions: &[String], known: &'static [&'static str]) -> Vec<Flaw> {
    let flaw = |at: String, code, message: String, allowed| Flaw { at, code, message, allowed };
    match permissions.len() {
        0 => vec![flaw("/permissions".into(), "empty", "a role allows something".into(), None)],
        1..=MOST => {
            let unknown = permissions.iter().enumerate().filter(|(_, text)| !known.contains(&text.as_str()));
            let message = |text: &String| format!("no operation of a space asks for `{text}`");
            let flaws = unknown
                .map(|(at, text)| flaw(format!("/permissions/{at}"), "unknown_value", message(text), Some(known)));
            flaws.collect()
        }
        _ => vec![flaw("/permissions".into(), "too_long", format!("a role lists {MOST} permissions at most"), None)],
    }
}

/// A list in order, each permission once.
pub(crate) fn in_order(mut permissions: Vec<String>) -> Permissions {
    permissions.sort_unstable();
    permissions.dedup();
    Permissions(permissions)
}

/// Whether somebody so placed may make out of that what it is to be; `None` is who does not belong to the space.
///
/// Owners may all, admins all but what is about owners. A role of the space's own decides only about roles of the space's own
/// that go no further than it does: nobody gives away, or takes away, what they do not have.
pub(crate) fn may(own: &Footing, before: Option<&Footing>, after: Option<&Footing>) -> bool {
    let within = |other: &Footing| match other {
        Footing::Plain(MembershipRole::Owner) => own.is(MembershipRole::Owner),
        Footing::Plain(_) => matches!(own, Footing::Plain(_)),
        Footing::Custom(role) => own.reach().holds(&role.permissions.0),
    };
    let is_plain_below_admin = own.is(MembershipRole::Member) || own.is(MembershipRole::Viewer);
    !is_plain_below_admin && before.is_none_or(within) && after.is_none_or(within)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Role;
    use MembershipRole::{Admin, Member, Owner, Viewer};
    use store::OneOf;

    fn custom(permissions: &[&str]) -> Footing {
        let id = "01890a5d-ac96-774b-bcce-b302099a8057".parse().unwrap();
        let now = "2026-11-20T08:00:00Z".parse().unwrap();
        let permissions = in_order(permissions.iter().map(ToString::to_string).collect());
        let name = "Editors".to_owned();
        Footing::Custom(Role { id, space_id: id, name, permissions, revision: 1, created_at: now, updated_at: now })
    }

    #[test]
    fn owners_may_all_and_admins_all_but_what_is_about_owners() {
        let states = || MembershipRole::ALL.iter().copied().map(Some).chain([None]);
        for before in states() {
            for after in states() {
                let is_about_owners = before == Some(Owner) || after == Some(Owner);
                let [before, after] = [before, after].map(|word| word.map(Footing::Plain));
                let allowed = |own| may(&Footing::Plain(own), before.as_ref(), after.as_ref());
                assert!(allowed(Owner));
                assert_eq!(allowed(Admin), !is_about_owners, "{before:?} {after:?}");
                assert!(!allowed(Member) && !allowed(Viewer));
            }
        }
    }

    #[test]
    fn a_role_of_the_spaces_own_decides_about_what_it_holds() {
        let own = custom(&["members.admin", "tasks.write"]);
        let (narrow, wide) = (custom(&["tasks.read"]), custom(&["tasks.write", "projects.read"]));
        assert!(
            may(&own, None, Some(&narrow)) && may(&own, Some(&narrow), None) && may(&own, Some(&own), Some(&narrow))
        );
        assert!(
            !may(&own, None, Some(&wide)) && !may(&own, Some(&wide), None) && !may(&own, Some(&wide), Some(&narrow))
        );
        assert!(!may(&own, None, Some(&Footing::Plain(Viewer))) && !may(&own, Some(&Footing::Plain(Admin)), None));
        assert!(
            may(&Footing::Plain(Admin), Some(&wide), Some(&own)) && !may(&Footing::Plain(Member), None, Some(&narrow))
        );
    }

    #[test]
    fn pt_09_a_permission_that_no_operation_asks_for_is_refused_with_those_that_would_do() {
        const KNOWN: &[&str] = &["tasks.read", "tasks.write"];
        let flaws = |texts: &[&str]| {
            let texts: Vec<String> = texts.iter().map(ToString::to_string).collect();
            flaws_of_permissions(&texts, KNOWN)
        };
        assert_eq!(flaws(&["tasks.read", "tasks.write"]), []);
        assert_eq!((flaws(&[])[0].code, flaws(&["tasks.read"; 101])[0].code), ("empty", "too_long"));
        for wrong in ["tasks", "tasks.all", "tasks.admin", "*.read", "Tasks.read", "users.admin", "", " tasks.read"] {
            let [flaw] = &flaws(&["tasks.read", wrong])[..] else { panic!("{wrong}") };
            assert_eq!((flaw.at.as_str(), flaw.code, flaw.allowed), ("/permissions/1", "unknown_value", Some(KNOWN)));
        }
        assert_eq!(in_order(["b.read", "a.read", "b.read"].map(str::to_owned).into()).0, ["a.read", "b.read"]);
    }
}
