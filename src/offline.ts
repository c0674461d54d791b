import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { SECRETS } from './config/environment.ts';
import { loadConfig } from './config/load.ts';
import type { Message } from './domain/message.ts';
import type { Operation } from './domain/operation.ts';
import { handleDuty, resume } from './flow/duties/handle.ts';
import type { Ground } from './flow/ports.ts';
import { createTelemetry } from './integrations/process/telemetry.ts';
import { assemble } from './wire.ts';

/** A command carried out in this very process, because no bot runs (DESIGN §4.1). */
export interface Offline {
  ask(words: string, token: string | undefined): Promise<Message>;
  /**
   * Carries an operation until nothing of it is left to do here: it has ended, has stopped, or only watches for late
   * writes, which the bot goes on with. `report` is told each step as it is done.
   */
  carry(operation: string, report: (line: string) => void): Promise<Operation>;
  close(): Promise<void>;
}

const LOOK_MS = 250;
const DRAIN_MS = 5_000;
const PackageFile = z.object({ version: z.string() });

/** Opens the store itself, with the same rules, locks and journal as the bot. Throws `ConfigError` and `StoreInUse`. */
export async function openOffline(env: NodeJS.ProcessEnv, log: (line: string) => void): Promise<Offline> {
  const config = loadConfig(env);
  const secrets = SECRETS.flatMap((name) => env[name] ?? []);
  const telemetry = createTelemetry({ level: 'warn', secrets, write: log });
  const file = await readFile(new URL('../package.json', import.meta.url), 'utf8');
  const { version } = PackageFile.parse(JSON.parse(file));
  const { ground, desk, close, endWork } = await assemble(config, telemetry, version);
  await resume(ground);
  const worker = await ground.store.work((duty) => handleDuty(ground, duty));
  return {
    ask: (words, token) =>
      desk.ask({ words, who: () => desk.callerFromToken(token), place: { is: 'terminal' } }).answer,
    carry: (operation, report) => carry(ground, operation, report),
    close: async () => {
      endWork();
      await worker.stop(DRAIN_MS);
      await close();
    },
  };
}

async function carry(ground: Ground, id: string, report: (line: string) => void): Promise<Operation> {
  const told = new Set<string>();
  for (;;) {
    const operation = await ground.store.transaction((tx) => tx.operations.get(id));
    if (operation === undefined) throw new Error(`the operation ${id} is gone`);
    for (const [step, state] of Object.entries(operation.steps)) {
      if (state.is !== 'done' || told.has(step)) continue;
      told.add(step);
      const seconds = (Date.parse(state.since) - Date.parse(operation.requestedAt)) / 1000;
      report(`T+${seconds.toFixed(1)} s  ${step}: done`);
    }
    if (operation.state.is !== 'running' || operation.steps['announce']?.is === 'done') return operation;
    await ground.clock.wait(LOOK_MS);
  }
}
