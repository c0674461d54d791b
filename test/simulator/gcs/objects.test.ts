import { describe, expect, it } from 'vitest';
import { controlOf } from '../../harness/world/control.ts';
import { eachWithBucket, IMMUTABLE, PINNED, POINTER, read } from './bucket.ts';

const { url, bucket, save } = eachWithBucket();

describe('an object that is written', () => {
  it('has the metadata Cloud Storage gives it', async () => {
    const file = await save(PINNED, 'loader 1.1.0');

    const [metadata] = await file.getMetadata();

    expect(metadata).toMatchObject({
      contentType: 'application/javascript',
      cacheControl: IMMUTABLE,
      metageneration: '1',
      size: '12',
      metadata: { naviRelease: 'v1.1.0' },
    });
    expect(metadata.generation).toMatch(/^\d{16}$/);
    expect(await read(file)).toBe('loader 1.1.0');
  });

  it('states the CRC-32C of the known check value', async () => {
    const file = await save('check', '123456789');

    const [metadata] = await file.getMetadata();

    expect(Buffer.from(metadata.crc32c ?? '', 'base64').toString('hex')).toBe('e3069283');
  });

  it('gets a higher generation and metageneration 1 at each overwrite, and is kept under the earlier one', async () => {
    const file = await save(PINNED, 'first');
    const [first] = await file.getMetadata();
    await file.setMetadata({ cacheControl: 'no-store' });

    await save(PINNED, 'second');

    const [second] = await file.getMetadata();
    expect(BigInt(String(second.generation))).toBeGreaterThan(BigInt(String(first.generation)));
    expect(second.metageneration).toBe('1');
    expect(await read(bucket().file(PINNED, { generation: String(first.generation) }))).toBe('first');
    const [versions] = await bucket().getFiles({ prefix: PINNED, versions: true });
    expect(versions.map((version) => version.metadata.timeDeleted !== undefined)).toEqual([true, false]);
  });

  it('refuses to be created twice, in the words of Google', async () => {
    await save(PINNED, 'first', 0);

    await expect(save(PINNED, 'second', 0)).rejects.toMatchObject({
      code: 412,
      errors: [{ reason: 'conditionNotMet' }],
      message: expect.stringContaining('At least one of the pre-conditions you specified did not hold.'),
    });
    expect(await read(bucket().file(PINNED))).toBe('first');
  });

  it('may be written once a second only', async () => {
    await controlOf(url()).pace({ objectRateLimit: true });
    await save(POINTER, 'first');

    await expect(save(POINTER, 'second')).rejects.toMatchObject({
      code: 429,
      errors: [{ reason: 'rateLimitExceeded' }],
    });
    await save('another', 'object');
  });
});

describe('changes and deletes under preconditions', () => {
  it('patches at the metageneration it expects and not at another', async () => {
    const file = await save(POINTER, 'pointer');

    await file.setMetadata({ cacheControl: 'no-store' }, { ifMetagenerationMatch: 1 });
    const late = file.setMetadata({ cacheControl: 'public' }, { ifMetagenerationMatch: 1 });

    await expect(late).rejects.toMatchObject({ code: 412 });
    const [metadata] = await file.getMetadata();
    expect(metadata).toMatchObject({
      metageneration: '2',
      cacheControl: 'no-store',
      metadata: { naviRelease: 'v1.1.0' },
    });
  });

  it('deletes the generation it expects and not another', async () => {
    const file = await save(POINTER, 'pointer');
    const [metadata] = await file.getMetadata();

    await expect(file.delete({ ifGenerationMatch: 1 })).rejects.toMatchObject({ code: 412 });
    await file.delete({ ifGenerationMatch: String(metadata.generation) });

    await expect(file.getMetadata()).rejects.toMatchObject({ code: 404, errors: [{ reason: 'notFound' }] });
    expect((await file.exists())[0]).toBe(false);
    expect(await read(bucket().file(POINTER, { generation: String(metadata.generation) }))).toBe('pointer');
  });
});
