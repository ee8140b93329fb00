-- Incidents of each day that each source told of.
SELECT day, source, count(*) AS n FROM report_telling GROUP BY ALL ORDER BY ALL;
