create table sign_in_failures (
  subject {bytes} not null,
  count {int} not null,
  first_at {time} not null,
  last_at {time} not null,
  constraint sign_in_failures__subject__pk primary key (subject),
  constraint sign_in_failures__subject__check check (length(subject) = 32),
  constraint sign_in_failures__count__check check (count > 0)
) {clustered};
create index sign_in_failures__last_at__index on sign_in_failures (last_at);
alter table users add column leaves_at {time};
create index users__leaves_at__index on users (leaves_at);
create table sessions (
  id {uuid} not null,
  user_id {uuid} not null,
  address {text},
  agent {text},
  generation {int} not null default 0,
  created_at {time} not null,
  renewed_at {time} not null,
  expires_at {time} not null,
  passed_at {time},
  fresh_until {time},
  ended_at {time},
  ended_by {text},
  constraint sessions__id__pk primary key (id),
  constraint sessions__ended_by__one_of check (ended_by in ('signed_out', 'revoked', 'password_changed', 'token_reused')),
  constraint sessions__generation__check check (generation >= 0),
  constraint sessions__user_id__fk foreign key (user_id) references users (id) on delete cascade
) {strict};
create index sessions__expires_at__index on sessions (expires_at);
create index sessions__user_id_created_at_id__index on sessions (user_id, created_at, id);
create table system_settings (
  key {text} not null,
  value {text} not null,
  description {text},
  updated_at {time} not null,
  constraint system_settings__key__pk primary key (key)
) {clustered};
