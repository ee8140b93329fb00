-- Claims of `made` that tell no act of their own, with the claim of the same article whose act they belong to: no other day or
-- place, no figures or the same ones, and no word by which the text goes on to something else. The fuller claim hosts; of
-- several, the nearest before it, else the nearest after.
WITH told AS (
    SELECT
        * REPLACE (coalesce(killed_best, killed_low) AS killed_best, coalesce(injured_best, injured_low) AS injured_best),
        is_dated::INTEGER * 2 + is_precise::INTEGER * 2 + (coalesce(killed_best, killed_low, injured_best, injured_low) IS NOT NULL)::INTEGER AS fullness
    FROM made
),
eligible AS (
    SELECT part.claim_id, host.claim_id AS host_id, part.ord, host.ord AS host_ord
    FROM told AS part
    INNER JOIN told AS host ON part.article_id = host.article_id AND part.realis = host.realis
    WHERE
        part.claim_id <> host.claim_id
        AND NOT part.is_apart
        AND (host.fullness > part.fullness OR (host.fullness = part.fullness AND host.ord < part.ord))
        AND host.fullness >= 2
        AND (NOT part.is_dated OR (part.day_from <= host.day_to AND host.day_from <= part.day_to))
        AND (
            part.country IS NULL
            OR (part.place_precision >= 5 AND part.country = coalesce(host.country, part.country))
            OR part.place_id = host.place_id
        )
        AND (
            part.n_counts = 0
            OR (
                coalesce(part.killed_best, host.killed_best) IS NOT DISTINCT FROM host.killed_best
                AND coalesce(part.injured_best, host.injured_best) IS NOT DISTINCT FROM host.injured_best
                AND (part.killed_best IS NOT NULL OR part.injured_best IS NOT NULL)
            )
        )
)
SELECT claim_id, host_id
FROM eligible
WHERE host_id NOT IN (SELECT claim_id FROM eligible)
QUALIFY row_number() OVER (PARTITION BY claim_id ORDER BY host_ord > ord, abs(host_ord - ord)) = 1
