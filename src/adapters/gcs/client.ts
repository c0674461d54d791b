import type { Bucket } from '@google-cloud/storage';

/** The bucket, and the address of its API. */
export interface BucketOptions {
  /** `http://…` is called without credentials, `https://…` with them; undefined is Google's own address. */
  baseUrl?: string | undefined;
  bucket: string;
  projectId: string;
  /** Milliseconds for one call of the port, including a read's second attempt. */
  deadlineMs: number;
}

/**
 * The bucket, its client loaded on first use: importing it takes 0.4 s and 35 MB. A failed load is
 * tried again by the next call.
 */
export function createLazyBucket(options: BucketOptions): () => Promise<Bucket> {
  let loading: Promise<Bucket> | undefined;
  return () => {
    loading ??= load(options).catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
}

async function load({ baseUrl, bucket, projectId, deadlineMs }: BucketOptions): Promise<Bucket> {
  const { IdempotencyStrategy, Storage } = await import('@google-cloud/storage');
  const endpoint =
    baseUrl === undefined
      ? {}
      : { apiEndpoint: baseUrl.replace(/\/+$/, ''), useAuthWithCustomEndpoint: baseUrl.startsWith('https:') };
  const storage = new Storage({
    projectId,
    ...endpoint,
    // Only closes a silent connection: node-fetch 2 respects it and 3 does not, so `call.ts` enforces the deadline.
    timeout: deadlineMs,
    // The client ignores `maxRetries: 0`, but respects these two (docs/services.md, Cloud Storage).
    retryOptions: { autoRetry: false, idempotencyStrategy: IdempotencyStrategy.RetryNever },
  });
  return storage.bucket(bucket);
}
