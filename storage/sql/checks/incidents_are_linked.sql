-- Every claim of an incident, actual or attempted, belongs to an incident, unless a person rejected it; no other does.
SELECT claim_id, kind, realis, incident_id
FROM out_claim
WHERE
    (kind = 'incident' AND realis IN ('actual', 'attempted')) <> (incident_id IS NOT NULL)
    AND NOT (incident_id IS NULL AND anchor_id IN (SELECT anchor_id FROM core_incident_link))
