-- Versions whose origin is not yet recorded as it is now known: the same words in the same order under several articles
-- are one report, by the article published first (then the smallest id).
WITH version AS (
    SELECT DISTINCT ON (version_id)
        version_id,
        article_id,
        published_at,
        md5(trim(regexp_replace(lower(text), '[^\pL\pN]+', ' ', 'g'))) AS words
    FROM raw_article
),
origin AS (
    SELECT
        version_id,
        first_value(article_id) OVER (PARTITION BY words ORDER BY published_at NULLS LAST, article_id) AS origin_id,
        CASE
            WHEN count(DISTINCT article_id) OVER (PARTITION BY words) > 1 THEN 'identical text'
            ELSE 'own'
        END AS method
    FROM version
),
recorded AS (
    SELECT
        version_id,
        arg_max(origin_id, (recorded_at, run_id)) AS origin_id,
        arg_max(method, (recorded_at, run_id)) AS method
    FROM core_origin_link
    GROUP BY version_id
)
SELECT version_id, origin_id, 1.0::DOUBLE AS score, method
FROM origin
ANTI JOIN recorded USING (version_id, origin_id, method)
