-- Claims that belong to an incident: kind incident, actual or attempted, of the newest version of each article, by the
-- extractor that the settings name. A person's decision on an anchor may take it out, or change what is compared.
SELECT DISTINCT ON (claim.claim_id)
    claim.claim_id,
    claim.anchor_id,
    claim.extraction_id,
    article.article_id,
    article.origin_id,
    article.published_at
FROM out_article AS article
INNER JOIN core_claim AS claim ON article.extraction_id = claim.extraction_id
WHERE claim.kind = 'incident' AND claim.realis IN ('actual', 'attempted')
