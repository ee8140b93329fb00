-- How two figures for one outcome go together. `later` is 1 where the first was published later, -1 where earlier.
CREATE OR REPLACE TEMP MACRO link_figure_level(low_a, best_a, high_a, low_b, best_b, high_b, later) AS
CASE
    WHEN coalesce(best_a, low_a, high_a) IS NULL OR coalesce(best_b, low_b, high_b) IS NULL THEN 'unknown'
    WHEN coalesce(best_a, low_a, high_a) = 0 AND coalesce(best_b, low_b, high_b) = 0 THEN 'both none'
    WHEN coalesce(best_a, low_a, high_a) = 0 OR coalesce(best_b, low_b, high_b) = 0 THEN 'one none'
    WHEN coalesce(best_a, low_a, high_a) = coalesce(best_b, low_b, high_b)
        THEN CASE WHEN coalesce(best_a, low_a, high_a) < 5 THEN 'equal' ELSE 'equal, 5+' END
    -- "Dozens" and 90: words for a number allow every number from the least that they mean.
    WHEN
        (best_a IS NULL AND high_a IS NULL AND low_a <= coalesce(best_b, low_b, high_b))
        OR (best_b IS NULL AND high_b IS NULL AND low_b <= coalesce(best_a, low_a, high_a))
        THEN 'allowed'
    WHEN
        abs(coalesce(best_a, low_a, high_a) - coalesce(best_b, low_b, high_b)) <= 2
        OR greatest(coalesce(best_a, low_a, high_a), coalesce(best_b, low_b, high_b))
        <= 1.35 * least(coalesce(best_a, low_a, high_a), coalesce(best_b, low_b, high_b))
        THEN 'close'
    WHEN
        greatest(coalesce(best_a, low_a, high_a), coalesce(best_b, low_b, high_b))
        > 3 * least(coalesce(best_a, low_a, high_a), coalesce(best_b, low_b, high_b))
        THEN 'far apart'
    WHEN later * (coalesce(best_a, low_a, high_a) - coalesce(best_b, low_b, high_b)) > 0 THEN 'rising'
    -- "More than 30" and 50: the words of one allow the other.
    WHEN
        coalesce(low_a, 0) <= coalesce(high_b, 1e9) AND coalesce(low_b, 0) <= coalesce(high_a, 1e9) THEN 'allowed'
    ELSE 'apart'
END;

-- Types that cannot be one act: an arrest or an agreement is no attack, and a peaceful protest no battle. What one
-- report calls an arrest another may call an abduction.
CREATE OR REPLACE TEMP MACRO link_is_set_apart(sub, other) AS
sub IN (
    'Arrests', 'Agreement', 'Headquarters or base established', 'Change to group/activity',
    'Non-violent transfer of territory'
)
AND NOT (sub = 'Arrests' AND other = 'Abduction/forced disappearance');

CREATE OR REPLACE TEMP MACRO link_is_apart(type_a, sub_a, type_b, sub_b) AS
coalesce(
    sub_a <> sub_b
    AND (
        link_is_set_apart(sub_a, sub_b)
        OR link_is_set_apart(sub_b, sub_a)
        OR (sub_a = 'Peaceful protest' AND type_b IN ('Battles', 'Explosions/Remote violence'))
        OR (sub_b = 'Peaceful protest' AND type_a IN ('Battles', 'Explosions/Remote violence'))
    ),
    false
)
