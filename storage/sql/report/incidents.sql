-- Incidents of each section, at most $limit of each: those with most people killed, then injured, then the latest; and
-- how many there are. In order of date.
SELECT *, count(*) OVER (PARTITION BY section) AS n_section
FROM report_incident
WHERE section <> 'past'
QUALIFY
    row_number() OVER (
        PARTITION BY section
        ORDER BY
            coalesce(killed_low, killed_best, killed_high, 0) DESC,
            coalesce(injured_low, injured_best, injured_high, 0) DESC,
            date_end DESC,
            incident_id
    ) <= $limit
ORDER BY coalesce(date_start, date_end), date_end, place_country, place_name, incident_id;
