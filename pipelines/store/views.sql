-- The views that everything downstream reads, described in schemas/views.py. Public columns come
-- first, in their published order.

CREATE VIEW estimates AS
SELECT
    f.estimate_id,
    p.categories AS category,
    p.subgroups AS subgroup,
    f.trial,
    list_aggregate(
        list_filter(string_split(coalesce(t.registry_ids, ''), ';'), lambda id : id LIKE 'NCT%'),
        'string_agg', ';'
    ) AS nct,
    f.report,
    r.kind AS report_kind,
    r.standing,
    r.pmid,
    r.doi,
    a.label AS arm,
    array_to_string(list_sort(string_split(a.drugs, ';')), '+') AS drugs,
    b.label AS comparator,
    p.label AS population,
    p.line,
    p.biomarker,
    f.endpoint,
    f.effect_measure,
    f.value,
    f.unit,
    f.ci_lower,
    f.ci_upper,
    f.ci_level,
    CAST(f.n_events AS BIGINT) AS n_events,
    CAST(f.n_analysed AS BIGINT) AS n_analysed,
    f.timepoint_months,
    f.follow_up_months,
    f.data_cutoff,
    f.assessor,
    f.criteria,
    f.is_reached,
    f.locator,
    f.read_in,
    CASE
        WHEN n.result = 'found_together' AND n.pairing = 'paired' THEN 'found'
        WHEN n.result IN ('found_together', 'found_apart', 'not_found') THEN n.result
        WHEN o.result = 'found_together' AND o.pairing = 'paired' THEN 'found_in_secondary'
        ELSE coalesce(n.result, 'not_archived')
    END AS support,
    coalesce(s.state, 'none') AS approval,
    f.value_as_printed,
    f.unit_as_printed,
    f.value_qualifier,
    f.ci_lower_status,
    f.ci_upper_status,
    f.p_value,
    f.analysis,
    f.conditional_on,
    f.confirmed,
    f.follow_up_kind,
    f.attribution,
    f.grades,
    a.regimen,
    f.seen_at,
    f.superseded_by IS NULL AS is_current,
    f.event,
    f.counts,
    f.state,
    f.event_includes,
    f.is_main,
    f.mrd_threshold,
    f.ci_kind,
    CAST(f.n_population AS BIGINT) AS n_population,
    CAST(f.n_comparator AS BIGINT) AS n_comparator,
    f.second_entry,
    f.ci_sides,
    CAST(f.second_ci_lower AS DOUBLE) AS second_ci_lower,
    CAST(f.second_ci_upper AS DOUBLE) AS second_ci_upper,
    CAST(f.second_ci_level AS DOUBLE) AS second_ci_level,
    CAST(f.range_lower AS DOUBLE) AS range_lower,
    CAST(f.range_upper AS DOUBLE) AS range_upper,
    f.range_kind,
    f.follow_up_range,
    f.follow_up_range_kind,
    f.p_interaction,
    f.probability_of,
    f.instrument,
    f.better,
    r.language,
    f.third_reading,
    -- what pages need beyond the export
    f.key,
    f.arm AS arm_key,
    a.combines AS arm_combines,
    f.comparator AS comparator_key,
    f.population AS population_key,
    p.analysis_set,
    t.name AS trial_name,
    t.design,
    e.name AS endpoint_name,
    e.abbreviation AS endpoint_abbreviation,
    e.family,
    e.plain_words,
    coalesce(e.time_words, 'at') AS time_words,
    CAST(e."order" AS BIGINT) AS endpoint_order,
    coalesce(e.is_key = 'yes', FALSE) AS is_key,
    coalesce(e.is_compared = 'yes', FALSE) AS is_compared,
    e.picture,
    e.heading,
    e.curve,
    CAST(e.chart_order AS BIGINT) AS chart_order,
    e.mapped_as,
    e.ladder,
    e.best_response,
    f.ci_lower_as_printed,
    f.ci_upper_as_printed,
    f.second_ci_as_printed,
    f.range_as_printed,
    f.quoted,
    f.timepoint_as_printed,
    f.follow_up_as_printed,
    f.conditional_share,
    f.other_state,
    f.event_words,
    f.whom,
    f.variant,
    f.note,
    f.quote,
    f.superseded_by,
    f.looked_at,
    f.not_lead_because,
    f.calculated_lower,
    f.calculated_upper,
    f.path,
    CAST(f.line AS BIGINT) AS line_number,
    f.entered
