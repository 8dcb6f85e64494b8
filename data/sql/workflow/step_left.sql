-- Proposals of those who leave (leavings from $first on): the step that follows from it.
-- Parameters: $first, $origins (states that one can leave from).
CREATE OR REPLACE TEMP TABLE new_step AS
SELECT nextval('step_number') AS step_id, n.proposal_id, 'keluar' AS transition, 'keluar' AS state,
    greatest(n.standing_on, l.left_on) AS on_date, '' AS paper_number, NULL::DATE AS paper_date,
    l.cause || ' sejak ' || strftime(l.left_on, '%d/%m/%Y') AS reason,
    n.top_step AS below_step, false AS is_undo, NULL::INTEGER AS load_id, l.leaving_id, n.state AS state_before
FROM leaving l
JOIN proposal_now n ON n.person_key = l.person_key AND l.what IN ('keluarga', n.program)
WHERE l.leaving_id >= $first AND list_contains($origins, n.state)
QUALIFY row_number() OVER (PARTITION BY n.proposal_id ORDER BY l.leaving_id) = 1;
