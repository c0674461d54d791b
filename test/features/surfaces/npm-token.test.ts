import { afterEach, beforeEach, expect, it } from 'vitest';
import { explain } from '../../../src/domain/refusals.ts';
import { tryRights } from '../../../src/features/surfaces/jobs/try-rights.ts';
import { ServiceError } from '../../../src/ports/service-error.ts';
import { planRelease } from '../../harness/app/actions.ts';
import { openApp, RELEASES, type TestApp } from '../../harness/app/app.ts';
import { codes } from '../../harness/app/seen.ts';

const DAY_MS = 86_400_000;
let app: TestApp;
let end: string;

beforeEach(async () => {
  app = await openApp();
  end = new Date(app.world.clock.now().getTime() + 20 * DAY_MS).toISOString();
});
afterEach(() => app.close());

/** The daily look; gives what it has posted since the last. */
function createLook(): () => Promise<string[]> {
  let seen = 0;
  return async () => {
    await tryRights(app.context);
    await app.work();
    const told = app.world.chat.posts.flatMap(({ message }) =>
      message.is === 'notice' && /npm token|NPM_TOKEN/.test(message.text) ? [message.text] : [],
    );
    const fresh = told.slice(seen);
    seen = told.length;
    return fresh;
  };
}

async function evidence(): Promise<{ is: string; evidence?: string }[]> {
  const caller = app.caller('ada');
  const answer = await app.use.planRelease({ version: 'v1.2.0', dryRun: true, caller, place: RELEASES });
  if (answer.is !== 'plan') throw new Error(JSON.stringify(answer));
  return answer.card.operation.shown.verdicts.filter((one) => one.gate === 'permissions were checked');
}

it('the owners are told 14, 7, 3 and 1 days before the end and when it is over, each once', async () => {
  const look = createLook();
  app.world.registry.expire({ is: 'at', at: end, from: 'npm' });
  const told: string[][] = [await look()];
  for (let day = 1; day <= 22; day += 1) {
    await app.world.clock.advance(DAY_MS);
    told.push(await look(), await look());
  }

  const said = told.flat();
  expect(said.map((text) => /token (?<left>.+?) \(/.exec(text)?.groups?.['left'])).toEqual([
    'expires in 14 days',
    'expires in 7 days',
    'expires in 3 days',
    'expires in 1 day',
    'has expired',
  ]);
  expect(said[0]).toContain('npm says so');
  expect(said[0]).toContain('Create one on npmjs.com');
});

it('status says when it ends, and from 14 days before that it is soon', async () => {
  const look = createLook();
  const token = async () => {
    await look();
    const status = await app.use.status();
    return status.is === 'status' ? status.report.token : undefined;
  };
  expect(await token()).toBeNull();
  app.world.registry.expire({ is: 'at', at: end, from: 'npm' });
  expect(await token()).toEqual({ expiresAt: end, isSoon: false });
  await app.world.clock.advance(10 * DAY_MS);
  expect(await token()).toEqual({ expiresAt: end, isSoon: true });
});

it('a new token is warned of for itself, and what was missed is told at once', async () => {
  const look = createLook();
  app.world.registry.expire({ is: 'at', at: end, from: 'configuration' });
  await app.world.clock.advance(15 * DAY_MS);
  expect(await look()).toEqual([expect.stringContaining('expires in 5 days')]);
  const next = new Date(Date.parse(end) + 4 * DAY_MS).toISOString();
  app.world.registry.expire({ is: 'at', at: next, from: 'configuration' });
  expect(await look()).toEqual([expect.stringContaining('expires in 8 days')]);
});

it('a plan shows the token, and warns in the last 14 days', async () => {
  const look = createLook();
  app.world.registry.expire({ is: 'unknown', why: 'npm does not list tokens to it' });
  expect(await look()).toEqual([]);
  expect((await evidence())[0]?.evidence).toContain('not checked (it has no tag next yet)');
  expect(JSON.stringify(await tokenRight())).toContain(
    'when it expires is unknown: npm does not list tokens to it',
  );
  app.world.registry.expire({ is: 'at', at: end, from: 'npm' });
  await app.world.clock.advance(10 * DAY_MS);
  await look();
  expect(await evidence()).toMatchObject([
    { is: 'warn', evidence: expect.stringContaining('NPM_TOKEN expires in 9 days: create a new one') },
  ]);
});

async function tokenRight() {
  const all = await app.store.transaction((tx) => tx.rights.all());
  return all.find(({ id }) => id === 'npm-token');
}

it('a token that npm does not take is told once, blocks releases with the next step, and is tried again', async () => {
  const look = createLook();
  const refused = new ServiceError({
    service: 'npm',
    call: 'token',
    kind: 'refused',
    status: 401,
    problem: 'Unauthorized',
  });
  app.world.registry.breakCall('token', refused, 3);
  expect(await look()).toEqual([expect.stringContaining('npm refuses NPM_TOKEN (npm: Unauthorized)')]);
  expect(await look()).toEqual([]);

  const answer = await planRelease(app);
  expect(codes(answer)).toEqual(['right-refused']);
  if (answer.is !== 'refusal') throw new Error(answer.is);
  expect(answer.refusal.reasons.map((reason) => explain(reason).next).join()).toContain(
    'set NPM_TOKEN and restart Navi',
  );

  await app.work();
  await app.world.clock.advance(60_000);
  await look();
  expect((await planRelease(app)).is).toBe('accepted');
});

it('an npm that does not answer says nothing about the token', async () => {
  const look = createLook();
  app.world.registry.breakCall('token', 'unknown', 1);
  expect(await look()).toEqual([]);
  expect(await tokenRight()).toMatchObject({ state: 'untried' });
});
