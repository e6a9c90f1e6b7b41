alter table user_settings add column web_search_api_key {text};
-- rebuild system_settings
create table system_settings (
  key {text} not null,
  value {text} not null,
  description {text},
  revision {int} not null default 1,
  updated_at {time} not null,
  constraint system_settings__key__pk primary key (key),
  constraint system_settings__revision__check check (revision >= 1)
) {clustered};
-- postgres
alter table system_settings add column revision {int} not null default 1;
alter table system_settings add constraint system_settings__revision__check check (revision >= 1);
-- both
create table avatars (
  user_id {uuid} not null,
  kind {text} not null,
  width {int} not null,
  height {int} not null,
  bytes {bytes} not null,
  hash {bytes} not null,
  revision {int} not null,
  created_at {time} not null,
  updated_at {time} not null,
  constraint avatars__user_id__pk primary key (user_id),
  constraint avatars__kind__one_of check (kind in ('png', 'jpeg', 'webp', 'gif')),
  constraint avatars__width__check check (width > 0),
  constraint avatars__height__check check (height > 0),
  constraint avatars__bytes__check check (length(bytes) > 0),
  constraint avatars__hash__check check (length(hash) = 32),
  constraint avatars__revision__check check (revision >= 1),
  constraint avatars__user_id__fk foreign key (user_id) references users (id) on delete cascade
) {strict};
drop index projects__user_id__index;
create index projects__user_id_id__index on projects (user_id, id);
drop index tasks__user_id__index;
create index tasks__user_id_id__index on tasks (user_id, id);
drop index task_feedback__user_id__index;
create index task_feedback__user_id_id__index on task_feedback (user_id, id);
drop index subtasks__user_id__index;
create index subtasks__user_id_id__index on subtasks (user_id, id);
