-- Signed versions without an origin, in an order that no rerun changes.
SELECT DISTINCT ON (article.published_at, article.article_id, version_id)
    version_id, article.article_id, article.published_at, agency, agency_method, hashes, thinning, n_words, words_sha256,
    article.text
FROM core_signature
INNER JOIN raw_article AS article USING (version_id)
ANTI JOIN origin_now USING (version_id)
WHERE method = $method
ORDER BY article.published_at NULLS LAST, article.article_id, version_id
LIMIT $most
