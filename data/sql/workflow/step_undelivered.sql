-- Steps that followed from a list of deliveries which was taken back: the step that undoes each. Parameter: $today.
CREATE OR REPLACE TEMP TABLE new_step AS
SELECT nextval('step_number') AS step_id, n.proposal_id, 'batalkan' AS transition, b.state, CAST($today AS DATE) AS on_date,
    '' AS paper_number, NULL::DATE AS paper_date, 'daftar penyaluran ditarik' AS reason, n.below_step, true AS is_undo,
    n.top_load_id AS load_id, NULL::BIGINT AS leaving_id, n.state AS state_before
FROM proposal_now n
JOIN proposal_step b ON b.step_id = n.below_step
WHERE n.top_load_id IS NOT NULL AND n.top_load_id NOT IN (SELECT load_id FROM live_load);
