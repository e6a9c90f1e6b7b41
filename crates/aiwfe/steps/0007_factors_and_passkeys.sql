create table used_challenges (
  challenge_hash {bytes} not null,
  good_until {time} not null,
  constraint used_challenges__challenge_hash__pk primary key (challenge_hash),
  constraint used_challenges__challenge_hash__check check (length(challenge_hash) = 32)
) {clustered};
create index used_challenges__good_until__index on used_challenges (good_until);
-- Nothing was ever kept in it.
alter table users drop column tfa_secret;
alter table users add column tfa_secret {text};
create table recovery_codes (
  code_hash {bytes} not null,
  user_id {uuid} not null,
  created_at {time} not null,
  constraint recovery_codes__code_hash__pk primary key (code_hash),
  constraint recovery_codes__code_hash__check check (length(code_hash) = 32),
  constraint recovery_codes__user_id__fk foreign key (user_id) references users (id) on delete cascade
) {clustered};
create index recovery_codes__user_id__index on recovery_codes (user_id);
create table used_codes (
  user_id {uuid} not null,
  step {int} not null,
  constraint used_codes__user_id__pk primary key (user_id),
  constraint used_codes__user_id__fk foreign key (user_id) references users (id) on delete cascade
) {clustered};
create table passkeys (
  id {uuid} not null,
  user_id {uuid} not null,
  name {text} not null,
  credential_id {bytes} not null,
  algorithm {text} not null,
  public_key {bytes} not null,
  sign_count {int} not null,
  last_used_at {time},
  suspended_at {time},
  created_at {time} not null,
  constraint passkeys__id__pk primary key (id),
  constraint passkeys__credential_id__key unique (credential_id),
  constraint passkeys__algorithm__one_of check (algorithm in ('es256', 'ed25519')),
  constraint passkeys__name__check check (length(name) > 0),
  constraint passkeys__sign_count__check check (sign_count >= 0),
  constraint passkeys__user_id__fk foreign key (user_id) references users (id) on delete cascade
) {strict};
create index passkeys__user_id_created_at_id__index on passkeys (user_id, created_at, id);
