//! What can be done with one's own second factor.
use super::{
    Factor, base32,
    fields::{AppCode, CodesLeft, Disabling, FactorStatus, FactorTold},
    show::{by_code, codes, forgetting, place, show},
    totp,
};
use crate::{
    LetterKind, User,
    letters::notice,
    sign_in::login::{self, Shown},
    signing::chance,
    spaces, users,
};
use api::{App, Caller, Kind, Nothing, Operation, Permission, Plan, Said, Verdict};
use base::{Error, Id, Result, Secret};
use store::sql;

const READ: Permission = Permission::read("factors").own().enrolling();
const ADMIN: Permission = Permission::admin("factors").own().fresh().enrolling();

pub(crate) static STATUS: Operation<Nothing, FactorStatus> = Operation {
    name: "factors.status",
    summary: "Tell how it stands with one's own second factor.",
    permission: READ,
    reads: &["users", "recovery_codes"],
    kind: Kind::Read(|app, caller, _| Box::pin(status(app, caller))),
};

pub(crate) static CODES: Operation<Nothing, CodesLeft> = Operation {
    name: "factors.codes",
    summary: "Tell how many of one's own recovery codes are left; they themselves are not told again.",
    permission: READ,
    reads: &["recovery_codes"],
    kind: Kind::Read(|app, caller, _| {
        Box::pin(async move { Ok(CodesLeft { left: left(&app, caller.user_id).await? }) })
    }),
};

pub(crate) static SET_UP: Operation<Nothing, FactorTold> = Operation {
    name: "factors.set_up",
    summary: "Make the secret that an app is given; it is told this once, and asked for after a code of it was shown.",
    permission: ADMIN,
    reads: &["users", "spaces"],
    kind: Kind::Write(|app, caller, _| Box::pin(set_up(app, caller))),
};

pub(crate) static VERIFY: Operation<AppCode, FactorTold> = Operation {
    name: "factors.verify",
    summary: "Put the second factor in force, by a code of the app; the recovery codes are told this once.",
    permission: ADMIN,
    reads: &["users", "used_codes", "spaces"],
    kind: Kind::Write(|app, caller, said| Box::pin(verify(app, caller, said))),
};

pub(crate) static RENEW_CODES: Operation<Nothing, FactorTold> = Operation {
    name: "factors.renew_codes",
    summary: "Make new recovery codes, which are told this once; those before them are void.",
    permission: ADMIN,
    reads: &["users"],
    kind: Kind::Write(|app, caller, _| Box::pin(renew_codes(app, caller))),
};

pub(crate) static DISABLE: Operation<Disabling, Verdict<Said>> = Operation {
    name: "factors.disable",
    summary: "Do without a second factor from now on, by a code of the app or by password.",
    permission: ADMIN,
    reads: &["users", "used_codes", "sign_in_failures", "spaces"],
    kind: Kind::Write(|app, caller, said| Box::pin(disable(app, caller, said))),
};

const NONE: Error = Error::Conflict { why: std::borrow::Cow::Borrowed("no second factor is in force: set one up") };

async fn left(app: &App, user_id: Id) -> Result<i64> {
    let count = sql!((i64,), (Id,), "select count(*) from recovery_codes where user_id = $1");
    Ok(app.store().one(count, (user_id,)).await?.map_or(0, |(count,)| count))
}

async fn status(app: App, caller: Caller) -> Result<FactorStatus> {
    let User { tfa_enabled: enabled, tfa_secret, .. } = users::ops::find(&app, caller.user_id).await?;
    let recovery_codes_left = left(&app, caller.user_id).await?;
    Ok(FactorStatus { enabled, pending: tfa_secret.is_some() && !enabled, recovery_codes_left })
}

