//! Users: each comes with settings and a space of their own, as if they had registered.
use crate::{
    Stop,
    names::of_thing,
    nouns::USERS,
    people::Person,
    reader::Reader,
    report::OfTable,
    run::{Run, is_settled},
    source::Row,
    step::{Known, Step},
};
use account::{User, UserRole, UserStatus, brought};
use base::{Id, Instant};
use serde_json::Value;
use store::{Entity, OneOf, sql};

/// How many names are tried for somebody whose own is taken.
const TRIES: u32 = 1_000;

impl Run<'_> {
    /// What becomes of a user.
    pub(crate) async fn user(&mut self, row: Row, known: Option<Known>, told: &mut OfTable) -> Result<Step, Stop> {
        if let Some(id) = known.as_ref().and_then(|known| known.row_id) {
            return self.user_again(row, known, id, told).await;
        }
        let Some(fields) = row.fields.clone() else { return Ok(Step::refused(row, known, None, "it cannot be read")) };
        let mut reader = Reader::new(&USERS, User::TABLE, &fields);
        let email = reader.text("email").unwrap_or_default().trim().to_lowercase();
        if let Some(flaw) = brought::flaws("x", &email).into_iter().next() {
            return Ok(Step::refused(row, known, None, format!("email: {}", flaw.message)));
        }
        let by_address = sql!(User, (String,), "where email = $1");
        let existing = self.app.store().one(by_address, (email.clone(),)).await.map_err(Stop::Target)?;
        if let Some(user) = existing {
            return self.merged(row, known, &user).await;
        }
        if !self.people.addresses.insert(email.clone()) {
            return Ok(Step::refused(row, known, None, "email: somebody else came with this address"));
        }
        let now = self.app.clock().now();
        let created_at = reader.instant("created_at").unwrap_or(now);
        let id = of_thing(&self.source.name, "users", &row.key, created_at);
        let space_id = of_thing(&self.source.name, "spaces", &row.key, created_at);
        let wanted = reader.text("username").unwrap_or_default();
        let username = self.name(&wanted, &email).await?;
        if !wanted.is_empty() && username != wanted.to_lowercase() {
            self.report.renamed.push((email.clone(), username.clone()));
        }
        let blank = User::new(id, &username, &email, created_at);
        let user = self.described(blank, &mut reader)?;
        let user = rights(user, &mut reader);
        let updated_at = reader.instant("updated_at").unwrap_or(created_at);
        let user = User { updated_at, ..user };
        let (is_open, whys) = (user.hashed_password.is_some(), reader.whys.clone());
        reader.tell(told);
        if !is_open {
            self.report.passwords_to_reset.push(username);
        }
        let person = Person {
            id,
            space_id: Some(space_id),
            timezone: "UTC".into(),
            in_part: !whys.is_empty(),
            is_merged: false,
        };
        self.people.come(&row.key, person);
        let plan = brought::arriving(user, space_id).map(|_| ());
        let step = Step::here(row, known, plan, (id, space_id), 1, whys);
        Ok(Step { space_id: None, keeps: false, ..step })
    }

    /// Somebody who came in an earlier run: what describes them is taken over, what they may do is decided here by now.
    async fn user_again(&mut self, row: Row, known: Option<Known>, id: Id, told: &mut OfTable) -> Result<Step, Stop> {
        let (Some(known), Some(fields)) = (known, row.fields.clone()) else {
            return Ok(Step::refused(row, None, None, "it cannot be read"));
        };
        let space_id = brought::own_space(self.app, id).await;
        let is_merged = known.left_at.is_none();
        let person = Person { id, space_id, timezone: "UTC".into(), in_part: known.why.is_some(), is_merged };
        self.people.come(&row.key, person);
        let Some(space_id) = space_id else { return Ok(Step::gone(row, Some(known))) };
        if is_settled(&row, Some(&known)) || is_merged {
            return Ok(Step::unchanged(row, known));
        }
        let before = self.app.store().get::<User>((id,)).await.map_err(Stop::Target)?;
        let Some(before) = before.filter(|user| Some(user.revision) == known.left_at) else {
            return Ok(Step { keeps: false, ..Step::conflict(row, known, "they were changed there and here") });
        };
        let mut reader = Reader::new(&USERS, User::TABLE, &fields);
        let email = reader.text("email").map_or(before.email.clone(), |email| email.trim().to_lowercase());
        let email = if brought::flaws("x", &email).is_empty() { email } else { before.email.clone() };
        let mut after = self.described(User { email, ..before.clone() }, &mut reader)?;
        if before.hashed_password.as_ref().is_some_and(|hash| !hash.starts_with("$2")) {
            after.hashed_password.clone_from(&before.hashed_password);
        }
        (after.tfa_enabled, after.tfa_secret) = (before.tfa_enabled, before.tfa_secret.clone());
        let after = User { updated_at: self.app.clock().now(), ..after };
        let is_same = User { updated_at: before.updated_at, ..after.clone() } == before;
        let after = if is_same { before.clone() } else { after };
        let whys = reader.whys.clone();
        reader.tell(told);
        let plan = brought::user_changed(space_id, &before, after);
        let left_at = before.revision + i64::from(!is_same);
        let step = Step::here(row, Some(known), plan, (id, space_id), left_at, whys);
        Ok(Step { space_id: None, keeps: false, ..step })
    }

    /// Somebody whose address somebody here has.
    async fn merged(&mut self, row: Row, known: Option<Known>, user: &User) -> Result<Step, Stop> {
        if !self.options.merge_users {
            let why = "email: somebody here has this address; --merge-users makes them one";
            return Ok(Step::refused(row, known, None, why));
        }
        let Some(space_id) = brought::own_space(self.app, user.id).await else {
            return Ok(Step::refused(row, known, None, "whoever has this address here has no space of their own"));
        };
        let person =
            Person { id: user.id, space_id: Some(space_id), timezone: "UTC".into(), in_part: true, is_merged: true };
        self.people.come(&row.key, person);
        let whys = vec!["they were here before, and stay as they are here".to_owned()];
        let step = Step::here(row, known, api::Plan::new(()), (user.id, space_id), 0, whys);
        Ok(Step { space_id: None, left_at: None, keeps: false, ..step })
    }

    /// What describes somebody, and by what they sign in.
    fn described(&mut self, user: User, reader: &mut Reader) -> Result<User, Stop> {
        let mut user = User {
            is_verified: reader.truth("is_verified").unwrap_or(false),
            mission_statement: reader.text("mission_statement"),
            personal_goals: reader.value("personal_goals"),
            work_style_preferences: reader.value("work_style_preferences"),
            productivity_patterns: reader.value("productivity_patterns"),
            interview_insights: reader.value("interview_insights"),
            last_interview_date: day(reader),
            project_preferences: reader.value("project_preferences"),
            default_code_style: reader.value("default_code_style"),
            git_integrations: reader.value("git_integrations"),
            agent_settings: reader.value("agent_settings"),
            hashed_password: None,
            ..user
        };
        if let Some(hash) = reader.raw("hashed_password").and_then(Value::as_str) {
            match brought::is_known_hash(hash) {
                true => user.hashed_password = Some(hash.to_owned()),
                false => {
                    reader.whys.push("hashed_password: no such hash is known here; they set a new password".into())
                }
            }
        }
        if reader.truth("tfa_enabled") == Some(true) {
            let secret = reader.raw("tfa_secret").and_then(Value::as_str).unwrap_or_default();
            let (is_shared, sealed) = match self.options.dry_run {
                true => (brought::is_app_secret(secret), None),
                false => {
                    let sealed = brought::app_secret(self.app, user.id, secret).map_err(Stop::House)?;
                    (sealed.is_some(), sealed)
                }
            };
            (user.tfa_enabled, user.tfa_secret) = (is_shared, sealed);
            if !is_shared {
                reader
                    .whys
                    .push("tfa_secret: no app shares such a secret here; they set up their second factor again".into());
                self.report.factors_to_set_up.push(user.username.clone());
            }
        }
        Ok(user)
    }

    /// The name that somebody goes by here: their own, made to fit and with a number where somebody has it.
    async fn name(&mut self, wanted: &str, email: &str) -> Result<String, Stop> {
        let mailbox = email.split('@').next().unwrap_or_default();
        let wanted = if wanted.trim().is_empty() { mailbox } else { wanted.trim() };
        let plain = |letter: char| if letter.is_ascii_alphanumeric() || "._-".contains(letter) { letter } else { '-' };
        let fit: String = wanted.to_lowercase().chars().map(plain).take(60).collect();
        let fit = fit.trim_start_matches(['.', '_', '-']);
        let fit = if fit.is_empty() { "user" } else { fit };
        let taken = sql!((Id,), (String,), "select id from users where username = $1");
        for number in 1..TRIES {
            let name = if number == 1 { fit.to_owned() } else { format!("{fit}-{number}") };
            let found = self.app.store().one(taken, (name.clone(),)).await.map_err(Stop::Target)?;
            if found.is_none() && self.people.names.insert(name.clone()) {
                return Ok(name);
            }
        }
        Ok(format!("{}-{}", fit, Id::new(self.app.clock())))
    }
}

/// The day of a column that may say a time, too.
fn day(reader: &mut Reader) -> Option<base::Day> {
    reader.raw("last_interview_date")?;
    reader.instant("last_interview_date").map(Instant::day)
}

/// What somebody may do; a word that is not known gives them nothing.
fn rights(user: User, reader: &mut Reader) -> User {
    let role = reader.text("role").and_then(|role| UserRole::stored(&role)).unwrap_or(UserRole::User);
    let status = match reader.raw("status") {
        None if reader.truth("is_active") == Some(true) => Some(UserStatus::Active),
        _ => reader.text("status").and_then(|status| UserStatus::stored(&status)),
    };
    let is_active = reader.truth("is_active").unwrap_or(true);
    if role == UserRole::User && reader.truth("is_superuser") == Some(true) {
        reader.whys.push("is_superuser: whoever is not an administrator by their role is none here".into());
    }
    User { role, status: status.unwrap_or(UserStatus::PendingApproval), is_active, ..user }
}
