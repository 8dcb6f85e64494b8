-- What speaks against a step: one row. Parameters: $ids, $origins (states; of an undoing []), $on_date.
WITH first_step AS (SELECT proposal_id, arg_min(on_date, step_id) AS on_date FROM proposal_step GROUP BY proposal_id)
SELECT count(*) AS found_count,
    count(*) FILTER (NOT list_contains($origins, n.state)) AS wrong_count,
    list(DISTINCT n.state ORDER BY n.state) FILTER (NOT list_contains($origins, n.state)) AS wrong_states,
    count(*) FILTER (n.standing_on > CAST($on_date AS DATE)) AS early_count,
    max(n.standing_on) AS earliest,
    count(*) FILTER (n.top_step IS NULL) AS bare_count,
    list(DISTINCT n.transition) FILTER (n.top_step IS NOT NULL) AS transitions,
    (max(f.on_date) - INTERVAL 1 YEAR)::DATE AS earliest_paper
FROM proposal_now n
JOIN first_step f USING (proposal_id)
JOIN (SELECT DISTINCT unnest($ids)::BIGINT AS proposal_id) USING (proposal_id);
