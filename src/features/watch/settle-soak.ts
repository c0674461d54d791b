import type { Operation } from '../../domain/operation.ts';
import type { Context } from '../../engine/context.ts';
import { goOn } from '../../engine/go-on.ts';
import { wake } from '../../engine/save.ts';
import type { Tx } from '../../ports/store.ts';
import { isSoaking } from '../release/index.ts';
import { readSoak } from './read-soak.ts';
import { readWatch } from './watch-alert.ts';

/** A staged release that soaks is looked at again where its watch (an alert's id) has found what it does not know yet. */
export async function settleSoak(context: Context, watch: string): Promise<void> {
  await context.store.transaction(async (tx) => {
    const alert = await tx.alerts.get(watch);
    const version = alert && readWatch(alert)?.watch.version;
    const operation = version === undefined ? undefined : await soakingRelease(tx, version);
    if (version === undefined || operation === undefined) return;
    const { worseSince, asksPerson, over } = await readSoak(tx, version);
    const at = context.clock.now().toISOString();
    const isFound = worseSince !== null || asksPerson || over !== null;
    if (operation.state.is === 'running' && isFound) await wake(tx, operation, { at, known: context });
    const held = pausedBySoak(operation);
    const isSettled = held === 'soak-worse' ? worseSince === null : over === 'by-person';
    if (held !== null && isSettled) await goOn(tx, operation, { at, known: context });
  });
}

/** The release of this version that soaks, locked. */
async function soakingRelease(tx: Tx, version: string): Promise<Operation | undefined> {
  const { operation: id = null } = (await tx.releases.get(version)) ?? {};
  const operation = id === null ? undefined : await tx.operations.lock(id);
  return operation !== undefined && isSoaking(operation) ? operation : undefined;
}

/** Why a staged release is paused in its soak; null where it is not. */
export function pausedBySoak({ state }: Operation): 'soak-worse' | 'soak-over' | null {
  if (state.is !== 'stopped') return null;
  const { code } = state.trouble;
  return code === 'soak-worse' || code === 'soak-over' ? code : null;
}
