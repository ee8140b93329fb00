-- UCDP's precision codes 1-5 and 1-7, ACLED's actor classes 1-8, scores from 0 to 1.
SELECT claim_id, 'date_precision' AS field, date_precision::VARCHAR AS value
FROM core_claim
WHERE date_precision NOT BETWEEN 1 AND 5
UNION ALL
SELECT claim_id, 'place_precision', place_precision::VARCHAR FROM core_claim WHERE place_precision NOT BETWEEN 1 AND 7
UNION ALL
SELECT claim_id, 'confidence', confidence::VARCHAR FROM core_claim WHERE confidence NOT BETWEEN 0 AND 1
UNION ALL
SELECT claim_id, 'n_acts', n_acts::VARCHAR FROM core_claim WHERE n_acts < 1
UNION ALL
SELECT claim_id, 'actor_class', actor_class::VARCHAR FROM core_claim_party WHERE actor_class NOT BETWEEN 1 AND 8
UNION ALL
SELECT anchor_id, 'score', score::VARCHAR FROM core_incident_link WHERE score NOT BETWEEN 0 AND 1
UNION ALL
SELECT version_id, 'score', score::VARCHAR FROM core_origin_link WHERE score NOT BETWEEN 0 AND 1
