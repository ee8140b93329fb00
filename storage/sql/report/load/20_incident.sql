-- Every incident, those that touch the window of event dates under the one section of a report that they belong to. Only
-- `happened` and `attempted` are dated wholly within the window; the others are in no total. `past` is what would have
-- been `happened` or `attempted` in a window before.
CREATE OR REPLACE TEMP TABLE report_incident AS
SELECT
    *,
    CASE
        WHEN date_end IS NULL OR coalesce(date_start, date_end) > $date_to::DATE THEN NULL
        WHEN date_end < $date_from::DATE THEN
            CASE
                WHEN date_start IS NOT NULL AND status NOT IN ('denied', 'retracted', 'unsure')
                    AND event_type IS DISTINCT FROM 'Strategic developments' THEN 'past'
            END
        WHEN status IN ('denied', 'retracted', 'unsure') THEN 'denied'
        WHEN event_type = 'Strategic developments' THEN 'strategic'
        WHEN date_start IS NULL OR date_start < $date_from::DATE OR date_end > $date_to::DATE THEN 'undated'
        WHEN realis = 'attempted' THEN 'attempted'
        ELSE 'happened'
    END AS section,
    CASE
        WHEN date_trunc('week', date_start) = date_trunc('week', date_end) THEN date_trunc('week', date_start)::DATE
    END AS week
FROM out_incident;
