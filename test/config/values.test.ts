import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readEnvironment, secretsIn } from '../../src/config/environment.ts';
import { readConfig } from '../../src/config/file.ts';
import { explainProblems } from '../../src/config/problem.ts';
import { JOBS } from '../harness/app/jobs.ts';

const TEXT = readFileSync(join(import.meta.dirname, '../../navi.config.yaml'), 'utf8');

function problemsOf(text: string) {
  const read = readConfig('navi.config.yaml', text, { project: 'navi', schedules: JOBS.schedules });
  if (!Array.isArray(read)) throw new Error('it was taken for valid');
  return read;
}

/** What stands in the file, what is written instead, and what is said of it. */
const WRONG: [before: string, after: string, problem: string][] = [
  ['host: cdn.awellhealth.com', 'host: https://cdn.awellhealth.com/', 'no https://'],
  ['host: cdn.awellhealth.com', 'host: cdn.awellhealth.com:443', 'the host alone'],
  ['host: cdn.awellhealth.com', 'host: 169.254.169.254', 'address in numbers'],
  ['host: cdn.awellhealth.com', 'host: evil.example/path?x=@y', 'the host alone'],
  ['bucket: cdn-navi-com', 'bucket: gs://cdn-navi-com', 'without gs://'],
  ['bucket: cdn-navi-com', 'bucket: ../cdn', 'without gs:// or a folder'],
  ['urlMap: cdn-navi-map', 'urlMap: projects/x/urlMaps/cdn', 'the URL map alone'],
  ['urlMap: cdn-navi-map', 'urlMap: cdn-navi-map\n  loader: /navi-loader.js', 'without a folder or a slash'],
  ['urlMap: cdn-navi-map', 'urlMap: cdn-navi-map\n  loader: navi-release.json', 'are both navi-release.json'],
  ['urlMap: cdn-navi-map', 'urlMap: cdn-navi-map\n  contentType: "a\\nb: c"', 'printable characters'],
  ['owner: awell-health', 'owner: https://github.com/awell-health', 'a login on GitHub'],
  ['owner: awell-health', 'owner: ../x', 'a login on GitHub'],
  ['  name: navi\n', '  name: awell-health/navi\n', 'the repository alone'],
  ['  name: navi\n', '  name: navi.git\n', 'the repository alone'],
  ['workflow: .github/workflows/release.yml', 'workflow: release.yml', '.github/workflows/release.yml'],
  ['workflow: .github/workflows/release.yml', 'workflow: .github/workflows/../x.yml', '.github/workflows'],
  ["name: '@awell-health/navi-js'", "name: '@awell-health/navi-js@1.2.0'", 'without a version'],
  ["name: '@awell-health/navi-js'", "name: '@awell-health/navi-core'", 'navi-core is listed twice'],
  ['dir: packages/navi-js', 'dir: packages/navi-core', 'packages/navi-core is listed twice'],
  ['dir: packages/navi-js', 'dir: ./packages/navi-js', 'no . or ..'],
  ['dir: packages/navi-js', 'dir: ../navi-js', 'no . or ..'],
  ['dir: packages/navi-js', 'dir: packages/../../etc', 'no . or ..'],
  ['expiresAfter: 4h', 'expiresAfter: 0m', 'longer than nothing'],
  ['expiresAfter: 4h', 'expiresAfter: 99999999999999999999d', 'write a duration'],
  ['expiresAfter: 4h', 'expiresAfter: 99999999d', 'at most 366d'],
  ['call: 10s', 'call: 0s', 'longer than nothing'],
  ['deadlines:', 'npm: { stagingTag: latest }\ndeadlines:', 'are both latest'],
  ['deadlines:', 'npm: { stagingTag: v1 }\ndeadlines:', 'no version and no range'],
  ['expectedJobs: [claim,', 'expectedJobs: [claim, claim,', 'claim is listed twice'],
  ['slack: U0DEV, github: dev-rao, ', '', 'dev has no account'],
  ['github: dev-rao', 'github: https://github.com/dev-rao', 'a login on GitHub'],
  ['approvals: 1', 'approvals: 3', '3 approvals are wanted, but only 2 people'],
  ['  dev: {', '  __proto__: {', '__proto__ is no name'],
  ['versionMap:', 'versionMpa:', 'versionMap is missing'],
  ['name: Dev Rao', "name: ' '", 'a name on one line'],
  ['name: Dev Rao', 'name: "Dev\\nRao"', 'a name on one line'],
  ['- { name: ci, app', "- { name: '', app", 'a name on one line'],
  ['expectedJobs: [claim,', "expectedJobs: [' claim',", 'a name on one line'],
  ['urlMap: cdn-navi-map', "urlMap: cdn-navi-map\n  contentType: ' text/javascript'", 'blanks at its ends'],
  ['urlMap: cdn-navi-map', 'urlMap: cdn-navi-map\n  pointerCacheControl: max-age=1h', 'whole seconds'],
  [
    'urlMap: cdn-navi-map',
    "urlMap: cdn-navi-map\n  pointerCacheControl: 'max-age=3600, Immutable'",
    'never immutable',
  ],
  ['deadlines:', "rollback: { deprecation: '' }\ndeadlines:", 'a message on one line'],
  [
    'deadlines:',
    "rollback: { deprecation: 'use {previous}' }\ndeadlines:",
    '{package}, {version} and {before}',
  ],
  ['lease: 20s', 'lease: 366d', 'deadlines.lease is 366d'],
  ['claim: 10s', 'claim: 1d', 'deadlines.claim is 1d'],
  ['slack: U0DEV,', 'slack: U0DEV, email: ADA@awellhealth.example,', 'is listed for ada and dev'],
  ['critical: emergency-critical', 'critical: Emergency-Security', 'stands for two kinds of emergencies'],
];

