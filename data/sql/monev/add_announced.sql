-- A board that was made for the public. Parameters: $sheet_id, $kind, $program, $scope, $name, $role, $now.
INSERT INTO board_announced VALUES ($sheet_id, $kind, $program, $scope, $name, $role, $now);
