-- How each source is doing, by the visits of runs of the present.
CREATE OR REPLACE VIEW out_source AS
WITH visit AS (
    SELECT *, max(finished_at) OVER () AS known_at
    FROM meta_visit
    WHERE window_start IS NULL
),
last_read AS (
    SELECT source, max(finished_at) FILTER (state = 'read') AS last_read_at
    FROM visit
    GROUP BY source
)
SELECT
    source,
    any_value(last_read_at) AS last_read_at,
    max(finished_at) AS last_visit_at,
    arg_max(state, started_at) AS last_state,
    arg_max_null(error, started_at) AS last_error,
    count(*) FILTER (state = 'failed' AND (last_read_at IS NULL OR finished_at > last_read_at)) AS n_failures,
    count(*) FILTER (started_at > known_at - INTERVAL 7 DAY) AS n_visits_week,
    count(*) FILTER (state = 'failed' AND started_at > known_at - INTERVAL 7 DAY) AS n_failed_week,
    round(
        sum(n_new) FILTER (started_at > known_at - INTERVAL 7 DAY)
        / greatest(date_diff('hour', greatest(min(started_at), any_value(known_at) - INTERVAL 7 DAY), any_value(known_at)) / 24, 1),
        1
    ) AS articles_per_day,
    round(avg(epoch(finished_at - started_at)) FILTER (started_at > known_at - INTERVAL 7 DAY), 1) AS seconds_per_visit
FROM visit
INNER JOIN last_read USING (source)
GROUP BY source;
COMMENT ON VIEW out_source IS 'One row per source that was visited: when it was last read, failures in a row, articles a day. The week is that before the newest visit to any source.';
COMMENT ON COLUMN out_source.source IS 'Short name of the source.';
COMMENT ON COLUMN out_source.last_read_at IS 'End of the last visit that did not fail, UTC.';
COMMENT ON COLUMN out_source.last_visit_at IS 'End of the last visit, UTC.';
COMMENT ON COLUMN out_source.last_state IS 'How that went: read or failed.';
COMMENT ON COLUMN out_source.last_error IS 'Why it failed, or what was odd about it; null if nothing was.';
COMMENT ON COLUMN out_source.n_failures IS 'Failed visits since the last that was read.';
COMMENT ON COLUMN out_source.n_visits_week IS 'Visits of the week.';
COMMENT ON COLUMN out_source.n_failed_week IS 'Of these, those that failed.';
COMMENT ON COLUMN out_source.articles_per_day IS 'New articles and versions a day, over the week or since the first visit if that is later.';
COMMENT ON COLUMN out_source.seconds_per_visit IS 'Mean duration of a visit in the week, from its begin until all of it was stored.';
