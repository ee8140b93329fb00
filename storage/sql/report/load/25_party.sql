-- Bodies of the incidents of the window and of the history that it is compared with, in whatever role; one name for a body.
CREATE OR REPLACE TEMP TABLE report_party AS
SELECT party.incident_id, coalesce(party.actor_id, party.name, party.text) AS key, min(coalesce(party.name, party.text)) AS label
FROM out_incident_party AS party
INNER JOIN report_incident AS incident USING (incident_id)
WHERE
    (incident.section <> 'past' OR incident.date_end >= $history_from::DATE)
    AND party.kind = 'organisation'
    AND party.confidence_stated IS DISTINCT FROM 'denied'
    AND NOT party.is_denied
GROUP BY ALL;
