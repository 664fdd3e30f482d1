/** Statements of other systems, and what to use instead. */
const JOBS = "Use STOP JOB, PAUSE JOB or RESUME JOB; SHOW JOBS lists them.";
const TRANSACTIONS = "Set 'sink.commit_mode' = 'exactly_once' on the sink: a job commits with each checkpoint.";
const APPEND_ONLY = "A topic is append-only: write changes with INSERT INTO a table with format = 'debezium_json'.";
const ACCESS = "Access rights are kept by the Kafka cluster.";

export const UNSUPPORTED: Readonly<Record<string, string>> = {
  DELETE: APPEND_ONLY,
  UPDATE: APPEND_ONLY,
  MERGE: APPEND_ONLY,
  UPSERT: APPEND_ONLY,
  REPLACE: APPEND_ONLY,
  TRUNCATE: "Sluice does not remove records from a topic.",
  ALTER: "Use CREATE OR REPLACE to define it anew.",
  RENAME: "Use CREATE OR REPLACE to define it anew.",
  COPY: "Use INSERT INTO with a table whose connector is 'single_file'.",
  LOAD: "Use INSERT INTO with a table whose connector is 'single_file'.",
  EXPORT: "Use INSERT INTO with a table whose connector is 'single_file'.",
  BEGIN: `${TRANSACTIONS} Several inserts as one job: EXECUTE STATEMENT SET BEGIN … END.`,
  START: TRANSACTIONS,
  COMMIT: TRANSACTIONS,
  ROLLBACK: TRANSACTIONS,
  SAVEPOINT: TRANSACTIONS,
  GRANT: ACCESS,
  REVOKE: ACCESS,
  USE: "There is one name space: use the name alone.",
  DECLARE: "Pass values with --var name=value and write :name.",
  PREPARE: "Pass values with --var name=value and write :name.",
  ANALYZE: "Use EXPLAIN to see the plan.",
  PRAGMA: "Use SET and SHOW SETTINGS.",
  KILL: JOBS,
  CANCEL: JOBS,
  LIST: "Use SHOW TABLES, SHOW TOPICS or SHOW CONNECTIONS.",
  PRINT: "Use SELECT to see the rows of a table.",
  CALL: "Use SELECT f(x).",
  VACUUM: "There is nothing to vacuum.",
};
