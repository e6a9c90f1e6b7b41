//! Who may say who belongs to a space.
use crate::MembershipRole::{self, Admin, Owner};

/// Whether somebody of this role may make somebody what they are to be; `None` is who does not belong there.
pub(crate) fn may(own: MembershipRole, before: Option<MembershipRole>, after: Option<MembershipRole>) -> bool {
    match own {
        Owner => true,
        Admin => before != Some(Owner) && after != Some(Owner),
        MembershipRole::Member | MembershipRole::Viewer => false,
    }
}

/// Whether this is a step that the last owner cannot take.
pub(crate) fn gives_up(before: MembershipRole, after: Option<MembershipRole>) -> bool {
    before == Owner && after != Some(Owner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use MembershipRole::{Member, Viewer};
    use store::OneOf;

    #[test]
    fn owners_may_all_and_admins_all_but_what_is_about_owners() {
        let states = || MembershipRole::ALL.iter().copied().map(Some).chain([None]);
        for before in states() {
            for after in states() {
                let is_about_owners = before == Some(Owner) || after == Some(Owner);
                assert!(may(Owner, before, after));
                assert_eq!(may(Admin, before, after), !is_about_owners, "{before:?} {after:?}");
                assert!(!may(Member, before, after) && !may(Viewer, before, after));
            }
        }
    }

    #[test]
    fn an_owner_who_leaves_or_steps_down_gives_up() {
        assert!(gives_up(Owner, None) && gives_up(Owner, Some(Admin)));
        assert!(!gives_up(Owner, Some(Owner)) && !gives_up(Admin, None) && !gives_up(Member, Some(Owner)));
    }
}
