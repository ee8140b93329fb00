-- Sums over the given incidents, formed as out_trend_week forms them: in all, by week (null where the date is wider than
-- one), by place, by type, and by body named in whatever role but source - these last do not add up. Attempts are counted
-- apart, and their casualties are not added.
WITH incident AS (
    SELECT
        *,
        realis = 'actual' AS is_actual,
        CASE
            WHEN date_trunc('week', date_start) = date_trunc('week', date_end) THEN date_trunc('week', date_start)::DATE
        END AS week
    FROM out_incident
    WHERE incident_id IN (SELECT unnest($incident_ids::VARCHAR []))
),
involved AS (
    SELECT
        claim.incident_id,
        coalesce(party.actor_id, party.name, party.text) AS actor,
        min(coalesce(party.name, party.text)) AS actor_name
    FROM out_claim AS claim
    INNER JOIN out_claim_party AS party USING (claim_id)
    WHERE
        claim.attribution_kind <> 'denied'
        AND party.kind = 'organisation'
        AND party.role <> 'source'
        AND party.confidence_stated IS DISTINCT FROM 'denied'
    GROUP BY ALL
),
facet AS (
    SELECT incident_id, 'all' AS facet, NULL::VARCHAR AS label, NULL::VARCHAR AS sub_label, NULL::VARCHAR AS actor
    FROM incident
    UNION ALL
    SELECT incident_id, 'week', week::VARCHAR, NULL, NULL FROM incident
    UNION ALL
    SELECT incident_id, 'place', place_country, place_admin1, NULL FROM incident
    UNION ALL
    SELECT incident_id, 'type', event_type, sub_event_type, NULL FROM incident
    UNION ALL
    SELECT incident_id, 'actor', NULL, NULL, actor FROM involved
),
actor_label AS (
    SELECT actor, min(actor_name) AS actor_name FROM involved GROUP BY actor
)
SELECT
    facet,
    coalesce(label, actor_name) AS label,
    sub_label,
    count(*) FILTER (is_actual) AS n_incidents,
    count(*) FILTER (NOT is_actual) AS n_attempted,
    sum(killed_low) FILTER (is_actual)::BIGINT AS killed_low,
    sum(coalesce(killed_best, killed_low)) FILTER (is_actual)::BIGINT AS killed_best,
    sum(killed_high) FILTER (is_actual)::BIGINT AS killed_high,
    count(coalesce(killed_low, killed_best, killed_high)) FILTER (is_actual) AS killed_n_stated,
    count(coalesce(killed_low, killed_best)) FILTER (is_actual AND killed_high IS NULL) AS killed_n_unbounded,
    sum(injured_low) FILTER (is_actual)::BIGINT AS injured_low,
    sum(coalesce(injured_best, injured_low)) FILTER (is_actual)::BIGINT AS injured_best,
    sum(injured_high) FILTER (is_actual)::BIGINT AS injured_high,
    count(coalesce(injured_low, injured_best, injured_high)) FILTER (is_actual) AS injured_n_stated,
    count(coalesce(injured_low, injured_best)) FILTER (is_actual AND injured_high IS NULL) AS injured_n_unbounded
FROM facet
INNER JOIN incident USING (incident_id)
LEFT JOIN actor_label USING (actor)
GROUP BY facet, label, sub_label, actor, actor_name
ORDER BY facet, n_incidents DESC, label, sub_label, actor;
