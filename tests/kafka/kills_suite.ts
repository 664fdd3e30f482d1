/** Exactly once end to end: scripts as processes, killed with their brokers, stopped, replaced, on a bad network. */
import "./kills/processes.ts";
import "./kills/network.ts";
import "./kills/zombies.ts";
