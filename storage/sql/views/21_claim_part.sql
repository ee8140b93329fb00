-- The parts of the claims in out_claim, each once, with the country and day of its claim: asked for by these, only the parts
-- around them are read (storage/frozen.py), while ids lie all over a table.
CREATE OR REPLACE VIEW out_claim_party AS
SELECT DISTINCT ON (part.claim_id, part.ord)
    part.* EXCLUDE (recorded_at, run_id),
    claim.place_country,
    claim.date_start
FROM core_claim_party AS part
SEMI JOIN out_article USING (extraction_id)
LEFT JOIN core_claim AS claim ON part.claim_id = claim.claim_id;
COMMENT ON VIEW out_claim_party IS 'Of the claims in out_claim: one row per person or body in a role in a claim; victims and human targets are parties.';
COMMENT ON COLUMN out_claim_party.extraction_id IS 'Extraction the claim belongs to.';
COMMENT ON COLUMN out_claim_party.claim_id IS 'Claim.';
COMMENT ON COLUMN out_claim_party.ord IS 'Position within the claim, from 0.';
COMMENT ON COLUMN out_claim_party.role IS 'perpetrator, target, victim, side_a, side_b, detainee, source. side_a and side_b imply no blame.';
COMMENT ON COLUMN out_claim_party.kind IS 'organisation (any named body), group (unnamed people), person.';
COMMENT ON COLUMN out_claim_party.text IS 'As written.';
COMMENT ON COLUMN out_claim_party.span_start IS 'First code point in the stored text.';
COMMENT ON COLUMN out_claim_party.span_end IS 'Code point after the last.';
COMMENT ON COLUMN out_claim_party.actor_id IS 'Entry of the actor register, or a stable id of an unknown body.';
COMMENT ON COLUMN out_claim_party.name IS 'Register name.';
COMMENT ON COLUMN out_claim_party.actor_class IS 'ACLED inter 1-8.';
COMMENT ON COLUMN out_claim_party.confidence_stated IS 'How surely the text names the party; never null for a perpetrator.';
COMMENT ON COLUMN out_claim_party.attribution_kind IS 'As in core_claim, where the party''s differs from the claim''s; else null.';
COMMENT ON COLUMN out_claim_party.attribution_speaker IS 'Who says so, as written.';
COMMENT ON COLUMN out_claim_party.attribution_capacity IS 'In what capacity.';
COMMENT ON COLUMN out_claim_party.attribution_organisation IS 'Register name of the body spoken for.';
COMMENT ON COLUMN out_claim_party.attribution_cue IS 'Word that marks the attribution.';
COMMENT ON COLUMN out_claim_party.place_country IS 'Country of the claim, ISO 3166-1 alpha-3.';
COMMENT ON COLUMN out_claim_party.date_start IS 'First day of the claim.';

CREATE OR REPLACE VIEW out_claim_target AS
SELECT DISTINCT ON (part.claim_id, part.ord)
    part.* EXCLUDE (recorded_at, run_id),
    claim.place_country,
    claim.date_start
FROM core_claim_target AS part
SEMI JOIN out_article USING (extraction_id)
LEFT JOIN core_claim AS claim ON part.claim_id = claim.claim_id;
COMMENT ON VIEW out_claim_target IS 'Of the claims in out_claim: one row per physical thing hit, or meant to be hit, in a claim.';
COMMENT ON COLUMN out_claim_target.extraction_id IS 'Extraction the claim belongs to.';
COMMENT ON COLUMN out_claim_target.claim_id IS 'Claim.';
COMMENT ON COLUMN out_claim_target.ord IS 'Position within the claim, from 0.';
COMMENT ON COLUMN out_claim_target.type IS 'One of GTD''s 22 target labels, lower case.';
COMMENT ON COLUMN out_claim_target.text IS 'As written.';
COMMENT ON COLUMN out_claim_target.span_start IS 'First code point in the stored text.';
COMMENT ON COLUMN out_claim_target.span_end IS 'Code point after the last.';
COMMENT ON COLUMN out_claim_target.place_country IS 'Country of the claim, ISO 3166-1 alpha-3.';
COMMENT ON COLUMN out_claim_target.date_start IS 'First day of the claim.';

CREATE OR REPLACE VIEW out_claim_weapon AS
SELECT DISTINCT ON (part.claim_id, part.ord)
    part.* EXCLUDE (recorded_at, run_id),
    claim.place_country,
    claim.date_start
FROM core_claim_weapon AS part
SEMI JOIN out_article USING (extraction_id)
LEFT JOIN core_claim AS claim ON part.claim_id = claim.claim_id;
COMMENT ON VIEW out_claim_weapon IS 'Of the claims in out_claim: one row per weapon in a claim.';
COMMENT ON COLUMN out_claim_weapon.extraction_id IS 'Extraction the claim belongs to.';
COMMENT ON COLUMN out_claim_weapon.claim_id IS 'Claim.';
COMMENT ON COLUMN out_claim_weapon.ord IS 'Position within the claim, from 0.';
COMMENT ON COLUMN out_claim_weapon.type IS 'firearm, explosive, suicide bomb, vehicle bomb, ied, landmine, grenade, mortar, artillery, rocket, missile, air strike, drone, chemical, incendiary, melee, vehicle, other, unknown.';
COMMENT ON COLUMN out_claim_weapon.text IS 'As written.';
COMMENT ON COLUMN out_claim_weapon.span_start IS 'First code point in the stored text.';
COMMENT ON COLUMN out_claim_weapon.span_end IS 'Code point after the last.';
COMMENT ON COLUMN out_claim_weapon.place_country IS 'Country of the claim, ISO 3166-1 alpha-3.';
COMMENT ON COLUMN out_claim_weapon.date_start IS 'First day of the claim.';

