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
        incident_id,
        list(DISTINCT {
            'role': role,
            'kind': kind,
            'name': coalesce(name, CASE WHEN kind <> 'person' OR $show_names THEN text END),
            'actor_id': CASE WHEN name IS NOT NULL THEN actor_id END,
            'actor_class': actor_class,
            'confidence_stated': confidence_stated
        }) AS parties
    FROM out_incident_party
    SEMI JOIN incident USING (incident_id)
    GROUP BY incident_id
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
