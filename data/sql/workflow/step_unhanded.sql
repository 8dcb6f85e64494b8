-- Steps that followed from a hand-over which was taken back: the step that undoes each. Parameter: $today.
CREATE OR REPLACE TEMP TABLE new_step AS
SELECT nextval('step_number') AS step_id, n.proposal_id, 'batalkan' AS transition, b.state, CAST($today AS DATE) AS on_date,
    '' AS paper_number, NULL::DATE AS paper_date, 'catatan penyaluran dibatalkan' AS reason, n.below_step, true AS is_undo,
    NULL::INTEGER AS load_id, NULL::BIGINT AS leaving_id, n.state AS state_before
FROM proposal_now n
JOIN step_handover k ON k.step_id = n.top_step
JOIN proposal_step b ON b.step_id = n.below_step
WHERE k.event_id NOT IN (SELECT event_id FROM handover_live);
