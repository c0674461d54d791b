import manifest from '../../package.json' with { type: 'json' };
import { guardAddresses } from '../adapters/lookups/index.ts';
import { createTelemetry } from '../adapters/process/telemetry.ts';
import { assemble } from '../app.ts';
import { secretsIn } from '../config/environment.ts';
import { loadConfig } from '../config/load.ts';
import type { Message } from '../domain/message.ts';
import type { Operation } from '../domain/operation.ts';
import type { PlanStep } from '../domain/step.ts';
import type { Context } from '../engine/context.ts';
import { announce } from '../features/release/steps/announce.ts';
import { loadJobs } from './load-jobs.ts';
import { resume } from './resume.ts';

/** Runs a command in this process, because no bot runs. */
export interface Offline {
  /** Asks as an unproven caller, who may decide nothing. */
  ask(words: string, claimed: string): Promise<Message>;
  /**
   * Runs an operation until it has ended, is paused, or only waits; the bot continues it.
   * `report` gets each finished step.
   */
  carry(operation: string, report: (line: string) => void): Promise<Operation>;
  close(): Promise<void>;
}

const LOOK_MS = 250;
const DRAIN_MS = 5_000;

/**
 * Opens the store directly, with the same rules, locks and journal as the bot. Throws `ConfigError`, `StoreInUse` and
 * `StoreAway`.
 */
export async function openOffline(env: NodeJS.ProcessEnv, log: (line: string) => void): Promise<Offline> {
  const jobs = await loadJobs();
  const config = loadConfig(env, jobs.schedules);
  guardAddresses(config.addressGuard);
  const secrets = secretsIn(env);
  const telemetry = createTelemetry({ level: 'warn', secrets, write: log });
  const { context, app, close, endWork } = await assemble(config, telemetry, manifest.version, {
    isOffline: true,
  });
  await resume(context);
  const worker = await context.store.work(jobs.names, (job) => jobs.run(context, job));
  return {
    ask: (words, claimed) =>
      app.ask({ words, who: async () => ({ is: 'unproven', claimed }), place: { is: 'terminal' } }).answer,
    carry: (operation, report) => carry(context, operation, report),
    close: async () => {
      endWork();
      await worker.stop(DRAIN_MS);
      await close();
    },
  };
}

async function carry(context: Context, id: string, report: (line: string) => void): Promise<Operation> {
  const reported = new Set<string>();
  for (;;) {
    const operation = await context.store.transaction((tx) => tx.operations.get(id));
    if (operation === undefined) throw new Error(`the operation ${id} is gone`);
    for (const { step, at } of doneSteps(operation)) {
      if (reported.has(step.id)) continue;
      reported.add(step.id);
      const seconds = (at - Date.parse(operation.requestedAt)) / 1000;
      report(`T+${seconds.toFixed(1).padStart(5)} s  ${context.steps.titleOf(step)}`);
    }
    if (operation.state.is !== 'running' || announce.isDoneIn(operation)) return operation;
    await context.clock.wait(LOOK_MS);
  }
}

/** The finished steps in their order, with their times in milliseconds. */
function doneSteps({ plan, steps }: Operation): { step: PlanStep; at: number }[] {
  const done = plan.content.steps.flatMap((step) => {
    const state = steps[step.id];
    return state?.is === 'done' ? [{ step, at: Date.parse(state.since) }] : [];
  });
  return done.toSorted((a, b) => a.at - b.at);
}
