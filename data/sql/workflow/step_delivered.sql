-- Proposals established whose aid was handed over, as lists of deliveries say: the step that follows from it. One that
-- somebody has undone by hand does not come again from the same list.
-- Parameters: $words and $programs (lists of equal length: how the lists call a program, its key), $today.
CREATE OR REPLACE TEMP TABLE new_step AS
WITH called AS (SELECT unnest($words) AS word, unnest($programs) AS program),
handed AS (
    SELECT d.load_id, c.program, d.period, d.nik, d.on_date, d.person_key
    FROM delivery_received d JOIN called c ON c.word = d.program_given
),
found AS (
    SELECT n.proposal_id, n.state, n.top_step, n.standing_on, h.load_id, min(h.on_date) AS said_on
    FROM proposal_now n
    JOIN handed h ON h.person_key = n.person_key AND h.program = n.program AND h.period >= n.period
        AND (n.nik IS NULL OR h.nik = n.nik)
    WHERE n.state = 'ditetapkan'
      AND (SELECT count(*) FILTER (s.transition = 'salurkan') = count(*) FILTER (s.transition = 'batalkan')
           FROM proposal_step s WHERE s.proposal_id = n.proposal_id AND s.load_id = h.load_id)
    GROUP BY n.proposal_id, n.state, n.top_step, n.standing_on, h.load_id
    QUALIFY row_number() OVER (PARTITION BY n.proposal_id ORDER BY said_on, h.load_id) = 1
)
SELECT nextval('step_number') AS step_id, proposal_id, 'salurkan' AS transition, 'disalurkan' AS state,
    greatest(standing_on, least(coalesce(said_on, CAST($today AS DATE)), CAST($today AS DATE))) AS on_date,
    '' AS paper_number, NULL::DATE AS paper_date,
    'menurut daftar penyaluran' || coalesce(' tanggal ' || strftime(said_on, '%d/%m/%Y'), '') AS reason,
    top_step AS below_step, false AS is_undo, load_id, NULL::BIGINT AS leaving_id, state AS state_before
FROM found;
