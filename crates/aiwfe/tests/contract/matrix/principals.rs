//! The kinds of callers.
use super::policy::Target;
use crate::scene::Scene;
use api::Level;
use base::Id;
use house::{Client, House, Reach, Role};
use serde_json::json;
use std::time::Duration;

/// The roles in the shared space, by name.
const ROLES: [(&str, Role); 3] = [("an owner", Role::Owner), ("a member", Role::Member), ("a viewer", Role::Viewer)];

/// What a caller's token carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    All,
    /// To see things of the operation's noun.
    Read,
    /// All of another noun.
    OtherNoun,
}

/// One kind of caller.
pub(super) struct Principal {
    pub(super) name: &'static str,
    /// As they ask, in their usual space.
    pub(super) client: Client,
    /// The same person with all that they have, in their own space.
    pub(super) maker: Client,
    /// How far they may go in the shared space.
    pub(super) level: Option<Level>,
    pub(super) scope: Scope,
    pub(super) is_admin: bool,
    pub(super) is_let_in: bool,
    /// Whether it is a program, which has nothing of its own.
    pub(super) is_service: bool,
}

/// Everybody.
pub(super) struct Cast {
    house: House,
    pub(super) shared: Id,
    /// Somebody else who owns the shared space, speaking about it.
    pub(super) peer: Client,
    /// Somebody who shares nothing with anybody, speaking about their own space.
    pub(super) stranger: Client,
    people: Vec<(&'static str, Client, Level)>,
    outsider: Client,
    guest: Client,
    service: Client,
    /// Somebody with a role of the space's own, which is another one for each noun.
    custom: Client,
    role: String,
    root: Client,
    expired: Client,
    revoked: Client,
    disabled: Client,
}

impl Cast {
    pub(super) async fn new(scene: &Scene) -> Self {
        let house = scene.house.clone();
        let (peer, stranger, outsider) = (scene.somebody().await, scene.somebody().await, scene.somebody().await);
        let (mut belong, mut people) = (vec![(peer.clone(), Role::Owner)], Vec::new());
        for (name, role) in ROLES {
            let client = scene.somebody().await;
            belong.push((client.clone(), role));
            people.push((name, client, level(role)));
        }
        let (guest, custom, disabled) = (scene.somebody().await, scene.somebody().await, scene.somebody().await);
        guest.stay_for_a_while().await;
        belong.push((disabled.clone(), Role::Owner));
        let belong: Vec<(&Client, Role)> = belong.iter().map(|(client, role)| (client, *role)).collect();
        let shared = house.shared(&belong).await;
        disabled.disable().await;
        let service = peer.service(shared, "a-program").await;
        let role = json!({ "name": "of one noun", "permissions": ["events.read"] });
        let role = peer.post(&format!("/api/v1/spaces/{shared}/roles"), role).await.expect(201).id().to_owned();
        let member = json!({ "user_id": custom.user_id, "role": role });
        peer.post(&format!("/api/v1/spaces/{shared}/members"), member).await.expect(201);
        let owner = &people[0].1;
        let expired = owner.with_token(Reach { lasts: Some(Duration::from_secs(1)), ..Reach::default() }).await;
        let revoked = owner.with_token(Reach::default()).await;
        revoked.revoke().await;
        house.advance(Duration::from_secs(1));
        let (peer, root) = (peer.in_space(shared), scene.root.clone());
        Self {
            house,
            shared,
            peer,
            stranger,
            people,
            outsider,
            guest,
            service,
            custom,
            role,
            root,
            expired,
            revoked,
            disabled,
        }
    }

    /// Every kind of caller of an operation on that noun.
    pub(super) async fn principals(&self, noun: &str) -> Vec<Principal> {
        let (owner, level) = (&self.people[0].1, Some(Level::Admin));
        let read = owner.with_scopes(&[&format!("{noun}.read")]).await;
        let other_noun = owner.with_scopes(&["zebras.admin"]).await;
        let of = |name, client: &Client, maker: &Client, level: Option<Level>, scope, is_let_in| Principal {
            name,
            client: if level.is_some() { client.in_space(self.shared) } else { client.clone() },
            maker: maker.clone(),
            level,
            scope,
            is_admin: maker.user_id == self.root.user_id,
            is_let_in,
            is_service: client.user_id == self.service.user_id,
        };
        let listed = self.listed(noun).await;
        let people = self.people.iter();
        let mut all: Vec<Principal> =
            people.map(|(name, client, level)| of(name, client, client, Some(*level), Scope::All, true)).collect();
        all.extend([
            of("an outsider", &self.outsider, &self.outsider, None, Scope::All, true),
            of("a guest", &self.guest, &self.guest, None, Scope::All, true),
            of("a role of the space", &self.custom, &self.custom, Some(listed), Scope::All, true),
            of("a program", &self.service, &self.service, Some(Level::Write), Scope::All, true),
            of("an administrator", &self.root, &self.root, None, Scope::All, true),
            of("a token to read", &read, owner, level, Scope::Read, true),
            of("a token for another", &other_noun, owner, level, Scope::OtherNoun, true),
            of("nobody", &self.house.anonymous(), owner, level, Scope::All, false),
            of("an expired token", &self.expired, owner, level, Scope::All, false),
            of("a revoked token", &self.revoked, owner, level, Scope::All, false),
            of("a disabled user", &self.disabled, owner, level, Scope::All, false),
        ]);
        all
    }

    /// Lets the role of the space's own list this noun, as far as a role can: so far.
    async fn listed(&self, noun: &str) -> Level {
        let known = self.peer.get("/api/v1/permissions").await.expect(200);
        let can = |text: &str| known.list().iter().any(|one| one["permission"] == text && one["in_roles"] == true);
        let levels = [Level::Write, Level::Read];
        let found = levels.into_iter().map(|level| (level, format!("{noun}.{level}"))).find(|(_, text)| can(text));
        let (level, text) = found.unwrap_or((Level::Read, "events.read".to_owned()));
        let path = format!("/api/v1/spaces/{}/roles/{}", self.shared, self.role);
        self.peer.patch(&path, json!({ "permissions": [text] })).await.expect(200);
        level
    }

    /// Whoever can name things for a body that is sent about that target.
    pub(super) fn body_maker(&self, principal: &Principal, target: Target) -> Client {
        match target {
            Target::Own => principal.maker.clone(),
            Target::Peers => self.peer.clone(),
            Target::Foreign => self.stranger.clone(),
            Target::Others | Target::Missing if principal.level.is_none() => principal.maker.clone(),
            Target::Others | Target::Missing => self.peer.clone(),
        }
    }
}

impl Principal {
    /// The caller, speaking about the space in which the target is to be looked for.
    pub(super) fn speaking(&self, target: Target, cast: &Cast) -> Client {
        match target {
            Target::Own => self.client.at_home(),
            Target::Peers => self.client.in_space(cast.shared),
            Target::Others | Target::Missing => self.client.clone(),
            Target::Foreign => self.client.in_space(cast.stranger.space_id()),
        }
    }
}

fn level(role: Role) -> Level {
    match role {
        Role::Owner | Role::Admin => Level::Admin,
        Role::Member => Level::Write,
        Role::Viewer => Level::Read,
    }
}
