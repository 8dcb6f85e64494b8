-- Settings the office has changed: key, value (text).
SELECT key, value FROM setting;
