-- Sums over incidents dated wholly within the window (now), and within the window of the same length before it: in all,
-- by week (null where the date is wider than one), by place, type, body named in whatever role but source, thing hit and
-- weapon - these last three do not add up. Attempts are counted apart, and their casualties are not added.
-- killed_squares: the sum of the squares of each incident's figure, for the spread of the sum.
WITH incident AS (
    SELECT
        *,
        realis = 'actual' AS is_actual,
        CASE WHEN section = 'past' THEN 'before' ELSE 'now' END AS span
    FROM report_incident
    WHERE section IN ('happened', 'attempted') OR (section = 'past' AND date_start >= $before_from::DATE)
),
claim AS (
    SELECT claim_id, incident_id
    FROM report_claim
    SEMI JOIN incident USING (incident_id)
    WHERE attribution_kind <> 'denied'
),
involved AS (
    SELECT incident_id, 'actor' AS facet, key, label FROM report_party SEMI JOIN incident USING (incident_id)
    UNION ALL
    SELECT DISTINCT claim.incident_id, 'target', type, type
    FROM core_claim_target
    INNER JOIN claim USING (claim_id)
    WHERE type IS NOT NULL
    UNION ALL
    SELECT DISTINCT claim.incident_id, 'weapon', type, type
    FROM core_claim_weapon
    INNER JOIN claim USING (claim_id)
    WHERE type <> 'unknown'
),
named AS (
    SELECT facet, key, min(label) AS label FROM involved GROUP BY facet, key
),
facet AS (
    SELECT incident_id, 'all' AS facet, NULL::VARCHAR AS label, NULL::VARCHAR AS sub_label, NULL::VARCHAR AS key
    FROM incident
    UNION ALL
    SELECT incident_id, 'week', week::VARCHAR, NULL, NULL FROM incident WHERE span = 'now'
    UNION ALL
    SELECT incident_id, 'place', place_country, place_admin1, NULL FROM incident
    UNION ALL
    SELECT incident_id, 'type', event_type, sub_event_type, NULL FROM incident
    UNION ALL
    SELECT incident_id, facet, named.label, NULL, key FROM involved INNER JOIN named USING (facet, key)
)
SELECT
    facet,
    span,
    label,
    sub_label,
    key,
    count(*) FILTER (is_actual) AS n_incidents,
    count(*) FILTER (NOT is_actual) AS n_attempted,
    sum(killed_low) FILTER (is_actual)::BIGINT AS killed_low,
    sum(coalesce(killed_best, killed_low)) FILTER (is_actual)::BIGINT AS killed_best,
    sum(killed_high) FILTER (is_actual)::BIGINT AS killed_high,
    count(coalesce(killed_low, killed_best, killed_high)) FILTER (is_actual) AS killed_n_stated,
    count(coalesce(killed_low, killed_best)) FILTER (is_actual AND killed_high IS NULL) AS killed_n_unbounded,
    sum(coalesce(killed_best, killed_low) ** 2) FILTER (is_actual) AS killed_squares,
    sum(injured_low) FILTER (is_actual)::BIGINT AS injured_low,
    sum(coalesce(injured_best, injured_low)) FILTER (is_actual)::BIGINT AS injured_best,
    sum(injured_high) FILTER (is_actual)::BIGINT AS injured_high,
    count(coalesce(injured_low, injured_best, injured_high)) FILTER (is_actual) AS injured_n_stated,
    count(coalesce(injured_low, injured_best)) FILTER (is_actual AND injured_high IS NULL) AS injured_n_unbounded
FROM facet
INNER JOIN incident USING (incident_id)
GROUP BY facet, span, label, sub_label, key
ORDER BY facet, span, n_incidents DESC, label, sub_label, key;
