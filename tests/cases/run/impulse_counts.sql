CREATE TABLE i WITH (connector = 'impulse', event_rate = 1000000, event_time_interval = INTERVAL '1 second', message_count = 3);
SELECT counter, subtask_index, row_time() AS at FROM i;
---- output
{"counter":0,"subtask_index":0,"at":"2026-01-01T00:00:00"}
{"counter":1,"subtask_index":0,"at":"2026-01-01T00:00:01"}
{"counter":2,"subtask_index":0,"at":"2026-01-01T00:00:02"}
