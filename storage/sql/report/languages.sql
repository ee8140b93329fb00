SELECT coalesce(article.language, 'language unknown') AS language, count(DISTINCT article.article_id) AS n_articles
FROM out_issue AS issue
INNER JOIN out_article AS article USING (article_id)
WHERE issue.stage = 'language' AND (article.published_at BETWEEN $date_from AND $date_to OR article.published_at IS NULL)
GROUP BY ALL
ORDER BY n_articles DESC, language;
