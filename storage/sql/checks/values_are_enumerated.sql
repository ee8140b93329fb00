-- Values of an enumeration are those of the codebook.
SELECT 'core_claim.kind' AS enumeration, kind AS value, claim_id AS id
FROM core_claim
WHERE kind NOT IN ('incident', 'aggregate', 'background', 'assessment')
UNION ALL
SELECT 'core_claim.realis', realis, claim_id
FROM core_claim
WHERE realis NOT IN ('actual', 'attempted', 'planned', 'threatened', 'hypothetical', 'negated')
UNION ALL
SELECT 'core_claim.attribution_kind', attribution_kind, claim_id
FROM core_claim
WHERE attribution_kind NOT IN ('narrator', 'attributed', 'claimed_responsibility', 'accused', 'denied')
UNION ALL
SELECT 'core_claim_party.role', role, claim_id
FROM core_claim_party
WHERE role NOT IN ('perpetrator', 'target', 'victim', 'side_a', 'side_b', 'detainee', 'source')
UNION ALL
SELECT 'core_claim_party.kind', kind, claim_id
FROM core_claim_party
WHERE kind NOT IN ('organisation', 'group', 'person')
UNION ALL
SELECT 'core_claim_party.confidence_stated', confidence_stated, claim_id
FROM core_claim_party
WHERE confidence_stated NOT IN (
    'reported as fact', 'suspected or accused', 'suspected or accused by authorities', 'claimed or admitted',
    'possible', 'denied', 'unknown'
)
UNION ALL
SELECT 'core_claim_party.attribution_kind', attribution_kind, claim_id
FROM core_claim_party
WHERE attribution_kind NOT IN ('narrator', 'attributed', 'claimed_responsibility', 'accused', 'denied')
UNION ALL
SELECT 'core_claim_count.outcome', outcome, claim_id
FROM core_claim_count
WHERE outcome NOT IN (
    'killed', 'injured', 'missing', 'abducted', 'detained', 'surrendered', 'displaced', 'released', 'seized'
)
UNION ALL
SELECT 'core_claim_count.who', who, claim_id
FROM core_claim_count
WHERE who NOT IN ('civilian', 'security', 'paramilitary', 'militant', 'perpetrator', 'unknown')
UNION ALL
SELECT 'core_claim_count.qualifier', qualifier, claim_id
FROM core_claim_count
WHERE qualifier NOT IN (
    'exact', 'more_than', 'at_least', 'fewer_than', 'up_to', 'about', 'between', 'several', 'dozens', 'scores',
    'hundreds', 'none'
)
UNION ALL
SELECT 'core_claim_count.rank', rank, claim_id
FROM core_claim_count
WHERE rank NOT IN ('preferred', 'rival', 'superseded')
UNION ALL
SELECT 'core_claim_count.attribution_kind', attribution_kind, claim_id
FROM core_claim_count
WHERE attribution_kind NOT IN ('narrator', 'attributed', 'claimed_responsibility', 'accused', 'denied')
UNION ALL
SELECT 'core_claim_weapon.type', type, claim_id
FROM core_claim_weapon
WHERE type NOT IN (
    'firearm', 'explosive', 'suicide bomb', 'vehicle bomb', 'ied', 'landmine', 'grenade', 'mortar', 'artillery',
    'rocket', 'missile', 'air strike', 'drone', 'chemical', 'incendiary', 'melee', 'vehicle', 'other', 'unknown'
)
UNION ALL
SELECT 'core_claim_target.type', type, claim_id
FROM core_claim_target
WHERE type NOT IN (
    'business', 'government (general)', 'police', 'military', 'abortion related', 'airports & aircraft',
    'government (diplomatic)', 'educational institution', 'food or water supply', 'journalists & media', 'maritime',
    'ngo', 'other', 'private citizens & property', 'religious figures/institutions', 'telecommunication',
    'terrorists/non-state militia', 'tourists', 'transportation', 'unknown', 'utilities', 'violent political party'
)
UNION ALL
SELECT 'core_claim_evidence.field', field, claim_id
FROM core_claim_evidence
WHERE field NOT IN ('sentence', 'date', 'place', 'attribution', 'party_attribution', 'count_attribution')
UNION ALL
SELECT 'core_issue.stage', stage, issue_id
FROM core_issue
WHERE stage NOT IN (
    'fetch', 'read', 'parse', 'language', 'type', 'realis', 'date', 'place', 'actor', 'count', 'attribution'
)
UNION ALL
SELECT 'meta_run.state', state, run_id
FROM meta_run
WHERE state NOT IN ('running', 'succeeded', 'failed', 'abandoned')
UNION ALL
SELECT 'core_claim.modes', mode, claim_id
FROM (SELECT claim_id, unnest(modes) AS mode FROM core_claim)
WHERE mode NOT IN (
    'demo', 'riot', 'strike', 'hunger', 'boycott', 'obstruct', 'vandalize', 'seize', 'restrict', 'censor', 'curfew',
    'martial-law', 'arrest', 'deport', 'withhold', 'misinformation', 'cyber', 'abduct', 'beat', 'torture', 'sexual',
    'targeted', 'destroy', 'primitive', 'firearms', 'explosives', 'suicide-attack', 'aerial', 'drone',
    'heavy-weapons', 'crowd-control', 'unconventional'
)
