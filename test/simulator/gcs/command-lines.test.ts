import { describe, expect, it } from 'vitest';
import { bucketAt, eachWithBucket, POINTER, read } from './bucket.ts';

const { url } = eachWithBucket();
const UPLOAD = '/upload/storage/v1/b/cdn-navi-com/o?uploadType=multipart';
const BOUNDARY = '===============7330845974216740156==';

/** An upload as `gcloud storage cp` and `gsutil cp` send it (github.com/google/apitools, `transfer.py`). */
function uploadOf(bytes: string, newline = '\n'): string {
  const metadata = { name: POINTER, contentType: 'text/javascript', cacheControl: 'no-store' };
  return [
    `--${BOUNDARY}`,
    'Content-Type: application/json',
    'MIME-Version: 1.0',
    '',
    JSON.stringify(metadata),
    `--${BOUNDARY}`,
    'Content-Type: text/javascript',
    'MIME-Version: 1.0',
    'Content-Transfer-Encoding: binary',
    '',
    bytes,
    `--${BOUNDARY}--`,
  ].join(newline);
}

async function upload(body: string, boundary: string): Promise<number> {
  const headers = { 'content-type': `multipart/related; boundary=${boundary}` };
  return (await fetch(`${url()}${UPLOAD}`, { method: 'POST', headers, body })).status;
}

describe('an upload by Google’s own command lines', () => {
  it.each([
    ['a boundary in single quotes, bare line feeds', `'${BOUNDARY}'`, '\n'],
    ['a boundary in double quotes, bare line feeds', `"${BOUNDARY}"`, '\n'],
    ['a bare boundary, whole line ends', BOUNDARY, '\r\n'],
  ])('is taken: %s', async (_, boundary, newline) => {
    const bytes = 'first line\nsecond line\r\n\r\nlast line\n';
    expect(await upload(uploadOf(bytes, newline), boundary)).toBe(200);
    const file = bucketAt(url()).file(POINTER);
    expect(await read(file)).toBe(bytes);
    const [metadata] = await file.getMetadata();
    expect(metadata).toMatchObject({ contentType: 'text/javascript', cacheControl: 'no-store' });
  });

  it('without a second part is not understood', async () => {
    expect(await upload(uploadOf('x').slice(0, 200), `'${BOUNDARY}'`)).toBe(400);
  });
});

describe('what is not built', () => {
  it('is refused in the form that Google’s client reads, and is not repeated', async () => {
    const refused = { code: 405, message: expect.stringContaining('is not built in this simulator') };
    await expect(bucketAt(url()).iam.getPolicy()).rejects.toMatchObject(refused);
    const batch = await fetch(`${url()}/batch/storage/v1`, { method: 'POST', body: 'several calls' });
    expect([batch.status, await batch.json()]).toMatchObject([
      405,
      { error: { code: 405, errors: [{ reason: 'methodNotAllowed' }] } },
    ]);
  });

  it('has no resumable upload', async () => {
    const upload = bucketAt(url()).file(POINTER).save('bytes', { resumable: true });
    await expect(upload).rejects.toMatchObject({ message: expect.stringContaining('uploadType=resumable') });
  });
});
