-- The hash of each secret link by which a requester sees how a case stands; the link itself is kept nowhere.
create table requester_links (
    hash text primary key,
    case_id text not null references cases (id)
) strict;

create index requester_links_by_case on requester_links (case_id);
