import { createApp } from '../../src/app/create-app.ts';
import { loadCommands } from '../../src/app/load-commands.ts';
import type { App } from '../../src/dispatch/app.ts';
import { BREAK_GLASS } from '../../src/domain/break-glass.ts';
import { actorOf } from '../../src/domain/journal.ts';
import type { Caller, Person, Place } from '../../src/domain/person.ts';
import { takeToken } from '../../src/features/people/issue.ts';
import { beginPairing } from '../../src/features/people/pair.ts';
import { postReviewCard } from '../../src/features/release/break-glass/review-card.ts';
import { showOwed } from '../../src/features/release/checklist/sign-off-card.ts';
import type { Store, Tx } from '../../src/ports/store.ts';
import { tick } from '../harness/app/actions.ts';
import { openApp, RELEASES, type TestApp } from '../harness/app/app.ts';
import { DECISIONS } from '../harness/app/decisions.ts';
import { DOCTOR } from '../harness/app/doctor.ts';
import { settingsWith } from '../harness/samples/settings.ts';

export const COMMANDS = await loadCommands();

const PEER = '127.0.0.1';
const EVERYTHING = ['owner', 'release-manager', 'approver', 'on-call'] as const;

/** Beside the people of the configuration: an owner, a person without roles, and two whose accounts do not count. */
const MORE: Person[] = [
  { id: 'olga', name: 'Olga Ortiz', slack: 'U0OLGA', roles: ['owner'] },
  { id: 'nils', name: 'Nils Nyman', slack: 'U0NILS', roles: [] },
  { id: 'old', name: 'Old Account', slack: 'U0OLD', roles: EVERYTHING },
  { id: 'eve', name: 'Eve Elsewhere', slack: 'U0EVE', roles: EVERYTHING },
];

export const STATES = ['waiting', 'running', 'done'] as const;
export type State = (typeof STATES)[number];

/** Those who ask, each by the way they come in. */
export const ASKERS = ['requester', 'approver', 'on-call', 'owner', 'no role', 'paired', 'unproven'] as const;
/** Those who may do nothing at all. */
export const OUTSIDE = ['remote', 'deactivated', 'other team'] as const;
export type Asker = (typeof ASKERS)[number] | (typeof OUTSIDE)[number] | 'revoked';

interface From {
  place: Place;
  who(app: App): Promise<Caller>;
}

/** A release in one state, alerts, and those who ask. */
export interface Fixture {
  app: TestApp;
  operation: string;
  alerts: Readonly<Record<'drift' | 'emergency' | 'signOffs' | 'review', string>>;
  askers: Readonly<Record<Asker, From>>;
}

export async function openFixture(state: State): Promise<Fixture> {
  const { people } = settingsWith();
  const signOffs = [
    { id: 'cross-origin' as const, role: 'owner' as const, for: ['major' as const], covers: [] },
  ];
  // The requester could approve, if it were not their own release.
  const both = people.map((one) =>
    one.id === 'ada' ? { ...one, roles: [...one.roles, 'approver' as const] } : one,
  );
  const app = await openApp({ people: [...both, ...MORE], signOffs });
  for (const { slack = '' } of MORE) app.world.directory.members.add(slack);
  const asked = await app.request();
  const { id } = asked;
  await oweSignOffAndReview(app, id);
  if (state === 'done') app.letWorkflowRun();
  if (state !== 'waiting') {
    await app.approve(asked);
    await app.work();
  }
  if (state === 'done') await moveTag(app);
  const declared = { caller: app.caller('ada'), place: RELEASES, issue: null, version: null };
  await app.use.emergency({ ...declared, word: 'security', title: 'a leak' });
  await app.work(30_000);
  const open = await app.store.transaction((tx) => tx.alerts.open());
  const alert = (kind: string) => open.find((one) => one.kind === kind)?.id ?? `no-${kind}`;
  return {
    app,
    operation: id,
    alerts: {
      drift: alert('drift'),
      emergency: alert('emergency'),
      signOffs: alert('sign-offs'),
      review: alert('break-glass-review'),
    },
    askers: await askersOf(app),
  };
}

