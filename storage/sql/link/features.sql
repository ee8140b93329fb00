-- What claims are compared by, of the claims in `fresh`: one row each, in the columns of meta_link_claim but its number.
WITH claim AS (
    SELECT DISTINCT ON (claim_id)
        core_claim.*,
        fresh.article_id,
        fresh.origin_id,
        fresh.published_at
    FROM core_claim
    INNER JOIN fresh USING (claim_id)
),
sentence AS (
    SELECT
        claim_id,
        string_agg(text, ' ' ORDER BY span_start) AS text,
        list_distinct(flatten(list(regexp_extract_all(text, '[\pL\pN]{4,}')))) AS words,
        -- The first word of a sentence is capitalised whatever it is.
        list_distinct(flatten(list(regexp_extract_all(text, '[^\pL.!?"“]+(\p{Lu}[\pL''’-]{2,})', 1)))) AS names
    FROM (
        SELECT DISTINCT ON (claim_id, ord) claim_id, ord, span_start, text
        FROM core_claim_evidence
        SEMI JOIN fresh USING (claim_id)
        WHERE field = 'sentence'
    )
    GROUP BY claim_id
),
party AS (
    SELECT
        claim_id,
        list_sort(list(DISTINCT actor_id) FILTER (actor_id IS NOT NULL AND role IN ('perpetrator', 'side_a', 'side_b')))
            AS doers,
        list_sort(list(DISTINCT actor_id) FILTER (actor_id IS NOT NULL AND role IN ('target', 'victim', 'detainee')))
            AS sufferers,
        list_sort(list(DISTINCT actor_class) FILTER (actor_class IS NOT NULL AND role IN ('target', 'victim', 'detainee')))
            AS suffering_classes
    FROM core_claim_party
    SEMI JOIN fresh USING (claim_id)
    WHERE confidence_stated IS DISTINCT FROM 'denied'
    GROUP BY claim_id
),
weapon AS (
    SELECT claim_id, list_sort(list(DISTINCT type)) AS weapons
    FROM core_claim_weapon
    SEMI JOIN fresh USING (claim_id)
    WHERE type NOT IN ('other', 'unknown')
    GROUP BY claim_id
),
count AS (
    SELECT DISTINCT ON (claim_id, ord) claim_id, outcome, is_total, low, best, high, ord
    FROM core_claim_count
    SEMI JOIN fresh USING (claim_id)
    WHERE rank = 'preferred' AND outcome IN ('killed', 'injured')
),
counted AS (
    SELECT claim_id, count(DISTINCT ord) AS n_counts
    FROM core_claim_count
    SEMI JOIN fresh USING (claim_id)
    WHERE rank = 'preferred' AND outcome IN ('killed', 'injured', 'missing', 'abducted')
    GROUP BY claim_id
),
-- As in out_claim_figure: the largest total, else the sum of the parts.
added AS (
    SELECT *
    FROM count
    QUALIFY
        NOT bool_or(is_total) OVER (PARTITION BY claim_id, outcome)
        OR row_number() OVER (
            PARTITION BY claim_id, outcome ORDER BY is_total DESC, coalesce(best, low, high) DESC NULLS LAST, ord
        ) = 1
),
figure AS (
    SELECT
        claim_id,
        sum(low) FILTER (outcome = 'killed')::BIGINT AS killed_low,
        CASE WHEN count(best) FILTER (outcome = 'killed') > 0
            THEN sum(coalesce(best, low)) FILTER (outcome = 'killed')::BIGINT END AS killed_best,
        CASE WHEN count(high) FILTER (outcome = 'killed') = count(*) FILTER (outcome = 'killed')
            THEN sum(high) FILTER (outcome = 'killed')::BIGINT END AS killed_high,
        sum(low) FILTER (outcome = 'injured')::BIGINT AS injured_low,
        CASE WHEN count(best) FILTER (outcome = 'injured') > 0
            THEN sum(coalesce(best, low)) FILTER (outcome = 'injured')::BIGINT END AS injured_best,
        CASE WHEN count(high) FILTER (outcome = 'injured') = count(*) FILTER (outcome = 'injured')
            THEN sum(high) FILTER (outcome = 'injured')::BIGINT END AS injured_high
    FROM added
    GROUP BY claim_id
),
worded AS (
    SELECT
        claim.*,
        md5(trim(regexp_replace(lower(coalesce(sentence.text, '')), '[^\pL\pN]+', ' ', 'g'))) AS said,
        sentence.text AS said_text,
        sentence.words,
        sentence.names
    FROM claim
    LEFT JOIN sentence USING (claim_id)
)
SELECT
    worded.claim_id,
    worded.anchor_id,
    worded.article_id,
    worded.origin_id,
    -- Copies of one report tell one incident, also where it names no date or place: by its words.
    md5(concat_ws(
        ' ', worded.origin_id, said, worded.realis,
        row_number() OVER (PARTITION BY worded.article_id, said, worded.realis ORDER BY worded.ord)
    )) AS told_id,
    worded.realis,
    worded.ord,
    regexp_matches(lower(coalesce(said_text, '')), '\b(' || array_to_string($apart, '|') || ')\b') AS is_apart,
    coalesce(n_counts, 0) AS n_counts,
    date_start IS NOT NULL AS is_dated,
    -- Without a date phrase the act lies in the days up to publication.
    (coalesce(date_start, date_end - 3) - DATE '1970-01-01')::INTEGER AS day_from,
    (date_end - DATE '1970-01-01')::INTEGER AS day_to,
    (published_at - DATE '1970-01-01')::INTEGER AS published_day,
    place_country AS country,
    place_admin1 AS admin1,
    coalesce(place_geonameid::VARCHAR, place_name) AS place_id,
    place_lat AS lat,
    place_lon AS lon,
    coalesce(place_precision, 1) <= 3 AND coalesce(place_geonameid::VARCHAR, place_name) IS NOT NULL AS is_precise,
    coalesce(place_precision, 1) AS place_precision,
    event_type,
    sub_event_type,
    n_acts,
    killed_low,
    killed_best,
    killed_high,
    injured_low,
    injured_best,
    injured_high,
    coalesce(doers, []) AS doers,
    coalesce(sufferers, []) AS sufferers,
    coalesce(suffering_classes, []) AS suffering_classes,
    coalesce(weapons, []) AS weapons,
    list_sort(list_distinct(list_transform(coalesce(words, []), lambda word: lower(left(word, 6))))) AS words,
    list_sort(list_filter(
        list_distinct(list_transform(coalesce(names, []), lambda name: lower(name))),
        lambda name: NOT contains(lower(concat_ws(' ', place_text, place_name, place_admin1)), name)
        AND NOT list_contains($common_names, name)
    )) AS names
FROM worded
LEFT JOIN party USING (claim_id)
LEFT JOIN weapon USING (claim_id)
LEFT JOIN figure USING (claim_id)
LEFT JOIN counted USING (claim_id)