async fn set_up(app: App, caller: Caller) -> Result<Plan<FactorTold>> {
    let before = users::ops::find(&app, caller.user_id).await?;
    if before.tfa_enabled {
        let why = "a second factor is in force: switch it off before another is set up";
        return Err(Error::Conflict { why: why.into() });
    }
    let secret = Secret::new(base32::text(&chance::<{ totp::SECRET }>()?));
    let url = Secret::new(totp::url(&before.username, secret.expose()));
    let sealed = app.vault()?.seal(place(before.id), &secret)?;
    let told = FactorTold { secret: Some(secret), otpauth_url: Some(url), recovery_codes: None };
    let after = User { tfa_secret: Some(sealed), ..before.clone() };
    let plan = changing(&app, "second_factor_set_up", before, after).await?.and(forgetting(caller.user_id));
    Ok(plan.map(|()| told))
}

async fn verify(app: App, caller: Caller, said: AppCode) -> Result<Plan<FactorTold>> {
    let before = users::ops::find(&app, caller.user_id).await?;
    if before.tfa_enabled || before.tfa_secret.is_none() {
        return Err(Error::Conflict { why: "there is no second factor that waits for a code: set one up".into() });
    }
    let using = by_code(&app, &before, said.code.expose()).await?;
    let using = using.ok_or_else(|| Error::flaw("/code", "wrong", "this is not the code that the app shows now"))?;
    let (told, kept) = codes(before.id, app.clock().now())?;
    let after = User { tfa_enabled: true, ..before.clone() };
    let notice = notice(&app, &before, LetterKind::SecondFactorAdded)?;
    let plan = changing(&app, "second_factor_enabled", before, after).await?.and(using).and(kept).and(notice);
    Ok(plan.map(|()| FactorTold { secret: None, otpauth_url: None, recovery_codes: Some(told) }))
}

async fn renew_codes(app: App, caller: Caller) -> Result<Plan<FactorTold>> {
    let user = users::ops::find(&app, caller.user_id).await?;
    if !user.tfa_enabled {
        return Err(NONE);
    }
    let (told, kept) = codes(caller.user_id, app.clock().now())?;
    let notice = notice(&app, &user, LetterKind::RecoveryCodesRenewed)?;
    Ok(Plan::new(FactorTold { secret: None, otpauth_url: None, recovery_codes: Some(told) }).and(kept).and(notice))
}

async fn disable(app: App, caller: Caller, said: Disabling) -> Result<Plan<Verdict<Said>>> {
    let before = users::ops::find(&app, caller.user_id).await?;
    if !before.tfa_enabled {
        return Err(NONE);
    }
    let (at, shown) = match (said.code, said.password) {
        (None, Some(password)) => {
            ("/password", login::show(&app, &caller, Some(&before), &before.username, password).await?.0)
        }
        (code, _) => {
            ("/code", show(&app, &caller, &before, &Factor::Code(code.unwrap_or_else(|| Secret::new("")))).await?)
        }
    };
    match shown {
        Shown::Wrong(batch) => {
            Ok(Plan::new(Verdict::No(Error::flaw(at, "wrong", "this does not show that it is you"))).and(batch))
        }
        Shown::Right(batch) => {
            let after = User { tfa_enabled: false, tfa_secret: None, ..before.clone() };
            let said = Said { message: "The second factor is switched off".into() };
            let forgetting = forgetting(before.id).and(notice(&app, &before, LetterKind::SecondFactorRemoved)?);
            let plan = changing(&app, "second_factor_disabled", before, after).await?;
            Ok(plan.and(batch).and(forgetting).map(|()| Verdict::Yes(said)))
        }
    }
}

/// Changes what is kept of somebody, and tells that it was in their own space.
async fn changing(app: &App, verb: &'static str, before: User, after: User) -> Result<Plan<()>> {
    let after = User { revision: before.revision + 1, updated_at: app.clock().now(), ..after };
    let entry = after.entry(spaces::own(app, after.id).await?);
    Ok(Plan::new(()).change_as(entry, verb, &before, &after))
}