describe('a value that could only fail later', () => {
  it.each(WRONG)('is said at the start, with line and fix: %s → %s', (before, after, problem) => {
    const text = TEXT.replace(before, after);
    expect(text).not.toBe(TEXT);
    const problems = problemsOf(text);
    expect(problems.map((configProblem) => configProblem.problem).join('\n')).toContain(problem);
    for (const { where, fix } of problems) {
      expect(where).toMatch(/^navi\.config\.yaml:\d+$/);
      expect(fix).not.toBe('');
    }
  });

  it('names the setting that was misspelt, on its line', () => {
    const text = TEXT.replace('\nrelease:', '\nrelase:');
    const line = text.split('\n').indexOf('relase:') + 1;
    expect(problemsOf(text)).toContainEqual({
      where: `navi.config.yaml:${line}`,
      problem: 'release is missing',
      fix: 'Write release instead of relase.',
    });
  });
});

describe('a schedule', () => {
  const schedules = (text: string) => {
    const read = readConfig('navi.config.yaml', `${TEXT}\nschedules: ${text}`, {
      project: 'navi',
      schedules: JOBS.schedules,
    });
    if (Array.isArray(read)) throw new Error(JSON.stringify(read));
    return read.settings.schedules;
  };
  const problem = (value: string) =>
    problemsOf(`${TEXT}\nschedules: { verifyLive: ${value} }`)
      .map((configProblem) => configProblem.problem)
      .join('\n');

  it.each([
    ['{ every: 5m }', { is: 'every', ms: 300_000 }],
    ['{ every: 1h30m }', { is: 'every', ms: 5_400_000 }],
    ['{ at: 09:00 }', { is: 'at', times: ['09:00'], days: { length: 7 }, zone: 'UTC' }],
    [
      '{ at: 09:00, on: mon-fri, zone: Europe/Brussels }',
      { is: 'at', days: ['mon', 'tue', 'wed', 'thu', 'fri'], zone: 'Europe/Brussels' },
    ],
    ['{ at: ["09:00", "17:30"], on: sat-mon }', { times: ['09:00', '17:30'], days: ['sat', 'sun', 'mon'] }],
    ['{ at: "23:59", on: [tue, thu] }', { days: ['tue', 'thu'] }],
    ['{ at: "23:59", on: wed }', { days: ['wed'] }],
  ])('%s', (text, when) => {
    expect(schedules(`{ verifyLive: ${text} }`)['verify-live']).toMatchObject({ job: 'verify-live', when });
  });

  it('that no job has is a problem with the names of all', () => {
    expect(problemsOf(`${TEXT}\nschedules: { teaTime: { every: 5m } }`)).toMatchObject([
      {
        problem:
          'schedules: teaTime is no schedule; the schedules are foreignRuns, measure, remindCustomers, remindOwners, remindReleases, rollUp, tryRights, verifyIntegration, verifyLive, verifyRecord, verifyStored, watchCustomers, watchEmergencies, watchMeasured, watchReleases, watchReports, watchSpread',
      },
    ]);
  });

  it('is at its usual time where the file names none', () => {
    expect(schedules('{}')).toMatchObject({
      'foreign-runs': { job: 'find-foreign-runs', when: { is: 'every', ms: 60_000 } },
      'try-rights': { job: 'try-rights', when: { is: 'at', times: ['05:20'], zone: 'UTC' } },
    });
  });

  it.each([
    ['{ every: 90s }', 'write whole minutes'],
    ['{ every: 5m, at: "09:00" }', 'write a schedule as { every: 15m }, or { at:'],
    ['{ on: mon-fri }', 'write a schedule as { every: 15m }, or { at:'],
    ['{ at: "25:00" }', 'write a time of day as 09:00'],
    ['{ at: "9:00" }', 'write a time of day as 09:00'],
    ['{ at: "09:00", on: weekdays }', 'a day such as mon, days such as mon-fri'],
    ['{ at: "09:00", on: [] }', 'a day such as mon, days such as mon-fri'],
    ['{ at: "09:00", zone: Europe/Bruxelles }', 'write a time zone by its IANA name'],
    ['{ at: "09:00", in: Europe/Brussels }', 'in is not a setting'],
  ])('is not %s', (value, said) => expect(problem(value)).toContain(said));

  it.each([
    ['* * * * *', '{ every: 1m }'],
    ['*/15 * * * *', '{ every: 15m }'],
    ['0,30 * * * *', '{ every: 30m }'],
    ['0 * * * *', '{ every: 1h }'],
    ['0 */6 * * *', '{ every: 6h }'],
    ['40 4 * * *', "{ at: '04:40', on: daily, zone: UTC }"],
    ['0 9 * * 1-5', "{ at: '09:00', on: [mon, tue, wed, thu, fri], zone: UTC }"],
    ['0 9 * * mon,FRI', "{ at: '09:00', on: [mon, fri], zone: UTC }"],
    ['0 9,17 * * 0', "{ at: ['09:00', '17:00'], on: [sun], zone: UTC }"],
    ['17 * * * *', "{ at: ['00:17', '01:17', "],
  ])('that was %s is refused with what to write instead, which is taken', (cron, instead) => {
    const said = problem(`"${cron}"`);
    expect(said).toContain(`cron expressions are not taken; write ${instead}`);
    const written = said.slice(said.indexOf('{'));
    expect(schedules(`{ verifyLive: ${written} }`)['verify-live']?.job).toBe('verify-live');
  });

  it.each(['0 9 1 * *', '0 9 * 1 *', '*/7 * * * *', '99 * * * *', '* * * *', 'soon', '1,,2 * * * *'])(
    'that was %s has no equal, and the forms are said',
    (cron) => expect(problem(`"${cron}"`)).toMatch(/write a schedule as .* has no equal/),
  );
});