FROM figures AS f
JOIN curated_trials AS t ON t.trial = f.trial
JOIN curated_reports AS r ON r.trial = f.trial AND r.report = f.report
JOIN curated_arms AS a ON a.trial = f.trial AND a.arm = f.arm
LEFT JOIN curated_arms AS b ON b.trial = f.trial AND b.arm = f.comparator
JOIN curated_populations AS p ON p.trial = f.trial AND p.population = f.population
JOIN curated_endpoints AS e ON e.code = f.endpoint
LEFT JOIN curated_findings AS n
    ON n.estimate_id = f.estimate_id AND n.finding = 'number_in_source'
    AND n.figures = f.quoted -- with other digits a finding no longer counts
LEFT JOIN curated_findings AS o
    ON o.estimate_id = f.estimate_id AND o.finding = 'number_in_secondary'
    AND o.figures = f.quoted
LEFT JOIN approval_states AS s ON s.trial = f.trial AND s.report = f.report
ORDER BY f.estimate_id;

CREATE VIEW trials AS
SELECT
    t.* EXCLUDE (status), -- drafts do not come here
    (SELECT count(*) FROM curated_reports AS r WHERE r.trial = t.trial) AS n_reports,
    (SELECT count(*) FROM figures AS f WHERE f.trial = t.trial) AS n_estimates
FROM curated_trials AS t
ORDER BY t.trial;

CREATE VIEW reports AS
SELECT
    r.* EXCLUDE (status),
    t.name AS trial_name,
    CASE
        WHEN r.authors = 'not_stated' AND r.journal = 'not_stated' THEN 'report of ' || r.year
        WHEN r.authors = 'not_stated' AND contains(r.journal, r.year) THEN r.journal
        WHEN r.authors = 'not_stated' THEN r.journal || ' ' || r.year
        ELSE replace(r.authors, ' et al.', ' and others') || ', ' || r.year
    END AS cite,
    coalesce(s.state, 'none') AS approval,
    s.words_changed
FROM curated_reports AS r
JOIN curated_trials AS t ON t.trial = r.trial
LEFT JOIN approval_states AS s ON s.trial = r.trial AND s.report = r.report
ORDER BY r.trial, r.year, r.report;

CREATE VIEW arms AS
SELECT trial, arm, label, drugs, regimen, role, combines FROM curated_arms ORDER BY trial, arm;

CREATE VIEW populations AS
SELECT
    trial, population, label, analysis_set, categories, subgroups, line, biomarker, part_of, set_of,
    earlier_cut_of, brain, cohort
FROM curated_populations ORDER BY trial, population;

CREATE VIEW took_part AS
WITH typed AS (
    SELECT
        *,
        TRY_CAST(nullif(split_part(value, ' of ', 2), '') AS BIGINT) AS n_of,
        TRY_CAST(split_part(value, ' of ', 1) AS DOUBLE) AS first
    FROM curated_took_part
)
SELECT
    concat_ws('/', p.trial, p.population, p.arm, p.characteristic) AS took_part_id,
    p.trial, p.population, p.arm, p.characteristic, c.name, c.unit,
    CASE WHEN p.n_of IS NULL THEN p.first ELSE 100 * p.first / p.n_of END AS value,
    CASE WHEN p.n_of IS NOT NULL THEN CAST(p.first AS BIGINT) END AS n,
    p.n_of,
    p.value AS value_as_printed,
    c.heading, c.words, p.report, p.url, p.read_in, p.seen_at, p.locator
FROM typed AS p
JOIN curated_characteristics AS c ON c.code = p.characteristic
LEFT JOIN curated_reports AS r ON r.trial = p.trial AND r.report = p.report
WHERE coalesce(r.standing, '') <> 'retracted' -- its values are withheld everywhere
ORDER BY p.trial, p.population, p.arm NULLS FIRST, CAST(c."order" AS BIGINT), p.characteristic;

CREATE VIEW facts AS
SELECT
    f.reference || '/' || f.fact AS fact_id, f.reference, f.fact, f.value, f.unit, f.says, f.locator,
    f.read_in, r.kind, r.standing, r.title, r.authors, r.journal, r.year, r.pmid, r.doi, r.url,
    r.seen_at, r.entered
FROM curated_facts AS f
JOIN curated_references AS r ON r.reference = f.reference
ORDER BY fact_id;
