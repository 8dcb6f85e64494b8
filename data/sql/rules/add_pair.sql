-- One direction of a pair of programs that may not combine. Parameters: program, other.
INSERT INTO forbidden_pair VALUES ($1, $2);
