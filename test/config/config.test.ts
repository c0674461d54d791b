import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readEnvironment, SECRETS } from '../../src/config/environment.ts';
import { readConfig } from '../../src/config/file.ts';
import { loadConfig } from '../../src/config/load.ts';
import { ConfigError, explainProblems } from '../../src/config/problem.ts';
import { rawConfigWith } from '../../src/config/raw.ts';
import { JOBS } from '../harness/app/jobs.ts';

const ROOT = join(import.meta.dirname, '../..');
const TEXT = readFileSync(join(ROOT, 'navi.config.yaml'), 'utf8');

const NAMED = { project: 'navi', schedules: JOBS.schedules };

const WORLD = {
  SLACK_BOT_TOKEN: 'xoxb-1-secret-bot',
  SLACK_APP_TOKEN: 'xapp-1-secret-app',
  GITHUB_TOKEN: 'ghs_secret_token',
  GOOGLE_CLOUD_PROJECT: 'navi',
  NPM_TOKEN: 'npm_secret_token',
  NAVI_JOURNAL_KEY: 'a-journal-key-of-some-length-and-sense',
};

describe('navi.config.yaml', () => {
  it('is valid as it is shipped', () => {
    expect(readConfig('navi.config.yaml', TEXT, NAMED)).toMatchObject({
      settings: { deadlines: { reconcile: 120_000 }, release: { expiresAfter: 4 * 3_600_000 } },
    });
  });

  it('takes the name of a package for its folder in what a sign-off covers', () => {
    const signOffs = `signOffs:\n  examples: { role: release-manager, covers: ['@awell-health/navi-js', docs] }\n`;
    expect(readConfig('navi.config.yaml', `${TEXT}\n${signOffs}`, NAMED)).toMatchObject({
      settings: { signOffs: [{ id: 'examples', covers: ['packages/navi-js', 'docs'] }] },
    });
  });

  it('has the JSON Schema beside it that the code stands for', async () => {
    const schema = {
      title: 'navi.config.yaml',
      ...z.toJSONSchema(rawConfigWith(JOBS.schedules), { io: 'input' }),
    };

    await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot('../../navi.config.schema.json');
  });

  it('reports every fault at once, each with its line and a fix', () => {
    const broken = TEXT.replace('ships: cdn', 'ships: ftp')
      .replace('channel: C0RELEASES', 'channel: releases')
      .replace('expiresAfter: 4h', 'expiresAfter: soon')
      .replace('versionMap:', 'versionMaps:');

    const problems = readConfig('navi.config.yaml', broken, NAMED);

    if (!Array.isArray(problems)) throw new Error('it was taken for valid');
    expect(problems.map((configProblem) => configProblem.problem)).toEqual(
      expect.arrayContaining([
        expect.stringContaining('packages.2.ships'),
        expect.stringContaining('slack.channel'),
        expect.stringContaining('release.expiresAfter'),
        expect.stringContaining('versionMaps is not a setting'),
      ]),
    );
    const line = (needle: string) => broken.split('\n').findIndex((text) => text.includes(needle)) + 1;
    expect(problems.map((configProblem) => configProblem.where)).toEqual(
      expect.arrayContaining([
        `navi.config.yaml:${line('ships: ftp')}`,
        `navi.config.yaml:${line('channel: releases')}`,
        `navi.config.yaml:${line('expiresAfter: soon')}`,
      ]),
    );
    for (const configProblem of problems) expect(configProblem.fix).not.toBe('');
  });

  it.each([
    ['two loaders', (text: string) => text.replace('ships: none', 'ships: cdn'), 'ship to the CDN'],
    [
      'one account for two people',
      (text: string) => text.replace('slack: U0BEN', 'slack: U0ADA'),
      'U0ADA is listed for',
    ],
    [
      'too few approvers',
      (text: string) => text.replace('approvals: 1', 'approvals: 5'),
      'only 2 people can approve',
    ],
    [
      'a write that would outlast its lease',
      (text: string) => text.replace('write: 10s', 'write: 30s'),
      'has to end before the lease (20s) does',
    ],
    [
      'an owner that nobody is',
      (text: string) => text.replace('owner: release-manager }', 'owner: tea-lady }'),
      'monitoring.criteria.npmPublish.owner: tea-lady is neither a role nor a person in people',
    ],
    [
      'a threshold that is no percentage',
      (text: string) => text.replace('above: 99.9', 'above: 100'),
      'monitoring.criteria.availability.above: write a percentage',
    ],
    [
      'a sign-off of a package that is none of its own',
      (text: string) =>
        `${text}\nsignOffs:\n  examples: { role: release-manager, covers: ['@awell-health/tea'] }\n`,
      'signOffs.examples covers @awell-health/tea, which is none of the packages',
    ],
    ['broken YAML', (text: string) => text.replace('release:', 'release: ['), ''],
  ])('finds %s', (_name, change, problem) => {
    const problems = readConfig('navi.config.yaml', change(TEXT), NAMED);

    if (!Array.isArray(problems)) throw new Error('it was taken for valid');
    expect(problems.map((configProblem) => configProblem.problem).join('\n')).toContain(problem);
  });
});

