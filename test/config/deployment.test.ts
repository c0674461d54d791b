import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { unreadEnv } from '../../src/adapters/process/unread-env.ts';
import { readEnvironment } from '../../src/config/environment.ts';
import { runNode } from '../harness/process/cli.ts';
import { environmentOf, REPOSITORY } from '../harness/process/plugged.ts';

const read = (name: string) => readFileSync(join(REPOSITORY, name), 'utf8');

/** What Compose takes for the values of an env file: blanks after `=` go first, then only what follows " #" is a comment. */
function asComposeReads(text: string): Record<string, string> {
  const lines = text.split('\n').filter((line) => !/^\s*(#|$)/.test(line));
  return Object.fromEntries(
    lines.map((line) => {
      const at = line.indexOf('=');
      const [value = ''] = line
        .slice(at + 1)
        .trimStart()
        .split(' #');
      return [line.slice(0, at).trim(), value.trimEnd()];
    }),
  );
}

const GIVEN = {
  SLACK_BOT_TOKEN: 'xoxb-1',
  SLACK_APP_TOKEN: 'xapp-1',
  GITHUB_TOKEN: 'github_pat_1',
  GOOGLE_CLOUD_PROJECT: 'a-project',
  NPM_TOKEN: 'npm_1',
  POSTGRES_PASSWORD: 'a1b2c3',
  NAVI_JOURNAL_KEY: '0123456789abcdef0fedcba987654321',
};

describe('.env', () => {
  it.each(['.env', '.env.production', 'secrets/google.json'])('%s is left out by git', (name) => {
    const out = execFileSync('git', ['check-ignore', '--no-index', name], { cwd: REPOSITORY });
    expect(out.toString().trim()).toBe(name);
  });

  it('is left out of the image, and of what Docker is sent', () => {
    expect(read('.dockerignore').split('\n')).toEqual(expect.arrayContaining(['.env', '.env.*', 'secrets']));
    expect(read('Dockerfile')).not.toMatch(/^COPY \. /m);
  });

  it('has no value in the example that Compose would take from a comment', () => {
    const values = asComposeReads(read('.env.example'));
    expect(Object.values(values).filter((value) => value !== '')).toEqual([]);
  });

  it('is a configuration once the lines that are not commented out are filled in', () => {
    const asked = Object.keys(asComposeReads(read('.env.example')));
    expect(asked.sort()).toEqual(Object.keys(GIVEN).sort());
    const filled = read('.env.example').replace(
      /^([A-Z_]+)=$/gm,
      (line, name: keyof typeof GIVEN) => line + GIVEN[name],
    );
    expect(readEnvironment(asComposeReads(filled))).toMatchObject({ SLACK_BOT_TOKEN: 'xoxb-1', PORT: 8080 });
  });
});

describe('a .env that was not loaded', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'navi-env-'));
    writeFileSync(join(dir, '.env'), 'SLACK_BOT_TOKEN=xoxb-secret\nPORT=9000\nNPM_TOKEN=\n');
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it('is said by npm start, without its values', async () => {
    const { err } = await runNode([join(REPOSITORY, 'src/bin/start.js'), '--help'], {
      cwd: dir,
      env: environmentOf({}),
    });
    expect(err).toContain('There is a .env here, but it was not loaded: PORT and 1 more are not set.');
    expect(err).toContain('node --env-file=.env src/bin/start.js');
    expect(err).not.toContain('xoxb-secret');
  });

  it('is not said where its values are set, or where there is none', () => {
    expect(unreadEnv(dir, { SLACK_BOT_TOKEN: 'another', PORT: '1' })).toBeUndefined();
    expect(unreadEnv(join(dir, 'elsewhere'), {})).toBeUndefined();
  });
});

const Service = z.looseObject({
  image: z.string().optional(),
  environment: z.record(z.string(), z.string()),
  volumes: z.array(z.string()),
  security_opt: z.array(z.string()),
  ports: z.array(z.string()).optional(),
  cap_drop: z.array(z.string()).optional(),
  read_only: z.boolean().optional(),
});
const Compose = z.object({ services: z.object({ navi: Service, postgres: Service }) });

describe('compose.yaml', () => {
  const { navi, postgres } = Compose.parse(parse(read('compose.yaml'))).services;

  it('opens its port on this machine only', () => {
    expect(navi.ports).toEqual(['127.0.0.1:8080:8080']);
    expect(postgres.ports).toBeUndefined();
  });

  it('takes the password from .env', () => {
    const { POSTGRES_PASSWORD: password } = postgres.environment;
    expect(password).toMatch(/^\$\{POSTGRES_PASSWORD:\?/);
    expect(navi.environment['DATABASE_URL']).toBe(`postgres://navi:${password}@postgres/navi`);
  });

  it('mounts the configuration and the credentials, to be read only', () => {
    const { NAVI_CONFIG: config, GOOGLE_APPLICATION_CREDENTIALS: key } = navi.environment;
    expect(navi.volumes).toEqual([`./navi.config.yaml:${config}:ro`, `./secrets/google.json:${key}:ro`]);
  });

  it('gives Navi no right that it does not need', () => {
    expect(navi).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    });
    expect(postgres.security_opt).toEqual(['no-new-privileges:true']);
  });

  it('names every image by its digest', () => {
    const images = [...read('Dockerfile').matchAll(/^FROM (\S+)/gm)].map(([, image]) => image);
    for (const image of [...images, postgres.image]) expect(image).toMatch(/@sha256:[0-9a-f]{64}$/);
  });

  it('restarts a container only when its process is dead, never because its store is away', () => {
    expect(read('Dockerfile')).toMatch(/^HEALTHCHECK .*\/healthz/m);
  });
});
