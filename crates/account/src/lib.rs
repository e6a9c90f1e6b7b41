//! People and what they may do: users, settings, spaces, tokens, and the record of it.
pub mod access;
mod audit;
mod doors;
mod kept;
mod members;
pub mod passwords;
mod profile;
mod settings;
mod spaces;
#[cfg(test)]
mod testing;
mod tokens;
mod users;
mod zones;

pub use audit::{AuditEntry, Severity, Violation, ViolationKind};
pub use doors::{Token, TokenDoors};
pub use profile::{Address, EmergencyContact, UserProfile};
pub use settings::{EventWeights, Theme, UserSettings, WebSearchProvider};
pub use spaces::{Membership, MembershipRole, Space, SpaceKind};
pub use tokens::ApiToken;
pub use users::{User, UserRole, UserStatus};

/// Every slice of this crate.
pub const MODULES: &[api::Module] =
    &[users::MODULE, settings::MODULE, profile::MODULE, spaces::MODULE, members::MODULE, tokens::MODULE, audit::MODULE];
