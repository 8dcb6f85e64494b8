-- The first step of new proposals. Parameters: $ids, $on_date, $reason.
CREATE OR REPLACE TEMP TABLE new_step AS
SELECT nextval('step_number') AS step_id, proposal_id, 'ajukan' AS transition, 'diajukan' AS state,
    CAST($on_date AS DATE) AS on_date, '' AS paper_number, NULL::DATE AS paper_date, $reason AS reason,
    NULL::BIGINT AS below_step, false AS is_undo, NULL::INTEGER AS load_id, NULL::BIGINT AS leaving_id,
    NULL::VARCHAR AS state_before
FROM (SELECT unnest($ids)::BIGINT AS proposal_id);
