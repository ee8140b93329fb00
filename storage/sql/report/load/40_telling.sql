-- Which source told first-hand of an incident of a known day, and how many days after it: copies are told by the source
-- of their origin. What the coverage of a day is measured with.
CREATE OR REPLACE TEMP TABLE report_telling AS
SELECT
    incident.incident_id,
    incident.place_country AS country,
    incident.date_start AS day,
    coalesce(origin.source, claim.source, '') AS source,
    min(claim.published_at - incident.date_start) AS delay
FROM report_incident AS incident
INNER JOIN report_claim AS claim USING (incident_id)
INNER JOIN report_article AS article USING (article_id)
LEFT JOIN report_article AS origin ON article.origin_id = origin.article_id
WHERE
    incident.section IN ('past', 'happened')
    AND incident.realis = 'actual'
    AND incident.date_start = incident.date_end
    AND incident.date_start >= $history_from::DATE
    AND claim.published_at >= incident.date_start
    AND claim.attribution_kind <> 'denied'
GROUP BY ALL;
