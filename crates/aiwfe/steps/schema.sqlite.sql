create table followers (
  name text not null,
  transaction_id integer not null,
  seq integer not null,
  constraint followers__name__pk primary key (name)
) strict;
create table idempotency_keys (
  principal_id blob not null,
  operation text not null,
  key text not null,
  request_hash blob not null,
  status integer not null,
  answer text,
  created_at integer not null,
  constraint idempotency_keys__principal_id_operation_key__pk primary key (principal_id, operation, key),
  constraint idempotency_keys__request_hash__check check (length(request_hash) = 32)
) strict, without rowid;
create index idempotency_keys__created_at__index on idempotency_keys (created_at);
create table sign_in_failures (
  subject blob not null,
  count integer not null,
  first_at integer not null,
  last_at integer not null,
  constraint sign_in_failures__subject__pk primary key (subject),
  constraint sign_in_failures__subject__check check (length(subject) = 32),
  constraint sign_in_failures__count__check check (count > 0)
) strict, without rowid;
create index sign_in_failures__last_at__index on sign_in_failures (last_at);
create table used_challenges (
  challenge_hash blob not null,
  good_until integer not null,
  constraint used_challenges__challenge_hash__pk primary key (challenge_hash),
  constraint used_challenges__challenge_hash__check check (length(challenge_hash) = 32)
) strict, without rowid;
create index used_challenges__good_until__index on used_challenges (good_until);
create table users (
  id blob not null,
  username text not null,
  kind text not null default 'person',
  email text not null,
  hashed_password text,
  is_active integer not null default true,
  is_superuser integer not null default false,
  is_verified integer not null default false,
  role text not null default 'user',
  status text not null default 'pending_approval',
  tfa_enabled integer not null default false,
  tfa_secret text,
  mission_statement text,
  personal_goals text,
  work_style_preferences text,
  productivity_patterns text,
  interview_insights text,
  last_interview_date text,
  project_preferences text,
  default_code_style text,
  git_integrations text,
  agent_settings text,
  leaves_at integer,
  revision integer not null,
  created_at integer not null,
  updated_at integer not null,
  constraint users__id__pk primary key (id),
  constraint users__username__key unique (username),
  constraint users__email__key unique (email),
  constraint users__kind__one_of check (kind in ('person', 'service')),
  constraint users__is_active__bool check (is_active in (false, true)),
  constraint users__is_superuser__bool check (is_superuser in (false, true)),
  constraint users__is_verified__bool check (is_verified in (false, true)),
  constraint users__role__one_of check (role in ('admin', 'user')),
  constraint users__status__one_of check (status = 'pending_approval' or status = 'active' or status = 'disabled'),
  constraint users__tfa_enabled__bool check (tfa_enabled in (false, true)),
  constraint users__username__check check (length(username) > 0),
  constraint users__email__check check (length(email) > 0),
  constraint users__revision__check check (revision >= 1)
) strict;
create index users__leaves_at__index on users (leaves_at);
create table zone_changes (
  user_id blob not null,
  timezone text not null,
  changed_at integer not null,
  constraint zone_changes__user_id__pk primary key (user_id),
  constraint zone_changes__user_id__fk foreign key (user_id) references users (id) on delete cascade
) strict, without rowid;
create table sessions (
  id blob not null,
  user_id blob not null,
  address text,
  agent text,
  generation integer not null default 0,
  created_at integer not null,
  renewed_at integer not null,
  expires_at integer not null,
  passed_at integer,
  fresh_until integer,
  ended_at integer,
  ended_by text,
  constraint sessions__id__pk primary key (id),
  constraint sessions__ended_by__one_of check (ended_by = 'signed_out' or ended_by = 'revoked' or ended_by = 'password_changed' or ended_by = 'token_reused'),
  constraint sessions__generation__check check (generation >= 0),
  constraint sessions__user_id__fk foreign key (user_id) references users (id) on delete cascade
) strict;
create index sessions__expires_at__index on sessions (expires_at);
create index sessions__user_id_created_at_id__index on sessions (user_id, created_at, id);
create table recovery_codes (
  code_hash blob not null,
  user_id blob not null,
  created_at integer not null,
  constraint recovery_codes__code_hash__pk primary key (code_hash),
  constraint recovery_codes__code_hash__check check (length(code_hash) = 32),
  constraint recovery_codes__user_id__fk foreign key (user_id) references users (id) on delete cascade
) strict, without rowid;
create index recovery_codes__user_id__index on recovery_codes (user_id);
create table used_codes (
  user_id blob not null,
  step integer not null,
  constraint used_codes__user_id__pk primary key (user_id),
  constraint used_codes__user_id__fk foreign key (user_id) references users (id) on delete cascade
) strict, without rowid;
create table passkeys (
  id blob not null,
  user_id blob not null,
  name text not null,
  credential_id blob not null,
  algorithm text not null,
  public_key blob not null,
  sign_count integer not null,
  last_used_at integer,
  suspended_at integer,
  created_at integer not null,
  constraint passkeys__id__pk primary key (id),
  constraint passkeys__credential_id__key unique (credential_id),
  constraint passkeys__algorithm__one_of check (algorithm in ('es256', 'ed25519')),
  constraint passkeys__name__check check (length(name) > 0),
  constraint passkeys__sign_count__check check (sign_count >= 0),
  constraint passkeys__user_id__fk foreign key (user_id) references users (id) on delete cascade
) strict;
create index passkeys__user_id_created_at_id__index on passkeys (user_id, created_at, id);
create table user_settings (
  user_id blob not null,
  theme text not null default 'dark',
  notifications_enabled integer not null default true,
  push_notifications integer not null default true,
  desktop_notifications integer not null default true,
  timezone text not null default 'UTC',
  selected_model text not null default 'llama3.2:3b',
  chat_model text not null default 'llama3.2:3b',
  initial_assessment_model text not null default 'llama3.2:3b',
  tool_selection_model text not null default 'llama3.2:3b',
  embeddings_model text not null default 'llama3.2:3b',
  coding_model text not null default 'llama3.2:3b',
  executive_assessment_model text not null default 'llama3.2:3b',
  confidence_assessment_model text not null default 'llama3.2:3b',
  tool_routing_model text not null default 'llama3.2:3b',
  simple_planning_model text not null default 'llama3.2:3b',
  plan_validation_model text not null default 'llama3.2:3b',
  plan_comparison_model text not null default 'llama3.2:3b',
  reflection_model text not null default 'llama3.2:3b',
  final_response_model text not null default 'llama3.2:3b',
  wave_function_specialist_model text not null default 'llama3.2:1b',
  wave_function_refinement_model text not null default 'llama3.1:8b',
  fast_conversational_model text not null default 'llama3.2:1b',
  project_manager_model text not null default 'llama3.2:3b',
  business_analyst_model text not null default 'llama3.2:3b',
  creative_director_model text not null default 'llama3.2:3b',
  planning_expert_model text not null default 'llama3.2:3b',
  socratic_expert_model text not null default 'llama3.2:3b',
  wellbeing_coach_model text not null default 'llama3.2:3b',
  output_formatter_model text not null default 'llama3.2:3b',
  quality_assurance_model text not null default 'llama3.2:3b',
  technical_expert_model text not null default 'llama3.1:8b',
  research_specialist_model text not null default 'llama3.1:8b',
  personal_assistant_model text not null default 'mistral:7b',
  data_analyst_model text not null default 'qwen2.5:7b',
  calendar_event_weights text not null default '{"meeting":1.0,"appointment":0.9,"reminder":0.7,"task":0.8,"event":0.6}',
  fast_model text,
  smart_model text,
  planning_model text,
  agent_settings text,
  web_search_provider text not null default 'disabled',
  web_search_api_key text,
  revision integer not null,
  updated_at integer not null,
  constraint user_settings__user_id__pk primary key (user_id),
  constraint user_settings__theme__one_of check (theme = 'dark' or theme = 'light' or theme = 'zen' or theme = 'beach' or theme = 'rainforest' or theme = 'kimberley' or theme = 'pastels' or theme = 'aurora'),
  constraint user_settings__notifications_enabled__bool check (notifications_enabled in (false, true)),
  constraint user_settings__push_notifications__bool check (push_notifications in (false, true)),
  constraint user_settings__desktop_notifications__bool check (desktop_notifications in (false, true)),
  constraint user_settings__web_search_provider__one_of check (web_search_provider = 'disabled' or web_search_provider = 'tavily' or web_search_provider = 'serpapi'),
  constraint user_settings__revision__check check (revision >= 1),
  constraint user_settings__user_id__fk foreign key (user_id) references users (id) on delete cascade
) strict, without rowid;
create table system_settings (
  key text not null,
  value text not null,
  description text,
  revision integer not null default 1,
  updated_at integer not null,
  constraint system_settings__key__pk primary key (key),
  constraint system_settings__revision__check check (revision >= 1)
) strict, without rowid;
create table user_profiles (
  user_id blob not null,
  first_name text,
  last_name text,
  display_name text,
  date_of_birth text,
  phone_number text,
  alternate_phone text,
  personal_address text,
  job_title text,
  company text,
  department text,
  work_phone text,
  work_email text,
  work_address text,
  preferred_contact_method text,
  emergency_contact text,
  bio text,
  website text,
  linked_in text,
  twitter text,
  github text,
  timezone text,
  language text,
  revision integer not null,
  created_at integer not null,
  updated_at integer not null,
  constraint user_profiles__user_id__pk primary key (user_id),
  constraint user_profiles__revision__check check (revision >= 1),
  constraint user_profiles__user_id__fk foreign key (user_id) references users (id) on delete cascade
) strict, without rowid;
create table avatars (
  user_id blob not null,
  kind text not null,
  width integer not null,
  height integer not null,
  bytes blob not null,
  hash blob not null,
  revision integer not null,
  created_at integer not null,
  updated_at integer not null,
  constraint avatars__user_id__pk primary key (user_id),
  constraint avatars__kind__one_of check (kind = 'png' or kind = 'jpeg' or kind = 'webp' or kind = 'gif'),
  constraint avatars__width__check check (width > 0),
  constraint avatars__height__check check (height > 0),
  constraint avatars__bytes__check check (length(bytes) > 0),
  constraint avatars__hash__check check (length(hash) = 32),
  constraint avatars__revision__check check (revision >= 1),
  constraint avatars__user_id__fk foreign key (user_id) references users (id) on delete cascade
) strict;
create table spaces (
  id blob not null,
  name text not null,
  kind text not null,
  personal_of blob,
  revision integer not null,
  created_at integer not null,
  updated_at integer not null,
  deleted_at integer,
  constraint spaces__id__pk primary key (id),
  constraint spaces__personal_of__key unique (personal_of),
  constraint spaces__kind__one_of check (kind in ('personal', 'shared')),
  constraint spaces__name__check check (length(name) > 0),
  constraint spaces__revision__check check (revision >= 1),
  constraint spaces__kind_personal_of__check check ((kind = 'personal') = (personal_of is not null)),
  constraint spaces__personal_of__fk foreign key (personal_of) references users (id) on delete cascade
) strict;
create table changes (
  seq integer not null,
  transaction_id integer not null default 0,
  space_id blob not null,
  noun text not null,
  row_id blob not null,
  event text not null,
  operation text not null,
  actor_id blob,
  request_id text not null,
  run_id blob,
  step text,
  undoes integer,
  revision integer not null,
  before text,
  after text,
  at integer not null,
  constraint changes__seq__pk primary key (seq),
  constraint changes__space_id__fk foreign key (space_id) references spaces (id) on delete cascade
) strict;
create index changes__space_id_transaction_id_seq__index on changes (space_id, transaction_id, seq);
create index changes__transaction_id_seq__index on changes (transaction_id, seq) where transaction_id > 0;
create index changes__space_id_noun_row_id_seq__index on changes (space_id, noun, row_id, seq);
create table search_words (
  space_id blob not null,
  noun text not null,
  word text not null,
  row_id blob not null,
  weight integer not null,
  constraint search_words__space_id_noun_word_row_id__pk primary key (space_id, noun, word, row_id),
  constraint search_words__word__check check (length(word) > 0),
  constraint search_words__space_id__fk foreign key (space_id) references spaces (id) on delete cascade
) strict, without rowid;
create table search_known (
  space_id blob not null,
  noun text not null,
  row_id blob not null,
  words text not null,
  constraint search_known__space_id_noun_row_id__pk primary key (space_id, noun, row_id),
  constraint search_known__space_id__fk foreign key (space_id) references spaces (id) on delete cascade
) strict, without rowid;
create table roles (
  id blob not null,
  space_id blob not null,
  name text not null,
  permissions text not null,
  revision integer not null,
  created_at integer not null,
  updated_at integer not null,
  constraint roles__id__pk primary key (id),
  constraint roles__space_id_id__key unique (space_id, id),
  constraint roles__space_id_name__key unique (space_id, name),
  constraint roles__name__check check (length(name) > 0),
  constraint roles__revision__check check (revision >= 1),
  constraint roles__space_id__fk foreign key (space_id) references spaces (id) on delete cascade
) strict;
create table memberships (
  space_id blob not null,
  user_id blob not null,
  role text,
  role_id blob,
  revision integer not null,
  created_at integer not null,
  updated_at integer not null,
  constraint memberships__space_id_user_id__pk primary key (space_id, user_id),
  constraint memberships__role__one_of check (role = 'owner' or role = 'admin' or role = 'member' or role = 'viewer'),
  constraint memberships__revision__check check (revision >= 1),
  constraint memberships__role_role_id__check check ((role is null) <> (role_id is null)),
  constraint memberships__space_id__fk foreign key (space_id) references spaces (id) on delete cascade,
  constraint memberships__user_id__fk foreign key (user_id) references users (id) on delete cascade,
  constraint memberships__space_id_role_id__fk foreign key (space_id, role_id) references roles (space_id, id) on delete restrict
) strict, without rowid;
create index memberships__user_id__index on memberships (user_id);
create index memberships__space_id_role_id__index on memberships (space_id, role_id) where role_id is not null;
create table service_accounts (
  user_id blob not null,
  space_id blob not null,
  created_by blob not null,
  created_at integer not null,
  deleted_at integer,
  constraint service_accounts__user_id__pk primary key (user_id),
  constraint service_accounts__user_id__fk foreign key (user_id) references users (id) on delete cascade,
  constraint service_accounts__space_id__fk foreign key (space_id) references spaces (id) on delete cascade,
  constraint service_accounts__created_by__fk foreign key (created_by) references users (id) on delete restrict
) strict;
create index service_accounts__created_by__index on service_accounts (created_by);
create index service_accounts__space_id_created_at_user_id__index on service_accounts (space_id, created_at, user_id) where deleted_at is null;
create table invitations (
  id blob not null,
  space_id blob,
  email text,
  user_id blob,
  role text,
  role_id blob,
  token_hash blob not null,
  status text not null default 'open',
  invited_by blob not null,
  answered_by blob,
  expires_at integer not null,
  revision integer not null,
  created_at integer not null,
  updated_at integer not null,
  constraint invitations__id__pk primary key (id),
  constraint invitations__token_hash__key unique (token_hash),
  constraint invitations__role__one_of check (role = 'owner' or role = 'admin' or role = 'member' or role = 'viewer'),
  constraint invitations__status__one_of check (status = 'open' or status = 'accepted' or status = 'declined' or status = 'revoked'),
  constraint invitations__token_hash__check check (length(token_hash) = 32),
  constraint invitations__revision__check check (revision >= 1),
  constraint invitations__email_user_id__check check ((email is null) <> (user_id is null)),
  constraint invitations__space_id_role_role_id__check check ((space_id is null) = (role is null and role_id is null) and (role is null or role_id is null)),
  constraint invitations__space_id__fk foreign key (space_id) references spaces (id) on delete cascade,
  constraint invitations__user_id__fk foreign key (user_id) references users (id) on delete cascade,
  constraint invitations__invited_by__fk foreign key (invited_by) references users (id) on delete restrict,
  constraint invitations__answered_by__fk foreign key (answered_by) references users (id) on delete restrict,
  constraint invitations__space_id_role_id__fk foreign key (space_id, role_id) references roles (space_id, id) on delete restrict
) strict;
create index invitations__email__index on invitations (email);
create index invitations__user_id__index on invitations (user_id);
create index invitations__invited_by__index on invitations (invited_by);
create index invitations__answered_by__index on invitations (answered_by);
create index invitations__expires_at__index on invitations (expires_at);
create index invitations__space_id_created_at_id__index on invitations (space_id, created_at, id);
create index invitations__space_id_role_id__index on invitations (space_id, role_id) where role_id is not null;
create table letters (
  id blob not null,
  kind text not null,
  address text not null,
  user_id blob,
  space_id blob,
  link text not null,
  expires_at integer not null,
  created_at integer not null,
  taken_at integer,
  constraint letters__id__pk primary key (id),
  constraint letters__kind__one_of check (kind = 'invitation' or kind = 'password_reset' or kind = 'first_administrator' or kind = 'password_changed' or kind = 'address_changed' or kind = 'second_factor_added' or kind = 'second_factor_removed' or kind = 'recovery_code_used' or kind = 'recovery_codes_renewed' or kind = 'passkey_added' or kind = 'passkey_removed' or kind = 'passkey_suspended' or kind = 'new_place' or kind = 'many_failures' or kind = 'token_reused'),
  constraint letters__user_id__fk foreign key (user_id) references users (id) on delete cascade,
  constraint letters__space_id__fk foreign key (space_id) references spaces (id) on delete cascade
) strict;
create index letters__user_id__index on letters (user_id);
create index letters__space_id__index on letters (space_id);
create index letters__expires_at__index on letters (expires_at);
create index letters__created_at_id__index on letters (created_at, id);
create table api_tokens (
  id blob not null,
  user_id blob not null,
  name text not null,
  prefix text not null,
  token_hash blob not null,
  scopes text,
  rate_per_minute integer,
  last_used_at integer,
  expires_at integer,
  revoked_at integer,
  created_at integer not null,
  constraint api_tokens__id__pk primary key (id),
  constraint api_tokens__token_hash__key unique (token_hash),
  constraint api_tokens__name__check check (length(name) > 0),
  constraint api_tokens__token_hash__check check (length(token_hash) = 32),
  constraint api_tokens__rate_per_minute__check check (rate_per_minute > 0),
  constraint api_tokens__user_id__fk foreign key (user_id) references users (id) on delete cascade
) strict;
create index api_tokens__user_id_created_at__index on api_tokens (user_id, created_at);
create table audit_audit_log (
  seq integer not null,
  at integer not null,
  actor_id blob,
  space_id blob,
  operation text not null,
  subject_id blob,
  request_id text not null,
  constraint audit_audit_log__seq__pk primary key (seq)
) strict;
create index audit_audit_log__space_id_seq__index on audit_audit_log (space_id, seq);
create index audit_audit_log__actor_id_seq__index on audit_audit_log (actor_id, seq);
create table audit_audit_seals (
  position integer not null,
  links blob not null,
  highest integer not null,
  missing text not null,
  constraint audit_audit_seals__position__pk primary key (position),
  constraint audit_audit_seals__position__check check (position >= 0),
  constraint audit_audit_seals__links__check check (length(links) > 0)
) strict;
create table audit_security_violations (
  seq integer not null,
  id blob not null,
  at integer not null,
  kind text not null,
  severity text not null,
  user_id blob,
  address text,
  method text,
  path text,
  request_id text not null,
  details text,
  times integer not null default 1,
  constraint audit_security_violations__seq__pk primary key (seq),
  constraint audit_security_violations__id__key unique (id),
  constraint audit_security_violations__kind__one_of check (kind = 'denied' or kind = 'login_failed' or kind = 'csrf_failed' or kind = 'rate_limited' or kind = 'token_reused'),
  constraint audit_security_violations__severity__one_of check (severity = 'low' or severity = 'medium' or severity = 'high' or severity = 'critical'),
  constraint audit_security_violations__times__check check (times >= 1)
) strict;
create index audit_security_violations__at_seq__index on audit_security_violations (at, seq);
create index audit_security_violations__kind_at_seq__index on audit_security_violations (kind, at, seq);
create index audit_security_violations__severity_at_seq__index on audit_security_violations (severity, at, seq);
create index audit_security_violations__user_id_at_seq__index on audit_security_violations (user_id, at, seq);
create index audit_security_violations__address_at_seq__index on audit_security_violations (address, at, seq);
create table calendars (
  id blob not null,
  space_id blob not null,
  user_id blob not null,
  name text not null,
  description text,
  color text not null,
  timezone text not null,
  position integer not null,
  is_default integer not null,
  revision integer not null,
  created_at integer not null,
  updated_at integer not null,
  deleted_at integer,
  constraint calendars__id__pk primary key (id),
  constraint calendars__space_id_id__key unique (space_id, id),
  constraint calendars__is_default__bool check (is_default in (false, true)),
  constraint calendars__name__check check (length(name) > 0),
  constraint calendars__color__check check (length(color) = 7),
  constraint calendars__revision__check check (revision >= 1),
  constraint calendars__space_id__fk foreign key (space_id) references spaces (id) on delete cascade,
  constraint calendars__user_id__fk foreign key (user_id) references users (id) on delete restrict
) strict;
create unique index calendars__space_id__unique on calendars (space_id) where is_default and deleted_at is null;
create index calendars__user_id_id__index on calendars (user_id, id);
create index calendars__space_id_deleted_at__index on calendars (space_id, deleted_at);
create table calendar_texts (
  calendar_id blob not null,
  space_id blob not null,
  text blob not null,
  revision integer not null,
  constraint calendar_texts__calendar_id__pk primary key (calendar_id),
  constraint calendar_texts__text__check check (length(text) > 0),
  constraint calendar_texts__revision__check check (revision >= 1),
  constraint calendar_texts__space_id__fk foreign key (space_id) references spaces (id) on delete cascade,
  constraint calendar_texts__space_id_calendar_id__fk foreign key (space_id, calendar_id) references calendars (space_id, id) on delete cascade
) strict;
create table calendar_feeds (
  space_id blob not null,
  calendar_id blob not null,
  user_id blob not null,
  token_hash blob not null,
  revision integer not null,
  created_at integer not null,
  read_at integer,
  constraint calendar_feeds__space_id_calendar_id_user_id__pk primary key (space_id, calendar_id, user_id),
  constraint calendar_feeds__token_hash__key unique (token_hash),
  constraint calendar_feeds__token_hash__check check (length(token_hash) = 32),
  constraint calendar_feeds__revision__check check (revision >= 1),
  constraint calendar_feeds__space_id__fk foreign key (space_id) references spaces (id) on delete cascade,
  constraint calendar_feeds__user_id__fk foreign key (user_id) references users (id) on delete cascade,
  constraint calendar_feeds__space_id_calendar_id__fk foreign key (space_id, calendar_id) references calendars (space_id, id) on delete cascade
) strict, without rowid;
create index calendar_feeds__user_id__index on calendar_feeds (user_id);
create table user_categories (
  id blob not null,
  space_id blob not null,
  user_id blob,
  name text not null,
  type text not null default 'custom',
  color text not null,
  emoji text not null,
  priority integer not null,
  description text,
  is_default integer not null,
  ai_generated integer not null,
  weights text not null,
  revision integer not null,
  created_at integer not null,
  updated_at integer not null,
  deleted_at integer,
  constraint user_categories__id__pk primary key (id),
  constraint user_categories__type__one_of check (type = 'event' or type = 'opportunity' or type = 'both' or type = 'default' or type = 'custom'),
  constraint user_categories__is_default__bool check (is_default in (false, true)),
  constraint user_categories__ai_generated__bool check (ai_generated in (false, true)),
  constraint user_categories__name__check check (length(name) > 0),
  constraint user_categories__color__check check (length(color) = 7),
  constraint user_categories__priority__check check (priority between 1 and 5),
  constraint user_categories__revision__check check (revision >= 1),
  constraint user_categories__space_id__fk foreign key (space_id) references spaces (id) on delete cascade,
  constraint user_categories__user_id__fk foreign key (user_id) references users (id) on delete restrict
) strict;
create index user_categories__user_id__index on user_categories (user_id);
create unique index user_categories__space_id_name__unique on user_categories (space_id, name) where deleted_at is null;
create table events (
  id blob not null,
  space_id blob not null,
  user_id blob not null,
  calendar_id blob not null,
  series_id blob,
  recurrence_id text,
  uid text not null,
  title text not null,
  description text,
  location text,
  category text not null default 'Default',
  starts text not null,
  ends text not null,
  timezone text,
  recurrence_rule text,
  rdates text not null,
  exdates text not null,
  attendees text not null,
  priority integer not null default 3,
  status text not null default 'confirmed',
  transparency text not null default 'busy',
  event_type text not null default 'meeting',
  movability_score real not null,
  is_movable integer not null default true,
  reminder_minutes integer default 15,
  reminders text not null,
  importance_weight real not null default 1,
  google_event_id text,
  semantic_keywords text,
  semantic_embedding_id text,
  semantic_category text,
  semantic_tags text,
  semantic_summary text,
  first_at integer not null,
  last_at integer not null,
  is_long integer not null,
  rings_at integer,
  revision integer not null,
  created_at integer not null,
  updated_at integer not null,
  deleted_at integer,
  constraint events__id__pk primary key (id),
  constraint events__space_id_id__key unique (space_id, id),
  constraint events__google_event_id__key unique (google_event_id),
  constraint events__status__one_of check (status = 'confirmed' or status = 'tentative' or status = 'cancelled'),
  constraint events__transparency__one_of check (transparency in ('busy', 'free')),
  constraint events__is_movable__bool check (is_movable in (false, true)),
  constraint events__is_long__bool check (is_long in (false, true)),
  constraint events__uid__check check (length(uid) > 0),
  constraint events__title__check check (length(title) > 0),
  constraint events__starts__check check (length(starts) in (10, 19)),
  constraint events__ends__check check (length(ends) in (10, 19)),
  constraint events__priority__check check (priority between 1 and 5),
  constraint events__movability_score__check check (movability_score between 0 and 1),
  constraint events__reminder_minutes__check check (reminder_minutes >= 0),
  constraint events__revision__check check (revision >= 1),
  constraint events__space_id__fk foreign key (space_id) references spaces (id) on delete cascade,
  constraint events__user_id__fk foreign key (user_id) references users (id) on delete restrict,
  constraint events__space_id_calendar_id__fk foreign key (space_id, calendar_id) references calendars (space_id, id) on delete cascade,
  constraint events__space_id_series_id__fk foreign key (space_id, series_id) references events (space_id, id) on delete cascade
) strict;
create unique index events__calendar_id_uid__unique on events (calendar_id, uid) where series_id is null and deleted_at is null;
create unique index events__series_id_recurrence_id__unique on events (series_id, recurrence_id) where deleted_at is null;
create index events__user_id_id__index on events (user_id, id);
create index events__space_id_is_long_first_at_id__index on events (space_id, is_long, first_at, id) where deleted_at is null;
create index events__space_id_is_long_last_at_id__index on events (space_id, is_long, last_at, id) where deleted_at is null;
create index events__space_id_deleted_at_id__index on events (space_id, deleted_at, id) where deleted_at is not null;
create index events__space_id_calendar_id_id__index on events (space_id, calendar_id, id);
create index events__space_id_series_id__index on events (space_id, series_id);
create index events__rings_at_id__index on events (rings_at, id) where rings_at is not null;
create index events__space_id_id__index on events (space_id, id) where timezone is null and rings_at is not null;
create table event_texts (
  event_id blob not null,
  space_id blob not null,
  text blob not null,
  zones text not null,
  revision integer not null,
  constraint event_texts__event_id__pk primary key (event_id),
  constraint event_texts__text__check check (length(text) > 0),
  constraint event_texts__revision__check check (revision >= 0),
  constraint event_texts__space_id__fk foreign key (space_id) references spaces (id) on delete cascade,
  constraint event_texts__space_id_event_id__fk foreign key (space_id, event_id) references events (space_id, id) on delete cascade
) strict;
create table saved_filters (
  id blob not null,
  space_id blob not null,
  user_id blob not null,
  name text not null,
  noun text not null,
  filter text not null,
  sort text,
  is_pinned integer not null default false,
  position integer not null default 0,
  revision integer not null,
  created_at integer not null,
  updated_at integer not null,
  deleted_at integer,
  constraint saved_filters__id__pk primary key (id),
  constraint saved_filters__noun__one_of check (noun = 'tasks' or noun = 'projects' or noun = 'categories' or noun = 'calendar_events' or noun = 'comments' or noun = 'feedback' or noun = 'relations' or noun = 'labels' or noun = 'filters' or noun = 'subtasks' or noun = 'calendars' or noun = 'reminders' or noun = 'notifications'),
  constraint saved_filters__sort__one_of check (sort = 'newest' or sort = 'oldest' or sort = 'due_soonest' or sort = 'due_latest' or sort = 'score_highest' or sort = 'score_lowest'),
  constraint saved_filters__is_pinned__bool check (is_pinned in (false, true)),
  constraint saved_filters__name__check check (length(name) > 0),
  constraint saved_filters__revision__check check (revision >= 1),
  constraint saved_filters__space_id__fk foreign key (space_id) references spaces (id) on delete cascade,
  constraint saved_filters__user_id__fk foreign key (user_id) references users (id) on delete restrict
) strict;
create index saved_filters__user_id_id__index on saved_filters (user_id, id);
create index saved_filters__space_id_position_id__index on saved_filters (space_id, position, id) where deleted_at is null;
create index saved_filters__space_id_deleted_at__index on saved_filters (space_id, deleted_at) where deleted_at is not null;
create table labels (
  id blob not null,
  space_id blob not null,
  user_id blob not null,
  name text not null,
  name_key text not null,
  color text not null,
  revision integer not null,
  created_at integer not null,
  updated_at integer not null,
  deleted_at integer,
  constraint labels__id__pk primary key (id),
  constraint labels__space_id_id__key unique (space_id, id),
  constraint labels__name__check check (length(name) > 0),
  constraint labels__name_key__check check (length(name_key) > 0),
  constraint labels__color__check check (length(color) = 7),
  constraint labels__revision__check check (revision >= 1),
  constraint labels__space_id__fk foreign key (space_id) references spaces (id) on delete cascade,
  constraint labels__user_id__fk foreign key (user_id) references users (id) on delete restrict
) strict;
create unique index labels__space_id_name_key__unique on labels (space_id, name_key) where deleted_at is null;
create index labels__user_id_id__index on labels (user_id, id);
create index labels__space_id_name_key_id__index on labels (space_id, name_key, id) where deleted_at is null;
create index labels__space_id_deleted_at__index on labels (space_id, deleted_at) where deleted_at is not null;
create table notifications (
  id blob not null,
  space_id blob not null,
  user_id blob not null,
  kind text not null,
  text text not null,
  about_id blob not null,
  about_space_id blob not null,
  about_recurrence_id text,
  about_start text,
  reminder_id blob,
  at integer not null,
  is_late integer not null,
  read_at integer,
  revision integer not null,
  made_at integer not null,
  updated_at integer not null,
  deleted_at integer,
  constraint notifications__id__pk primary key (id),
  constraint notifications__kind__one_of check (kind in ('task_reminder', 'event_reminder')),
  constraint notifications__is_late__bool check (is_late in (false, true)),
  constraint notifications__about_start__check check (length(about_start) in (10, 27)),
  constraint notifications__revision__check check (revision >= 1),
  constraint notifications__space_id__fk foreign key (space_id) references spaces (id) on delete cascade,
  constraint notifications__user_id__fk foreign key (user_id) references users (id) on delete cascade
) strict;
create index notifications__user_id_id__index on notifications (user_id, id);
create index notifications__space_id_made_at_id__index on notifications (space_id, made_at, id) where deleted_at is null;
create index notifications__space_id_id__index on notifications (space_id, id) where read_at is null and deleted_at is null;
create index notifications__space_id_deleted_at_id__index on notifications (space_id, deleted_at, id) where deleted_at is not null;
create index notifications__made_at__index on notifications (made_at);
create table projects (
  id blob not null,
  space_id blob not null,
  user_id blob not null,
  name text not null,
  description text,
  project_type text,
  programming_language text,
  framework text,
  repository_url text,
  local_path text,
  status text not null default 'active',
  project_metadata text,
  revision integer not null,
  created_at integer not null,
  updated_at integer not null,
  deleted_at integer,
  constraint projects__id__pk primary key (id),
  constraint projects__space_id_id__key unique (space_id, id),
  constraint projects__status__one_of check (status = 'active' or status = 'on_hold' or status = 'completed' or status = 'archived'),
  constraint projects__name__check check (length(name) > 0),
  constraint projects__revision__check check (revision >= 1),
  constraint projects__space_id__fk foreign key (space_id) references spaces (id) on delete cascade,
  constraint projects__user_id__fk foreign key (user_id) references users (id) on delete restrict
) strict;
create index projects__user_id_id__index on projects (user_id, id);
create index projects__space_id_created_at_id__index on projects (space_id, created_at, id) where deleted_at is null;
create index projects__space_id_deleted_at__index on projects (space_id, deleted_at) where deleted_at is not null;
create table tasks (
  id blob not null,
  space_id blob not null,
  user_id blob not null,
  project_id blob,
  title text not null,
  description text,
  status text not null default 'pending',
  priority text not null default 'medium',
  category text,
  due_date text,
  due_order text not null default '~',
  estimated_hours real,
  actual_hours real,
  completion_percentage integer not null default 0,
  semantic_keywords text,
  semantic_embedding_id text,
  semantic_category text,
  semantic_tags text,
  semantic_summary text,
  semantic_source text not null default 'rules',
  importance_weight real not null default 1,
  urgency_weight real not null default 1,
  complexity_weight real not null default 1,
  user_priority_weight real not null default 1,
  blocking integer not null default 0,
  waiting_for integer not null default 0,
  calculated_score real not null default 0,
  task_type text not null default 'general',
  programming_language text,
  difficulty_level text,
  code_context text,
  repository_branch text,
  recurrence_rule text,
  recurrence_from text not null default 'due',
  recurrence_start text,
  recurrence_number integer not null default 1,
  series_id blob,
  recurs_from_id blob,
  revision integer not null,
  created_at integer not null,
  updated_at integer not null,
  completed_at integer,
  deleted_at integer,
  constraint tasks__id__pk primary key (id),
  constraint tasks__space_id_id__key unique (space_id, id),
  constraint tasks__status__one_of check (status = 'pending' or status = 'in_progress' or status = 'completed' or status = 'cancelled' or status = 'on_hold'),
  constraint tasks__priority__one_of check (priority = 'low' or priority = 'medium' or priority = 'high' or priority = 'urgent'),
  constraint tasks__semantic_source__one_of check (semantic_source in ('rules', 'user')),
  constraint tasks__task_type__one_of check (task_type = 'general' or task_type = 'coding' or task_type = 'review' or task_type = 'testing' or task_type = 'deployment' or task_type = 'meeting' or task_type = 'research' or task_type = 'opportunity'),
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
) strict;
create index tasks__user_id_id__index on tasks (user_id, id);
create index tasks__space_id_created_at_id__index on tasks (space_id, created_at, id) where deleted_at is null;
create index tasks__space_id_status_created_at_id__index on tasks (space_id, status, created_at, id) where deleted_at is null;
create index tasks__space_id_calculated_score_id__index on tasks (space_id, calculated_score, id) where deleted_at is null;
create index tasks__space_id_due_order_id__index on tasks (space_id, due_order, id) where deleted_at is null;
create index tasks__space_id_deleted_at__index on tasks (space_id, deleted_at) where deleted_at is not null;
create index tasks__space_id_project_id__index on tasks (space_id, project_id) where project_id is not null;
create unique index tasks__space_id_recurs_from_id__unique on tasks (space_id, recurs_from_id) where recurs_from_id is not null and deleted_at is null;
create table comments (
  id blob not null,
  space_id blob not null,
  user_id blob not null,
  task_id blob not null,
  body text not null,
  revision integer not null,
  created_at integer not null,
  updated_at integer not null,
  deleted_at integer,
  constraint comments__id__pk primary key (id),
  constraint comments__body__check check (length(body) > 0),
  constraint comments__revision__check check (revision >= 1),
  constraint comments__space_id__fk foreign key (space_id) references spaces (id) on delete cascade,
  constraint comments__user_id__fk foreign key (user_id) references users (id) on delete restrict,
  constraint comments__space_id_task_id__fk foreign key (space_id, task_id) references tasks (space_id, id) on delete cascade
) strict;
create index comments__user_id_id__index on comments (user_id, id);
create index comments__space_id_created_at_id__index on comments (space_id, created_at, id) where deleted_at is null;
create index comments__space_id_task_id_created_at_id__index on comments (space_id, task_id, created_at, id);
create table task_feedback (
  id blob not null,
  space_id blob not null,
  user_id blob not null,
  opportunity_id blob not null,
  feeling text not null,
  difficulty integer not null,
  energy integer not null,
  category text,
  completed_at integer,
  notes text,
  blockers_encountered integer not null,
  revision integer not null,
  created_at integer not null,
  updated_at integer not null,
  deleted_at integer,
  constraint task_feedback__id__pk primary key (id),
  constraint task_feedback__blockers_encountered__bool check (blockers_encountered in (false, true)),
  constraint task_feedback__feeling__check check (length(feeling) > 0),
  constraint task_feedback__difficulty__check check (difficulty between 1 and 10),
  constraint task_feedback__energy__check check (energy between 1 and 10),
  constraint task_feedback__revision__check check (revision >= 1),
  constraint task_feedback__space_id__fk foreign key (space_id) references spaces (id) on delete cascade,
  constraint task_feedback__user_id__fk foreign key (user_id) references users (id) on delete restrict,
  constraint task_feedback__space_id_opportunity_id__fk foreign key (space_id, opportunity_id) references tasks (space_id, id) on delete cascade
) strict;
create index task_feedback__user_id_id__index on task_feedback (user_id, id);
create index task_feedback__space_id_created_at_id__index on task_feedback (space_id, created_at, id) where deleted_at is null;
create index task_feedback__space_id_opportunity_id_created_at_id__index on task_feedback (space_id, opportunity_id, created_at, id);
create table task_labels (
  space_id blob not null,
  task_id blob not null,
  label_id blob not null,
  constraint task_labels__space_id_task_id_label_id__pk primary key (space_id, task_id, label_id),
  constraint task_labels__space_id__fk foreign key (space_id) references spaces (id) on delete cascade,
  constraint task_labels__space_id_task_id__fk foreign key (space_id, task_id) references tasks (space_id, id) on delete cascade,
  constraint task_labels__space_id_label_id__fk foreign key (space_id, label_id) references labels (space_id, id) on delete cascade
) strict, without rowid;
create index task_labels__space_id_label_id_task_id__index on task_labels (space_id, label_id, task_id);
create table task_relations (
  id blob not null,
  space_id blob not null,
  user_id blob not null,
  task_id blob not null,
  kind text not null,
  other_id blob not null,
  revision integer not null default 1,
  created_at integer not null,
  updated_at integer not null,
  deleted_at integer,
  constraint task_relations__id__pk primary key (id),
  constraint task_relations__kind__one_of check (kind = 'blocks' or kind = 'precedes' or kind = 'relates' or kind = 'duplicates' or kind = 'parent'),
  constraint task_relations__revision__check check (revision >= 1),
  constraint task_relations__space_id__fk foreign key (space_id) references spaces (id) on delete cascade,
  constraint task_relations__user_id__fk foreign key (user_id) references users (id) on delete restrict,
  constraint task_relations__space_id_task_id__fk foreign key (space_id, task_id) references tasks (space_id, id) on delete cascade,
  constraint task_relations__space_id_other_id__fk foreign key (space_id, other_id) references tasks (space_id, id) on delete cascade
) strict;
create index task_relations__user_id_id__index on task_relations (user_id, id);
create unique index task_relations__space_id_task_id_kind_other_id__unique on task_relations (space_id, task_id, kind, other_id) where deleted_at is null;
create unique index task_relations__space_id_other_id__unique on task_relations (space_id, other_id) where kind = 'parent' and deleted_at is null;
create index task_relations__space_id_other_id_kind__index on task_relations (space_id, other_id, kind);
create index task_relations__space_id_created_at_id__index on task_relations (space_id, created_at, id) where deleted_at is null;
create index task_relations__space_id_deleted_at__index on task_relations (space_id, deleted_at) where deleted_at is not null;
create table task_reminders (
  id blob not null,
  space_id blob not null,
  user_id blob not null,
  task_id blob not null,
  at integer,
  minutes_before integer,
  rings_at integer,
  rang_at integer,
  revision integer not null,
  created_at integer not null,
  updated_at integer not null,
  deleted_at integer,
  constraint task_reminders__id__pk primary key (id),
  constraint task_reminders__minutes_before__check check (minutes_before between -1440 and 525600),
  constraint task_reminders__revision__check check (revision >= 1),
  constraint task_reminders__at_minutes_before__check check ((at is null) <> (minutes_before is null)),
  constraint task_reminders__space_id__fk foreign key (space_id) references spaces (id) on delete cascade,
  constraint task_reminders__user_id__fk foreign key (user_id) references users (id) on delete restrict,
  constraint task_reminders__space_id_task_id__fk foreign key (space_id, task_id) references tasks (space_id, id) on delete cascade
) strict;
create index task_reminders__user_id_id__index on task_reminders (user_id, id);
create index task_reminders__space_id_task_id_created_at_id__index on task_reminders (space_id, task_id, created_at, id);
create index task_reminders__rings_at_id__index on task_reminders (rings_at, id) where rings_at is not null;
create index task_reminders__deleted_at__index on task_reminders (deleted_at) where deleted_at is not null;
create table subtasks (
  id blob not null,
  space_id blob not null,
  user_id blob not null,
  task_id blob not null,
  position integer not null,
  title text not null,
  description text,
  estimated_hours real,
  priority text not null default 'medium',
  category text not null default 'execution',
  completed integer not null,
  prerequisites text not null,
  deliverables text not null,
  revision integer not null,
  created_at integer not null,
  updated_at integer not null,
  deleted_at integer,
  constraint subtasks__id__pk primary key (id),
  constraint subtasks__priority__one_of check (priority = 'low' or priority = 'medium' or priority = 'high' or priority = 'urgent'),
  constraint subtasks__completed__bool check (completed in (false, true)),
  constraint subtasks__position__check check (position >= 1),
  constraint subtasks__title__check check (length(title) > 0),
  constraint subtasks__estimated_hours__check check (estimated_hours >= 0),
  constraint subtasks__revision__check check (revision >= 1),
  constraint subtasks__space_id__fk foreign key (space_id) references spaces (id) on delete cascade,
  constraint subtasks__user_id__fk foreign key (user_id) references users (id) on delete restrict,
  constraint subtasks__space_id_task_id__fk foreign key (space_id, task_id) references tasks (space_id, id) on delete cascade
) strict;
create index subtasks__user_id_id__index on subtasks (user_id, id);
create index subtasks__space_id_task_id_position_id__index on subtasks (space_id, task_id, position, id);
create table legacy_rows (
  id blob not null,
  source text not null,
  table_name text not null,
  source_key text not null,
  state text not null,
  digest blob not null,
  row_id blob,
  space_id blob,
  left_at integer,
  why text,
  kept text,
  secrets text,
  at integer not null,
  constraint legacy_rows__id__pk primary key (id),
  constraint legacy_rows__source_table_name_source_key__key unique (source, table_name, source_key),
  constraint legacy_rows__state__one_of check (state = 'taken' or state = 'in_part' or state = 'later' or state = 'refused' or state = 'conflict'),
  constraint legacy_rows__space_id__fk foreign key (space_id) references spaces (id) on delete cascade
) strict;
create index legacy_rows__space_id_id__index on legacy_rows (space_id, id);
