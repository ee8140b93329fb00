-- The sources that told of each incident of a known day.
SELECT incident_id, day, list(source ORDER BY source) AS sources
FROM report_telling
GROUP BY incident_id, day
ORDER BY day, incident_id;
