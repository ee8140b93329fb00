-- Origins of versions published within some days that hold a wanted run of words. A run that many origins hold is a set
-- phrase, or what an outlet puts under all its texts: it comes without origins.
WITH near AS (
    SELECT DISTINCT version_id
    FROM raw_article
    WHERE published_at IS NULL OR published_at BETWEEN $first AND $last
),
held AS (
    SELECT version_id, unnest(hashes) AS hash
    FROM core_signature
    SEMI JOIN near USING (version_id)
    WHERE method = $method
),
hit AS (
    SELECT DISTINCT held.hash, origin_id
    FROM held
    SEMI JOIN wanted USING (hash)
    INNER JOIN origin_now USING (version_id)
)
SELECT hash, CASE WHEN count(*) <= $most THEN list(origin_id ORDER BY origin_id) ELSE [] END AS origins
FROM hit
GROUP BY hash
