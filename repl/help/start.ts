/** `\help start`: the first steps. */
export const START: readonly string[] = `First steps, one line each; end a statement with ; and press Enter:

  SELECT 1 + 1;
  CREATE TABLE ticks WITH (connector = 'impulse', event_rate = 5);
  SELECT * FROM ticks;                     rows as they come; Ctrl-C stops the query
  CREATE TABLE events (n BIGINT) WITH (connection_profile = 'local', topic = 'events', format = 'json', 'source.offset' = 'earliest');
  INSERT INTO events SELECT counter FROM ticks;      a job: the prompt is yours again
  SELECT * FROM events;
  \\dj                                      jobs; \\stop 1 ends one
  \\peek events                             the newest records of a topic, as they lie

'local' is the embedded cluster. Your own: \\connect asks for it and tests each step.`.split("\n");
