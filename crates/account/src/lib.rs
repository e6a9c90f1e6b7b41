//! People and what they may do: users, settings, spaces, tokens, and the record of it.
pub mod access;
mod audit;
mod avatar;
pub mod brought;
mod desk;
mod doors;
mod export;
mod factors;
pub mod invitations;
pub mod letters;
mod members;
mod passkeys;
pub mod passwords;
mod profile;
mod roles;
mod services;
mod sessions;
mod settings;
mod sign_in;
mod signing;
mod spaces;
mod system_settings;
#[cfg(test)]
mod testing;
mod tokens;
mod told;
mod users;
mod zones;

pub use api::ViolationKind;
pub use audit::{AuditEntry, Record, Seal, Severity, Verified, Violation};
pub use avatar::{Avatar, PictureKind};
pub use desk::{Desk, Policy, Registration, SecondFactor};
pub use doors::{Token, TokenDoors};
pub use factors::{RecoveryCode, UsedCode};
pub use invitations::{Invitation, InvitationStatus};
pub use letters::{Letter, LetterKind};
pub use passkeys::{Passkey, PasskeyAlgorithm, UsedChallenge};
pub use profile::{Address, EmergencyContact, UserProfile};
pub use roles::{Permissions, Role};
pub use services::ServiceAccount;
pub use sessions::{Session, SessionEnd};
pub use settings::{EventWeights, Model, Models, Provider, Theme, UserSettings, WebSearchProvider};
pub use sign_in::{SignInFailures, first_token};
pub use spaces::{Membership, MembershipRole, Space, SpaceKind};
pub use system_settings::SystemSetting;
pub use tokens::ApiToken;
pub use users::{User, UserKind, UserRole, UserStatus};

/// Every slice of this crate.
pub const MODULES: &[api::Module] = &[
    sign_in::MODULE,
    sessions::MODULE,
    factors::MODULE,
    passkeys::MODULE,
    users::MODULE,
    settings::MODULE,
    system_settings::MODULE,
    profile::MODULE,
    avatar::MODULE,
    export::MODULE,
    spaces::MODULE,
    members::MODULE,
    roles::MODULE,
    services::MODULE,
    invitations::MODULE,
    letters::MODULE,
    tokens::MODULE,
    audit::MODULE,
];

/// Every column of this crate whose values are sealed, for the rotation of keys.
pub const SEALED: &[vault::Column] = &[letters::LINK, factors::SECRET, settings::WEB_SEARCH_KEY];
