import type { Message } from '../../domain/message.ts';
import { ownersIn } from '../../domain/person.ts';
import type { Context } from '../../engine/context.ts';
import { enqueueNotice } from '../../engine/save.ts';
import { ServiceError } from '../../ports/service-error.ts';
import { StoreUnwritable } from '../../ports/store-unwritable.ts';

/** How often a test row is written. */
const EVERY_MS = 10_000;
/** A restarting database is away for a moment: owners are alerted when two checks in a row fail. */
const LOOKS_BEFORE_CALL = 2;
/** Another process, or this one before a restart, may have alerted already. */
const CALLED_WITHIN_MS = 30 * 60_000;
const KEY = 'store-unwritable';

interface Outage {
  /** ISO. */
  since: string;
  looks: number;
  called: boolean;
  /** The cause, as one word (`ENOSPC`) and a sentence. */
  code: string;
  problem: string;
}

export interface StoreWatch {
  /** Whether the last check, at most ten seconds ago, could write. Checks now if there was none. */
  writable(): Promise<boolean>;
  /** Checks until `stopping` is aborted; resolves after the first check. */
  start(stopping: AbortSignal): Promise<void>;
}

type WatchContext = Pick<Context, 'store' | 'chat' | 'clock' | 'telemetry' | 'settings'>;

/** Checks whether the store can be written. Alerts the owners without the store when it cannot. */
export function createStoreWatch(context: WatchContext): StoreWatch {
  let outage: Outage | null = null;
  let first: Promise<void> | undefined;

  async function look(): Promise<void> {
    const unwritable = await problemIn(context);
    if (unwritable === null) {
      const over = outage;
      outage = null;
      if (over !== null) await enqueueRecovered(context, over);
      return;
    }
    if (outage === null)
      context.telemetry.error('the store cannot be written', unwritable, { code: unwritable.code });
    const { since, looks, called } = outage ?? {
      since: context.clock.now().toISOString(),
      looks: 0,
      called: false,
    };
    outage = { since, looks: looks + 1, called, code: unwritable.code, problem: unwritable.message };
    if (!called && outage.looks >= LOOKS_BEFORE_CALL)
      outage = { ...outage, called: await callOwners(context, outage) };
  }

  const lookOnce = (): Promise<void> => {
    first ??= look();
    return first;
  };
  return {
    writable: async () => {
      await lookOnce();
      return outage === null;
    },
    start: async (stopping) => {
      await lookOnce();
      void (async () => {
        for (;;) {
          await context.clock.wait(EVERY_MS, stopping);
          if (stopping.aborted) return;
          await look().catch((error: unknown) =>
            context.telemetry.error('a check of the store failed', error),
          );
        }
      })();
    },
  };
}

async function problemIn({ store }: WatchContext): Promise<StoreUnwritable | null> {
  try {
    await store.probe();
    return null;
  } catch (error) {
    return error instanceof StoreUnwritable ? error : new StoreUnwritable('unknown', String(error));
  }
}

/** Posts without the store, at most once. False when Slack accepted nothing, so that it may be tried again. */
async function callOwners(context: WatchContext, outage: Outage): Promise<boolean> {
  const { channel } = context.settings.slack;
  const since = new Date(context.clock.now().getTime() - CALLED_WITHIN_MS).toISOString();
  try {
    if ((await context.chat.find({ channel, key: KEY, since })) !== undefined) return true;
  } catch (error) {
    return failed(context, error, false);
  }
  try {
    await context.chat.post({ channel, key: KEY, message: callFor(context, outage) });
    return true;
  } catch (error) {
    const isUnknown = error instanceof ServiceError && error.facts.kind === 'unknown';
    return failed(context, error, isUnknown);
  }
}

function failed({ telemetry }: WatchContext, error: unknown, called: boolean): boolean {
  telemetry.error('the owners could not be called about the store', error);
  return called;
}

function callFor(context: WatchContext, { code, problem, since }: Outage): Message {
  return {
    is: 'notice',
    level: 'bad',
    asks: ownersIn(context.settings.people),
    text: `Navi cannot write its database since ${since}: ${problem} (${code}). Nothing new starts until it can; running operations then continue by themselves. See docs/operations.md.`,
  };
}

async function enqueueRecovered(context: WatchContext, { since, called, code }: Outage): Promise<void> {
  context.telemetry.info('the store can be written again', { since, code });
  if (!called) return;
  const at = context.clock.now().toISOString();
  await context.store.transaction((tx) =>
    enqueueNotice(tx, {
      subject: { kind: 'store', id: 'store' },
      text: `Navi can write its database again (${code} since ${since}). Everything continues.`,
      level: 'good',
      channel: context.settings.slack.channel,
      key: `store-writable:${since}`,
      at,
    }),
  );
}
