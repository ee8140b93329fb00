-- Incidents by week of history and window: in all, by place, type and body. Only what is dated within one week.
WITH incident AS (
    SELECT incident_id, week, place_country, place_admin1, event_type, sub_event_type, killed_low, killed_best
    FROM report_incident
    WHERE section IN ('past', 'happened') AND realis = 'actual' AND week >= $history_from::DATE
)
SELECT 'all' AS facet, NULL AS label, NULL AS sub_label, week, count(*) AS n FROM incident GROUP BY ALL
UNION ALL
SELECT 'place', place_country, place_admin1, week, count(*) FROM incident GROUP BY ALL
UNION ALL
SELECT 'type', event_type, sub_event_type, week, count(*) FROM incident GROUP BY ALL
UNION ALL
SELECT 'actor', key, NULL, week, count(*) FROM report_party INNER JOIN incident USING (incident_id) GROUP BY ALL
ORDER BY ALL;
