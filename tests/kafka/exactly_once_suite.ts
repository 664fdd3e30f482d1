/** Exactly-once output: a bad network, processes that are killed, that are stopped and wake up, missing rights. */
import "./exactly_once/network.ts";
import "./exactly_once/processes.ts";
import "./exactly_once/rights.ts";
