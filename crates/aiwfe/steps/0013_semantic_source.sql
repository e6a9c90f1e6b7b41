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
  constraint tasks__title__check check (length(title) > 0),
  constraint tasks__due_date__check check (length(due_date) in (10, 27)),
  constraint tasks__estimated_hours__check check (estimated_hours >= 0),
  constraint tasks__actual_hours__check check (actual_hours >= 0),
  constraint tasks__completion_percentage__check check (completion_percentage between 0 and 100),
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
-- postgres
alter table tasks add column semantic_source {text} not null default 'rules';
alter table tasks add constraint tasks__semantic_source__one_of check (semantic_source in ('rules', 'user'));
-- both
-- What somebody has said stays theirs.
update tasks set semantic_source = 'user' where semantic_keywords is not null or semantic_category is not null or semantic_tags is not null or semantic_summary is not null;
