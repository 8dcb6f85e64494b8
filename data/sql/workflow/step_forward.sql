-- One step of each proposal. Parameters: $ids, $transition, $state, $on_date, $paper_number, $paper_date, $reason.
CREATE OR REPLACE TEMP TABLE new_step AS
SELECT nextval('step_number') AS step_id, n.proposal_id, $transition AS transition, $state AS state,
    CAST($on_date AS DATE) AS on_date, $paper_number AS paper_number, CAST($paper_date AS DATE) AS paper_date,
    $reason AS reason, n.top_step AS below_step, false AS is_undo, NULL::INTEGER AS load_id,
    NULL::BIGINT AS leaving_id, n.state AS state_before
FROM proposal_now n
JOIN (SELECT DISTINCT unnest($ids)::BIGINT AS proposal_id) USING (proposal_id);
