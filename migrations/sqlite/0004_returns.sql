-- When a case was last reviewed and last complained of: so that a statistical return reads only the cases of its period.
alter table cases add column review_on text;
alter table cases add column complaint_on text;

update cases set
    review_on = (
        select max(json_extract(body, '$.on')) from journal
        where journal.case_id = cases.id and body like '{"kind":"internal_review_requested"%'
    ),
    complaint_on = (
        select max(json_extract(body, '$.on')) from journal
        where journal.case_id = cases.id and body like '{"kind":"regulator_complained"%'
    );

create index cases_by_receipt on cases (authority, received_on);
