-- No part without its claim, claim without its extraction, extraction without its version, link without its anchor.
SELECT 'core_claim_party' AS child, claim_id AS id
FROM core_claim_party ANTI JOIN core_claim USING (claim_id, extraction_id)
UNION ALL
SELECT 'core_claim_target', claim_id FROM core_claim_target ANTI JOIN core_claim USING (claim_id, extraction_id)
UNION ALL
SELECT 'core_claim_weapon', claim_id FROM core_claim_weapon ANTI JOIN core_claim USING (claim_id, extraction_id)
UNION ALL
SELECT 'core_claim_count', claim_id FROM core_claim_count ANTI JOIN core_claim USING (claim_id, extraction_id)
UNION ALL
SELECT 'core_claim_evidence', claim_id FROM core_claim_evidence ANTI JOIN core_claim USING (claim_id, extraction_id)
UNION ALL
SELECT 'core_claim', claim_id FROM core_claim ANTI JOIN core_extraction USING (extraction_id)
UNION ALL
SELECT 'core_extraction', extraction_id FROM core_extraction ANTI JOIN raw_article USING (version_id)
UNION ALL
SELECT 'raw_fetch', fetch_id FROM raw_fetch ANTI JOIN raw_article USING (version_id) WHERE version_id IS NOT NULL
UNION ALL
SELECT 'core_issue', issue_id FROM core_issue ANTI JOIN core_extraction USING (extraction_id)
WHERE extraction_id IS NOT NULL
UNION ALL
SELECT 'core_issue', issue_id FROM core_issue ANTI JOIN raw_fetch USING (fetch_id) WHERE extraction_id IS NULL
UNION ALL
SELECT 'core_signature', version_id FROM core_signature ANTI JOIN raw_article USING (version_id)
UNION ALL
SELECT 'core_origin_link', version_id FROM core_origin_link ANTI JOIN raw_article USING (version_id)
UNION ALL
SELECT 'core_incident_link', anchor_id FROM core_incident_link ANTI JOIN core_claim USING (anchor_id)
UNION ALL
SELECT 'core_claim_count.party', claim_id
FROM (SELECT claim_id, party AS ord FROM core_claim_count WHERE party IS NOT NULL)
ANTI JOIN core_claim_party USING (claim_id, ord)
