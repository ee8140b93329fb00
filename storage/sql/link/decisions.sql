-- Merges and splits that hold, as pairs of anchors: the newest decision on a pair, unless withdrawn. A decision on an
-- incident is one on the reports that it had then, as the person saw it: to merge two incidents joins each report of one
-- with each of the other, to split one report off parts it from all the others.
WITH decided AS (
    SELECT
        review_id,
        decision,
        coalesce(anchor_id, incident_id) AS one,
        CASE decision WHEN 'merge' THEN new WHEN 'split' THEN old END AS other,
        anchor_id IS NULL AS is_incident,
        decided_at,
        recorded_at
    FROM core_review
    WHERE
        decision IN ('merge', 'split')
        AND review_id NOT IN (SELECT old FROM core_review WHERE decision = 'withdraw' AND old IS NOT NULL)
),
-- Incidents as they were just before they were decided on.
named AS (
    SELECT DISTINCT decided.review_id, id.incident_id, decided.recorded_at, link.anchor_id
    FROM decided
    CROSS JOIN unnest([one, other]) AS id (incident_id)
    INNER JOIN core_incident_link AS link ON id.incident_id = link.incident_id AND link.recorded_at < decided.recorded_at
),
seen AS (
    SELECT review_id, named.incident_id, named.anchor_id
    FROM named
    INNER JOIN core_incident_link AS link ON named.anchor_id = link.anchor_id AND link.recorded_at < named.recorded_at
    GROUP BY review_id, named.incident_id, named.anchor_id
    HAVING arg_max(link.incident_id, (link.recorded_at, link.run_id)) = named.incident_id
),
-- Copies of one report go by their lead, or two incidents of many copies would be millions of pairs. A part of what its
-- article tells elsewhere goes where that goes.
led AS (
    SELECT state.anchor_id, lead.anchor_id AS lead_id
    FROM meta_link_claim AS state
    INNER JOIN meta_link_claim AS lead ON state.told_id = lead.told_id AND lead.is_lead
    WHERE state.host_id IS NULL
),
pair AS (
    SELECT
        decision,
        led_one.lead_id AS one,
        led_other.lead_id AS other,
        decided_at,
        recorded_at,
        decided.review_id
    FROM decided
    LEFT JOIN seen AS seen_one
        ON decided.is_incident AND decided.review_id = seen_one.review_id AND decided.one = seen_one.incident_id
    LEFT JOIN seen AS seen_other
        ON decided.review_id = seen_other.review_id AND decided.other = seen_other.incident_id
    INNER JOIN led AS led_one ON coalesce(seen_one.anchor_id, decided.one) = led_one.anchor_id
    INNER JOIN led AS led_other ON coalesce(seen_other.anchor_id, decided.other) = led_other.anchor_id
    WHERE led_one.lead_id <> led_other.lead_id
)
SELECT DISTINCT decision, least(one, other), greatest(one, other)
FROM pair
QUALIFY row_number() OVER (
    PARTITION BY least(one, other), greatest(one, other)
    ORDER BY decided_at DESC, recorded_at DESC, review_id
) = 1
