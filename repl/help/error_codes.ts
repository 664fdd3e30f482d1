/** What the codes of errors mean; agents get them with every error, `\help CODE` explains one. */

export interface ErrorCodeHelp {
  /** What has happened. */
  readonly meaning: string;
  /** What usually helps. */
  readonly cure: string;
}

export const ERROR_CODES: Readonly<Record<string, ErrorCodeHelp>> = {
  aggregate: {
    meaning: "An aggregate function stands where none can be, or is called in a way it is not made for",
    cure: "Aggregates stand in SELECT and HAVING; filter their results in HAVING, not in WHERE.",
  },
  ambiguous: {
    meaning: "A name means columns of several relations",
    cure: "Write the relation before it: orders.customer.",
  },
  auth: { meaning: "The login was refused", cure: "Check user name, secret and mechanism; \\connect tests them." },
  authorization: {
    meaning: "The login is good, but may not do this",
    cure: "Ask for the right that the message names, on that topic, group or transactional id.",
  },
  bad_option: { meaning: "The value of an option does not fit", cure: "\\help KEY says which values it takes." },
  bad_record: {
    meaning: "A record could not be decoded",
    cure: "\\peek TOPIC shows it as it lies; bad_data = 'drop' or 'dead_letter' reads on.",
  },
  bad_schema: {
    meaning: "A schema cannot be read or does not fit the table",
    cure: "Compare it with the columns: DESCRIBE.",
  },
  bad_script: {
    meaning: "A script of \\save holds something that a replay cannot read or stand on",
    cure: "The message names the line or the definition; \\save writes it anew.",
  },
  bad_type: { meaning: "There is no such type", cure: "\\help types lists them." },
  bad_value: { meaning: "A value does not fit its type", cure: "Check its range, or use a wider type." },
  catalog: {
    meaning: "A saved definition cannot be used now",
    cure: "The message says what it stands on; it stays in the catalog file.",
  },
  corrupt: {
    meaning: "A batch of records is damaged",
    cure: "Another replica may hold it whole; otherwise start behind it.",
  },
  differs: {
    meaning: "A replay has not given the rows that came then",
    cure: "The lines above it say which statement, and which rows are missing or new.",
  },
  direction: {
    meaning: "A table is read that can only be written, or the other way round",
    cure: "Leave the option type out, or make a second table on the same topic.",
  },
  disk: { meaning: "A file cannot be read or written", cure: "Check the path, the rights and the free space." },
  distinct: { meaning: "DISTINCT stands where it cannot be", cure: "Group by the columns instead." },
  evaluation: {
    meaning: "An expression failed on a row: overflow, division by zero, a cast that cannot be",
    cure: "TRY_CAST and nullif give NULL instead; filter such rows in WHERE before.",
  },
  exists: { meaning: "The name is taken", cure: "CREATE OR REPLACE replaces it, IF NOT EXISTS leaves it alone." },
  fenced: {
    meaning: "Another process has taken over the transactions of this pipeline",
    cure: "Let one of them run; give the other another pipeline_name.",
  },
  grouping: {
    meaning: "A column is neither in GROUP BY nor inside an aggregate",
    cure: "Group by it, or wrap it: max(column).",
  },
  in_use: {
    meaning: "Something still uses what is to go",
    cure: "Stop the job or drop the view that the message names.",
  },
  incompatible_schema: {
    meaning: "The schema registry refuses the schema of the table",
    cure: "New columns must be nullable; EXPLAIN INSERT shows the verdict.",
  },
  internal: { meaning: "A bug of Sluice's", cure: "Please report it with the lines of the error." },
  job_state: { meaning: "The job is not in a state for this", cure: "\\jobs shows its state." },
  join: { meaning: "The condition of a join cannot be carried out", cure: "Compare columns of both sides with =." },
  locked: { meaning: "Another process has the folder open", cure: "Use its shell, or another folder: --dir." },
  memory: {
    meaning: "A table in memory is used as it cannot be, or memory is used up",
    cure: "Fill it by one INSERT of the same script; windows and updating_ttl bound what is remembered.",
  },
  metadata: {
    meaning: "There is no such metadata, or not with this type",
    cure: "\\h CREATE TABLE lists them.",
  },
  missing_env: {
    meaning: "The environment variable of a {{ NAME }} is not set",
    cure: "Set it and start the shell again.",
  },
  missing_option: { meaning: "A required option was not given", cure: "Add it to WITH; \\help KEY explains it." },
  no_overload: { meaning: "A function does not take these arguments", cure: "\\df NAME shows what it takes." },
  no_records: { meaning: "The topic has no records to look at", cure: "Write the columns yourself: \\h CREATE TABLE." },
  not_found: { meaning: "There is nothing of that name", cure: "\\d, \\dc and SHOW TOPICS list what there is." },
  out_of_range: {
    meaning: "An offset no longer exists: retention has taken it",
    cure: "source.out_of_range = 'earliest' goes on with the oldest that is left.",
  },
  permission: {
    meaning: "Deno was not given this right",
    cure: "Start with -P, or with the flag that the message names.",
  },
  plan_changed: {
    meaning: "The saved state belongs to another query",
    cure: "Use another pipeline_name, or start afresh with --reset-state.",
  },
  recursive: { meaning: "A view would read itself", cure: "Give the new one another name." },
  state_size: {
    meaning: "The state of an operator has grown too large",
    cure: "Bound it by a window or by updating_ttl.",
  },
  subquery: { meaning: "A subquery stands where it cannot be carried out", cure: "Write it as a join." },
  syntax: { meaning: "The text is not a statement", cure: "\\h STATEMENT shows how it is written." },
  tls: { meaning: "The encrypted connection failed", cure: "Check the host name and tls.ca; \\connect tests both." },
  too_large: { meaning: "Something is larger than allowed", cure: "Raise the limit that the message names." },
  type: { meaning: "Types do not go together", cure: "CAST one of them; \\help types lists them." },
  unbounded: { meaning: "This needs a query with an end", cure: "source.until = 'latest' reads up to now." },
  unknown_option: {
    meaning: "There is no such option here",
    cure: "\\help KEY explains one; Tab offers those there are.",
  },
  unnest: { meaning: "unnest stands where it cannot be", cure: "CROSS JOIN UNNEST(array) AS u(item)." },
  unreachable: {
    meaning: "The cluster or registry does not answer",
    cure: "\\connect tests the name, the port, TLS and the login one by one.",
  },
  unsupported: {
    meaning: "This is understood but not built",
    cure: "The message says what to write instead, where there is something.",
  },
  updating: {
    meaning: "Rows that change go where rows can only be added",
    cure: "Use a window, or a format that knows changes: debezium_json.",
  },
  user_function: {
    meaning: "A function of yours failed",
    cure: "Its code is in SHOW FUNCTIONS; CREATE OR REPLACE FUNCTION mends it.",
  },
  window: {
    meaning: "A window cannot be built here",
    cure: "It needs an event time (WATERMARK FOR) and stands in GROUP BY: \\help window.",
  },
};
