import { z } from 'zod';
import { milliseconds } from './duration.ts';

const LONGEST_DURATION_MS = 366 * 24 * 3_600_000;

const shaped = (shape: RegExp, error: string) => z.string().regex(shape, error);

/** `4h`, `90s`, `10m`, `1d`, or several together as `1h30m`: more than zero, and at most a year. */
export const Duration = shaped(/^(\d{1,8}[smhd])+$/, 'write a duration as 90s, 10m, 4h, 1d or 1h30m')
  .refine((text) => milliseconds(text) > 0, 'a duration must be longer than nothing')
  .refine((text) => milliseconds(text) <= LONGEST_DURATION_MS, 'a duration must be at most 366d')
  .describe('A duration such as 90s, 10m, 4h, 1d or 1h30m');

export const SlackUser = shaped(
  /^[UW][A-Z0-9]{2,}$/,
  'a Slack member id starts with U or W (profile → ⋮ → Copy member ID)',
);
export const SlackGroup = shaped(
  /^S[A-Z0-9]{2,}$/,
  'a Slack user group id starts with S (People → User groups → ⋮ → Copy group ID)',
);
export const SlackChannel = shaped(
  /^[CG][A-Z0-9]{2,}$/,
  'a Slack channel id starts with C or G (channel details, at the bottom)',
);

/** docs.github.com, "Managing labels". */
export const Label = shaped(/^[^,\s][^,]{0,49}$/, 'the name of a label, without commas');

/** One address, without a name and without blanks: it is used as it is. */
export const EmailAddress = z
  .email('an e-mail address such as care@example.com')
  .max(254, 'an e-mail address has at most 254 characters');

/** A path that stays inside the repository. */
export const Path = shaped(
  /^(?!.*(^|\/)\.{1,2}(\/|$))[^/\\\s]+(\/[^/\\\s]+)*$/,
  'a path inside the repository, such as packages/navi-js: no slash at either end, no . or .., no blanks',
);
export const WorkflowPath = shaped(
  /^\.github\/workflows\/[^/\\\s]+\.ya?ml$/,
  'the path of the workflow, such as .github/workflows/release.yml',
);
export const FileName = shaped(
  /^[A-Za-z0-9][A-Za-z0-9._-]*$/,
  'the name of a file, without a folder or a slash',
);

/** docs.github.com, "Username considerations". */
export const GithubLogin = shaped(
  /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})$/,
  'a login on GitHub, such as awell-health, without an address or @',
);
export const RepositoryName = shaped(
  /^(?!\.{1,2}$)(?!.*\.git$)[A-Za-z0-9._-]{1,100}$/,
  'the name of the repository alone, without owner, address or .git',
);

/** docs.npmjs.com, "package.json": name. */
export const PackageName = shaped(
  /^(?=.{1,214}$)(@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/,
  'the name of an npm package, such as @awell-health/navi-js, without a version',
);
/** npm refuses a tag that looks like a version or a range. */
export const DistTag = shaped(
  /^(?![vV]?\d)(?![xX]$)[A-Za-z][A-Za-z0-9._-]*$/,
  'a dist-tag such as next: a word that is no version and no range',
);

/** cloud.google.com, "Bucket names" and "Naming resources" of Compute. */
export const BucketName = shaped(
  /^(?!.*\.\.)[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/,
  'the name of the bucket alone, without gs:// or a folder',
);
export const UrlMapName = shaped(/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/, 'the name of the URL map alone');
export const HostName = shaped(
  /^(?=.{4,253}$)([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$/,
  'the host alone, such as cdn.example.com: no https://, port, path or address in numbers',
);
/** Characters allowed in an HTTP header, which has no blanks at its ends. */
export const HeaderValue = shaped(
  /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/,
  'printable characters on one line, without blanks at its ends',
);

/** How long browsers keep the pointer's file, also after a rollback. */
export const PointerCaching = HeaderValue.refine(
  (text) => text.split(',').every((part) => isForPointer(part.trim().toLowerCase())),
  'max-age in whole seconds, and never immutable: a browser would keep the file after a rollback',
);

function isForPointer(directive: string): boolean {
  return /^max-age=\d{1,9}$/.test(directive) || !/^(max-age|immutable)/.test(directive);
}

/** A name as other systems have it, or as people read it. */
export const Name = shaped(/^\S(.*\S)?$/, 'a name on one line, without blanks at its ends').max(200);

const FIELDS = ['package', 'version', 'before'];

/** The message of a deprecated version. npm takes an empty one for none. */
export const Deprecation = shaped(/^\S(.*\S)?$/, 'a message on one line, without blanks at its ends')
  .max(1_000)
  .refine(
    (text) => [...text.matchAll(/\{(\w*)\}/g)].every(([, field = '']) => FIELDS.includes(field)),
    'only {package}, {version} and {before} are filled in',
  );