CREATE OR REPLACE VIEW out_claim_count AS
SELECT DISTINCT ON (part.claim_id, part.ord)
    part.* EXCLUDE (recorded_at, run_id),
    claim.place_country,
    claim.date_start
FROM core_claim_count AS part
SEMI JOIN out_article USING (extraction_id)
LEFT JOIN core_claim AS claim ON part.claim_id = claim.claim_id;
COMMENT ON VIEW out_claim_count IS 'Of the claims in out_claim: one row per bounded number of people or things with an outcome in a claim.';
COMMENT ON COLUMN out_claim_count.extraction_id IS 'Extraction the claim belongs to.';
COMMENT ON COLUMN out_claim_count.claim_id IS 'Claim.';
COMMENT ON COLUMN out_claim_count.ord IS 'Position within the claim, from 0.';
COMMENT ON COLUMN out_claim_count.outcome IS 'killed, injured, missing, abducted, detained, surrendered, displaced, released, seized.';
COMMENT ON COLUMN out_claim_count.who IS 'civilian, security, paramilitary, militant, perpetrator, unknown.';
COMMENT ON COLUMN out_claim_count.party IS 'ord of the party counted, in core_claim_party.';
COMMENT ON COLUMN out_claim_count.qualifier IS 'exact, more_than, at_least, fewer_than, up_to, about, between, several, dozens, scores, hundreds, none.';
COMMENT ON COLUMN out_claim_count.low IS 'Smallest number the words allow; null if not bounded.';
COMMENT ON COLUMN out_claim_count.best IS 'The number the words give; null if they give none.';
COMMENT ON COLUMN out_claim_count.high IS 'Largest number the words allow; null if not bounded.';
COMMENT ON COLUMN out_claim_count.is_total IS 'A total beside its parts: the parts are not added to it.';
COMMENT ON COLUMN out_claim_count.convention IS 'The bound is a convention for a vague word ("dozens": 24).';
COMMENT ON COLUMN out_claim_count.rank IS 'preferred; rival (another speaker''s figure for the same thing); superseded (corrected in the article). Only preferred is ever added.';
COMMENT ON COLUMN out_claim_count.text IS 'As written.';
COMMENT ON COLUMN out_claim_count.span_start IS 'First code point in the stored text.';
COMMENT ON COLUMN out_claim_count.span_end IS 'Code point after the last.';
COMMENT ON COLUMN out_claim_count.attribution_kind IS 'As in core_claim, where the count''s differs from the claim''s; else null.';
COMMENT ON COLUMN out_claim_count.attribution_speaker IS 'Who says so, as written.';
COMMENT ON COLUMN out_claim_count.attribution_capacity IS 'In what capacity.';
COMMENT ON COLUMN out_claim_count.attribution_organisation IS 'Register name of the body spoken for.';
COMMENT ON COLUMN out_claim_count.attribution_cue IS 'Word that marks the attribution.';
COMMENT ON COLUMN out_claim_count.place_country IS 'Country of the claim, ISO 3166-1 alpha-3.';
COMMENT ON COLUMN out_claim_count.date_start IS 'First day of the claim.';

CREATE OR REPLACE VIEW out_claim_evidence AS
SELECT DISTINCT ON (part.claim_id, part.field, part.ord)
    part.* EXCLUDE (recorded_at, run_id),
    claim.place_country,
    claim.date_start
FROM core_claim_evidence AS part
SEMI JOIN out_article USING (extraction_id)
LEFT JOIN core_claim AS claim ON part.claim_id = claim.claim_id;
COMMENT ON VIEW out_claim_evidence IS 'Of the claims in out_claim: one row per span a claim rests on, beside those that parties, targets, weapons and counts carry themselves.';
COMMENT ON COLUMN out_claim_evidence.extraction_id IS 'Extraction the claim belongs to.';
COMMENT ON COLUMN out_claim_evidence.claim_id IS 'Claim.';
COMMENT ON COLUMN out_claim_evidence.field IS 'sentence, date, place, attribution, party_attribution, count_attribution.';
COMMENT ON COLUMN out_claim_evidence.ord IS 'Position: of the sentence from 0; of the party or count whose attribution it is; else 0.';
COMMENT ON COLUMN out_claim_evidence.span_start IS 'First code point in the stored text.';
COMMENT ON COLUMN out_claim_evidence.span_end IS 'Code point after the last.';
COMMENT ON COLUMN out_claim_evidence.text IS 'The words of the span.';
COMMENT ON COLUMN out_claim_evidence.place_country IS 'Country of the claim, ISO 3166-1 alpha-3.';
COMMENT ON COLUMN out_claim_evidence.date_start IS 'First day of the claim.';
