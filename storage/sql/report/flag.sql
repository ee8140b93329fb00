-- What the incidents of one flagged week were: by sub-event type; for a flag of a body, with the body's name.
WITH involved AS (
    SELECT incident_id, label AS actor FROM report_party WHERE $facet = 'actor' AND key = $label
)
SELECT sub_event_type, min(actor) AS actor, count(*) AS n
FROM report_incident
LEFT JOIN involved USING (incident_id)
WHERE
    section IN ('past', 'happened')
    AND realis = 'actual'
    AND week = $week::DATE
    AND CASE $facet
        WHEN 'place'
            THEN place_country IS NOT DISTINCT FROM $label AND place_admin1 IS NOT DISTINCT FROM $sub_label
        WHEN 'type'
            THEN event_type IS NOT DISTINCT FROM $label AND sub_event_type IS NOT DISTINCT FROM $sub_label
        WHEN 'actor' THEN actor IS NOT NULL
        ELSE TRUE
    END
GROUP BY sub_event_type
ORDER BY n DESC, sub_event_type;
