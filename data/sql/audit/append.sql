-- One entry of the audit. Parameters: the columns of `audit`, in their order.
INSERT INTO audit VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16);
