-- What complaints are about, in their order.
SELECT kind_key, label, words FROM complaint_kind ORDER BY position, kind_key;
