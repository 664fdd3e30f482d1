SET checkpoint_interval = '2 seconds';
SET updating_ttl = INTERVAL '1 hour';
SHOW SETTINGS;
RESET ALL;
---- output
{"name":"updating_ttl","value":"3600 seconds","default":"1 day","meaning":"State lifetime of updating aggregates and joins; 0 = for ever"}
{"name":"checkpoint_interval","value":"2 seconds","default":"10 seconds","meaning":"How often a pipeline commits"}
{"name":"update_interval","value":"1 second","default":"1 second","meaning":"How often an updating aggregate emits its changes"}
{"name":"result_mode","value":"auto","default":"auto","meaning":"NDJSON output of updating queries"}
{"name":"connection_profile","value":"","default":"","meaning":"Connection of statements that name none; 'local' unless it is set"}
{"name":"pipeline_name","value":"","default":"","meaning":"Name of the pipeline, and of its saved state"}
---- notice
Set checkpoint_interval
Set updating_ttl
Reset all settings
