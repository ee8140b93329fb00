-- Days on which each source published anything, up to the day the report looks back from.
SELECT DISTINCT coalesce(source, '') AS source, published_at AS day
FROM report_article
WHERE published_at BETWEEN $history_from::DATE AND $as_of_day::DATE
ORDER BY source, day;
