-- Incidents by week of history and window: in all, by place, type and body. Only what is dated within one week.
WITH incident AS (
    SELECT incident_id, week, place_country, place_admin1, event_type, sub_event_type, killed_low, killed_best
    FROM report_incident
    WHERE section IN ('past', 'happened') AND realis = 'actual' AND week >= $history_from::DATE
),
actor AS (
    SELECT DISTINCT incident_id, coalesce(party.actor_id, party.name, party.text) AS actor
    FROM core_claim_party AS party
    INNER JOIN report_claim AS claim USING (claim_id)
    SEMI JOIN incident ON claim.incident_id = incident.incident_id
    WHERE
        claim.attribution_kind <> 'denied'
        AND party.kind = 'organisation'
        AND party.role <> 'source'
        AND party.confidence_stated IS DISTINCT FROM 'denied'
)
SELECT 'all' AS facet, NULL AS label, NULL AS sub_label, week, count(*) AS n FROM incident GROUP BY ALL
UNION ALL
SELECT 'place', place_country, place_admin1, week, count(*) FROM incident GROUP BY ALL
UNION ALL
SELECT 'type', event_type, sub_event_type, week, count(*) FROM incident GROUP BY ALL
UNION ALL
SELECT 'actor', actor, NULL, week, count(*) FROM actor INNER JOIN incident USING (incident_id) GROUP BY ALL
ORDER BY ALL;