describe('the environment', () => {
  it('is valid with what Navi needs', () => {
    expect(readEnvironment(WORLD)).toMatchObject({ PORT: 8080, LOG_LEVEL: 'info' });
  });

  it('names every missing variable at once', () => {
    const problems = readEnvironment({});

    if (!Array.isArray(problems)) throw new Error('it was taken for valid');
    const text = explainProblems(problems);
    for (const name of [
      'SLACK_BOT_TOKEN',
      'GITHUB_APP_ID',
      'GOOGLE_CLOUD_PROJECT',
      'NPM_TOKEN',
      'NAVI_JOURNAL_KEY',
    ])
      expect(text).toContain(name);
  });

  it('joins the faults of the environment and of the file', () => {
    expect(() => loadConfig({ NAVI_CONFIG: 'no-such-file.yaml' }, [])).toThrow(ConfigError);
    try {
      loadConfig({ NAVI_CONFIG: 'no-such-file.yaml' }, []);
    } catch (error) {
      const problems = error instanceof ConfigError ? error.problems : [];
      expect(problems.map((configProblem) => configProblem.where)).toEqual(
        expect.arrayContaining(['environment', 'no-such-file.yaml']),
      );
    }
  });

  it.each(['.', '/dev/zero'])('reads only a file, and not %s', (NAVI_CONFIG) => {
    try {
      loadConfig({ NAVI_CONFIG }, []);
      throw new Error('it was read');
    } catch (error) {
      const problems = error instanceof ConfigError ? error.problems : [];
      expect(problems).toContainEqual(
        expect.objectContaining({ where: NAVI_CONFIG, problem: 'is not a file' }),
      );
    }
  });

  it.each(SECRETS)('never repeats the value of %s', (name) => {
    const value = 'wrong!';
    const problems = readEnvironment({ PORT: 'x', [name]: value });

    if (!Array.isArray(problems)) throw new Error('it was taken for valid');
    expect(explainProblems(problems)).not.toContain(value);
  });

  it('has every variable in .env.example, and no other', () => {
    const listed = [
      ...readFileSync(join(ROOT, '.env.example'), 'utf8').matchAll(/^(?:# )?(?<name>[A-Z_]+)=/gm),
    ].map(({ groups }) => groups?.['name']);
    const design =
      `SLACK_BOT_TOKEN SLACK_APP_TOKEN SLACK_SIGNING_SECRET SLACK_API_URL GITHUB_APP_ID GITHUB_APP_PRIVATE_KEY
      GITHUB_APP_INSTALLATION_ID GITHUB_TOKEN GITHUB_API_URL GITHUB_WEBHOOK_SECRET GOOGLE_CLOUD_PROJECT GCS_API_URL
      COMPUTE_API_URL CDN_PROBE_URLS NPM_TOKEN NPM_TOKEN_EXPIRES NPM_REGISTRY_URL DATABASE_URL NAVI_DATA_DIR NAVI_CONFIG
      NAVI_JOURNAL_KEY NAVI_JOURNAL_KEY_PREVIOUS NAVI_HEARTBEAT_URL NAVI_PAGER_URL NAVI_PAGER_SECRET NAVI_MAIL_WEBHOOK_SECRET NAVI_HOST NAVI_ALLOWED_HOSTS NAVI_TRUSTED_PROXIES NAVI_METRICS_TOKEN NAVI_ALLOWED_PRIVATE_HOSTS NAVI_URL NAVI_TOKEN PORT
      LOG_LEVEL POSTGRES_PASSWORD MONITORING_API_URL NPM_DOWNLOADS_URL SENTRY_AUTH_TOKEN SENTRY_URL DATADOG_API_KEY
      DATADOG_APP_KEY DATADOG_SITE DATADOG_URL NAVI_CUSTOMERS
      SMTP_URL NAVI_MAIL_FROM`.split(/\s+/);

    expect(listed.sort()).toEqual(design.sort());
  });
});
