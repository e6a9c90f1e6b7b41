//! What is known of whoever shows something: one statement, whatever it is that they show.
use super::token::{MARK, Token};
use crate::{
    MembershipRole, Permissions, UserKind, UserRole, UserStatus, access::AccessTokens, sessions::CsrfToken,
    tokens::USUAL_RATE,
};
use api::{App, Credential, Csrf, Way};
use base::{Error, Id, Instant, Result};
use serde_json::Value;
use store::{Statement, Store, sql};

/// What is known of what somebody shows, of them, and of their own space.
#[derive(Clone)]
pub(super) struct Known {
    pub(super) principal_id: Id,
    pub(super) credential: Credential,
    pub(super) scopes: Option<Value>,
    pub(super) expires_at: Option<Instant>,
    pub(super) rate_per_minute: Option<i64>,
    pub(super) user_id: Id,
    pub(super) may_come_in: bool,
    pub(super) house_role: UserRole,
    pub(super) kind: UserKind,
    /// Whether codes of an app are asked for when they sign in.
    pub(super) has_code: bool,
    /// The space that is meant where none is named.
    pub(super) own: Id,
    pub(super) own_role: Option<MembershipRole>,
    pub(super) own_listed: Option<Permissions>,
}

pub(super) type Looked = Result<Option<Known>, store::Error>;

/// What somebody shows.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Key {
    /// An API token, by its hash.
    Token(Vec<u8>),
    /// A session, which an access token names.
    Session(Id),
}

const UNKNOWN: Error =
    Error::Unauthenticated { why: "this access token is not good, or not any more: renew the session" };
const UNPROVEN: Error =
    Error::CrossSite { why: "show the token of /api/v1/auth/csrf-token in the header X-CSRF-TOKEN" };

impl Key {
    /// The key of a token. What comes by a cookie is an access token, and shows beside it that a page of ours has asked.
    pub(super) fn of(app: &App, token: &str, way: &Way, now: Instant) -> Result<Self> {
        if token.starts_with(MARK) && *way == Way::Header {
            return Ok(Self::Token(Token::hash_of(token)));
        }
        let claims = AccessTokens::new(app.ring()?.clone()).read(token, now).map_err(|_| UNKNOWN)?;
        match way {
            Way::Cookie { csrf: Some(csrf) } if !is_proven(app, csrf, claims.session_id, now)? => Err(UNPROVEN),
            _ => Ok(Self::Session(claims.session_id)),
        }
    }

    /// What is known of it.
    pub(super) async fn look(self, store: &Store, now: Instant) -> Looked {
        match self {
            Self::Token(hash) => of_token(store, hash).await,
            Self::Session(id) => of_session(store, id, now).await,
        }
    }

    /// What is said where nothing is known of it.
    pub(super) fn refused(&self) -> Error {
        let why = match self {
            Self::Token(_) => "this token is unknown, or was taken back",
            Self::Session(_) => "this session is over: sign in again",
        };
        Error::Unauthenticated { why }
    }
}

/// Whether a page of ours has asked: it alone can read the cookie, to show the same in a header.
fn is_proven(app: &App, csrf: &Csrf, session_id: Id, now: Instant) -> Result<bool> {
    let (Some(cookie), Some(header)) = (&csrf.cookie, &csrf.header) else { return Ok(false) };
    Ok(cookie == header && CsrfToken::is_good(app.ring()?, header, Some(session_id), now))
}

type OfToken = (
    Id,
    Option<Value>,
    Option<Instant>,
    Option<i64>,
    Id,
    bool,
    UserStatus,
    UserRole,
    UserKind,
    Id,
    Option<MembershipRole>,
    Option<Permissions>,
);

/// Their own space is found before they are looked for in it: somebody may belong to thousands.
fn of_hash() -> Statement<(Vec<u8>,), OfToken> {
    sql!(
        OfToken,
        (Vec<u8>,),
        "select t.id, t.scopes, t.expires_at, t.rate_per_minute, u.id, u.is_active, u.status, u.role, u.kind, \
         m.space_id, m.role, r.permissions \
         from api_tokens t join users u on u.id = t.user_id join memberships m on m.user_id = u.id \
         and m.space_id = coalesce((select s.id from spaces s where s.personal_of = u.id), \
         (select b.id from service_accounts a join spaces b on b.id = a.space_id and b.deleted_at is null \
         where a.user_id = u.id)) \
         left join roles r on r.space_id = m.space_id and r.id = m.role_id \
         where t.token_hash = $1 and t.revoked_at is null /* all spaces */"
    )
}

