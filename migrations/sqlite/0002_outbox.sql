-- What has changed in the published log, in the order in which it was committed: what projections such as the search
-- index follow. A row is written in the transaction of the change itself.
create table outbox (
    position integer primary key,
    at text not null,
    change text not null,
    authority text not null,
    reference text not null,
    case_id text not null references cases (id),
    publication_id text not null,
    version integer not null
) strict;

-- How far each projection has got.
create table outbox_places (
    reader text primary key,
    position integer not null
) strict;

-- What was published before there was an outbox.
insert into outbox (position, at, change, authority, reference, case_id, publication_id, version)
select
    row_number() over (order by published_on, reference),
    published_on || 'T00:00:00Z',
    case when tombstone is null then 'published' else 'taken_down' end,
    authority,
    reference,
    case_id,
    id,
    version
from publications
where newest = 1;
