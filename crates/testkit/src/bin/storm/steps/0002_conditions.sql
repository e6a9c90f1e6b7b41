-- Both tables are referred to, one with a cascade: a rebuild that lets the references act would empty the postings.
-- postgres
alter table accounts add constraint accounts__balance__check check (balance >= 0);
alter table transfers add constraint transfers__number__check check (number > 0);
-- rebuild accounts
create table accounts (
  id {int} not null,
  balance {int} not null,
  revision {int} not null,
  constraint accounts__id__pk primary key (id),
  constraint accounts__balance__check check (balance >= 0)
) {strict};
-- rebuild transfers
create table transfers (
  id {uuid} not null,
  writer {int} not null,
  number {int} not null,
  note {text} not null,
  constraint transfers__id__pk primary key (id),
  constraint transfers__writer_number__key unique (writer, number),
  constraint transfers__number__check check (number > 0)
) {strict};
-- both
create index postings__account_id__index on postings (account_id);
