SELECT incident_id
FROM core_incident_link
WHERE anchor_id = $anchor_id
ORDER BY recorded_at DESC, run_id DESC
LIMIT 1
