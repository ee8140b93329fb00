-- Articles of the window that were not read for their language.
SELECT coalesce(article.language, 'language unknown') AS language, count(DISTINCT article.article_id) AS n_articles
FROM core_issue AS issue
INNER JOIN report_article AS article USING (extraction_id)
WHERE issue.stage = 'language' AND (article.published_at BETWEEN $date_from AND $date_to OR article.published_at IS NULL)
GROUP BY ALL
ORDER BY n_articles DESC, language;
