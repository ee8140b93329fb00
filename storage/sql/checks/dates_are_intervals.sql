-- A date starts before it ends; without a phrase there is neither start nor precision; nothing actual lies after publication,
-- or after that day at the dateline, which may be one ahead.
SELECT claim_id, date_start, date_end, date_precision, published_at, realis
FROM core_claim
INNER JOIN core_extraction USING (extraction_id)
INNER JOIN raw_article USING (version_id)
WHERE
    date_start > date_end
    OR (date_start IS NOT NULL AND date_end IS NULL)
    OR (date_text IS NULL AND date_start IS NOT NULL)
    OR (date_start IS NULL) <> (date_precision IS NULL)
    OR (realis = 'actual' AND date_end > published_at + (published_time IS NOT NULL)::INTEGER)
