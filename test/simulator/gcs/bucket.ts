import { type Bucket, type File, Storage } from '@google-cloud/storage';
import { afterEach, beforeEach } from 'vitest';
import { type SimulatedGcs, startGcs } from '../../../simulator/gcs/index.ts';
import { controlOf } from '../../harness/world/control.ts';

export const POINTER = 'v1/navi-loader.js';
export const PINNED = 'v1.1.0/navi-loader.js';
export const IMMUTABLE = 'public, max-age=31536000, immutable';

/** A simulated bucket, seen through Google's own client. */
interface BucketInTest {
  url(): string;
  bucket(): Bucket;
  save(name: string, text: string, ifGenerationMatch?: number): Promise<File>;
}

/** A fresh bucket, without a limit of writes, for each test of the file in which this is called. */
export function eachWithBucket(): BucketInTest {
  let gcs: SimulatedGcs;
  beforeEach(async () => {
    gcs = await startGcs({ bucket: 'cdn-navi-com' });
    await controlOf(gcs.url).pace({ objectRateLimit: false });
  });
  afterEach(() => gcs.close());
  const bucket = () => bucketAt(gcs.url);
  return {
    url: () => gcs.url,
    bucket,
    save: async (name, text, ifGenerationMatch) => {
      const file = bucket().file(name);
      await file.save(Buffer.from(text), {
        resumable: false,
        contentType: 'application/javascript',
        metadata: { cacheControl: IMMUTABLE, metadata: { naviRelease: 'v1.1.0' } },
        ...(ifGenerationMatch === undefined ? {} : { preconditionOpts: { ifGenerationMatch } }),
      });
      return file;
    },
  };
}

export function bucketAt(url: string): Bucket {
  const storage = new Storage({
    apiEndpoint: url,
    projectId: 'navi-simulated',
    retryOptions: { autoRetry: false },
  });
  return storage.bucket('cdn-navi-com');
}

export async function read(file: File): Promise<string> {
  return (await file.download())[0].toString('utf8');
}
