-- What was not understood in articles published in the window and in inputs without a date: by stage and reason (up to
-- a colon, after which it names the case), with the text of the first case.
SELECT
    stage,
    trim(split_part(reason, ':', 1)) AS reason,
    count(*) AS n,
    arg_min(coalesce(text, nullif(trim(substr(reason, instr(reason, ':') + 1)), reason)), issue_id) AS example,
    arg_min(article_id, issue_id) AS article_id
FROM out_issue
WHERE published_at BETWEEN $date_from AND $date_to OR published_at IS NULL
GROUP BY stage, trim(split_part(reason, ':', 1))
ORDER BY n DESC, stage, reason;
