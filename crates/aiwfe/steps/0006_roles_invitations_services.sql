-- rebuild users
create table users (
  id {uuid} not null,
  username {text} not null,
  kind {text} not null default 'person',
  email {text} not null,
  hashed_password {text},
  is_active {bool} not null default true,
  is_superuser {bool} not null default false,
  is_verified {bool} not null default false,
  role {text} not null default 'user',
  status {text} not null default 'pending_approval',
  tfa_enabled {bool} not null default false,
  tfa_secret {bytes},
  mission_statement {text},
  personal_goals {json},
  work_style_preferences {json},
  productivity_patterns {json},
  interview_insights {json},
  last_interview_date {text},
  project_preferences {json},
  default_code_style {json},
  git_integrations {json},
  agent_settings {json},
  leaves_at {time},
  revision {int} not null,
  created_at {time} not null,
  updated_at {time} not null,
  constraint users__id__pk primary key (id),
  constraint users__username__key unique (username),
  constraint users__email__key unique (email),
  constraint users__kind__one_of check (kind in ('person', 'service')),
  constraint users__is_active__bool check (is_active in (false, true)),
  constraint users__is_superuser__bool check (is_superuser in (false, true)),
  constraint users__is_verified__bool check (is_verified in (false, true)),
  constraint users__role__one_of check (role in ('admin', 'user')),
  constraint users__status__one_of check (status in ('pending_approval', 'active', 'disabled')),
  constraint users__tfa_enabled__bool check (tfa_enabled in (false, true)),
  constraint users__username__check check (length(username) > 0),
  constraint users__email__check check (length(email) > 0),
  constraint users__revision__check check (revision >= 1)
) {strict};
create index users__leaves_at__index on users (leaves_at);
-- postgres
alter table users add column kind {text} not null default 'person';
alter table users add constraint users__kind__one_of check (kind in ('person', 'service'));
-- both
create table roles (
  id {uuid} not null,
  space_id {uuid} not null,
  name {text} not null,
  permissions {json} not null,
  revision {int} not null,
  created_at {time} not null,
  updated_at {time} not null,
  constraint roles__id__pk primary key (id),
  constraint roles__space_id_id__key unique (space_id, id),
  constraint roles__space_id_name__key unique (space_id, name),
  constraint roles__name__check check (length(name) > 0),
  constraint roles__revision__check check (revision >= 1),
  constraint roles__space_id__fk foreign key (space_id) references spaces (id) on delete cascade
) {strict};
-- rebuild memberships
create table memberships (
  space_id {uuid} not null,
  user_id {uuid} not null,
  role {text},
  role_id {uuid},
  revision {int} not null,
  created_at {time} not null,
  updated_at {time} not null,
  constraint memberships__space_id_user_id__pk primary key (space_id, user_id),
  constraint memberships__role__one_of check (role in ('owner', 'admin', 'member', 'viewer')),
  constraint memberships__revision__check check (revision >= 1),
  constraint memberships__role_role_id__check check ((role is null) <> (role_id is null)),
  constraint memberships__space_id__fk foreign key (space_id) references spaces (id) on delete cascade,
  constraint memberships__user_id__fk foreign key (user_id) references users (id) on delete cascade,
  constraint memberships__space_id_role_id__fk foreign key (space_id, role_id) references roles (space_id, id) on delete restrict
) {clustered};
create index memberships__user_id__index on memberships (user_id);
create index memberships__space_id_role_id__index on memberships (space_id, role_id) where role_id is not null;
-- postgres
alter table memberships add column role_id {uuid};
alter table memberships alter column role drop not null;
alter table memberships add constraint memberships__role_role_id__check check ((role is null) <> (role_id is null));
alter table memberships add constraint memberships__space_id_role_id__fk foreign key (space_id, role_id) references roles (space_id, id) on delete restrict;
create index memberships__space_id_role_id__index on memberships (space_id, role_id) where role_id is not null;
-- both
create table service_accounts (
  user_id {uuid} not null,
  space_id {uuid} not null,
  created_by {uuid} not null,
  created_at {time} not null,
  deleted_at {time},
  constraint service_accounts__user_id__pk primary key (user_id),
  constraint service_accounts__user_id__fk foreign key (user_id) references users (id) on delete cascade,
  constraint service_accounts__space_id__fk foreign key (space_id) references spaces (id) on delete cascade,
  constraint service_accounts__created_by__fk foreign key (created_by) references users (id) on delete restrict
) {strict};
create index service_accounts__created_by__index on service_accounts (created_by);
create index service_accounts__space_id_created_at_user_id__index on service_accounts (space_id, created_at, user_id) where deleted_at is null;
create table invitations (
  id {uuid} not null,
  space_id {uuid},
  email {text},
  user_id {uuid},
  role {text},
  role_id {uuid},
  token_hash {bytes} not null,
  status {text} not null default 'open',
  invited_by {uuid} not null,
  answered_by {uuid},
  expires_at {time} not null,
  revision {int} not null,
  created_at {time} not null,
  updated_at {time} not null,
  constraint invitations__id__pk primary key (id),
  constraint invitations__token_hash__key unique (token_hash),
  constraint invitations__role__one_of check (role in ('owner', 'admin', 'member', 'viewer')),
  constraint invitations__status__one_of check (status in ('open', 'accepted', 'declined', 'revoked')),
  constraint invitations__token_hash__check check (length(token_hash) = 32),
  constraint invitations__revision__check check (revision >= 1),
  constraint invitations__email_user_id__check check ((email is null) <> (user_id is null)),
  constraint invitations__space_id_role_role_id__check check ((space_id is null) = (role is null and role_id is null) and (role is null or role_id is null)),
  constraint invitations__space_id__fk foreign key (space_id) references spaces (id) on delete cascade,
  constraint invitations__user_id__fk foreign key (user_id) references users (id) on delete cascade,
  constraint invitations__invited_by__fk foreign key (invited_by) references users (id) on delete restrict,
  constraint invitations__answered_by__fk foreign key (answered_by) references users (id) on delete restrict,
  constraint invitations__space_id_role_id__fk foreign key (space_id, role_id) references roles (space_id, id) on delete restrict
) {strict};
create index invitations__email__index on invitations (email);
create index invitations__user_id__index on invitations (user_id);
create index invitations__invited_by__index on invitations (invited_by);
create index invitations__answered_by__index on invitations (answered_by);
create index invitations__expires_at__index on invitations (expires_at);
create index invitations__space_id_created_at_id__index on invitations (space_id, created_at, id);
create index invitations__space_id_role_id__index on invitations (space_id, role_id) where role_id is not null;
create table letters (
  id {uuid} not null,
  kind {text} not null,
  address {text} not null,
  user_id {uuid},
  space_id {uuid},
  link {text} not null,
  expires_at {time} not null,
  created_at {time} not null,
  taken_at {time},
  constraint letters__id__pk primary key (id),
  constraint letters__kind__one_of check (kind in ('invitation', 'password_reset', 'first_administrator')),
  constraint letters__user_id__fk foreign key (user_id) references users (id) on delete cascade,
  constraint letters__space_id__fk foreign key (space_id) references spaces (id) on delete cascade
) {strict};
create index letters__user_id__index on letters (user_id);
create index letters__space_id__index on letters (space_id);
create index letters__expires_at__index on letters (expires_at);
create index letters__created_at_id__index on letters (created_at, id);
