-- Claims of the given incidents; of every other kind at most $limit, and how many there are; with the words they rest on.
WITH chosen AS (
    SELECT *, count(*) OVER (PARTITION BY incident_id IS NULL, kind) AS n_kind
    FROM report_claim
    WHERE incident_id IS NULL OR incident_id IN (SELECT unnest(from_json($incident_ids, '["VARCHAR"]')))
    QUALIFY
        incident_id IS NOT NULL
        OR row_number() OVER (
            PARTITION BY incident_id IS NULL, kind
            ORDER BY coalesce(date_start, date_end, published_at), published_at, claim_id
        ) <= $limit
),
sentence AS (
    SELECT claim_id, string_agg(text, ' ' ORDER BY span_start) AS evidence
    FROM (
        SELECT DISTINCT ON (claim_id, ord) claim_id, ord, span_start, text
        FROM core_claim_evidence
        WHERE rowid IN (SELECT rowid FROM core_claim_evidence SEMI JOIN chosen USING (claim_id) WHERE field = 'sentence')
    )
    GROUP BY claim_id
)
SELECT chosen.*, evidence
FROM chosen
LEFT JOIN sentence USING (claim_id)
ORDER BY coalesce(date_start, date_end, published_at), published_at, claim_id;
