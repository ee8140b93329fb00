SELECT * FROM out_incident WHERE starts_with(incident_id, $name) ORDER BY incident_id LIMIT 2
