-- Each identity once. Views tolerate a doubled extraction, but somebody should hear of it.
SELECT 'raw_article' AS doubled, version_id AS id FROM raw_article GROUP BY version_id HAVING count(*) > 1
UNION ALL
SELECT 'raw_fetch', fetch_id FROM raw_fetch GROUP BY fetch_id HAVING count(*) > 1
UNION ALL
SELECT 'core_extraction', extraction_id FROM core_extraction GROUP BY extraction_id HAVING count(*) > 1
UNION ALL
SELECT 'core_claim', claim_id FROM core_claim GROUP BY claim_id HAVING count(*) > 1
UNION ALL
SELECT 'core_claim', any_value(claim_id) FROM core_claim GROUP BY extraction_id, anchor_id HAVING count(*) > 1
UNION ALL
SELECT 'core_claim_party', claim_id FROM core_claim_party GROUP BY claim_id, ord HAVING count(*) > 1
UNION ALL
SELECT 'core_claim_target', claim_id FROM core_claim_target GROUP BY claim_id, ord HAVING count(*) > 1
UNION ALL
SELECT 'core_claim_weapon', claim_id FROM core_claim_weapon GROUP BY claim_id, ord HAVING count(*) > 1
UNION ALL
SELECT 'core_claim_count', claim_id FROM core_claim_count GROUP BY claim_id, ord HAVING count(*) > 1
UNION ALL
SELECT 'core_claim_evidence', claim_id FROM core_claim_evidence GROUP BY claim_id, field, ord HAVING count(*) > 1
UNION ALL
SELECT 'core_issue', issue_id FROM core_issue GROUP BY issue_id HAVING count(*) > 1
UNION ALL
SELECT 'meta_run', run_id FROM meta_run GROUP BY run_id HAVING count(*) > 1
