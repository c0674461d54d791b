import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { loaderUrl, loadNavi } from '../src/index.ts';
import { CDN_VERSION_MAP } from '../src/shared.ts';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

test('the map knows the loader that is released with this package', () => {
  assert.equal(CDN_VERSION_MAP[version as keyof typeof CDN_VERSION_MAP], `v${version}`);
  for (const [known, folder] of Object.entries(CDN_VERSION_MAP)) assert.equal(folder, `v${known}`);
});

test('without a version the newest of the line is loaded; an unknown one is an error that names the known', () => {
  assert.equal(loaderUrl(), 'https://cdn.awellhealth.com/v1/navi-loader.js');
  assert.equal(loaderUrl('1.0.0'), 'https://cdn.awellhealth.com/v1.0.0/navi-loader.js');
  assert.throws(() => loaderUrl('9.9.9'), /known: 1\.0\.0/);
});

function openPage(outcome: 'onload' | 'onerror', navi?: object) {
  const script = { src: '', dataset: {} as Record<string, string>, onload: () => {}, onerror: () => {} };
  const page = {
    createElement: () => script,
    defaultView: { Awell: { navi } },
    body: { append: () => queueMicrotask(() => script[outcome]()) },
  };
  return { page: page as unknown as Document, script };
}

test('the tag carries the settings and the promise gives what the loader made', async () => {
  const made = { version: '1.0.0' };
  const { page, script } = openPage('onload', made);

  const navi = await loadNavi({ portalOrigin: 'https://p.example', pathwayId: 'pw_1' }, page);

  assert.equal(navi, made);
  assert.equal(script.src, 'https://cdn.awellhealth.com/v1/navi-loader.js');
  assert.deepEqual(script.dataset, { portalOrigin: 'https://p.example', pathwayId: 'pw_1' });
});

test('a script that cannot be loaded is an error', async () => {
  const { page } = openPage('onerror');

  await assert.rejects(loadNavi({ portalOrigin: 'https://p.example', pathwayId: 'pw_1' }, page), /could not/);
});
