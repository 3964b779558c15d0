-- The journal is the truth; every other table about cases is derived from it, or holds what must be erasable.
create table journal (
    position integer primary key,
    case_id text,
    case_version integer not null,
    at text not null,
    actor text not null,
    body text not null,
    previous blob not null check (length(previous) = 32),
    hash blob not null unique check (length(hash) = 32)
) strict;

create unique index journal_by_case on journal (case_id, case_version) where case_id is not null;

create trigger journal_never_changes before update on journal
begin
    select raise(abort, 'the journal is append-only');
end;

create trigger journal_never_shrinks before delete on journal
begin
    select raise(abort, 'the journal is append-only');
end;

create table authorities (
    slug text primary key,
    code text not null unique,
    name text not null,
    settings text not null
) strict;

create table users (
    id text primary key,
    authority text not null references authorities (slug),
    sign_in_name text not null unique,
    display_name text not null,
    roles text not null,
    disabled integer not null default 0,
    loopback_only integer not null default 0,
    password_hash text not null
) strict;

create table cases (
    id text primary key,
    version integer not null,
    authority text not null references authorities (slug),
    reference text not null,
    state text not null,
    awaits_response integer not null,
    received_on text,
    due_on text,
    officer text,
    outcome text
) strict;

create index cases_awaiting_response on cases (authority, due_on) where awaits_response = 1;

-- Its own reference and every alias of a case; the key that makes an import repeatable.
create table case_references (
    authority text not null references authorities (slug),
    reference text not null,
    case_id text not null references cases (id),
    primary key (authority, reference)
) strict;

create table reference_numbers (
    authority text not null references authorities (slug),
    kind text not null,
    year integer not null,
    last_number integer not null,
    primary key (authority, kind, year)
) strict;

-- Kept apart from the journal, so that it can be erased.
create table requesters (
    id text primary key,
    record text not null
) strict;

create table case_requesters (
    case_id text primary key references cases (id),
    requester_id text not null references requesters (id) on delete cascade
) strict;

create table private_texts (
    digest text primary key,
    case_id text not null references cases (id),
    sealing_key text not null,
    text text not null
) strict;

create index private_texts_by_case on private_texts (case_id);

create table publications (
    id text not null,
    version integer not null,
    case_id text not null references cases (id),
    authority text not null references authorities (slug),
    reference text not null,
    slug text not null,
    month text not null,
    published_on text not null,
    outcome text not null,
    newest integer not null,
    listed integer not null,
    content text not null,
    tombstone text,
    primary key (id, version)
) strict;

create unique index publications_by_reference on publications (authority, reference) where newest = 1;
create unique index publications_by_address on publications (authority, month, slug) where newest = 1;
create index publications_listed on publications (authority, published_on desc) where listed = 1;

-- Of the newest version only: for narrowing the list.
create table publication_terms (
    publication_id text not null,
    kind text not null,
    term text not null,
    primary key (kind, term, publication_id)
) strict;

create table feedback (
    id integer primary key,
    page text not null,
    text text not null,
    at text not null
) strict;

create table blobs (
    digest text primary key,
    size_bytes integer not null
) strict;

create table jobs (
    id text primary key,
    task text not null,
    arguments text not null,
    run_after text not null,
    attempts integer not null default 0,
    claimed_by text,
    claimed_until text,
    last_error text,
    finished_at text
) strict;

create index jobs_waiting on jobs (run_after) where finished_at is null;

create table calendar_days (
    division text not null,
    date text not null,
    why text not null,
    added_at text not null,
    primary key (division, date)
) strict;
