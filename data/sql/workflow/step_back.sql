-- The step that undoes the one that stands, of each proposal: back to where that came from.
-- Parameters: $ids, $on_date, $reason.
CREATE OR REPLACE TEMP TABLE new_step AS
SELECT nextval('step_number') AS step_id, n.proposal_id, 'batalkan' AS transition,
    coalesce(b.state, 'dibatalkan') AS state, CAST($on_date AS DATE) AS on_date,
    '' AS paper_number, NULL::DATE AS paper_date, $reason AS reason, n.below_step, true AS is_undo,
    NULL::INTEGER AS load_id, NULL::BIGINT AS leaving_id, n.state AS state_before
FROM proposal_now n
JOIN (SELECT DISTINCT unnest($ids)::BIGINT AS proposal_id) USING (proposal_id)
LEFT JOIN proposal_step b ON b.step_id = n.below_step
WHERE n.top_step IS NOT NULL;
