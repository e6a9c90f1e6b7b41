//! What follows for a space when somebody's place in it changes.
use crate::{MembershipRole::Owner, spaces::Standing};

/// Whether this is a step that the last owner cannot take.
pub(crate) fn gives_up(before: Standing, after: Option<Standing>) -> bool {
    before == Standing::Plain(Owner) && after != Some(Standing::Plain(Owner))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MembershipRole::{Admin, Member};

    #[test]
    fn an_owner_who_leaves_or_steps_down_gives_up() {
        let [owner, admin, member] = [Owner, Admin, Member].map(Standing::Plain);
        assert!(gives_up(owner, None) && gives_up(owner, Some(admin)));
        assert!(!gives_up(owner, Some(owner)) && !gives_up(admin, None) && !gives_up(member, Some(owner)));
    }
}
