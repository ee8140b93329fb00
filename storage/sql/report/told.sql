-- Incidents of each day by the number of sources that told of them.
SELECT day, n_sources, count(*) AS n
FROM (SELECT incident_id, day, count(*) AS n_sources FROM report_telling GROUP BY ALL)
GROUP BY ALL
ORDER BY ALL;
