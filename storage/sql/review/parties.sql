-- Who was involved in an incident, by role: a JSON list of parties, as corrections have it.
SELECT role, to_json(list(DISTINCT {
    'kind': kind, 'text': text, 'actor_id': actor_id, 'name': name, 'actor_class': actor_class
}))::VARCHAR AS parties
FROM out_incident_party
WHERE incident_id = $incident_id AND confidence_stated IS DISTINCT FROM 'denied'
GROUP BY role
