-- The order in which the log is read page by page (newest first), whatever authority's.
create index publications_in_order on publications (published_on desc, reference desc, authority desc) where listed = 1;
