create table followers (
  name text collate "C" not null,
  transaction_id bigint not null,
  seq bigint not null,
  constraint followers__name__pk primary key (name)
);
create table idempotency_keys (
  principal_id uuid not null,
  operation text collate "C" not null,
  key text collate "C" not null,
  request_hash bytea not null,
  status bigint not null,
  answer jsonb,
  created_at timestamptz not null,
  constraint idempotency_keys__principal_id_operation_key__pk primary key (principal_id, operation, key),
  constraint idempotency_keys__request_hash__check check (length(request_hash) = 32)
);
create index idempotency_keys__created_at__index on idempotency_keys (created_at);
create table sign_in_failures (
  subject bytea not null,
  count bigint not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  constraint sign_in_failures__subject__pk primary key (subject),
  constraint sign_in_failures__subject__check check (length(subject) = 32),
  constraint sign_in_failures__count__check check (count > 0)
);
create index sign_in_failures__last_at__index on sign_in_failures (last_at);
create table used_challenges (
  challenge_hash bytea not null,
  good_until timestamptz not null,
  constraint used_challenges__challenge_hash__pk primary key (challenge_hash),
  constraint used_challenges__challenge_hash__check check (length(challenge_hash) = 32)
);
create index used_challenges__good_until__index on used_challenges (good_until);
create table users (
  id uuid not null,
  username text collate "C" not null,
  kind text collate "C" not null default 'person',
  email text collate "C" not null,
  hashed_password text collate "C",
  is_active boolean not null default true,
  is_superuser boolean not null default false,
  is_verified boolean not null default false,
  role text collate "C" not null default 'user',
  status text collate "C" not null default 'pending_approval',
  tfa_enabled boolean not null default false,
  tfa_secret text collate "C",
  mission_statement text collate "C",
  personal_goals jsonb,
  work_style_preferences jsonb,
  productivity_patterns jsonb,
  interview_insights jsonb,
  last_interview_date text collate "C",
  project_preferences jsonb,
  default_code_style jsonb,
  git_integrations jsonb,
  agent_settings jsonb,
  leaves_at timestamptz,
  revision bigint not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint users__id__pk primary key (id),
  constraint users__username__key unique (username),
  constraint users__email__key unique (email),
  constraint users__kind__one_of check (kind in ('person', 'service')),
  constraint users__is_active__bool check (is_active in (false, true)),
  constraint users__is_superuser__bool check (is_superuser in (false, true)),
  constraint users__is_verified__bool check (is_verified in (false, true)),
  constraint users__role__one_of check (role in ('admin', 'user')),
  constraint users__status__one_of check (status in ('pending_approval', 'active', 'disabled')),
  constraint users__tfa_enabled__bool check (tfa_enabled in (false, true)),
  constraint users__username__check check (length(username) > 0),
  constraint users__email__check check (length(email) > 0),
  constraint users__revision__check check (revision >= 1)
);
create index users__leaves_at__index on users (leaves_at);
create table zone_changes (
  user_id uuid not null,
  timezone text collate "C" not null,
  changed_at timestamptz not null,
  constraint zone_changes__user_id__pk primary key (user_id),
  constraint zone_changes__user_id__fk foreign key (user_id) references users (id) on delete cascade
);
create table sessions (
  id uuid not null,
  user_id uuid not null,
  address text collate "C",
  agent text collate "C",
  generation bigint not null default 0,
  created_at timestamptz not null,
  renewed_at timestamptz not null,
  expires_at timestamptz not null,
  passed_at timestamptz,
  fresh_until timestamptz,
  ended_at timestamptz,
  ended_by text collate "C",
  constraint sessions__id__pk primary key (id),
  constraint sessions__ended_by__one_of check (ended_by in ('signed_out', 'revoked', 'password_changed', 'token_reused')),
  constraint sessions__generation__check check (generation >= 0),
  constraint sessions__user_id__fk foreign key (user_id) references users (id) on delete cascade
);
create index sessions__expires_at__index on sessions (expires_at);
create index sessions__user_id_created_at_id__index on sessions (user_id, created_at, id);
create table recovery_codes (
  code_hash bytea not null,
  user_id uuid not null,
  created_at timestamptz not null,
  constraint recovery_codes__code_hash__pk primary key (code_hash),
  constraint recovery_codes__code_hash__check check (length(code_hash) = 32),
  constraint recovery_codes__user_id__fk foreign key (user_id) references users (id) on delete cascade
);
create index recovery_codes__user_id__index on recovery_codes (user_id);
create table used_codes (
  user_id uuid not null,
  step bigint not null,
  constraint used_codes__user_id__pk primary key (user_id),
  constraint used_codes__user_id__fk foreign key (user_id) references users (id) on delete cascade
);
create table passkeys (
  id uuid not null,
  user_id uuid not null,
  name text collate "C" not null,
  credential_id bytea not null,
  algorithm text collate "C" not null,
  public_key bytea not null,
  sign_count bigint not null,
  last_used_at timestamptz,
  suspended_at timestamptz,
  created_at timestamptz not null,
  constraint passkeys__id__pk primary key (id),
  constraint passkeys__credential_id__key unique (credential_id),
  constraint passkeys__algorithm__one_of check (algorithm in ('es256', 'ed25519')),
  constraint passkeys__name__check check (length(name) > 0),
  constraint passkeys__sign_count__check check (sign_count >= 0),
  constraint passkeys__user_id__fk foreign key (user_id) references users (id) on delete cascade
);
create index passkeys__user_id_created_at_id__index on passkeys (user_id, created_at, id);
create table user_settings (
  user_id uuid not null,
  theme text collate "C" not null default 'dark',
  notifications_enabled boolean not null default true,
  push_notifications boolean not null default true,
  desktop_notifications boolean not null default true,
  timezone text collate "C" not null default 'UTC',
  selected_model text collate "C" not null default 'llama3.2:3b',
  chat_model text collate "C" not null default 'llama3.2:3b',
  initial_assessment_model text collate "C" not null default 'llama3.2:3b',
  tool_selection_model text collate "C" not null default 'llama3.2:3b',
  embeddings_model text collate "C" not null default 'llama3.2:3b',
  coding_model text collate "C" not null default 'llama3.2:3b',
  executive_assessment_model text collate "C" not null default 'llama3.2:3b',
  confidence_assessment_model text collate "C" not null default 'llama3.2:3b',
  tool_routing_model text collate "C" not null default 'llama3.2:3b',
  simple_planning_model text collate "C" not null default 'llama3.2:3b',
  plan_validation_model text collate "C" not null default 'llama3.2:3b',
  plan_comparison_model text collate "C" not null default 'llama3.2:3b',
  reflection_model text collate "C" not null default 'llama3.2:3b',
  final_response_model text collate "C" not null default 'llama3.2:3b',
  wave_function_specialist_model text collate "C" not null default 'llama3.2:1b',
  wave_function_refinement_model text collate "C" not null default 'llama3.1:8b',
  fast_conversational_model text collate "C" not null default 'llama3.2:1b',
  project_manager_model text collate "C" not null default 'llama3.2:3b',
  business_analyst_model text collate "C" not null default 'llama3.2:3b',
  creative_director_model text collate "C" not null default 'llama3.2:3b',
  planning_expert_model text collate "C" not null default 'llama3.2:3b',
  socratic_expert_model text collate "C" not null default 'llama3.2:3b',
  wellbeing_coach_model text collate "C" not null default 'llama3.2:3b',
  output_formatter_model text collate "C" not null default 'llama3.2:3b',
  quality_assurance_model text collate "C" not null default 'llama3.2:3b',
  technical_expert_model text collate "C" not null default 'llama3.1:8b',
  research_specialist_model text collate "C" not null default 'llama3.1:8b',
  personal_assistant_model text collate "C" not null default 'mistral:7b',
  data_analyst_model text collate "C" not null default 'qwen2.5:7b',
  calendar_event_weights jsonb not null default '{"meeting":1.0,"appointment":0.9,"reminder":0.7,"task":0.8,"event":0.6}',
  fast_model text collate "C",
  smart_model text collate "C",
  planning_model text collate "C",
  agent_settings jsonb,
  web_search_provider text collate "C" not null default 'disabled',
  web_search_api_key text collate "C",
  revision bigint not null,
  updated_at timestamptz not null,
  constraint user_settings__user_id__pk primary key (user_id),
  constraint user_settings__theme__one_of check (theme in ('dark', 'light', 'zen', 'beach', 'rainforest', 'kimberley', 'pastels', 'aurora')),
  constraint user_settings__notifications_enabled__bool check (notifications_enabled in (false, true)),
  constraint user_settings__push_notifications__bool check (push_notifications in (false, true)),
  constraint user_settings__desktop_notifications__bool check (desktop_notifications in (false, true)),
  constraint user_settings__web_search_provider__one_of check (web_search_provider in ('disabled', 'tavily', 'serpapi')),
  constraint user_settings__revision__check check (revision >= 1),
  constraint user_settings__user_id__fk foreign key (user_id) references users (id) on delete cascade
);
create table system_settings (
  key text collate "C" not null,
  value text collate "C" not null,
  description text collate "C",
  revision bigint not null default 1,
  updated_at timestamptz not null,
  constraint system_settings__key__pk primary key (key),
  constraint system_settings__revision__check check (revision >= 1)
);
create table user_profiles (
  user_id uuid not null,
  first_name text collate "C",
  last_name text collate "C",
  display_name text collate "C",
  date_of_birth text collate "C",
  phone_number text collate "C",
  alternate_phone text collate "C",
  personal_address jsonb,
  job_title text collate "C",
  company text collate "C",
  department text collate "C",
  work_phone text collate "C",
  work_email text collate "C",
  work_address jsonb,
  preferred_contact_method text collate "C",
  emergency_contact jsonb,
  bio text collate "C",
  website text collate "C",
  linked_in text collate "C",
  twitter text collate "C",
  github text collate "C",
  timezone text collate "C",
  language text collate "C",
  revision bigint not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint user_profiles__user_id__pk primary key (user_id),
  constraint user_profiles__revision__check check (revision >= 1),
  constraint user_profiles__user_id__fk foreign key (user_id) references users (id) on delete cascade
);
create table avatars (
  user_id uuid not null,
  kind text collate "C" not null,
  width bigint not null,
  height bigint not null,
  bytes bytea not null,
  hash bytea not null,
  revision bigint not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint avatars__user_id__pk primary key (user_id),
  constraint avatars__kind__one_of check (kind in ('png', 'jpeg', 'webp', 'gif')),
  constraint avatars__width__check check (width > 0),
  constraint avatars__height__check check (height > 0),
  constraint avatars__bytes__check check (length(bytes) > 0),
  constraint avatars__hash__check check (length(hash) = 32),
  constraint avatars__revision__check check (revision >= 1),
  constraint avatars__user_id__fk foreign key (user_id) references users (id) on delete cascade
);
create table spaces (
  id uuid not null,
  name text collate "C" not null,
  kind text collate "C" not null,
  personal_of uuid,
  revision bigint not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz,
  constraint spaces__id__pk primary key (id),
  constraint spaces__personal_of__key unique (personal_of),
  constraint spaces__kind__one_of check (kind in ('personal', 'shared')),
  constraint spaces__name__check check (length(name) > 0),
  constraint spaces__revision__check check (revision >= 1),
  constraint spaces__kind_personal_of__check check ((kind = 'personal') = (personal_of is not null)),
  constraint spaces__personal_of__fk foreign key (personal_of) references users (id) on delete cascade
);
create table changes (
  seq bigint generated by default as identity,
  transaction_id bigint not null default (((pg_current_xact_id())::text)::bigint),
  space_id uuid not null,
  noun text collate "C" not null,
  row_id uuid not null,
  event text collate "C" not null,
  operation text collate "C" not null,
  actor_id uuid,
  request_id text collate "C" not null,
  run_id uuid,
  step text collate "C",
  undoes bigint,
  revision bigint not null,
  before jsonb,
  after jsonb,
  at timestamptz not null,
  constraint changes__seq__pk primary key (seq),
  constraint changes__space_id__fk foreign key (space_id) references spaces (id) on delete cascade
);
create index changes__space_id_transaction_id_seq__index on changes (space_id, transaction_id, seq);
create index changes__transaction_id_seq__index on changes (transaction_id, seq) where transaction_id > 0;
create index changes__space_id_noun_row_id_seq__index on changes (space_id, noun, row_id, seq);
create table search_words (
  space_id uuid not null,
  noun text collate "C" not null,
  word text collate "C" not null,
  row_id uuid not null,
  weight bigint not null,
  constraint search_words__space_id_noun_word_row_id__pk primary key (space_id, noun, word, row_id),
  constraint search_words__word__check check (length(word) > 0),
  constraint search_words__space_id__fk foreign key (space_id) references spaces (id) on delete cascade
);
create table search_known (
  space_id uuid not null,
  noun text collate "C" not null,
  row_id uuid not null,
  words jsonb not null,
  constraint search_known__space_id_noun_row_id__pk primary key (space_id, noun, row_id),
  constraint search_known__space_id__fk foreign key (space_id) references spaces (id) on delete cascade
);
create table roles (
  id uuid not null,
  space_id uuid not null,
  name text collate "C" not null,
  permissions jsonb not null,
  revision bigint not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint roles__id__pk primary key (id),
  constraint roles__space_id_id__key unique (space_id, id),
  constraint roles__space_id_name__key unique (space_id, name),
  constraint roles__name__check check (length(name) > 0),
  constraint roles__revision__check check (revision >= 1),
  constraint roles__space_id__fk foreign key (space_id) references spaces (id) on delete cascade
);
create table memberships (
  space_id uuid not null,
  user_id uuid not null,
  role text collate "C",
  role_id uuid,
  revision bigint not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint memberships__space_id_user_id__pk primary key (space_id, user_id),
  constraint memberships__role__one_of check (role in ('owner', 'admin', 'member', 'viewer')),
  constraint memberships__revision__check check (revision >= 1),
  constraint memberships__role_role_id__check check ((role is null) <> (role_id is null)),
  constraint memberships__space_id__fk foreign key (space_id) references spaces (id) on delete cascade,
  constraint memberships__user_id__fk foreign key (user_id) references users (id) on delete cascade,
  constraint memberships__space_id_role_id__fk foreign key (space_id, role_id) references roles (space_id, id) on delete restrict
);
create index memberships__user_id__index on memberships (user_id);
create index memberships__space_id_role_id__index on memberships (space_id, role_id) where role_id is not null;
create table service_accounts (
  user_id uuid not null,
  space_id uuid not null,
  created_by uuid not null,
  created_at timestamptz not null,
  deleted_at timestamptz,
  constraint service_accounts__user_id__pk primary key (user_id),
  constraint service_accounts__user_id__fk foreign key (user_id) references users (id) on delete cascade,
  constraint service_accounts__space_id__fk foreign key (space_id) references spaces (id) on delete cascade,
  constraint service_accounts__created_by__fk foreign key (created_by) references users (id) on delete restrict
);
create index service_accounts__created_by__index on service_accounts (created_by);
create index service_accounts__space_id_created_at_user_id__index on service_accounts (space_id, created_at, user_id) where deleted_at is null;
create table invitations (
  id uuid not null,
  space_id uuid,
  email text collate "C",
  user_id uuid,
  role text collate "C",
  role_id uuid,
  token_hash bytea not null,
  status text collate "C" not null default 'open',
  invited_by uuid not null,
  answered_by uuid,
  expires_at timestamptz not null,
  revision bigint not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint invitations__id__pk primary key (id),
  constraint invitations__token_hash__key unique (token_hash),
  constraint invitations__role__one_of check (role in ('owner', 'admin', 'member', 'viewer')),
  constraint invitations__status__one_of check (status in ('open', 'accepted', 'declined', 'revoked')),
  constraint invitations__token_hash__check check (length(token_hash) = 32),
  constraint invitations__revision__check check (revision >= 1),
  constraint invitations__email_user_id__check check ((email is null) <> (user_id is null)),
  constraint invitations__space_id_role_role_id__check check ((space_id is null) = (role is null and role_id is null) and (role is null or role_id is null)),
  constraint invitations__space_id__fk foreign key (space_id) references spaces (id) on delete cascade,
  constraint invitations__user_id__fk foreign key (user_id) references users (id) on delete cascade,
  constraint invitations__invited_by__fk foreign key (invited_by) references users (id) on delete restrict,
  constraint invitations__answered_by__fk foreign key (answered_by) references users (id) on delete restrict,
  constraint invitations__space_id_role_id__fk foreign key (space_id, role_id) references roles (space_id, id) on delete restrict
);
create index invitations__email__index on invitations (email);
create index invitations__user_id__index on invitations (user_id);
create index invitations__invited_by__index on invitations (invited_by);
create index invitations__answered_by__index on invitations (answered_by);
create index invitations__expires_at__index on invitations (expires_at);
create index invitations__space_id_created_at_id__index on invitations (space_id, created_at, id);
create index invitations__space_id_role_id__index on invitations (space_id, role_id) where role_id is not null;
create table letters (
  id uuid not null,
  kind text collate "C" not null,
  address text collate "C" not null,
  user_id uuid,
  space_id uuid,
  link text collate "C" not null,
  expires_at timestamptz not null,
  created_at timestamptz not null,
  taken_at timestamptz,
  constraint letters__id__pk primary key (id),
  constraint letters__kind__one_of check (kind in ('invitation', 'password_reset', 'first_administrator', 'password_changed', 'address_changed', 'second_factor_added', 'second_factor_removed', 'recovery_code_used', 'recovery_codes_renewed', 'passkey_added', 'passkey_removed', 'passkey_suspended', 'new_place', 'many_failures', 'token_reused')),
  constraint letters__user_id__fk foreign key (user_id) references users (id) on delete cascade,
  constraint letters__space_id__fk foreign key (space_id) references spaces (id) on delete cascade
);
create index letters__user_id__index on letters (user_id);
create index letters__space_id__index on letters (space_id);
create index letters__expires_at__index on letters (expires_at);
create index letters__created_at_id__index on letters (created_at, id);
create table api_tokens (
  id uuid not null,
  user_id uuid not null,
  name text collate "C" not null,
  prefix text collate "C" not null,
  token_hash bytea not null,
  scopes jsonb,
  rate_per_minute bigint,
  last_used_at timestamptz,
  expires_at timestamptz,
  revoked_at timestamptz,
  created_at timestamptz not null,
  constraint api_tokens__id__pk primary key (id),
  constraint api_tokens__token_hash__key unique (token_hash),
  constraint api_tokens__name__check check (length(name) > 0),
  constraint api_tokens__token_hash__check check (length(token_hash) = 32),
  constraint api_tokens__rate_per_minute__check check (rate_per_minute > 0),
  constraint api_tokens__user_id__fk foreign key (user_id) references users (id) on delete cascade
);
create index api_tokens__user_id_created_at__index on api_tokens (user_id, created_at);
create table audit.audit_log (
  seq bigint generated by default as identity,
  at timestamptz not null,
  actor_id uuid,
  space_id uuid,
  operation text collate "C" not null,
  subject_id uuid,
  request_id text collate "C" not null,
  constraint audit_audit_log__seq__pk primary key (seq)
);
create index audit_audit_log__space_id_seq__index on audit.audit_log (space_id, seq);
create index audit_audit_log__actor_id_seq__index on audit.audit_log (actor_id, seq);
create table audit.audit_seals (
  position bigint not null,
  links bytea not null,
  highest bigint not null,
  missing jsonb not null,
  constraint audit_audit_seals__position__pk primary key (position),
  constraint audit_audit_seals__position__check check (position >= 0),
  constraint audit_audit_seals__links__check check (length(links) > 0)
);
create table audit.security_violations (
  seq bigint generated by default as identity,
  id uuid not null,
  at timestamptz not null,
  kind text collate "C" not null,
  severity text collate "C" not null,
  user_id uuid,
  address text collate "C",
  method text collate "C",
  path text collate "C",
  request_id text collate "C" not null,
  details jsonb,
  times bigint not null default 1,
  constraint audit_security_violations__seq__pk primary key (seq),
  constraint audit_security_violations__id__key unique (id),
  constraint audit_security_violations__kind__one_of check (kind in ('denied', 'login_failed', 'csrf_failed', 'rate_limited', 'token_reused')),
  constraint audit_security_violations__severity__one_of check (severity in ('low', 'medium', 'high', 'critical')),
  constraint audit_security_violations__times__check check (times >= 1)
);
create index audit_security_violations__at_seq__index on audit.security_violations (at, seq);
create index audit_security_violations__kind_at_seq__index on audit.security_violations (kind, at, seq);
create index audit_security_violations__severity_at_seq__index on audit.security_violations (severity, at, seq);
create index audit_security_violations__user_id_at_seq__index on audit.security_violations (user_id, at, seq);
create index audit_security_violations__address_at_seq__index on audit.security_violations (address, at, seq);
create table calendars (
  id uuid not null,
  space_id uuid not null,
  user_id uuid not null,
  name text collate "C" not null,
  description text collate "C",
  color text collate "C" not null,
  timezone text collate "C" not null,
  position bigint not null,
  is_default boolean not null,
  revision bigint not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz,
  constraint calendars__id__pk primary key (id),
  constraint calendars__space_id_id__key unique (space_id, id),
  constraint calendars__is_default__bool check (is_default in (false, true)),
  constraint calendars__name__check check (length(name) > 0),
  constraint calendars__color__check check (length(color) = 7),
  constraint calendars__revision__check check (revision >= 1),
  constraint calendars__space_id__fk foreign key (space_id) references spaces (id) on delete cascade,
  constraint calendars__user_id__fk foreign key (user_id) references users (id) on delete restrict
);
create unique index calendars__space_id__unique on calendars (space_id) where is_default and deleted_at is null;
create index calendars__user_id_id__index on calendars (user_id, id);
create index calendars__space_id_deleted_at__index on calendars (space_id, deleted_at);
create table calendar_texts (
  calendar_id uuid not null,
  space_id uuid not null,
  text bytea not null,
  revision bigint not null,
  constraint calendar_texts__calendar_id__pk primary key (calendar_id),
  constraint calendar_texts__text__check check (length(text) > 0),
  constraint calendar_texts__revision__check check (revision >= 1),
  constraint calendar_texts__space_id__fk foreign key (space_id) references spaces (id) on delete cascade,
  constraint calendar_texts__space_id_calendar_id__fk foreign key (space_id, calendar_id) references calendars (space_id, id) on delete cascade
);
create table calendar_feeds (
  space_id uuid not null,
  calendar_id uuid not null,
  user_id uuid not null,
  token_hash bytea not null,
  revision bigint not null,
  created_at timestamptz not null,
  read_at timestamptz,
  constraint calendar_feeds__space_id_calendar_id_user_id__pk primary key (space_id, calendar_id, user_id),
  constraint calendar_feeds__token_hash__key unique (token_hash),
  constraint calendar_feeds__token_hash__check check (length(token_hash) = 32),
  constraint calendar_feeds__revision__check check (revision >= 1),
  constraint calendar_feeds__space_id__fk foreign key (space_id) references spaces (id) on delete cascade,
  constraint calendar_feeds__user_id__fk foreign key (user_id) references users (id) on delete cascade,
  constraint calendar_feeds__space_id_calendar_id__fk foreign key (space_id, calendar_id) references calendars (space_id, id) on delete cascade
);
create index calendar_feeds__user_id__index on calendar_feeds (user_id);
create table user_categories (
  id uuid not null,
  space_id uuid not null,
  user_id uuid,
  name text collate "C" not null,
  type text collate "C" not null default 'custom',
  color text collate "C" not null,
  emoji text collate "C" not null,
  priority bigint not null,
  description text collate "C",
  is_default boolean not null,
  ai_generated boolean not null,
  weights jsonb not null,
  revision bigint not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz,
  constraint user_categories__id__pk primary key (id),
  constraint user_categories__type__one_of check (type in ('event', 'opportunity', 'both', 'default', 'custom')),
  constraint user_categories__is_default__bool check (is_default in (false, true)),
  constraint user_categories__ai_generated__bool check (ai_generated in (false, true)),
  constraint user_categories__name__check check (length(name) > 0),
  constraint user_categories__color__check check (length(color) = 7),
  constraint user_categories__priority__check check (priority between 1 and 5),
  constraint user_categories__revision__check check (revision >= 1),
  constraint user_categories__space_id__fk foreign key (space_id) references spaces (id) on delete cascade,
  constraint user_categories__user_id__fk foreign key (user_id) references users (id) on delete restrict
);
create index user_categories__user_id__index on user_categories (user_id);
create unique index user_categories__space_id_name__unique on user_categories (space_id, name) where deleted_at is null;
create table events (
  id uuid not null,
  space_id uuid not null,
  user_id uuid not null,
  calendar_id uuid not null,
  series_id uuid,
  recurrence_id text collate "C",
  uid text collate "C" not null,
  title text collate "C" not null,
  description text collate "C",
  location text collate "C",
  category text collate "C" not null default 'Default',
  starts text collate "C" not null,
  ends text collate "C" not null,
  timezone text collate "C",
  recurrence_rule text collate "C",
  rdates jsonb not null,
  exdates jsonb not null,
  attendees jsonb not null,
  priority bigint not null default 3,
  status text collate "C" not null default 'confirmed',
  transparency text collate "C" not null default 'busy',
  event_type text collate "C" not null default 'meeting',
  movability_score double precision not null,
  is_movable boolean not null default true,
  reminder_minutes bigint default 15,
  reminders jsonb not null,
  importance_weight double precision not null default 1,
  google_event_id text collate "C",
  semantic_keywords jsonb,
  semantic_embedding_id text collate "C",
  semantic_category text collate "C",
  semantic_tags jsonb,
  semantic_summary text collate "C",
  first_at timestamptz not null,
  last_at timestamptz not null,
  is_long boolean not null,
  rings_at timestamptz,
  revision bigint not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz,
  constraint events__id__pk primary key (id),
  constraint events__space_id_id__key unique (space_id, id),
  constraint events__google_event_id__key unique (google_event_id),
  constraint events__status__one_of check (status in ('confirmed', 'tentative', 'cancelled')),
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
);
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
  event_id uuid not null,
  space_id uuid not null,
  text bytea not null,
  zones text collate "C" not null,
  revision bigint not null,
  constraint event_texts__event_id__pk primary key (event_id),
  constraint event_texts__text__check check (length(text) > 0),
  constraint event_texts__revision__check check (revision >= 0),
  constraint event_texts__space_id__fk foreign key (space_id) references spaces (id) on delete cascade,
  constraint event_texts__space_id_event_id__fk foreign key (space_id, event_id) references events (space_id, id) on delete cascade
);
create table saved_filters (
  id uuid not null,
  space_id uuid not null,
  user_id uuid not null,
  name text collate "C" not null,
  noun text collate "C" not null,
  filter text collate "C" not null,
  sort text collate "C",
  is_pinned boolean not null default false,
  position bigint not null default 0,
  revision bigint not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz,
  constraint saved_filters__id__pk primary key (id),
  constraint saved_filters__noun__one_of check (noun in ('tasks', 'projects', 'categories', 'calendar_events', 'comments', 'feedback', 'relations', 'labels', 'filters', 'subtasks', 'calendars', 'reminders', 'notifications')),
  constraint saved_filters__sort__one_of check (sort in ('newest', 'oldest', 'due_soonest', 'due_latest', 'score_highest', 'score_lowest')),
  constraint saved_filters__is_pinned__bool check (is_pinned in (false, true)),
  constraint saved_filters__name__check check (length(name) > 0),
  constraint saved_filters__revision__check check (revision >= 1),
  constraint saved_filters__space_id__fk foreign key (space_id) references spaces (id) on delete cascade,
  constraint saved_filters__user_id__fk foreign key (user_id) references users (id) on delete restrict
);
create index saved_filters__user_id_id__index on saved_filters (user_id, id);
create index saved_filters__space_id_position_id__index on saved_filters (space_id, position, id) where deleted_at is null;
create index saved_filters__space_id_deleted_at__index on saved_filters (space_id, deleted_at) where deleted_at is not null;
create table labels (
  id uuid not null,
  space_id uuid not null,
  user_id uuid not null,
  name text collate "C" not null,
  name_key text collate "C" not null,
  color text collate "C" not null,
  revision bigint not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz,
  constraint labels__id__pk primary key (id),
  constraint labels__space_id_id__key unique (space_id, id),
  constraint labels__name__check check (length(name) > 0),
  constraint labels__name_key__check check (length(name_key) > 0),
  constraint labels__color__check check (length(color) = 7),
  constraint labels__revision__check check (revision >= 1),
  constraint labels__space_id__fk foreign key (space_id) references spaces (id) on delete cascade,
  constraint labels__user_id__fk foreign key (user_id) references users (id) on delete restrict
);
create unique index labels__space_id_name_key__unique on labels (space_id, name_key) where deleted_at is null;
create index labels__user_id_id__index on labels (user_id, id);
create index labels__space_id_name_key_id__index on labels (space_id, name_key, id) where deleted_at is null;
create index labels__space_id_deleted_at__index on labels (space_id, deleted_at) where deleted_at is not null;
create table notifications (
  id uuid not null,
  space_id uuid not null,
  user_id uuid not null,
  kind text collate "C" not null,
  text text collate "C" not null,
  about_id uuid not null,
  about_space_id uuid not null,
  about_recurrence_id text collate "C",
  about_start text collate "C",
  reminder_id uuid,
  at timestamptz not null,
  is_late boolean not null,
  read_at timestamptz,
  revision bigint not null,
  made_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz,
  constraint notifications__id__pk primary key (id),
  constraint notifications__kind__one_of check (kind in ('task_reminder', 'event_reminder')),
  constraint notifications__is_late__bool check (is_late in (false, true)),
  constraint notifications__about_start__check check (length(about_start) in (10, 27)),
  constraint notifications__revision__check check (revision >= 1),
  constraint notifications__space_id__fk foreign key (space_id) references spaces (id) on delete cascade,
  constraint notifications__user_id__fk foreign key (user_id) references users (id) on delete cascade
);
create index notifications__user_id_id__index on notifications (user_id, id);
create index notifications__space_id_made_at_id__index on notifications (space_id, made_at, id) where deleted_at is null;
create index notifications__space_id_id__index on notifications (space_id, id) where read_at is null and deleted_at is null;
create index notifications__space_id_deleted_at_id__index on notifications (space_id, deleted_at, id) where deleted_at is not null;
create index notifications__made_at__index on notifications (made_at);
create table projects (
  id uuid not null,
  space_id uuid not null,
  user_id uuid not null,
  name text collate "C" not null,
  description text collate "C",
  project_type text collate "C",
  programming_language text collate "C",
  framework text collate "C",
  repository_url text collate "C",
  local_path text collate "C",
  status text collate "C" not null default 'active',
  project_metadata jsonb,
  revision bigint not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz,
  constraint projects__id__pk primary key (id),
  constraint projects__space_id_id__key unique (space_id, id),
  constraint projects__status__one_of check (status in ('active', 'on_hold', 'completed', 'archived')),
  constraint projects__name__check check (length(name) > 0),
  constraint projects__revision__check check (revision >= 1),
  constraint projects__space_id__fk foreign key (space_id) references spaces (id) on delete cascade,
  constraint projects__user_id__fk foreign key (user_id) references users (id) on delete restrict
);
create index projects__user_id_id__index on projects (user_id, id);
create index projects__space_id_created_at_id__index on projects (space_id, created_at, id) where deleted_at is null;
create index projects__space_id_deleted_at__index on projects (space_id, deleted_at) where deleted_at is not null;
create table tasks (
  id uuid not null,
  space_id uuid not null,
  user_id uuid not null,
  project_id uuid,
  title text collate "C" not null,
  description text collate "C",
  status text collate "C" not null default 'pending',
  priority text collate "C" not null default 'medium',
  category text collate "C",
  due_date text collate "C",
  due_order text collate "C" not null default '~',
  estimated_hours double precision,
  actual_hours double precision,
  completion_percentage bigint not null default 0,
  semantic_keywords jsonb,
  semantic_embedding_id text collate "C",
  semantic_category text collate "C",
  semantic_tags jsonb,
  semantic_summary text collate "C",
  semantic_source text collate "C" not null default 'rules',
  importance_weight double precision not null default 1,
  urgency_weight double precision not null default 1,
  complexity_weight double precision not null default 1,
  user_priority_weight double precision not null default 1,
  blocking bigint not null default 0,
  waiting_for bigint not null default 0,
  calculated_score double precision not null default 0,
  task_type text collate "C" not null default 'general',
  programming_language text collate "C",
  difficulty_level text collate "C",
  code_context jsonb,
  repository_branch text collate "C",
  recurrence_rule text collate "C",
  recurrence_from text collate "C" not null default 'due',
  recurrence_start text collate "C",
  recurrence_number bigint not null default 1,
  series_id uuid,
  recurs_from_id uuid,
  revision bigint not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  completed_at timestamptz,
  deleted_at timestamptz,
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
);
create index tasks__user_id_id__index on tasks (user_id, id);
create index tasks__space_id_created_at_id__index on tasks (space_id, created_at, id) where deleted_at is null;
create index tasks__space_id_status_created_at_id__index on tasks (space_id, status, created_at, id) where deleted_at is null;
create index tasks__space_id_calculated_score_id__index on tasks (space_id, calculated_score, id) where deleted_at is null;
create index tasks__space_id_due_order_id__index on tasks (space_id, due_order, id) where deleted_at is null;
create index tasks__space_id_deleted_at__index on tasks (space_id, deleted_at) where deleted_at is not null;
create index tasks__space_id_project_id__index on tasks (space_id, project_id) where project_id is not null;
create unique index tasks__space_id_recurs_from_id__unique on tasks (space_id, recurs_from_id) where recurs_from_id is not null and deleted_at is null;
create table comments (
  id uuid not null,
  space_id uuid not null,
  user_id uuid not null,
  task_id uuid not null,
  body text collate "C" not null,
  revision bigint not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz,
  constraint comments__id__pk primary key (id),
  constraint comments__body__check check (length(body) > 0),
  constraint comments__revision__check check (revision >= 1),
  constraint comments__space_id__fk foreign key (space_id) references spaces (id) on delete cascade,
  constraint comments__user_id__fk foreign key (user_id) references users (id) on delete restrict,
  constraint comments__space_id_task_id__fk foreign key (space_id, task_id) references tasks (space_id, id) on delete cascade
);
create index comments__user_id_id__index on comments (user_id, id);
create index comments__space_id_created_at_id__index on comments (space_id, created_at, id) where deleted_at is null;
create index comments__space_id_task_id_created_at_id__index on comments (space_id, task_id, created_at, id);
create table task_feedback (
  id uuid not null,
  space_id uuid not null,
  user_id uuid not null,
  opportunity_id uuid not null,
  feeling text collate "C" not null,
  difficulty bigint not null,
  energy bigint not null,
  category text collate "C",
  completed_at timestamptz,
  notes text collate "C",
  blockers_encountered boolean not null,
  revision bigint not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz,
  constraint task_feedback__id__pk primary key (id),
  constraint task_feedback__blockers_encountered__bool check (blockers_encountered in (false, true)),
  constraint task_feedback__feeling__check check (length(feeling) > 0),
  constraint task_feedback__difficulty__check check (difficulty between 1 and 10),
  constraint task_feedback__energy__check check (energy between 1 and 10),
  constraint task_feedback__revision__check check (revision >= 1),
  constraint task_feedback__space_id__fk foreign key (space_id) references spaces (id) on delete cascade,
  constraint task_feedback__user_id__fk foreign key (user_id) references users (id) on delete restrict,
  constraint task_feedback__space_id_opportunity_id__fk foreign key (space_id, opportunity_id) references tasks (space_id, id) on delete cascade
);
create index task_feedback__user_id_id__index on task_feedback (user_id, id);
create index task_feedback__space_id_created_at_id__index on task_feedback (space_id, created_at, id) where deleted_at is null;
create index task_feedback__space_id_opportunity_id_created_at_id__index on task_feedback (space_id, opportunity_id, created_at, id);
create table task_labels (
  space_id uuid not null,
  task_id uuid not null,
  label_id uuid not null,
  constraint task_labels__space_id_task_id_label_id__pk primary key (space_id, task_id, label_id),
  constraint task_labels__space_id__fk foreign key (space_id) references spaces (id) on delete cascade,
  constraint task_labels__space_id_task_id__fk foreign key (space_id, task_id) references tasks (space_id, id) on delete cascade,
  constraint task_labels__space_id_label_id__fk foreign key (space_id, label_id) references labels (space_id, id) on delete cascade
);
create index task_labels__space_id_label_id_task_id__index on task_labels (space_id, label_id, task_id);
create table task_relations (
  id uuid not null,
  space_id uuid not null,
  user_id uuid not null,
  task_id uuid not null,
  kind text collate "C" not null,
  other_id uuid not null,
  revision bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz,
  constraint task_relations__id__pk primary key (id),
  constraint task_relations__kind__one_of check (kind in ('blocks', 'precedes', 'relates', 'duplicates', 'parent')),
  constraint task_relations__revision__check check (revision >= 1),
  constraint task_relations__space_id__fk foreign key (space_id) references spaces (id) on delete cascade,
  constraint task_relations__user_id__fk foreign key (user_id) references users (id) on delete restrict,
  constraint task_relations__space_id_task_id__fk foreign key (space_id, task_id) references tasks (space_id, id) on delete cascade,
  constraint task_relations__space_id_other_id__fk foreign key (space_id, other_id) references tasks (space_id, id) on delete cascade
);
create index task_relations__user_id_id__index on task_relations (user_id, id);
create unique index task_relations__space_id_task_id_kind_other_id__unique on task_relations (space_id, task_id, kind, other_id) where deleted_at is null;
create unique index task_relations__space_id_other_id__unique on task_relations (space_id, other_id) where kind = 'parent' and deleted_at is null;
create index task_relations__space_id_other_id_kind__index on task_relations (space_id, other_id, kind);
create index task_relations__space_id_created_at_id__index on task_relations (space_id, created_at, id) where deleted_at is null;
create index task_relations__space_id_deleted_at__index on task_relations (space_id, deleted_at) where deleted_at is not null;
create table task_reminders (
  id uuid not null,
  space_id uuid not null,
  user_id uuid not null,
  task_id uuid not null,
  at timestamptz,
  minutes_before bigint,
  rings_at timestamptz,
  rang_at timestamptz,
  revision bigint not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz,
  constraint task_reminders__id__pk primary key (id),
  constraint task_reminders__minutes_before__check check (minutes_before between -1440 and 525600),
  constraint task_reminders__revision__check check (revision >= 1),
  constraint task_reminders__at_minutes_before__check check ((at is null) <> (minutes_before is null)),
  constraint task_reminders__space_id__fk foreign key (space_id) references spaces (id) on delete cascade,
  constraint task_reminders__user_id__fk foreign key (user_id) references users (id) on delete restrict,
  constraint task_reminders__space_id_task_id__fk foreign key (space_id, task_id) references tasks (space_id, id) on delete cascade
);
create index task_reminders__user_id_id__index on task_reminders (user_id, id);
create index task_reminders__space_id_task_id_created_at_id__index on task_reminders (space_id, task_id, created_at, id);
create index task_reminders__rings_at_id__index on task_reminders (rings_at, id) where rings_at is not null;
create index task_reminders__deleted_at__index on task_reminders (deleted_at) where deleted_at is not null;
create table subtasks (
  id uuid not null,
  space_id uuid not null,
  user_id uuid not null,
  task_id uuid not null,
  position bigint not null,
  title text collate "C" not null,
  description text collate "C",
  estimated_hours double precision,
  priority text collate "C" not null default 'medium',
  category text collate "C" not null default 'execution',
  completed boolean not null,
  prerequisites jsonb not null,
  deliverables jsonb not null,
  revision bigint not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz,
  constraint subtasks__id__pk primary key (id),
  constraint subtasks__priority__one_of check (priority in ('low', 'medium', 'high', 'urgent')),
  constraint subtasks__completed__bool check (completed in (false, true)),
  constraint subtasks__position__check check (position >= 1),
  constraint subtasks__title__check check (length(title) > 0),
  constraint subtasks__estimated_hours__check check (estimated_hours >= 0),
  constraint subtasks__revision__check check (revision >= 1),
  constraint subtasks__space_id__fk foreign key (space_id) references spaces (id) on delete cascade,
  constraint subtasks__user_id__fk foreign key (user_id) references users (id) on delete restrict,
  constraint subtasks__space_id_task_id__fk foreign key (space_id, task_id) references tasks (space_id, id) on delete cascade
);
create index subtasks__user_id_id__index on subtasks (user_id, id);
create index subtasks__space_id_task_id_position_id__index on subtasks (space_id, task_id, position, id);
create table legacy_rows (
  id uuid not null,
  source text collate "C" not null,
  table_name text collate "C" not null,
  source_key text collate "C" not null,
  state text collate "C" not null,
  digest bytea not null,
  row_id uuid,
  space_id uuid,
  left_at bigint,
  why text collate "C",
  kept text collate "C",
  secrets text collate "C",
  at timestamptz not null,
  constraint legacy_rows__id__pk primary key (id),
  constraint legacy_rows__source_table_name_source_key__key unique (source, table_name, source_key),
  constraint legacy_rows__state__one_of check (state in ('taken', 'in_part', 'later', 'refused', 'conflict')),
  constraint legacy_rows__space_id__fk foreign key (space_id) references spaces (id) on delete cascade
);
create index legacy_rows__space_id_id__index on legacy_rows (space_id, id);
