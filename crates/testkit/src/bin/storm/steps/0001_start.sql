create table accounts (
  id {int} not null,
  balance {int} not null,
  revision {int} not null,
  constraint accounts__id__pk primary key (id)
) {strict};
create table transfers (
  id {uuid} not null,
  writer {int} not null,
  number {int} not null,
  note {text} not null,
  constraint transfers__id__pk primary key (id),
  constraint transfers__writer_number__key unique (writer, number)
) {strict};
create table postings (
  transfer_id {uuid} not null,
  account_id {int} not null,
  amount {int} not null,
  constraint postings__transfer_id_account_id__pk primary key (transfer_id, account_id),
  constraint postings__transfer_id__fk foreign key (transfer_id) references transfers (id) on delete cascade,
  constraint postings__account_id__fk foreign key (account_id) references accounts (id) on delete restrict
) {clustered};
