-- The origin of each version as recorded last.
SELECT
    version_id,
    arg_max(origin_id, (recorded_at, run_id)) AS origin_id,
    arg_max(score, (recorded_at, run_id)) AS score,
    arg_max(method, (recorded_at, run_id)) AS method
FROM core_origin_link
GROUP BY version_id
