create table audit.audit_seals (
  position {int} not null,
  links {bytes} not null,
  highest {int} not null,
  missing {json} not null,
  constraint audit_audit_seals__position__pk primary key (position),
  constraint audit_audit_seals__position__check check (position >= 0),
  constraint audit_audit_seals__links__check check (length(links) > 0)
) {strict};
-- rebuild audit.security_violations
create table audit.security_violations (
  seq {serial},
  id {uuid} not null,
  at {time} not null,
  kind {text} not null,
  severity {text} not null,
  user_id {uuid},
  address {text},
  method {text},
  path {text},
  request_id {text} not null,
  details {json},
  times {int} not null default 1,
  constraint audit_security_violations__seq__pk primary key (seq),
  constraint audit_security_violations__id__key unique (id),
  constraint audit_security_violations__kind__one_of check (kind in ('denied', 'login_failed', 'csrf_failed', 'rate_limited', 'token_reused')),
  constraint audit_security_violations__severity__one_of check (severity in ('low', 'medium', 'high', 'critical')),
  constraint audit_security_violations__times__check check (times >= 1)
) {strict};
create index audit_security_violations__at_seq__index on audit.security_violations (at, seq);
create index audit_security_violations__kind_at_seq__index on audit.security_violations (kind, at, seq);
create index audit_security_violations__severity_at_seq__index on audit.security_violations (severity, at, seq);
create index audit_security_violations__user_id_at_seq__index on audit.security_violations (user_id, at, seq);
create index audit_security_violations__address_at_seq__index on audit.security_violations (address, at, seq);
-- postgres
alter table audit.security_violations add column id {uuid} not null;
alter table audit.security_violations add column times {int} not null default 1;
alter table audit.security_violations add constraint audit_security_violations__id__key unique (id);
alter table audit.security_violations add constraint audit_security_violations__times__check check (times >= 1);
create index audit_security_violations__kind_at_seq__index on audit.security_violations (kind, at, seq);
create index audit_security_violations__severity_at_seq__index on audit.security_violations (severity, at, seq);
create index audit_security_violations__user_id_at_seq__index on audit.security_violations (user_id, at, seq);
create index audit_security_violations__address_at_seq__index on audit.security_violations (address, at, seq);
-- both
