alter table tasks add column blocking {int} not null default 0;
alter table tasks add column waiting_for {int} not null default 0;
create table comments (
  id {uuid} not null,
  space_id {uuid} not null,
  user_id {uuid} not null,
  task_id {uuid} not null,
  body {text} not null,
  revision {int} not null,
  created_at {time} not null,
  updated_at {time} not null,
  deleted_at {time},
  constraint comments__id__pk primary key (id),
  constraint comments__body__check check (length(body) > 0),
  constraint comments__revision__check check (revision >= 1),
  constraint comments__space_id__fk foreign key (space_id) references spaces (id) on delete cascade,
  constraint comments__user_id__fk foreign key (user_id) references users (id) on delete restrict,
  constraint comments__space_id_task_id__fk foreign key (space_id, task_id) references tasks (space_id, id) on delete cascade
) {strict};
create index comments__user_id_id__index on comments (user_id, id);
create index comments__space_id_created_at_id__index on comments (space_id, created_at, id) where deleted_at is null;
create index comments__space_id_task_id_created_at_id__index on comments (space_id, task_id, created_at, id);
create table task_relations (
  id {uuid} not null,
  space_id {uuid} not null,
  user_id {uuid} not null,
  task_id {uuid} not null,
  kind {text} not null,
  other_id {uuid} not null,
  created_at {time} not null,
  constraint task_relations__id__pk primary key (id),
  constraint task_relations__space_id_task_id_kind_other_id__key unique (space_id, task_id, kind, other_id),
  constraint task_relations__kind__one_of check (kind in ('blocks', 'precedes', 'relates', 'duplicates', 'parent')),
  constraint task_relations__space_id__fk foreign key (space_id) references spaces (id) on delete cascade,
  constraint task_relations__user_id__fk foreign key (user_id) references users (id) on delete restrict,
  constraint task_relations__space_id_task_id__fk foreign key (space_id, task_id) references tasks (space_id, id) on delete cascade,
  constraint task_relations__space_id_other_id__fk foreign key (space_id, other_id) references tasks (space_id, id) on delete cascade
) {strict};
create index task_relations__user_id_id__index on task_relations (user_id, id);
create unique index task_relations__space_id_other_id__unique on task_relations (space_id, other_id) where kind = 'parent';
create index task_relations__space_id_other_id_kind__index on task_relations (space_id, other_id, kind);
create index task_relations__space_id_created_at_id__index on task_relations (space_id, created_at, id);
