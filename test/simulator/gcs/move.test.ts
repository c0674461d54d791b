import { describe, expect, it } from 'vitest';
import { eachWithBucket, IMMUTABLE, PINNED, POINTER, read } from './bucket.ts';

const { url, bucket, save } = eachWithBucket();

async function move(body: object): Promise<{ status: number; answer: unknown }> {
  const answer = await fetch(`${url()}/_control/move`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: answer.status, answer: await answer.json() };
}

describe('a pointer that a person moves', () => {
  it('has the bytes of another version of its line, a new generation, and its own headers', async () => {
    await save('v1.0.0/navi-loader.js', 'one');
    await save(PINNED, 'two');
    await save('v2.0.0/navi-loader.js', 'three');
    const pointer = await save(POINTER, 'two');
    const [before] = await pointer.getMetadata();

    expect(await move({})).toMatchObject({
      status: 200,
      answer: { ok: true, pointer: POINTER, from: 'v1.0.0/navi-loader.js' },
    });

    const [after] = await bucket().file(POINTER).getMetadata();
    expect(await read(bucket().file(POINTER))).toBe('one');
    expect(after.generation).not.toBe(before.generation);
    expect(after.cacheControl).toBe(IMMUTABLE);
  });

  it('goes where it is told', async () => {
    await save(PINNED, 'two');
    await save(POINTER, 'old');
    expect(await move({ pointer: POINTER, from: PINNED })).toMatchObject({ status: 200 });
    expect(await read(bucket().file(POINTER))).toBe('two');
  });

  it.each([{}, { from: 'v9.9.9/navi-loader.js' }, { pointer: 'v9/navi-loader.js' }, { other: 1 }])(
    'stays where it is, with a reason: %j',
    async (body) => {
      await save(POINTER, 'only');
      expect(await move(body)).toMatchObject({ status: 400, answer: { ok: false } });
      expect(await read(bucket().file(POINTER))).toBe('only');
    },
  );
});
