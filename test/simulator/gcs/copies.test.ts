import { describe, expect, it } from 'vitest';
import { controlOf } from '../../harness/world/control.ts';
import { eachWithBucket, IMMUTABLE, PINNED, POINTER, read } from './bucket.ts';

const { url, bucket, save } = eachWithBucket();

describe('a copy', () => {
  it('takes the source generation it was told, when the destination is the one expected', async () => {
    const source = await save(PINNED, 'old');
    const [old] = await source.getMetadata();
    await save(PINNED, 'new');
    const pointer = await save(POINTER, 'pointer');
    const [before] = await pointer.getMetadata();

    const [, answer] = await bucket()
      .file(PINNED, { generation: String(old.generation) })
      .copy(pointer, {
        contentType: 'text/javascript',
        cacheControl: 'public, max-age=3600',
        metadata: { naviOperation: 'op_1' },
        preconditionOpts: { ifGenerationMatch: String(before.generation) },
      });

    expect(answer).toMatchObject({
      done: true,
      resource: { md5Hash: old.md5Hash, metadata: { naviOperation: 'op_1' }, contentType: 'text/javascript' },
    });
    expect(await read(bucket().file(POINTER))).toBe('old');
  });

  it('is refused when the destination has moved, and changes nothing', async () => {
    const source = await save(PINNED, 'new');
    const pointer = await save(POINTER, 'pointer');

    const copy = source.copy(pointer, {
      cacheControl: 'no-store',
      preconditionOpts: { ifGenerationMatch: 1 },
    });

    await expect(copy).rejects.toMatchObject({ code: 412, errors: [{ reason: 'conditionNotMet' }] });
    expect(await read(pointer)).toBe('pointer');
  });

  it('inherits the metadata of its source only when it brings none of its own', async () => {
    const source = await save(PINNED, 'bytes');

    await source.copy(bucket().file('inherited'));
    await source.copy(bucket().file('replaced'), { contentType: 'text/javascript' });

    const [inherited] = await bucket().file('inherited').getMetadata();
    const [replaced] = await bucket().file('replaced').getMetadata();
    expect(inherited).toMatchObject({ cacheControl: IMMUTABLE, metadata: { naviRelease: 'v1.1.0' } });
    expect(replaced.contentType).toBe('text/javascript');
    expect(replaced.cacheControl).toBeUndefined();
    expect(replaced.metadata).toBeUndefined();
  });

  it('brings an earlier generation of the same object back', async () => {
    const file = await save(POINTER, 'first');
    const [first] = await file.getMetadata();
    await save(POINTER, 'second');
    const [second] = await file.getMetadata();

    await bucket()
      .file(POINTER, { generation: String(first.generation) })
      .copy(bucket().file(POINTER), { preconditionOpts: { ifGenerationMatch: String(second.generation) } });

    expect(await read(bucket().file(POINTER))).toBe('first');
  });

  it('of what is not there is a 404 naming it', async () => {
    await expect(bucket().file('nothing').copy(bucket().file(POINTER))).rejects.toMatchObject({
      code: 404,
      errors: [{ reason: 'notFound', message: 'No such object: cdn-navi-com/nothing' }],
    });
  });
});

describe('faults', () => {
  it('answers a broken call in the shape of Google', async () => {
    await controlOf(url()).breakCall({ method: 'objects.get', kind: 'error', status: 503 });

    await expect(bucket().file(POINTER).getMetadata()).rejects.toMatchObject({ code: 503 });
  });

  it('lets a copy take effect and then cuts the line: the repeat is a 412, and the destination is ours', async () => {
    const source = await save(PINNED, 'new');
    const pointer = await save(POINTER, 'old');
    const [before] = await pointer.getMetadata();
    await controlOf(url()).breakCall({ method: 'objects.rewrite', kind: 'accept-then-reset' });
    const copy = () =>
      source.copy(bucket().file(POINTER), {
        contentType: 'text/javascript',
        preconditionOpts: { ifGenerationMatch: String(before.generation) },
      });

    await expect(copy()).rejects.toMatchObject({ code: 'ECONNRESET' });
    await expect(copy()).rejects.toMatchObject({ code: 412 });

    expect(await read(bucket().file(POINTER))).toBe('new');
  });
});
