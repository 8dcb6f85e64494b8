-- Proposals established whose aid was handed over, as recorded on the page or by a returned file: the step that follows
-- from it. One that somebody has undone by hand does not come again from the same event; where several people of one
-- family are proposed, nobody knows whose it was. Parameter: $today.
CREATE OR REPLACE TEMP TABLE new_step AS
WITH found AS (
    SELECT n.proposal_id, n.state, n.top_step, n.standing_on, min(h.event_id) AS event_id, arg_min(h.on_date, h.event_id) AS said_on
    FROM proposal_now n
    JOIN handover_live h ON h.kind = 'diserahkan' AND h.person_key = n.person_key AND h.program = n.program AND h.period >= n.period
    WHERE n.state = 'ditetapkan'
      AND (n.nik IS NULL OR nik_key(n.nik) = n.person_key
           OR (SELECT count(*) FROM proposal_now o WHERE o.person_key = n.person_key AND o.program = n.program AND o.state = 'ditetapkan') = 1)
      AND NOT EXISTS (FROM step_handover k JOIN proposal_step s USING (step_id)
                      WHERE s.proposal_id = n.proposal_id AND k.event_id = h.event_id)
    GROUP BY n.proposal_id, n.state, n.top_step, n.standing_on
)
SELECT nextval('step_number') AS step_id, proposal_id, 'salurkan' AS transition, 'disalurkan' AS state,
    greatest(standing_on, least(said_on, CAST($today AS DATE))) AS on_date, '' AS paper_number, NULL::DATE AS paper_date,
    'menurut catatan penyaluran tanggal ' || strftime(said_on, '%d/%m/%Y') AS reason,
    top_step AS below_step, false AS is_undo, NULL::INTEGER AS load_id, NULL::BIGINT AS leaving_id, state AS state_before,
    event_id
FROM found;
