-- Proposals that were left by mistake: the step that undoes it. Parameters: $leavings (list), $today, $reason.
CREATE OR REPLACE TEMP TABLE new_step AS
SELECT nextval('step_number') AS step_id, n.proposal_id, 'batalkan' AS transition, b.state, CAST($today AS DATE) AS on_date,
    '' AS paper_number, NULL::DATE AS paper_date, $reason AS reason, n.below_step, true AS is_undo,
    NULL::INTEGER AS load_id, n.top_leaving_id AS leaving_id, n.state AS state_before
FROM proposal_now n
JOIN proposal_step b ON b.step_id = n.below_step
WHERE list_contains($leavings, n.top_leaving_id);
