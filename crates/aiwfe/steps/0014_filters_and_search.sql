create table search_words (
  space_id {uuid} not null,
  noun {text} not null,
  word {text} not null,
  row_id {uuid} not null,
  weight {int} not null,
  constraint search_words__space_id_noun_word_row_id__pk primary key (space_id, noun, word, row_id),
  constraint search_words__word__check check (length(word) > 0),
  constraint search_words__space_id__fk foreign key (space_id) references spaces (id) on delete cascade
) {clustered};
create table search_known (
  space_id {uuid} not null,
  noun {text} not null,
  row_id {uuid} not null,
  words {json} not null,
  constraint search_known__space_id_noun_row_id__pk primary key (space_id, noun, row_id),
  constraint search_known__space_id__fk foreign key (space_id) references spaces (id) on delete cascade
) {clustered};
create table search_due (
  space_id {uuid} not null,
  noun {text} not null,
  row_id {uuid} not null,
  seen {int} not null,
  constraint search_due__space_id_noun_row_id__pk primary key (space_id, noun, row_id),
  constraint search_due__space_id__fk foreign key (space_id) references spaces (id) on delete cascade
) {clustered};
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
  constraint saved_filters__noun__one_of check (noun in ('tasks', 'projects', 'categories')),
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
-- What is there already is read beside the requests.
insert into search_due (space_id, noun, row_id, seen) select space_id, 'tasks', id, revision from tasks where deleted_at is null;
insert into search_due (space_id, noun, row_id, seen) select space_id, 'projects', id, revision from projects where deleted_at is null;
