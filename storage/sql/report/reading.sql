-- What the report rests on: when it was last written to, the last day of publication, the delay that nine in ten first
-- reports of a known day keep within, and incidents that no window holds for want of any date.
SELECT
    (SELECT max(recorded_at) FROM core_extraction WHERE recorded_at <= $as_of::TIMESTAMP) AS data_as_of,
    (SELECT min(published_at) FROM report_article) AS first_published,
    (SELECT max(published_at) FROM report_article) AS last_published,
    quantile_disc(first_published_at - date_end, 0.9) FILTER (date_precision = 1) AS delay_days,
    count(*) FILTER (date_end IS NULL) AS n_dateless
FROM report_incident
WHERE status NOT IN ('denied', 'retracted', 'unsure');
