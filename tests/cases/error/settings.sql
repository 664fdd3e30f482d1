SET chekpoint_interval = '1 second';
SET checkpoint_interval = '5 apples';
SET checkpoint_interval = '1 ms';
SET updating_ttl = INTERVAL '1 month';
SET updating_ttl = INTERVAL '-1 second';
SET result_mode = 'live';
RESET nothing;
STOP JOB 7;
DESCRIBE JOB 7;
---- error
Error: invalid option 'chekpoint_interval'; supported options are 'updating_ttl', 'checkpoint_interval', 'update_interval', 'result_mode', 'connection_profile', 'pipeline_name'
  1 | SET chekpoint_interval = '1 second';
    |     ^^^^^^^^^^^^^^^^^^
Hint: Did you mean 'checkpoint_interval'?

Error: invalid value for 'checkpoint_interval': expected an interval such as '5 seconds', got '5 apples'
  2 | SET checkpoint_interval = '5 apples';
    |                           ^^^^^^^^^^

Error: checkpoint_interval must be between 100 ms and 1 day
  3 | SET checkpoint_interval = '1 ms';
    |                           ^^^^^^

Error: months are not supported in this interval
  4 | SET updating_ttl = INTERVAL '1 month';
    |                    ^^^^^^^^^^^^^^^^^^

Error: interval must not be negative
  5 | SET updating_ttl = INTERVAL '-1 second';
    |                    ^^^^^^^^^^^^^^^^^^^^

Error: invalid value for result_mode 'live'
  6 | SET result_mode = 'live';
    |                   ^^^^^^
Hint: Use one of: auto, changelog, final.

Error: invalid option 'nothing'; supported options are 'updating_ttl', 'checkpoint_interval', 'update_interval', 'result_mode', 'connection_profile', 'pipeline_name'
  7 | RESET nothing;
    |       ^^^^^^^

Error: job 7 not found
  8 | STOP JOB 7;
    |          ^
Hint: SHOW JOBS lists them.

Error: job 7 not found
  9 | DESCRIBE JOB 7;
    |              ^
Hint: SHOW JOBS lists them.
