-- Incidents that touch the days of the window, each with its parties and reports. Who is a private person (one that the
-- register does not name), and what may name one (titles, sentences), is left out unless $show_names.
WITH incident AS (
    SELECT *
    FROM out_incident
    WHERE
        ($date_to IS NULL OR coalesce(date_start, date_end) <= $date_to::DATE)
        AND ($date_from IS NULL OR date_end >= $date_from::DATE)
),
party AS (
    SELECT
        claim.incident_id,
        list(DISTINCT {
            'role': party.role,
            'kind': party.kind,
            'name': coalesce(party.name, CASE WHEN party.kind <> 'person' OR $show_names THEN party.text END),
            'actor_id': CASE WHEN party.name IS NOT NULL THEN party.actor_id END,
            'actor_class': party.actor_class,
            'confidence_stated': party.confidence_stated
        }) AS parties
    FROM out_claim AS claim
    INNER JOIN out_claim_party AS party USING (claim_id)
    WHERE claim.incident_id IN (SELECT incident_id FROM incident) AND party.role <> 'source'
    GROUP BY claim.incident_id
),
report AS (
    SELECT
        incident_id,
        list({
            'source': source,
            'url': url,
            'published_at': published_at,
            'origin_id': origin_id,
            'title': CASE WHEN $show_names THEN title END,
            'evidence': CASE WHEN $show_names THEN evidence END
        } ORDER BY published_at, claim_id) AS reports
    FROM out_claim
    WHERE incident_id IN (SELECT incident_id FROM incident)
    GROUP BY incident_id
)
SELECT incident.*, coalesce(list_sort(party.parties), []) AS parties, report.reports
FROM incident
LEFT JOIN party USING (incident_id)
LEFT JOIN report USING (incident_id)
ORDER BY coalesce(incident.date_start, incident.date_end), incident.incident_id
