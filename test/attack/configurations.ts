import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '../../src/config/file.ts';
import { JOBS } from '../harness/app/jobs.ts';
import { type Attacked, createRandom, pick, type Tally, tally } from './tally.ts';

const TEXT = readFileSync(join(import.meta.dirname, '../../navi.config.yaml'), 'utf8');
const SLOWEST_MS = 10_000;

const bomb = `a: &a [x, x]\n${[...'bcdefghijk'].map((name, i) => `${name}: &${name} [${`*${'abcdefghij'[i]},`.repeat(9)}]`).join('\n')}`;
/** Whole files that are odd. */
const SPECIAL = [
  '',
  ' ',
  '\u0000',
  '\ufeff',
  'null',
  '[]',
  '1',
  '"x"',
  '---',
  '---\n---',
  '%YAML 9.9\n---',
  'a: b: c',
  '\t- x',
  ': ',
  '? ',
  '- - - -',
  'a: &a *a',
  bomb,
  '<<: *x',
  '<<: {}',
  '<<: [1, 2]',
  '!!js/function x',
  '!!python/object:os.system x',
  '!!binary x',
  '!<tag:x> y',
  '[',
  '{',
  '['.repeat(100_000),
  '{a: '.repeat(50_000),
  `${'- '.repeat(100_000)}x`,
  ' '.repeat(600_000),
  'x'.repeat(600_000),
  `a: "${'x'.repeat(600_000)}"`,
  `${TEXT}\n${TEXT}`,
  `${TEXT}\npeople: []`,
  `${TEXT}\n__proto__: {a: 1}`,
  `${TEXT}\nconstructor: x`,
  TEXT.replace(/roles: .*/, 'roles: [оwner]'),
  TEXT.replace(/roles: .*/, 'roles: [__proto__]'),
  TEXT.replace(/expiresAfter: .*/, 'expiresAfter: 99999999999999999999d'),
  TEXT.replace(/expiresAfter: .*/, 'expiresAfter: 0s'),
  TEXT.replace(/expiresAfter: .*/, 'expiresAfter: -1d'),
  TEXT.replace(/host: .*/, 'host: 169.254.169.254'),
  TEXT.replace(/host: .*/, 'host: evil.example/path?x=@y'),
  TEXT.replace(/host: .*/, 'host: "[::1]"'),
  TEXT.replace(/bucket: .*/, 'bucket: ../x'),
  TEXT.replace(/dir: .*/, 'dir: ../../etc'),
  TEXT.replace(/loader: .*/, 'loader: ../x.js'),
  TEXT.replace(/workflow: .*/, 'workflow: ../../x.yml'),
  `${TEXT}\nschedules: { verifyLive: "99 99 99 99 99" }`,
  `${TEXT}\nschedules: { verifyLive: "* * * * * * *" }`,
  `${TEXT}\nschedules: { "${'x'.repeat(1_000)}": "* * * * *" }`,
  TEXT.replaceAll('\n', '\r\n'),
  TEXT.replaceAll('\n', '\r'),
  TEXT.replaceAll(':', '：'),
  TEXT.slice(0, TEXT.length / 2),
  [...TEXT].reverse().join(''),
];
const INSERTS = [
  '*x',
  '&x ',
  '[',
  '{',
  '- ',
  '? ',
  '!!js/function ',
  '<<: *x',
  '\t',
  '---\n',
  '"',
  '|',
  '%',
  '\u0000',
  '\u202e',
  '../',
  '__proto__',
  '99999999999999999999',
  '-1',
  'null',
  '\r',
  '😀',
  '\ud800',
];

/** Null when the file is read or explained, in time, and nothing else has changed. */
function check(text: string): string | null {
  const begun = Date.now();
  const read = readConfig('navi.config.yaml', text, { project: 'navi-simulated', schedules: JOBS.schedules });
  const took = Date.now() - begun;
  if (took > SLOWEST_MS) return `took ${took} ms`;
  if (Object.keys(Object.prototype).length > 0 || 'a' in {}) return 'the prototype of objects was changed';
  if (!Array.isArray(read)) return null;
  const isExplained =
    read.length > 0 && read.every(({ where, problem, fix }) => where !== '' && problem !== '' && fix !== '');
  return isExplained ? null : 'it is refused without a reason';
}

export async function attackConfigurations({ seed, count = 5_000 }: Attacked): Promise<Tally[]> {
  const random = createRandom(seed);
  const mutated = Array.from({ length: count }, () => {
    const at = Math.floor(random() * TEXT.length);
    const inserted =
      random() < 0.7
        ? pick(random, INSERTS)
        : String.fromCharCode(Math.floor(random() * 0xffff)).repeat(1 + Math.floor(random() * 5));
    return TEXT.slice(0, at) + inserted + TEXT.slice(at + Math.floor(random() * 30));
  });
  return [
    await tally(
      'odd files',
      SPECIAL.map((text) => async () => check(text)),
    ),
    await tally(
      'mutations',
      mutated.map((text) => async () => check(text)),
    ),
  ];
}
