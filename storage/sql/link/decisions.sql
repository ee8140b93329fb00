-- Merges and splits that hold, as pairs of anchors: the newest decision on a pair, unless withdrawn. An incident is known
-- by its first anchor; where that is no longer told, by the smallest of those linked to it.
WITH decided AS (
    SELECT
        decision,
        coalesce(anchor_id, incident_id) AS one,
        CASE decision WHEN 'merge' THEN new WHEN 'split' THEN old END AS other,
        decided_at,
        recorded_at,
        review_id
    FROM core_review
    WHERE
        decision IN ('merge', 'split')
        AND review_id NOT IN (SELECT old FROM core_review WHERE decision = 'withdraw' AND old IS NOT NULL)
),
holding AS (
    SELECT *
    FROM decided
    WHERE one IS NOT NULL AND other IS NOT NULL
    QUALIFY row_number() OVER (
        PARTITION BY least(one, other), greatest(one, other)
        ORDER BY decided_at DESC, recorded_at DESC, review_id
    ) = 1
),
linked AS (
    SELECT anchor_id, arg_max(incident_id, (recorded_at, run_id)) AS incident_id
    FROM core_incident_link
    WHERE anchor_id IN (SELECT anchor_id FROM meta_link_claim)
    GROUP BY anchor_id
),
known AS (
    SELECT anchor_id AS id, anchor_id FROM meta_link_claim WHERE anchor_id IN (SELECT one FROM holding UNION ALL SELECT other FROM holding)
    UNION ALL
    SELECT incident_id, min(anchor_id)
    FROM linked
    WHERE
        incident_id IN (SELECT one FROM holding UNION ALL SELECT other FROM holding)
        AND incident_id NOT IN (SELECT anchor_id FROM meta_link_claim)
    GROUP BY incident_id
)
SELECT holding.decision, one.anchor_id, other.anchor_id
FROM holding
INNER JOIN known AS one ON holding.one = one.id
INNER JOIN known AS other ON holding.other = other.id
WHERE one.anchor_id <> other.anchor_id
