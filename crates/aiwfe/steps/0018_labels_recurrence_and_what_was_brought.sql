create table labels (
  id {uuid} not null,
  space_id {uuid} not null,
  user_id {uuid} not null,
  name {text} not null,
  name_key {text} not null,
  color {text} not null,
  revision {int} not null,
  created_at {time} not null,
  updated_at {time} not null,
  deleted_at {time},
  constraint labels__id__pk primary key (id),
  constraint labels__space_id_id__key unique (space_id, id),
  constraint labels__name__check check (length(name) > 0),
  constraint labels__name_key__check check (length(name_key) > 0),
  constraint labels__color__check check (length(color) = 7),
  constraint labels__revision__check check (revision >= 1),
  constraint labels__space_id__fk foreign key (space_id) references spaces (id) on delete cascade,
  constraint labels__user_id__fk foreign key (user_id) references users (id) on delete restrict
) {strict};
create unique index labels__space_id_name_key__unique on labels (space_id, name_key) where deleted_at is null;
create index labels__user_id_id__index on labels (user_id, id);
create index labels__space_id_name_key_id__index on labels (space_id, name_key, id) where deleted_at is null;
create index labels__space_id_deleted_at__index on labels (space_id, deleted_at) where deleted_at is not null;
create table notifications (
  id {uuid} not null,
  space_id {uuid} not null,
  user_id {uuid} not null,
  kind {text} not null,
  text {text} not null,
  about_id {uuid} not null,
  about_space_id {uuid} not null,
  reminder_id {uuid},
  at {time} not null,
  is_late {bool} not null,
  read_at {time},
  revision {int} not null,
  made_at {time} not null,
  updated_at {time} not null,
  deleted_at {time},
  constraint notifications__id__pk primary key (id),
  constraint notifications__kind__one_of check (kind in ('task_reminder')),
  constraint notifications__is_late__bool check (is_late in (false, true)),
  constraint notifications__revision__check check (revision >= 1),
  constraint notifications__space_id__fk foreign key (space_id) references spaces (id) on delete cascade,
  constraint notifications__user_id__fk foreign key (user_id) references users (id) on delete cascade
) {strict};
create index notifications__user_id_id__index on notifications (user_id, id);
create index notifications__space_id_made_at_id__index on notifications (space_id, made_at, id) where deleted_at is null;
create index notifications__space_id_id__index on notifications (space_id, id) where read_at is null and deleted_at is null;
create index notifications__made_at__index on notifications (made_at);
-- rebuild tasks
create table tasks (
  id {uuid} not null,
  space_id {uuid} not null,
  user_id {uuid} not null,
  project_id {uuid},
  title {text} not null,
  description {text},
  status {text} not null default 'pending',
  priority {text} not null default 'medium',
  category {text},
  due_date {text},
  due_order {text} not null default '~',
  estimated_hours {real},
  actual_hours {real},
  completion_percentage {int} not null default 0,
  semantic_keywords {json},
  semantic_embedding_id {text},
  semantic_category {text},
  semantic_tags {json},
  semantic_summary {text},
  semantic_source {text} not null default 'rules',
  importance_weight {real} not null default 1,
  urgency_weight {real} not null default 1,
  complexity_weight {real} not null default 1,
  user_priority_weight {real} not null default 1,
  blocking {int} not null default 0,
  waiting_for {int} not null default 0,
  calculated_score {real} not null default 0,
  task_type {text} not null default 'general',
  programming_language {text},
  difficulty_level {text},
  code_context {json},
  repository_branch {text},
  recurrence_rule {text},
  recurrence_from {text} not null default 'due',
  recurrence_start {text},
  recurrence_number {int} not null default 1,
  series_id {uuid},
  recurs_from_id {uuid},
  revision {int} not null,
  created_at {time} not null,
  updated_at {time} not null,
  completed_at {time},
  deleted_at {time},
  constraint tasks__id__pk primary key (id),
  constraint tasks__space_id_id__key unique (space_id, id),
  constraint tasks__status__one_of check (status in ('pending', 'in_progress', 'completed', 'cancelled', 'on_hold')),
  constraint tasks__priority__one_of check (priority in ('low', 'medium', 'high', 'urgent')),
  constraint tasks__semantic_source__one_of check (semantic_source in ('rules', 'user')),
  constraint tasks__task_type__one_of check (task_type in ('general', 'coding', 'review', 'testing', 'deployment', 'meeting', 'research', 'opportunity')),
  constraint tasks__recurrence_from__one_of check (recurrence_from in ('due', 'completion')),
  constraint tasks__title__check check (length(title) > 0),
  constraint tasks__due_date__check check (length(due_date) in (10, 27)),
  constraint tasks__estimated_hours__check check (estimated_hours >= 0),
  constraint tasks__actual_hours__check check (actual_hours >= 0),
  constraint tasks__completion_percentage__check check (completion_percentage between 0 and 100),
  constraint tasks__recurrence_start__check check (length(recurrence_start) in (10, 27)),
  constraint tasks__recurrence_number__check check (recurrence_number >= 1),
  constraint tasks__revision__check check (revision >= 1),
  constraint tasks__space_id__fk foreign key (space_id) references spaces (id) on delete cascade,
  constraint tasks__user_id__fk foreign key (user_id) references users (id) on delete restrict,
  constraint tasks__space_id_project_id__fk foreign key (space_id, project_id) references projects (space_id, id) on delete restrict
) {strict};
create index tasks__user_id_id__index on tasks (user_id, id);
create index tasks__space_id_created_at_id__index on tasks (space_id, created_at, id) where deleted_at is null;
create index tasks__space_id_status_created_at_id__index on tasks (space_id, status, created_at, id) where deleted_at is null;
create index tasks__space_id_calculated_score_id__index on tasks (space_id, calculated_score, id) where deleted_at is null;
create index tasks__space_id_due_order_id__index on tasks (space_id, due_order, id) where deleted_at is null;
create index tasks__space_id_deleted_at__index on tasks (space_id, deleted_at) where deleted_at is not null;
create index tasks__space_id_project_id__index on tasks (space_id, project_id);
create unique index tasks__space_id_recurs_from_id__unique on tasks (space_id, recurs_from_id) where recurs_from_id is not null and deleted_at is null;
-- postgres
alter table tasks add column recurrence_rule {text};
alter table tasks add column recurrence_from {text} not null default 'due';
alter table tasks add column recurrence_start {text};
alter table tasks add column recurrence_number {int} not null default 1;
alter table tasks add column series_id {uuid};
alter table tasks add column recurs_from_id {uuid};
alter table tasks add constraint tasks__recurrence_from__one_of check (recurrence_from in ('due', 'completion'));
alter table tasks add constraint tasks__recurrence_start__check check (length(recurrence_start) in (10, 27));
alter table tasks add constraint tasks__recurrence_number__check check (recurrence_number >= 1);
create unique index tasks__space_id_recurs_from_id__unique on tasks (space_id, recurs_from_id) where recurs_from_id is not null and deleted_at is null;
-- both
create table task_labels (
  space_id {uuid} not null,
  task_id {uuid} not null,
  label_id {uuid} not null,
  constraint task_labels__space_id_task_id_label_id__pk primary key (space_id, task_id, label_id),
  constraint task_labels__space_id__fk foreign key (space_id) references spaces (id) on delete cascade,
  constraint task_labels__space_id_task_id__fk foreign key (space_id, task_id) references tasks (space_id, id) on delete cascade,
  constraint task_labels__space_id_label_id__fk foreign key (space_id, label_id) references labels (space_id, id) on delete cascade
) {clustered};
create index task_labels__space_id_label_id_task_id__index on task_labels (space_id, label_id, task_id);
create table task_reminders (
  id {uuid} not null,
  space_id {uuid} not null,
  user_id {uuid} not null,
  task_id {uuid} not null,
  at {time},
  minutes_before {int},
  rings_at {time},
  rang_at {time},
  revision {int} not null,
  created_at {time} not null,
  updated_at {time} not null,
  deleted_at {time},
  constraint task_reminders__id__pk primary key (id),
  constraint task_reminders__minutes_before__check check (minutes_before between -1440 and 525600),
  constraint task_reminders__revision__check check (revision >= 1),
  constraint task_reminders__at_minutes_before__check check ((at is null) <> (minutes_before is null)),
  constraint task_reminders__space_id__fk foreign key (space_id) references spaces (id) on delete cascade,
  constraint task_reminders__user_id__fk foreign key (user_id) references users (id) on delete restrict,
  constraint task_reminders__space_id_task_id__fk foreign key (space_id, task_id) references tasks (space_id, id) on delete cascade
) {strict};
create index task_reminders__user_id_id__index on task_reminders (user_id, id);
create index task_reminders__space_id_task_id_created_at_id__index on task_reminders (space_id, task_id, created_at, id);
create index task_reminders__rings_at_id__index on task_reminders (rings_at, id) where rings_at is not null;
create index task_reminders__deleted_at__index on task_reminders (deleted_at) where deleted_at is not null;
create table legacy_rows (
  id {uuid} not null,
  source {text} not null,
  table_name {text} not null,
  source_key {text} not null,
  state {text} not null,
  digest {bytes} not null,
  row_id {uuid},
  space_id {uuid},
  left_at {int},
  why {text},
  kept {text},
  secrets {text},
  at {time} not null,
  constraint legacy_rows__id__pk primary key (id),
  constraint legacy_rows__source_table_name_source_key__key unique (source, table_name, source_key),
  constraint legacy_rows__state__one_of check (state in ('taken', 'in_part', 'later', 'refused', 'conflict')),
  constraint legacy_rows__space_id__fk foreign key (space_id) references spaces (id) on delete cascade
) {strict};
create index legacy_rows__space_id_id__index on legacy_rows (space_id, id);
