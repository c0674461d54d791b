import type { OpenHome } from '../../domain/home.ts';
import type { Context } from '../../engine/context.ts';

/** An open App Home is drawn this often, and for so long after it was opened. Milliseconds. */
const DRAWN_EACH_MS = 20_000;
const FOLLOWED_MS = 15 * 60_000;

type Opened = Pick<OpenHome, 'account' | 'team' | 'channel' | 'shown'>;

/** Follows a person's App Home from now on: any process draws it, because the one that was told of it may end. */
export async function followHome({ store, clock }: Context, home: Opened): Promise<void> {
  const now = clock.machine();
  const times = { drawnAt: now.toISOString(), until: at(now, FOLLOWED_MS) };
  await store.transaction((tx) => tx.openHomes.save({ ...home, ...times }));
}

/** The open App Homes that this process is to draw now. */
export async function takeDueHomes({ store, clock }: Context): Promise<OpenHome[]> {
  const now = clock.machine();
  const times = { before: at(now, -DRAWN_EACH_MS), now: now.toISOString() };
  return store.transaction((tx) => tx.openHomes.takeDue(times));
}

/** What a person's App Home shows now, as a hash. */
export async function saveShownHome({ store }: Context, account: string, shown: string): Promise<void> {
  await store.transaction((tx) => tx.openHomes.saveShown(account, shown));
}

function at(now: Date, ms: number): string {
  return new Date(now.getTime() + ms).toISOString();
}
