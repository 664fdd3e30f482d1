/** Exactly-once output: a bad network, processes that are killed, processes that are stopped and wake up, missing rights. */
import "./exactly_once/network.ts";
import "./exactly_once/processes.ts";
