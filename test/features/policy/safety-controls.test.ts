import { afterEach, beforeEach, expect, it } from 'vitest';
import { release, rollBack } from '../../harness/app/actions.ts';
import { openApp, RELEASES, type TestApp } from '../../harness/app/app.ts';
import { typed } from '../../harness/app/typed.ts';

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
});
afterEach(() => app.close());

/** Notices in the release channel that have all of these words. */
function posted(...words: string[]): string[] {
  return app.world.chat.posts.flatMap(({ channel, message }) =>
    channel === 'C0RELEASES' && message.is === 'notice' && words.every((one) => message.text.includes(one))
      ? [message.text]
      : [],
  );
}

async function types(words: string, by: string) {
  const answer = await typed(app, words, { by });
  if (answer.is === 'refusal') throw new Error(`"${words}" was refused: ${JSON.stringify(answer)}`);
  await app.work();
}

it.each([
  ['a freeze', ['freeze until 4h the audit'], 'Cleo Martins froze all releases', 'the audit'],
  [
    'its end',
    ['freeze until 4h the audit', 'unfreeze all is well'],
    'Cleo Martins lifted the freeze',
    'all is well',
  ],
  ['a quarantine', ['quarantine v1.1.0 --reason "it leaks" --yes'], 'v1.1.0', 'it leaks'],
  [
    'its end',
    ['quarantine v1.1.0 --reason "it leaks" --yes', 'unquarantine v1.1.0 --reason "it was the test"'],
    'Cleo Martins',
    'it was the test',
  ],
])('%s is posted with who and why', async (_, commands, who, why) => {
  await release(app);
  for (const words of commands) await types(words, 'cleo');
  expect(posted(who, why)).toHaveLength(1);
});

it('the unlocking of a line is posted with who and why', async () => {
  await release(app);
  await rollBack(app, { reason: 'errors' });
  await app.work();
  await types('unlock v1 it is fixed', 'cleo');
  expect(posted('v1 unlocked by Cleo Martins', 'it is fixed')).toHaveLength(1);
});

it('a terminal that may act as a person, and the end of that, are posted', async () => {
  const begun = await app.context.store.transaction(async (tx) => {
    const id = app.context.ids.operation('trm');
    await tx.terminals.addPairing({
      ...{ id, codeHash: 'c', secretHash: 's', peer: '10.0.0.7', machine: 'laptop', confirmed: false },
      askedAt: app.world.clock.now().toISOString(),
      expiresAt: new Date(app.world.clock.now().getTime() + 60_000).toISOString(),
    });
    return id;
  });
  await app.use.confirmPairing({ pairing: begun, caller: app.caller('ben'), place: RELEASES });
  await app.work();
  expect(posted('Ben Ivarsson', 'laptop', 'can now act as')).toHaveLength(1);

  await types(`tokens revoke ${begun}`, 'ben');
  expect(posted('Ben Ivarsson revoked the terminal', begun)).toHaveLength(1);
});
