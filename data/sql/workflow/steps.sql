-- All steps of one proposal, the first first. Parameter: $proposal_id.
SELECT step_id, transition, state, on_date, paper_number, paper_date, reason, by_name, by_role, noted_at, load_id
FROM proposal_step WHERE proposal_id = $proposal_id
ORDER BY step_id;