async fn of_token(store: &Store, hash: Vec<u8>) -> Looked {
    let found = store.one(of_hash(), (hash,)).await?;
    Ok(found.map(|row| {
        let (
            principal_id,
            scopes,
            expires_at,
            rate_per_minute,
            user_id,
            is_active,
            status,
            house_role,
            kind,
            own,
            own_role,
            own_listed,
        ) = row;
        Known {
            principal_id,
            credential: Credential::Token,
            scopes,
            expires_at,
            rate_per_minute,
            user_id,
            may_come_in: is_active && status == UserStatus::Active,
            house_role,
            kind,
            has_code: false,
            own,
            own_role,
            own_listed,
        }
    }))
}

type OfSession = (Id, Option<Instant>, Id, bool, UserStatus, UserRole, UserKind, bool, Id, Option<MembershipRole>);

async fn of_session(store: &Store, id: Id, now: Instant) -> Looked {
    let of_id = sql!(
        OfSession,
        (Id, Instant),
        "select e.id, e.fresh_until, u.id, u.is_active, u.status, u.role, u.kind, u.tfa_enabled, s.id, m.role \
         from sessions e join users u on u.id = e.user_id join spaces s on s.personal_of = u.id \
         join memberships m on m.space_id = s.id and m.user_id = u.id \
         where e.id = $1 and e.ended_at is null and e.passed_at is not null and e.expires_at > $2 /* all spaces */"
    );
    let found = store.one(of_id, (id, now)).await?;
    let known = |(principal_id, fresh_until, user_id, is_active, status, house_role, kind, has_code, own, own_role)| {
        let is_fresh = Option::is_some_and(fresh_until, |until: Instant| until > now);
        Known {
            principal_id,
            credential: Credential::Session { is_fresh },
            scopes: None,
            expires_at: None,
            rate_per_minute: Some(USUAL_RATE),
            user_id,
            may_come_in: is_active && status == UserStatus::Active,
            house_role,
            kind,
            has_code,
            own,
            own_role,
            own_listed: None,
        }
    };
    Ok(found.map(known))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Membership, MembershipRole, Space, SpaceKind, testing::House};
    use store::{Batch, Dialect};
    use testkit::each_database;

    #[tokio::test]
    async fn whoever_belongs_to_thousands_of_spaces_is_found_in_their_own_by_its_key() {
        each_database(async |location| {
            let house = House::open(&location).await;
            let root = house.first().await;
            let (clock, store) = (house.app.clock(), house.app.store());
            let now = clock.now();
            let joined = |batch: Batch, _| {
                let id = Id::new(clock);
                let space = Space {
                    id,
                    name: "Team".into(),
                    kind: SpaceKind::Shared,
                    personal_of: None,
                    revision: 1,
                    created_at: now,
                    updated_at: now,
                    deleted_at: None,
                };
                let membership = Membership {
                    space_id: id,
                    user_id: root.id,
                    role: Some(MembershipRole::Viewer),
                    role_id: None,
                    revision: 1,
                    created_at: now,
                    updated_at: now,
                };
                batch.insert(&space).insert(&membership)
            };
            for _ in 0..4 {
                store.write((0..500).fold(Batch::new(), joined)).await.unwrap();
            }
            let plan = store.explain_statement(of_hash(), (Token::hash_of(&root.token),)).await.unwrap().join("\n");
            let wanted = match store.dialect() {
                Dialect::Sqlite => "SEARCH m USING PRIMARY KEY (space_id=? AND user_id=?)",
                Dialect::Postgres => "Index Scan using memberships__space_id_user_id__pk",
            };
            assert!(plan.contains(wanted), "{plan}");
            house.close().await;
        })
        .await;
    }
}
