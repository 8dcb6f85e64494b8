-- Date of birth of people by NIK, where the registers of members agree: one row per NIK. Parameter: $niks (list).
SELECT nik, min(born_on) AS born_on
FROM member_said
WHERE list_contains($niks, nik) AND born_on IS NOT NULL
GROUP BY nik
HAVING count(DISTINCT born_on) = 1;
