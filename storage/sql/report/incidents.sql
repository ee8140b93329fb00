-- Incidents that touch the window of event dates, each under the one section of a report that it belongs to. Only
-- `happened` and `attempted` are dated wholly within the window; the others are in no total.
SELECT
    incident.*,
    CASE
        WHEN status = 'denied' THEN 'denied'
        WHEN event_type = 'Strategic developments' THEN 'strategic'
        WHEN date_start IS NULL OR date_start < $date_from OR date_end > $date_to THEN 'undated'
        WHEN realis = 'attempted' THEN 'attempted'
        ELSE 'happened'
    END AS section
FROM out_incident AS incident
WHERE coalesce(date_start, date_end) <= $date_to AND date_end >= $date_from
ORDER BY coalesce(date_start, date_end), date_end, place_country, place_name, incident_id;
