-- By source: what was read of articles published in the window, and what could not be fetched or read to date (a failed
-- request has no day of publication).
WITH article AS (
    SELECT
        source,
        count(*) AS n_articles,
        count(*) FILTER (n_claims = 0) AS n_without_claims,
        count(*) FILTER (extraction_id IS NULL) AS n_unread,
        sum(n_claims)::BIGINT AS n_claims,
        max(published_at) AS last_published
    FROM report_article
    WHERE published_at BETWEEN $date_from AND $date_to OR published_at IS NULL
    GROUP BY source
),
asked AS (
    SELECT source, sum(n_failed)::BIGINT AS n_failed, sum(n_unreadable)::BIGINT AS n_unreadable
    FROM out_coverage
    GROUP BY source
)
SELECT
    coalesce(article.source, asked.source) AS source,
    coalesce(n_articles, 0) AS n_articles,
    coalesce(n_claims, 0) AS n_claims,
    coalesce(n_without_claims, 0) AS n_without_claims,
    coalesce(n_unread, 0) AS n_unread,
    coalesce(n_failed, 0) AS n_failed,
    coalesce(n_unreadable, 0) AS n_unreadable,
    last_published
FROM article
FULL JOIN asked ON article.source IS NOT DISTINCT FROM asked.source
WHERE n_articles > 0 OR n_failed > 0 OR n_unreadable > 0
ORDER BY n_articles DESC, source;
