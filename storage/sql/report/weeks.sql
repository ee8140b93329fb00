-- Articles and sources of each week in which anything was published, whatever it was about.
SELECT date_trunc('week', published_at)::DATE AS week, count(*) AS n_articles, count(DISTINCT source) AS n_sources
FROM report_article
WHERE published_at BETWEEN $date_from AND $date_to
GROUP BY ALL
ORDER BY ALL;
