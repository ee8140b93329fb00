-- Days from event to report, of events old enough for late reports to have come.
SELECT delay, count(*) AS n
FROM report_telling
WHERE delay <= 30 AND day <= $as_of_day::DATE - 30
GROUP BY delay
ORDER BY delay;
