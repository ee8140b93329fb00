-- Claims that belong to an incident: kind incident, actual or attempted, of the newest version of each article, by the
-- extractor that the settings name; where the tables of versions stand for those of some articles, of those.
SELECT DISTINCT ON (claim.claim_id)
    claim.claim_id,
    claim.anchor_id,
    claim.extraction_id,
    article.article_id,
    article.origin_id,
    article.published_at
FROM out_article_asof(TIMESTAMP 'infinity') AS article
INNER JOIN core_claim AS claim ON article.extraction_id = claim.extraction_id
WHERE claim.kind = 'incident' AND claim.realis IN ('actual', 'attempted')
