import { ConnectorError } from "../../schema/errors.ts";
import { CheckpointStore } from "./checkpoint_store.ts";

/**
 * Opens a folder whose store was disposed of. Tests run in one process: while another one starts a program, that has a copy
 * of every open file for a moment, and of the lock.
 */
export async function openedAgain(path: string, chainFrom?: number): Promise<CheckpointStore> {
  for (;;) {
    try {
      return await CheckpointStore.open(path, chainFrom);
    } catch (error) {
      if (!(error instanceof ConnectorError) || error.diagnostic.code !== "locked") throw error;
    }
  }
}
