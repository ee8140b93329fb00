-- The pairs of `candidate` (nodes a and b, a < b), compared: one level of agreement per comparison. The weights of the
-- levels are in storage/linking/weights.csv, their meaning in docs/linking.md. `most` is the highest score that what is
-- compared second can still bring about, so that word lists are compared for few pairs only.
WITH
-- Once, and without the lists, which are long to read.
side AS MATERIALIZED (
    SELECT * EXCLUDE (claim_id, anchor_id, told_id, host_id, doers, sufferers, suffering_classes, weapons, words, names)
    FROM meta_link_claim
    WHERE node IN (SELECT node_a FROM candidate UNION SELECT node_b FROM candidate)
),
-- In a step of its own: joined in one go, all claims might be paired by realis first.
sided AS MATERIALIZED (
    SELECT candidate.node_b AS other, state.*
    FROM candidate
    INNER JOIN side AS state ON candidate.node_a = state.node
),
plain AS (
    SELECT
        a.node AS node_a,
        b.node AS node_b,
        greatest(a.day_from - b.day_to, b.day_from - a.day_to) AS days_apart,
        CASE
            WHEN a.is_dated AND b.is_dated THEN
                CASE
                    WHEN days_apart = 1 THEN 'next day'
                    WHEN days_apart > 1 THEN 'apart'
                    WHEN a.day_from = a.day_to AND b.day_from = b.day_to THEN 'same day'
                    WHEN a.day_from = b.day_from AND a.day_to = b.day_to THEN 'same span'
                    ELSE 'overlap'
                END
            WHEN a.is_dated OR b.is_dated THEN
                CASE CASE WHEN a.is_dated THEN b.day_to - a.day_to ELSE a.day_to - b.day_to END
                    WHEN 0 THEN 'told at once'
                    WHEN 1 THEN 'told at once'
                    WHEN 2 THEN 'told soon'
                    WHEN 3 THEN 'told soon'
                    ELSE 'told apart'
                END
            WHEN a.day_to = b.day_to THEN 'both undated'
            WHEN abs(a.day_to - b.day_to) = 1 THEN 'undated next'
            ELSE 'undated far'
        END AS date_level,
        111.2 * sqrt(pow(a.lat - b.lat, 2) + pow((a.lon - b.lon) * cos(radians((a.lat + b.lat) / 2)), 2)) AS km,
        CASE
            WHEN a.country IS NULL AND b.country IS NULL THEN 'both unknown'
            WHEN a.country IS NULL OR b.country IS NULL THEN 'unknown'
            WHEN a.country <> b.country THEN 'far'
            WHEN a.is_precise AND b.is_precise THEN
                CASE
                    WHEN a.place_id = b.place_id THEN 'same place'
                    WHEN km <= 8 OR (km <= 25 AND greatest(a.place_precision, b.place_precision) > 1) THEN 'near'
                    WHEN km <= 30 OR (km <= 60 AND greatest(a.place_precision, b.place_precision) > 1) THEN 'around'
                    ELSE 'far'
                END
            WHEN a.place_precision >= 5 OR b.place_precision >= 5 OR a.admin1 IS NULL OR b.admin1 IS NULL THEN
                CASE WHEN a.place_id = b.place_id THEN 'both country' ELSE 'in country' END
            WHEN a.admin1 <> b.admin1 THEN 'far'
            WHEN a.place_id = b.place_id THEN 'both region'
            ELSE 'in region'
        END AS place_level,
        CASE
            WHEN a.event_type IS NULL OR b.event_type IS NULL THEN 'unknown'
            WHEN a.sub_event_type = b.sub_event_type THEN 'same'
            WHEN link_is_apart(a.event_type, a.sub_event_type, b.event_type, b.sub_event_type) THEN 'apart'
            WHEN a.event_type = b.event_type THEN 'alike'
            WHEN
                a.event_type IN ('Battles', 'Explosions/Remote violence', 'Violence against civilians')
                AND b.event_type IN ('Battles', 'Explosions/Remote violence', 'Violence against civilians')
                THEN 'violence'
            WHEN a.event_type IN ('Riots', 'Protests') AND b.event_type IN ('Riots', 'Protests') THEN 'alike'
            ELSE 'other'
        END AS type_level,
        link_figure_level(
            a.killed_low, a.killed_best, a.killed_high, b.killed_low, b.killed_best, b.killed_high,
            sign(a.published_day - b.published_day)
        ) AS killed_level,
        link_figure_level(
            a.injured_low, a.injured_best, a.injured_high, b.injured_low, b.injured_best, b.injured_high,
            sign(a.published_day - b.published_day)
        ) AS injured_level,
        CASE
            WHEN a.article_id = b.article_id THEN 'same article'
            WHEN a.origin_id = b.origin_id THEN 'same origin'
            ELSE 'other'
        END AS origin_level
    FROM sided AS a
    INNER JOIN side AS b ON a.other = b.node
    WHERE a.realis = b.realis AND days_apart <= 1 AND place_level <> 'far' AND type_level <> 'apart'
),
likely AS MATERIALIZED (
    SELECT *, {first_score} AS first_score FROM plain WHERE first_score + {most} > {floor}
),
-- By number of row: of lists, only what lies around these rows is read.
listed AS MATERIALIZED (
    SELECT
        node,
        doers,
        sufferers,
        suffering_classes,
        weapons,
        words,
        list_filter(words, lambda word: NOT list_contains({common_words}, word)) AS rare_words,
        names
    FROM meta_link_claim
    WHERE rowid IN (
        SELECT rowid FROM meta_link_claim WHERE node IN (SELECT node_a FROM likely UNION SELECT node_b FROM likely)
    )
),
-- Countries that a claim without one tells of, by its words; of the others their own.
landed AS MATERIALIZED (
    SELECT node, list(DISTINCT country) AS lands
    FROM (
        SELECT node, land_word.country
        FROM (
            SELECT node, words, unnest(words) AS word
            FROM listed
            SEMI JOIN (SELECT node FROM side WHERE country IS NULL) USING (node)
        ) AS told
        INNER JOIN link_land_word AS land_word USING (word)
        WHERE list_has_all(told.words, land_word.words)
        UNION ALL
        SELECT node, country FROM side WHERE country IS NOT NULL
    )
    GROUP BY node
),
-- Counted in a step of its own: an alias is worked out anew wherever it is used.
counted AS MATERIALIZED (
    SELECT
        likely.*,
        len(list_intersect(a.words, b.words)) AS n_words,
        len(list_intersect(a.rare_words, b.rare_words)) AS n_rare,
        len(a.words) + len(b.words) AS n_words_both,
        CASE WHEN len(a.names) > 0 AND len(b.names) > 0 THEN len(list_intersect(a.names, b.names)) END AS n_names
    FROM likely
    INNER JOIN listed AS a ON likely.node_a = a.node
    INNER JOIN listed AS b ON likely.node_b = b.node
),
compared AS (
    SELECT
        counted.*,
        CASE
            WHEN len(a.doers) = 0 OR len(b.doers) = 0 THEN 'unknown'
            WHEN list_has_any(a.doers, b.doers) THEN 'shared'
            ELSE 'differ'
        END AS doers_level,
        CASE
            WHEN list_has_any(a.sufferers, b.sufferers) THEN 'shared'
            WHEN len(a.suffering_classes) = 0 OR len(b.suffering_classes) = 0 THEN 'unknown'
            WHEN list_has_any(a.suffering_classes, b.suffering_classes) THEN 'same class'
            ELSE 'differ'
        END AS sufferers_level,
        CASE
            WHEN len(a.weapons) = 0 OR len(b.weapons) = 0 THEN 'unknown'
            WHEN list_has_any(a.weapons, b.weapons) THEN 'shared'
            ELSE 'differ'
        END AS weapons_level,
        n_words / greatest(n_words_both - n_words, 1) AS overlap,
        CASE
            WHEN overlap < 0.08 THEN 'under 8 %'
            WHEN overlap < 0.16 THEN '8 %'
            WHEN overlap < 0.28 THEN '16 %'
            WHEN overlap < 0.45 THEN '28 %'
            ELSE '45 %'
        END AS words_level,
        CASE WHEN n_words_both = 0 THEN 'unknown' ELSE least(n_rare, 4)::VARCHAR END AS rare_level,
        CASE
            WHEN n_names IS NULL THEN 'unknown'
            ELSE least(n_names, 3)::VARCHAR
        END AS names_level,
        CASE
            WHEN place_level NOT IN ('unknown', 'both unknown') THEN 'place'
            WHEN land_a.lands IS NULL OR land_b.lands IS NULL THEN 'unknown'
            WHEN list_has_any(land_a.lands, land_b.lands) THEN 'shared'
            ELSE 'differ'
        END AS land_level
    FROM counted
    INNER JOIN listed AS a ON counted.node_a = a.node
    INNER JOIN listed AS b ON counted.node_b = b.node
    LEFT JOIN landed AS land_a ON counted.node_a = land_a.node
    LEFT JOIN landed AS land_b ON counted.node_b = land_b.node
)
SELECT *, first_score + {second_score} AS score
FROM compared
WHERE score > {floor}
