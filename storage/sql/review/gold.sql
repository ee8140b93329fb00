-- The newest versions of articles with a claim that a person decided on: each claim of an incident in them, with the verdict
-- (accept, correct, reject; null: nobody has looked) and the corrections of its incident. What a person had in view counts:
-- a claim that came to an incident later was not decided on.
WITH review AS (
    SELECT * FROM out_review_asof(TIMESTAMP 'infinity')
),
rejected AS (
    SELECT * FROM out_rejected_asof(TIMESTAMP 'infinity')
),
link AS (
    SELECT anchor_id, arg_max(incident_id, (recorded_at, run_id)) AS incident_id
    FROM core_incident_link
    GROUP BY anchor_id
),
approved AS (
    SELECT
        seen.anchor_id,
        bool_or(decision = 'correct') AS is_corrected,
        map_from_entries(list((field, new)) FILTER (decision = 'correct')) AS fix
    FROM review
    INNER JOIN out_review_anchor_asof(TIMESTAMP 'infinity') AS seen USING (review_id)
    WHERE decision IN ('accept', 'correct')
    GROUP BY seen.anchor_id
),
claim AS (
    SELECT
        out_claim.*,
        link.incident_id AS linked_id,
        CASE
            WHEN
                out_claim.anchor_id IN (SELECT anchor_id FROM rejected WHERE anchor_id IS NOT NULL)
                OR (link.incident_id, origin_id) IN (SELECT (incident_id, origin_id) FROM rejected WHERE origin_id IS NOT NULL)
                THEN 'reject'
            WHEN approved.is_corrected THEN 'correct'
            WHEN approved.anchor_id IS NOT NULL THEN 'accept'
        END AS verdict,
        approved.fix
    FROM out_claim
    LEFT JOIN link ON out_claim.anchor_id = link.anchor_id
    LEFT JOIN approved ON out_claim.anchor_id = approved.anchor_id
    WHERE kind = 'incident' AND realis IN ('actual', 'attempted')
),
sentence AS (
    SELECT claim_id, list(text ORDER BY span_start) AS sentences
    FROM (SELECT DISTINCT ON (claim_id, ord) * FROM core_claim_evidence WHERE field = 'sentence')
    WHERE claim_id IN (SELECT claim_id FROM claim)
    GROUP BY claim_id
),
count AS (
    SELECT
        claim_id,
        list({
            'outcome': outcome, 'qualifier': qualifier, 'low': low, 'best': best, 'high': high, 'who': who,
            'is_total': is_total
        } ORDER BY ord) AS counts
    FROM out_claim_count
    WHERE rank = 'preferred' AND claim_id IN (SELECT claim_id FROM claim)
    GROUP BY claim_id
),
party AS (
    SELECT claim_id, list({'role': role, 'text': text, 'confidence_stated': confidence_stated} ORDER BY ord) AS parties
    FROM out_claim_party
    WHERE claim_id IN (SELECT claim_id FROM claim)
    GROUP BY claim_id
)
SELECT
    claim.article_id,
    article.title,
    article.text,
    article.url,
    claim.source,
    claim.published_at,
    claim.verdict,
    claim.fix,
    claim.claim_id = incident.lead_claim_id AS is_lead,
    count(*) OVER (PARTITION BY claim.linked_id) = 1 AS is_alone,
    claim.realis,
    claim.event_type,
    claim.sub_event_type,
    claim.date_start,
    claim.date_end,
    claim.date_precision,
    claim.place_name,
    claim.place_country,
    claim.place_precision,
    coalesce(count.counts, []) AS counts,
    coalesce(party.parties, []) AS parties,
    coalesce(sentence.sentences, []) AS sentences
FROM claim
INNER JOIN (SELECT DISTINCT ON (version_id) version_id, title, text, url FROM raw_article) AS article USING (version_id)
LEFT JOIN out_incident AS incident ON claim.linked_id = incident.incident_id
LEFT JOIN sentence ON claim.claim_id = sentence.claim_id
LEFT JOIN count ON claim.claim_id = count.claim_id
LEFT JOIN party ON claim.claim_id = party.claim_id
QUALIFY bool_or(verdict IS NOT NULL) OVER (PARTITION BY claim.article_id)
ORDER BY claim.published_at, claim.article_id, claim.ord
