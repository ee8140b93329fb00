-- Every claim of an incident, actual or attempted, belongs to an incident; no other claim does.
SELECT claim_id, kind, realis, incident_id
FROM out_claim
WHERE (kind = 'incident' AND realis IN ('actual', 'attempted')) <> (incident_id IS NOT NULL)
