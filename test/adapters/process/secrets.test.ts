import { describe, expect, it } from 'vitest';
import { createMask, withoutSecrets } from '../../../src/adapters/process/secrets.ts';
import { SECRETS, secretsIn } from '../../../src/config/environment.ts';
import { ServiceError } from '../../../src/ports/service-error.ts';
import { withoutCredentials } from '../../../src/ports/service-text.ts';
import { StoreUnwritable } from '../../../src/ports/store-unwritable.ts';

const VALUES: Readonly<Record<string, string>> = Object.fromEntries(
  SECRETS.map((name) => [name, `${name.toLowerCase()}/+ &"${name.length}value`]),
);
const mask = createMask(Object.values(VALUES));

/** A service that fails with this text. */
function failing(problem: string) {
  const facts = { service: 'github', call: 'readTag', kind: 'refused' } as const;
  const service = {
    read: async (_typed: string): Promise<string> => {
      throw new ServiceError({ ...facts, problem, code: problem, requestId: problem });
    },
  };
  return withoutSecrets(service, mask);
}

async function errorOf(call: Promise<unknown>): Promise<ServiceError> {
  const error = await call.catch((thrown: unknown) => thrown);
  if (!(error instanceof ServiceError)) throw new Error('no error of a service', { cause: error });
  return error;
}

const everything = (error: ServiceError) =>
  [error.message, error.stack, String(error.cause), JSON.stringify(error.facts)].join('\n');

describe('the error of a service', () => {
  it.each(SECRETS)('never holds %s, however it is spelt', async (name) => {
    const secret = VALUES[name] ?? '';
    const spellings = [
      secret,
      encodeURIComponent(secret),
      JSON.stringify(secret).slice(1, -1),
      Buffer.from(secret).toString('base64'),
    ];
    for (const spelling of spellings) {
      const said = everything(await errorOf(failing(`no access with ${spelling} here`).read('v1.2.0')));
      expect(said).toContain('no access with');
      expect(said).not.toContain(spelling);
    }
  });

  it('holds no part of a secret where it is cut', async () => {
    const secret = VALUES['NAVI_JOURNAL_KEY'] ?? '';
    for (let before = 250; before < 310; before += 1) {
      const { problem } = (await errorOf(failing(`${'x'.repeat(before)}${secret}`).read('v1.2.0'))).facts;
      expect(problem.replaceAll('x', '')).not.toContain(secret.slice(0, 4));
      expect(problem.length).toBeLessThanOrEqual(301);
    }
  });

  it('is as the service said it where it only repeats what a person typed, right guess or wrong', async () => {
    for (const guess of [VALUES['DATABASE_URL'] ?? '', 'some/+ &"12value']) {
      const { problem } = (await errorOf(failing(`there is no ${guess}`).read(guess))).facts;
      expect(problem).toBe(`there is no ${guess}`);
    }
  });

  it('keeps what kind it is, of the store too', async () => {
    const error = await errorOf(failing('no').read('x'));
    expect(error.facts).toMatchObject({ service: 'github', kind: 'refused', call: 'readTag' });

    const full = new StoreUnwritable('ENOSPC', `the disk is full (${VALUES['DATABASE_URL']})`);
    const store = withoutSecrets({ probe: () => Promise.reject(full) }, mask);
    const thrown: unknown = await store.probe().catch((reason: unknown) => reason);
    expect(thrown).toBeInstanceOf(StoreUnwritable);
    expect(thrown).toMatchObject({ code: 'ENOSPC', message: 'the disk is full ([secret])' });
  });

  it('leaves answers, and what is no method, as they are', async () => {
    const service = withoutSecrets({ name: 'x', echo: (text: string) => text }, mask);
    expect(service.name).toBe('x');
    expect(service.echo(VALUES['NPM_TOKEN'] ?? '')).toBe(VALUES['NPM_TOKEN']);
  });
});

describe('what has the form of a credential in the words of a service', () => {
  it.each([
    ['xoxb-simulated'],
    ['xapp-1-A0-9-f'],
    ['ghp_abcdef0123456789'],
    ['github_pat_11ABC_def'],
    ['npm_0123456789abcdef'],
    ['ya29.a0AfH6SM-x_y.z'],
    ['eyJhbGciOi.eyJpc3Mi.c2lnbmF0dXJl'],
    ['navi_0123456789abcdefghij-_'],
    ['-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----'],
    ['-----BEGIN PRIVATE KEY-----\nMIIEowIBA'],
  ])('is hidden, real or not: %s', (credential) => {
    const said = withoutCredentials(`denied for ${credential}`);
    expect(said).toMatch(/^denied for \*\*\*$/);
  });

  it('is hidden in headers and addresses', () => {
    expect(withoutCredentials('sent Authorization: Bearer abc.def-123')).toBe('sent Authorization: ***');
    expect(withoutCredentials('Basic bmF2aTpuYXZp was not taken')).toBe('*** was not taken');
    expect(withoutCredentials('no postgres://navi:p@ss@db:5432/navi')).toBe('no postgres://***@db:5432/navi');
  });

  it('leaves ordinary words alone', () => {
    const said =
      'Validation Failed: tag v1.2.0 already exists at https://api.github.com/repos/a/b (see @navi)';
    expect(withoutCredentials(said)).toBe(said);
  });
});

describe('the secrets of a process', () => {
  it('are also the passwords in its addresses, as they are spelt and as they are sent', () => {
    const env = {
      DATABASE_URL: 'postgres://navi:pass%2Fword@db/navi',
      GITHUB_API_URL: 'https://u:other-pass@github.example',
    };
    expect(secretsIn(env)).toEqual(
      expect.arrayContaining([env.DATABASE_URL, 'pass%2Fword', 'pass/word', 'other-pass']),
    );
  });
});
