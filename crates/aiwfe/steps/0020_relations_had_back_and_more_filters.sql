-- rebuild saved_filters
create table saved_filters (
  id {uuid} not null,
  space_id {uuid} not null,
  user_id {uuid} not null,
  name {text} not null,
  noun {text} not null,
  filter {text} not null,
  sort {text},
  is_pinned {bool} not null default false,
  position {int} not null default 0,
  revision {int} not null,
  created_at {time} not null,
  updated_at {time} not null,
  deleted_at {time},
  constraint saved_filters__id__pk primary key (id),
  constraint saved_filters__noun__one_of check (noun in ('tasks', 'projects', 'categories', 'calendar_events', 'comments', 'feedback', 'relations', 'labels', 'filters', 'subtasks')),
  constraint saved_filters__sort__one_of check (sort in ('newest', 'oldest', 'due_soonest', 'due_latest', 'score_highest', 'score_lowest')),
  constraint saved_filters__is_pinned__bool check (is_pinned in (false, true)),
  constraint saved_filters__name__check check (length(name) > 0),
  constraint saved_filters__revision__check check (revision >= 1),
  constraint saved_filters__space_id__fk foreign key (space_id) references spaces (id) on delete cascade,
  constraint saved_filters__user_id__fk foreign key (user_id) references users (id) on delete restrict
) {strict};
create index saved_filters__user_id_id__index on saved_filters (user_id, id);
create index saved_filters__space_id_position_id__index on saved_filters (space_id, position, id) where deleted_at is null;
create index saved_filters__space_id_deleted_at__index on saved_filters (space_id, deleted_at) where deleted_at is not null;
-- postgres
alter table saved_filters drop constraint saved_filters__noun__one_of;
alter table saved_filters add constraint saved_filters__noun__one_of check (noun in ('tasks', 'projects', 'categories', 'calendar_events', 'comments', 'feedback', 'relations', 'labels', 'filters', 'subtasks'));
-- both
alter table task_relations add column updated_at {time};
update task_relations set updated_at = created_at;
-- rebuild task_relations
create table task_relations (
  id {uuid} not null,
  space_id {uuid} not null,
  user_id {uuid} not null,
  task_id {uuid} not null,
  kind {text} not null,
  other_id {uuid} not null,
  revision {int} not null default 1,
  created_at {time} not null,
  updated_at {time} not null,
  deleted_at {time},
  constraint task_relations__id__pk primary key (id),
  constraint task_relations__kind__one_of check (kind in ('blocks', 'precedes', 'relates', 'duplicates', 'parent')),
  constraint task_relations__revision__check check (revision >= 1),
  constraint task_relations__space_id__fk foreign key (space_id) references spaces (id) on delete cascade,
  constraint task_relations__user_id__fk foreign key (user_id) references users (id) on delete restrict,
  constraint task_relations__space_id_task_id__fk foreign key (space_id, task_id) references tasks (space_id, id) on delete cascade,
  constraint task_relations__space_id_other_id__fk foreign key (space_id, other_id) references tasks (space_id, id) on delete cascade
) {strict};
create index task_relations__user_id_id__index on task_relations (user_id, id);
create unique index task_relations__space_id_task_id_kind_other_id__unique on task_relations (space_id, task_id, kind, other_id) where deleted_at is null;
create unique index task_relations__space_id_other_id__unique on task_relations (space_id, other_id) where kind = 'parent' and deleted_at is null;
create index task_relations__space_id_other_id_kind__index on task_relations (space_id, other_id, kind);
create index task_relations__space_id_created_at_id__index on task_relations (space_id, created_at, id) where deleted_at is null;
create index task_relations__space_id_deleted_at__index on task_relations (space_id, deleted_at) where deleted_at is not null;
-- postgres
alter table task_relations drop constraint task_relations__space_id_task_id_kind_other_id__key;
drop index task_relations__space_id_other_id__unique;
drop index task_relations__space_id_created_at_id__index;
alter table task_relations add column revision {int} not null default 1;
alter table task_relations alter column updated_at set not null;
alter table task_relations add column deleted_at {time};
alter table task_relations add constraint task_relations__revision__check check (revision >= 1);
create unique index task_relations__space_id_task_id_kind_other_id__unique on task_relations (space_id, task_id, kind, other_id) where deleted_at is null;
create unique index task_relations__space_id_other_id__unique on task_relations (space_id, other_id) where kind = 'parent' and deleted_at is null;
create index task_relations__space_id_created_at_id__index on task_relations (space_id, created_at, id) where deleted_at is null;
create index task_relations__space_id_deleted_at__index on task_relations (space_id, deleted_at) where deleted_at is not null;
-- both
