import type { Customer } from '../../../src/domain/customer.ts';
import type { Context } from '../../../src/engine/context.ts';
import { sendNotice } from '../../../src/features/customers/notices/send-notice.ts';
import type { Tx } from '../../../src/ports/store.ts';
import type { TestApp } from '../../harness/app/app.ts';
import { typed } from '../../harness/app/typed.ts';
import { customerWith } from '../../harness/fakes/customers.ts';

/** The customers file has so many customers, each with one address, and these. */
export function haveCustomers(app: TestApp, count: number, ...more: Customer[]): void {
  const customers = Array.from({ length: count }, (_, nth) =>
    customerWith({ id: `c${String(nth).padStart(4, '0')}` }),
  );
  app.world.customersFile.has({ is: 'read', customers: [...customers, ...more] });
}

/** The current notice of v2.0.0 with its deliveries. */
export async function noticeOf(app: TestApp) {
  return app.store.transaction(async (tx) => {
    const notice = await tx.notices.current('2.0.0');
    if (notice === undefined) throw new Error('there is no notice of v2.0.0');
    return { notice, deliveries: await tx.notices.deliveries(notice.id) };
  });
}

/** The newest commit of the default branch. */
export async function headOf(app: TestApp): Promise<string> {
  return (await app.context.scm.defaultBranch()).head;
}

/** Drafts as Ada, reviews as Ben; the notice's id. */
export async function reviewed(app: TestApp, on = '2027-01-12'): Promise<string> {
  const draft = await typed(app, `notice v2.0.0 --on ${on}`);
  const digest = /review v2\.0\.0 (?<digest>[0-9a-f]+)/.exec(JSON.stringify(draft))?.groups?.['digest'];
  await typed(app, `notice review v2.0.0 ${digest}`, { by: 'ben' });
  return (await noticeOf(app)).notice.id;
}

/** The same, and begins to send it. */
export async function begun(app: TestApp, on?: string): Promise<string> {
  const id = await reviewed(app, on);
  await typed(app, 'notice send v2.0.0');
  return id;
}

export const INSTANTS = ['before a commit', 'after a commit', 'before a send', 'after a send'] as const;
export type Instant = (typeof INSTANTS)[number];

class Killed extends Error {}

/**
 * One life of a process that sends a notice, killed at the n-th instant of this kind: from then on it stores nothing
 * more and sends nothing more; what was on its way arrives. True when it lived to the end.
 */
export async function live(
  context: Context,
  { notice, at, nth, holder }: { notice: string; at: Instant; nth: number; holder: string },
): Promise<boolean> {
  const { mail, store } = context;
  if ('missing' in mail) throw new Error('there is no mail');
  let left = nth;
  let isDead = false;
  const reach = (instant: Instant) => {
    if (instant === at) left -= 1;
    if (left <= 0) isDead = true;
    if (isDead) throw new Killed();
  };
  const alive = () => {
    if (isDead) throw new Killed();
  };
  const dying: Context = {
    ...context,
    holder,
    store: {
      ...store,
      exclusive: true,
      transaction: async <T>(work: (tx: Tx) => Promise<T>) => {
        alive();
        reach('before a commit');
        const done = await store.transaction(async (tx) => {
          const worked = await work(tx);
          alive();
          return worked;
        });
        reach('after a commit');
        return done;
      },
    },
    mail: {
      service: {
        send: async (letter) => {
          alive();
          reach('before a send');
          const answer = await mail.service.send(letter);
          reach('after a send');
          return answer;
        },
      },
    },
  };
  try {
    await sendNotice(dying, notice);
    return true;
  } catch (error) {
    if (error instanceof Killed) return false;
    throw error;
  }
}
