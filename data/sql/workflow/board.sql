-- How many proposals stand where: one row per state. Parameters: $program, $desa_code ('' = all).
SELECT n.state, count(*) AS proposal_count, min(n.standing_on) AS oldest_on
FROM proposal_now n LEFT JOIN family f ON f.no_kk = n.person_key
WHERE ($program = '' OR n.program = $program) AND ($desa_code = '' OR f.desa_code = $desa_code)
GROUP BY n.state;