const GIVEN = {
  SLACK_BOT_TOKEN: 'xoxb-1-secret-bot',
  SLACK_APP_TOKEN: 'xapp-1-secret-app',
  GITHUB_TOKEN: 'ghs_secret_token',
  GOOGLE_CLOUD_PROJECT: 'navi',
  NPM_TOKEN: 'npm_secret_token',
  NAVI_JOURNAL_KEY: 'a-journal-key-of-some-length-and-sense',
};

describe('a variable', () => {
  it('is taken without what was pasted around it, and masked as it is used', () => {
    const env = { ...GIVEN, NPM_TOKEN: '\uFEFF npm_secret_token\r\n' };
    expect(readEnvironment(env)).toMatchObject({ NPM_TOKEN: 'npm_secret_token' });
    expect(secretsIn(env)).toContain('npm_secret_token');
  });

  it('takes keys of the journal that were in use before, weak ones too, and masks each', () => {
    const env = { ...GIVEN, NAVI_JOURNAL_KEY_PREVIOUS: 'the-key-before-that-was , weak' };
    expect(readEnvironment(env)).toMatchObject({
      NAVI_JOURNAL_KEY_PREVIOUS: ['the-key-before-that-was', 'weak'],
    });
    expect(secretsIn(env)).toEqual(expect.arrayContaining(['the-key-before-that-was', 'weak']));
  });

  it.each([
    ['sixteen blanks between dots', { NAVI_JOURNAL_KEY: `.${' '.repeat(40)}.` }, 'is too weak'],
    ['the same letter', { NAVI_JOURNAL_KEY: 'a'.repeat(64) }, 'is too weak'],
    ['what was enough before', { NAVI_JOURNAL_KEY: 'a-key-of-16-char' }, 'NAVI_JOURNAL_KEY_PREVIOUS'],
    ['a key that was changed', { NAVI_JOURNAL_KEY_PREVIOUS: `x,${GIVEN.NAVI_JOURNAL_KEY}` }, 'is one of'],
  ])('refuses as the key of the journal %s', (_, change, problem) => {
    const problems = readEnvironment({ ...GIVEN, ...change });
    expect(Array.isArray(problems) && explainProblems(problems)).toContain(problem);
  });

  it('has Navi listen on this machine only, unless it says otherwise', () => {
    expect(readEnvironment(GIVEN)).toMatchObject({ NAVI_HOST: '127.0.0.1' });
    expect(readEnvironment({ ...GIVEN, NAVI_HOST: '0.0.0.0' })).toMatchObject({ NAVI_HOST: '0.0.0.0' });
  });

  it('takes the end of the npm token as a date or a time', () => {
    for (const given of ['2027-02-20', '2027-02-20T00:00:00Z', '2027-02-20T01:00:00+01:00'])
      expect(readEnvironment({ ...GIVEN, NPM_TOKEN_EXPIRES: given })).toMatchObject({
        NPM_TOKEN_EXPIRES: '2027-02-20T00:00:00.000Z',
      });
  });

  it('takes several probes', () => {
    expect(
      readEnvironment({ ...GIVEN, CDN_PROBE_URLS: 'https://203.0.113.7, http://127.0.0.1:8080' }),
    ).toMatchObject({
      CDN_PROBE_URLS: ['https://203.0.113.7', 'http://127.0.0.1:8080'],
    });
  });

  it('takes no key of an app that GitHub does not take', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const GITHUB_APP_PRIVATE_KEY = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const app = { GITHUB_APP_ID: '1', GITHUB_APP_INSTALLATION_ID: '2', GITHUB_APP_PRIVATE_KEY };
    const problems = readEnvironment({ ...GIVEN, ...app });
    expect(Array.isArray(problems) && explainProblems(problems)).toContain('an RSA key');
  });

  it.each(['localhost', '::', '::1', '0.0.0.0', 'navi-bot'])('has Navi listen at %s', (NAVI_HOST) => {
    expect(readEnvironment({ ...GIVEN, NAVI_HOST })).toMatchObject({ NAVI_HOST });
  });

  it('takes the key of an app on one line', () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const app = { GITHUB_APP_ID: '1', GITHUB_APP_INSTALLATION_ID: '2' };
    for (const key of [pem, pem.replaceAll('\n', '\\n')])
      expect(readEnvironment({ ...GIVEN, ...app, GITHUB_APP_PRIVATE_KEY: key })).not.toBeInstanceOf(Array);
  });

  it.each([
    ['NPM_TOKEN', 'npm_secret\nnpm_other', 'has blanks, line ends'],
    ['NPM_TOKEN_EXPIRES', 'in spring', 'must be a date such as 2027-02-20'],
    ['NPM_TOKEN_EXPIRES', '2027-02-30', 'must be a date such as 2027-02-20'],
    ['CDN_PROBE_URLS', '203.0.113.7', 'http:// or https://'],
    ['CDN_PROBE_URLS', 'https://203.0.113.7,', 'http:// or https://'],
    ['GITHUB_APP_PRIVATE_KEY', 'no key', 'must be the private key'],
    ['GITHUB_APP_INSTALLATION_ID', 'https://github.com/settings/installations/1', 'must be the number'],
    ['GITHUB_API_URL', 'https://github.example.com', '/api/v3'],
    ['SLACK_API_URL', 'https://slack.example.com', 'must end in /api/'],
    ['DATABASE_URL', 'navi:navi@postgres/navi', 'postgres://'],
    ['GOOGLE_CLOUD_PROJECT', 'Our Project', 'must be the id of the project'],
    ['GOOGLE_CLOUD_PROJECT', '..', 'must be the id of the project'],
    ['NPM_REGISTRY_URL', 'https://user:word@registry.example/', 'without user, password or #'],
    ['NPM_REGISTRY_URL', 'https://registry.example/?a=1', 'without ?'],
    ['NAVI_HEARTBEAT_URL', 'https://user:word@beat.example/1', 'without user, password or #'],
    ['CDN_PROBE_URLS', 'https://203.0.113.7,https://203.0.113.7/', 'at different hosts'],
    ['DATABASE_URL', 'postgres://navi:word@h%zz/navi', 'begins no escape'],
    ['DATABASE_URL', 'postgres://navi:50%off@db/navi', 'begins no escape'],
    ['SMTP_URL', 'smtp://navi:50%off@mail.example:587', 'begins no escape'],
    ['NAVI_MAIL_FROM', 'Desk <desk@example.com', 'must be a sender'],
    ['NAVI_MAIL_FROM', 'desk@example.com>', 'must be a sender'],
    ['NAVI_HOST', 'http://0.0.0.0', 'a name or an address to listen at'],
    ['NAVI_HOST', '0.0.0.0:8080', 'a name or an address to listen at'],
    ['NAVI_HOST', '256.1.1.1', 'a name or an address to listen at'],
    ['NAVI_ALLOWED_PRIVATE_HOSTS', 'https://registry.internal:443/', 'must be host names'],
    ['NAVI_TRUSTED_PROXIES', '10.0.0.0/8/9', 'must be addresses or networks'],
    ['NAVI_DATA_DIR', '~/navi-data', 'without ~'],
    ['NAVI_METRICS_TOKEN', 'sixteen or more of them', 'has blanks'],
    ['PORT', '0x1F90', 'a whole number up to 65535'],
    ['PORT', '99999', 'a whole number up to'],
    ['DATADOG_SITE', '..', 'must be a site'],
    ['NPM_TOKEN', '"npm_quoted"', 'NPM_TOKEN is in quotes'],
    ['NAVI_DATA_DIR', "'/data'", 'NAVI_DATA_DIR is in quotes'],
  ])('%s is not %j', (name, value, problem) => {
    const problems = readEnvironment({ ...GIVEN, [name]: value });
    if (!Array.isArray(problems)) throw new Error('it was taken for valid');
    expect(problems.map((configProblem) => configProblem.problem).join('\n')).toContain(problem);
    expect(JSON.stringify(problems)).not.toContain(value);
  });

  it.each(['https://api.github.com', 'https://api.awell.ghe.com', 'https://github.example.com/api/v3/'])(
    'GITHUB_API_URL may be %s',
    (value) => expect(readEnvironment({ ...GIVEN, GITHUB_API_URL: value })).not.toBeInstanceOf(Array),
  );
});
