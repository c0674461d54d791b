import { describe, expect, it } from 'vitest';
import { createTelemetry } from '../../../src/adapters/process/telemetry.ts';
import { SECRETS } from '../../../src/config/environment.ts';

const VALUES = Object.fromEntries(
  SECRETS.map((name) => [name, `${name.toLowerCase()}/+ &"${name.length}secret`]),
);

describe('logs', () => {
  it.each(SECRETS)('never hold %s, however it is spelt', (name) => {
    const secret = VALUES[name] ?? '';
    const lines: string[] = [];
    const telemetry = createTelemetry({
      level: 'debug',
      secrets: Object.values(VALUES),
      write: (line) => lines.push(line),
    });

    telemetry.info('a request', {
      header: `Bearer ${secret}`,
      url: `https://x/?t=${encodeURIComponent(secret)}`,
    });
    telemetry.warn('a body', { body: { deep: [secret] } });
    telemetry.error('it broke', new Error(`denied for ${secret}`), {
      basic: Buffer.from(secret).toString('base64'),
    });

    const text = lines.join('');
    expect(lines).toHaveLength(3);
    for (const line of lines) expect(JSON.parse(line)).toHaveProperty('time');
    for (const spelling of [
      secret,
      encodeURIComponent(secret),
      JSON.stringify(secret).slice(1, -1),
      Buffer.from(secret).toString('base64'),
    ])
      expect(text).not.toContain(spelling);
    expect(text.match(/\[secret\]/g)?.length).toBeGreaterThanOrEqual(5);
  });

  it('never hold a credential that was issued while Navi runs', () => {
    const lines: string[] = [];
    const telemetry = createTelemetry({ level: 'info', secrets: [], write: (line) => lines.push(line) });
    const issued = ['ghs_16C7e42F292c6912E7710c838347Ae178B4a', 'ya29.a0AfB_byC', 'npm_NYn6Xz0q8Yb3'];
    const key = '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg';

    for (const token of issued) {
      telemetry.error('it broke', new Error(`denied: "Bearer ${token}" of ${token}`));
      telemetry.info('a request', { header: `token ${token}`, url: `https://x:${token}@y.example/` });
    }
    telemetry.warn('a key', { said: `the key "${key}" is cut`, after: 'kept' });

    const text = lines.join('');
    for (const token of [...issued, 'MIIEvQIBADANBg']) expect(text).not.toContain(token);
    for (const line of lines) expect(JSON.parse(line)).toHaveProperty('msg');
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ msg: 'a key', after: 'kept' });
  });

  it('keeps ordinary words when a secret is too short to be one', () => {
    const lines: string[] = [];
    const telemetry = createTelemetry({ level: 'info', secrets: ['on'], write: (line) => lines.push(line) });

    telemetry.info('operation goes on');

    expect(lines[0]).toContain('operation goes on');
  });
});
