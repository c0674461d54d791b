import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openApp, type TestApp } from '../../harness/app/app.ts';

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
});
afterEach(() => app.close());

async function release(): Promise<{ rows: number; mac: string }> {
  app.letWorkflowRun();
  const asked = await app.request();
  await app.approve(asked);
  await app.work();
  const seal = app.world.chat.posts.find((post) => post.key === `seal:${asked.id}`);
  const text = seal?.message.is === 'line' ? seal.message.text : '';
  const [, rows = '', mac = ''] = /audit verify (\d+) ([0-9a-f]+)/.exec(text) ?? [];
  return { rows: Number(rows), mac };
}

describe('the journal and the head that the chat holds', () => {
  it('agree after a release', async () => {
    const posted = await release();

    expect(posted.rows).toBeGreaterThan(20);
    expect(await app.use.auditVerify(undefined)).toMatchObject({ level: 'good' });
    expect(await app.use.auditVerify(posted)).toMatchObject({ level: 'good' });
  });

  it('stand in the thread when it is approved, when customers are safe and at the end, and in every post', async () => {
    await release();
    const { posts } = app.world.chat;
    const seals = posts.filter((post) => post.key.startsWith('seal:'));
    const texts = seals.map(({ message }) => (message.is === 'line' ? message.text : ''));

    expect(texts.map((text) => /^Audit checkpoint \((.+)\): entry/.exec(text)?.[1])).toEqual([
      'at confirmation',
      'verified at the edge',
      'at the end',
    ]);
    for (const post of posts) {
      const { rows = 0, mac = '' } = post.head ?? {};
      expect(rows, post.key).toBeGreaterThan(0);
      expect(await app.store.transaction((tx) => tx.journal.macAt(rows))).toBe(mac);
    }
    const card = posts.find((post) => post.key.startsWith('card:'));
    expect(card?.head?.rows).toBeGreaterThan(20);
    expect(posts.some((post) => post.key.startsWith('announcement:'))).toBe(true);
  });

  it('differ when the posted head is from a journal that has more rows, or other ones', async () => {
    const posted = await release();

    expect(await app.use.auditVerify({ ...posted, rows: posted.rows + 500 })).toMatchObject({
      level: 'bad',
      text: expect.stringContaining('entries were deleted, or an old copy was restored'),
    });
    expect(await app.use.auditVerify({ ...posted, mac: '0123456789abcdef' })).toMatchObject({
      level: 'bad',
    });
  });

  it('show what each write of an operation changed, and the services’ ids of its requests', async () => {
    await release();
    const [{ id } = { id: '' }] = await app.store.transaction((tx) => tx.operations.recent(1));
    const shown = await app.use.auditShow(id);
    const text = shown.is === 'line' ? shown.text : '';

    expect(text).toMatch(
      /step intended \(swap-pointer\)\n– before: .*\n– after: .*path v1\/navi-loader\.js, .*version 1\.2\.0\n/,
    );
    expect(text).toMatch(/step sent \(tag\)\n– request github-request-\d+/);
    expect(text).toMatch(/before: name @awell-health\/navi-js, tag latest, version 1\.1\.0/);
    expect(await app.use.auditShow('rel_nothing')).toMatchObject({
      refusal: { reasons: [{ code: 'operation-unknown' }] },
    });
  });
});
