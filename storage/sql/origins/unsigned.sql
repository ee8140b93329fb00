-- Versions without a signature by the method, as `make_signature` and `find_agency` want them.
SELECT DISTINCT ON (version_id) version_id, article_id, text, site, authors
FROM raw_article
ANTI JOIN (SELECT version_id FROM core_signature WHERE method = $method) AS signed USING (version_id)
ORDER BY version_id
LIMIT $most