/** A sign-off of a later release is owed, and the review of this one, as if it were by break glass: each has its card. */
async function oweSignOffAndReview(app: TestApp, operation: string): Promise<void> {
  const { head: commit } = await app.context.scm.defaultBranch();
  const [at, due] = [0, 24 * 3_600_000].map((ms) =>
    new Date(app.world.clock.now().getTime() + ms).toISOString(),
  );
  await app.store.transaction(async (tx) => {
    const items = [{ id: 'cross-origin' as const, why: 'no one has signed it' }];
    await showOwed(tx, app.context, { version: '1.9.0', commit, items });
    tx.journal.append({
      ...{ subject: BREAK_GLASS, event: 'glass-broken', planHash: null },
      actor: actorOf(app.caller('ada'), RELEASES),
      details: { operation, version: '1.2.0', reason: 'down', lifts: [] },
    });
    const owed = { operation, version: '1.2.0', due: due ?? '', involved: ['ada', 'ben'] };
    await postReviewCard(tx, app.context, { owed, at: at ?? '' });
  });
}

/** Another hand moves the tag of what is live: that is an alert. */
async function moveTag(app: TestApp): Promise<void> {
  app.world.scm.putTag('v1.2.0', app.world.scm.push({ title: 'Another commit' }));
  for (let look = 0; look < 3; look += 1) {
    await tick(app, 'verify-live');
    await app.work(30_000);
  }
}

async function askersOf(app: TestApp): Promise<Fixture['askers']> {
  const token = await pair(app);
  const revoked = await pair(app);
  await app.use.revokeToken({ id: revoked.id, caller: app.caller('ben'), place: RELEASES });
  const slack = (user: string, team = 'T0NAVI'): From => ({
    place: RELEASES,
    who: (from) => from.callerFromChat({ user, team }),
  });
  // As the web door does it.
  const terminal = (secret: string | undefined, isLocal = true): From => ({
    place: { is: 'terminal', peer: PEER },
    who: async (from) => {
      const proof = await from.proveTerminal(secret);
      if (proof.is === 'person') return proof.caller;
      return isLocal
        ? { is: 'unproven', claimed: 'ben' }
        : { is: 'stranger', account: '192.0.2.7', why: 'no-token' };
    },
  });
  return {
    requester: slack('U0ADA'),
    approver: slack('U0BEN'),
    'on-call': slack('U0CLEO'),
    owner: slack('U0OLGA'),
    'no role': slack('U0NILS'),
    paired: terminal(token.token),
    unproven: terminal(undefined),
    revoked: terminal(revoked.token),
    remote: terminal(revoked.token, false),
    deactivated: slack('U0OLD'),
    'other team': slack('U0EVE', 'T0OTHER'),
  };
}

/** A terminal that Ben has paired. */
async function pair(app: TestApp): Promise<{ token: string; id: string }> {
  const begun = await beginPairing(app.context, { peer: PEER, machine: 'laptop' });
  if (begun.is !== 'begun') throw new Error(begun.is);
  const ben = { caller: app.caller('ben'), place: RELEASES };
  const shown = await app.use.openPairing({ code: begun.code, ...ben });
  if (shown.is !== 'pairing-form') throw new Error(shown.is);
  await app.use.confirmPairing({ pairing: shown.form.pairing, ...ben });
  const taken = await takeToken(app.context, { secret: begun.secret, peer: PEER });
  if (taken.is !== 'issued') throw new Error(taken.is);
  return { token: taken.token, id: shown.form.pairing };
}

/** An app whose first transaction that would change something is rolled back, so that each question finds the same state. */
export function appThatOnlyTries({ app }: Fixture): { from: App; hasActed(): boolean } {
  let hasActed = false;
  const act = () => {
    hasActed = true;
  };
  const store: Store = {
    ...app.store,
    transaction: (work, how) =>
      app.store.transaction(async (tx) => {
        const value = await work(watched(tx, act));
        if (hasActed) throw new Error('it would act');
        return value;
      }, how),
  };
  const parts = { commands: COMMANDS, decisions: DECISIONS, ...DOCTOR, isOffline: false };
  return { from: createApp({ ...app.context, store }, parts), hasActed: () => hasActed };
}

/** Tells of each change; that a decision was refused is noted, too, and is none. */
function watched(tx: Tx, act: () => void): Tx {
  return {
    ...tx,
    journal: {
      ...tx.journal,
      append: (entry) => {
        if (entry.event !== 'refused') act();
        tx.journal.append(entry);
      },
    },
    outbox: {
      ...tx.outbox,
      put: (...given) => {
        act();
        return tx.outbox.put(...given);
      },
    },
    operations: {
      ...tx.operations,
      save: (one) => {
        act();
        return tx.operations.save(one);
      },
    },
  };
}
