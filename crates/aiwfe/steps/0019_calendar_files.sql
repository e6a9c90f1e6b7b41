create table calendar_texts (
  calendar_id {uuid} not null,
  space_id {uuid} not null,
  text {bytes} not null,
  revision {int} not null,
  constraint calendar_texts__calendar_id__pk primary key (calendar_id),
  constraint calendar_texts__text__check check (length(text) > 0),
  constraint calendar_texts__revision__check check (revision >= 1),
  constraint calendar_texts__space_id__fk foreign key (space_id) references spaces (id) on delete cascade,
  constraint calendar_texts__space_id_calendar_id__fk foreign key (space_id, calendar_id) references calendars (space_id, id) on delete cascade
) {strict};
create table calendar_feeds (
  space_id {uuid} not null,
  calendar_id {uuid} not null,
  user_id {uuid} not null,
  token_hash {bytes} not null,
  revision {int} not null,
  created_at {time} not null,
  read_at {time},
  constraint calendar_feeds__space_id_calendar_id_user_id__pk primary key (space_id, calendar_id, user_id),
  constraint calendar_feeds__token_hash__key unique (token_hash),
  constraint calendar_feeds__token_hash__check check (length(token_hash) = 32),
  constraint calendar_feeds__revision__check check (revision >= 1),
  constraint calendar_feeds__space_id__fk foreign key (space_id) references spaces (id) on delete cascade,
  constraint calendar_feeds__user_id__fk foreign key (user_id) references users (id) on delete cascade,
  constraint calendar_feeds__space_id_calendar_id__fk foreign key (space_id, calendar_id) references calendars (space_id, id) on delete cascade
) {clustered};
create index calendar_feeds__user_id__index on calendar_feeds (user_id);
create table event_texts (
  event_id {uuid} not null,
  space_id {uuid} not null,
  text {bytes} not null,
  zones {text} not null,
  revision {int} not null,
  constraint event_texts__event_id__pk primary key (event_id),
  constraint event_texts__text__check check (length(text) > 0),
  constraint event_texts__revision__check check (revision >= 0),
  constraint event_texts__space_id__fk foreign key (space_id) references spaces (id) on delete cascade,
  constraint event_texts__space_id_event_id__fk foreign key (space_id, event_id) references events (space_id, id) on delete cascade
) {strict};
