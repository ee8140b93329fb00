-- All versions of some origins as they are linked now.
SELECT DISTINCT ON (version_id)
    version_id, article_id, published_at, agency, agency_method, origin_id, score, origin_now.method
FROM origin_now
INNER JOIN raw_article USING (version_id)
LEFT JOIN (SELECT version_id, agency, agency_method FROM core_signature WHERE method = $method) AS signed
    USING (version_id)
WHERE origin_id IN (SELECT id FROM asked_origin)
ORDER BY version_id, raw_article.recorded_at
