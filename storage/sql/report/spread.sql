-- Incidents of the window whose date is wider than one week, spread evenly over their days: how many fall in each week.
WITH wide AS (
    SELECT
        date_start,
        date_end,
        unnest(generate_series(date_trunc('week', date_start)::DATE, date_end, INTERVAL 7 DAYS))::DATE AS monday
    FROM report_incident
    WHERE section = 'happened' AND week IS NULL
)
SELECT
    monday AS week,
    round(sum((least(date_end, monday + 6) - greatest(date_start, monday) + 1) / (date_end - date_start + 1)), 2) AS n
FROM wide
GROUP BY monday
ORDER BY monday;
