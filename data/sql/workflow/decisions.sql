-- Decisions of priority with what they found: one row each, the newest first.
SELECT d.decision_id, d.noted_at, d.paper_number, d.paper_date, d.rule, d.criteria, d.threshold, d.period, d.note, d.by_name,
    d.by_role, count(r.person_key) AS family_count, count(*) FILTER (r.is_priority) AS priority_count
FROM priority_decision d LEFT JOIN priority_result r USING (decision_id)
GROUP BY ALL
ORDER BY d.decision_id DESC;
