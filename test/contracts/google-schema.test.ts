import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import compute from '@google-cloud/compute';
import { OAuth2Client } from 'google-auth-library';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startCompute } from '../../simulator/compute/index.ts';
import { startGcs } from '../../simulator/gcs/index.ts';
import { controlOf } from '../harness/world/control.ts';
import { createValidator, methodsOf, type Recorded, recordAnswers } from '../schemas/recorder.ts';
import { GOOGLE_BODIES } from '../schemas/typed-bodies.ts';

import { bucketAt, IMMUTABLE, PINNED, POINTER } from '../simulator/gcs/bucket.ts';

const extract = new URL('../schemas/google.json', import.meta.url);
const problemsOf = createValidator(JSON.parse(readFileSync(extract, 'utf8')));
/** They answer no JSON: nothing, and an object's own bytes. */
const WITHOUT_BODY = ['objects.delete', 'objects.public'];

const answers: Recorded[] = [];
const methods: string[] = [];
const closes: (() => unknown)[] = [];

beforeAll(async () => {
  await useStorage();
  await useCompute();
}, 60_000);
afterAll(async () => {
  for (const close of closes.reverse()) await close();
});

async function useStorage(): Promise<void> {
  const gcs = await startGcs({ bucket: 'cdn-navi-com' });
  closes.push(gcs.close);
  methods.push(...(await methodsOf(gcs.url)));
  await controlOf(gcs.url).pace({ objectRateLimit: false });
  const recorder = await recordAnswers(gcs.url);
  closes.push(recorder.close);
  const bucket = bucketAt(recorder.url);
  const file = bucket.file(PINNED);
  const upload = {
    resumable: false,
    contentType: 'text/javascript',
    preconditionOpts: { ifGenerationMatch: 0 },
  };
  await file.save('one', {
    ...upload,
    metadata: { cacheControl: IMMUTABLE, metadata: { naviRelease: 'v1.1.0' } },
  });
  await expect(file.save('two', upload)).rejects.toMatchObject({ code: 412 });
  await file.copy(bucket.file(POINTER));
  await file.setMetadata({ temporaryHold: true, metadata: { more: 'yes' } });
  await expect(file.delete()).rejects.toMatchObject({ code: 403 });
  await bucket.setMetadata({ retentionPolicy: { retentionPeriod: '60' }, defaultEventBasedHold: true });
  await bucket.file('held.js').save('held', upload);
  await bucket.getMetadata();
  await bucket.getFiles({ versions: true });
  await bucket.file('held.js').getMetadata();
  await expect(bucket.file('none.js').getMetadata()).rejects.toMatchObject({ code: 404 });
  await bucket.iam.testPermissions(['storage.objects.create']);
  answers.push(...(await recorder.answers()));
}

async function useCompute(): Promise<void> {
  const project = 'navi-simulated';
  const urlMap = 'cdn-navi-map';
  const simulated = await startCompute({ project, urlMap });
  closes.push(simulated.close);
  methods.push(...(await methodsOf(simulated.url)));
  await controlOf(simulated.url).pace({ purgeSeconds: 0.1 });
  const recorder = await recordAnswers(simulated.url);
  closes.push(recorder.close);
  const authClient = new OAuth2Client();
  authClient.setCredentials({ access_token: 'simulated', expiry_date: Date.now() + 3_600_000 });
  const port = Number(new URL(recorder.url).port);
  const options = { apiEndpoint: '127.0.0.1', port, protocol: 'http', authClient };
  const maps = new compute.UrlMapsClient(options);
  const operations = new compute.GlobalOperationsClient(options);
  const invalidate = async () => {
    const cacheInvalidationRuleResource = { host: 'cdn.example.com', path: '/v1/navi-loader.js' };
    const [call] = await maps.invalidateCache({
      project,
      urlMap,
      requestId: randomUUID(),
      cacheInvalidationRuleResource,
    });
    const operation = call.name ?? '';
    await operations.get({ project, operation });
    await operations.wait({ project, operation });
  };
  await invalidate();
  await fetch(`${simulated.url}/_control/fail-next`, { method: 'POST', body: '{}' });
  await invalidate();
  await maps.get({ project, urlMap });
  await maps.testIamPermissions({
    project,
    resource: urlMap,
    testPermissionsRequestResource: { permissions: ['compute.urlMaps.invalidateCache'] },
  });
  await expect(maps.get({ project, urlMap: 'none' })).rejects.toMatchObject({ httpStatusCode: 404 });
  answers.push(...(await recorder.answers()));
}

describe('the simulated Google Cloud answers as Google’s own types say', () => {
  test('for every method that it has', () => {
    const withBody = methods.filter((name) => !WITHOUT_BODY.includes(name));
    expect(withBody.sort()).toEqual(Object.keys(GOOGLE_BODIES).sort());
    const seen = answers.filter(({ status }) => status < 400).map(({ method }) => method);
    expect([...new Set(seen)].sort()).toEqual(Object.keys(GOOGLE_BODIES).sort());
  });

  test.each(Object.keys(GOOGLE_BODIES))('%s', (name) => {
    const bodies = answers.filter(({ method, status }) => method === name && status < 400);
    expect([...new Set(bodies.flatMap(({ body }) => problemsOf(name, body)))]).toEqual([]);
  });

  test('an invented field, a wrong type and a method without a type are found', () => {
    expect(problemsOf('objects.get', { invented: 1 })).toHaveLength(1);
    expect(problemsOf('objects.get', { size: 12 })).not.toEqual([]);
    expect(() => problemsOf('objects.compose', {})).toThrow(
      'no published type is listed for objects.compose',
    );
  });

  test('a refusal has the form that all of Google’s JSON services use', () => {
    const refused = answers.filter(({ status }) => status >= 400);
    expect(refused.length).toBeGreaterThan(3);
    for (const { status, body } of refused)
      expect(body).toMatchObject({
        error: { code: status, message: expect.any(String), errors: [{ reason: expect.any(String) }] },
      });
  });
});
