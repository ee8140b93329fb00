-- The first versions of each of some origins, to compare others with; and the origins of texts word for word the same.
WITH member AS (
    SELECT DISTINCT ON (version_id)
        version_id, article.article_id, article.published_at, agency, agency_method, hashes, thinning, n_words, words_sha256,
        article.text,
        origin_id
    FROM core_signature AS signed
    INNER JOIN origin_now USING (version_id)
    INNER JOIN raw_article AS article USING (version_id)
    WHERE
        signed.method = $method
        AND (origin_id IN (SELECT id FROM asked_origin) OR words_sha256 IN (SELECT id FROM asked_words))
    ORDER BY version_id, article.recorded_at
)
SELECT *
FROM member
QUALIFY
    row_number() OVER (PARTITION BY origin_id ORDER BY published_at NULLS LAST, article_id, version_id) <= $most
    OR (
        words_sha256 IN (SELECT id FROM asked_words)
        AND row_number() OVER (PARTITION BY origin_id, words_sha256 ORDER BY version_id) = 1
    )
ORDER BY published_at NULLS LAST, article_id, version_id
