import { anyone, type Catalogue } from './catalogue.ts';

/** Why a line cannot go back, be locked or be opened. */
export const OF_ROLLBACKS = {
  'line-locked': ({ line, since, why }) => ({
    text: `${line} is locked for releases since ${since}: ${why}.`,
    who: 'whoever may roll back',
    next: `When the cause is mended, type /navi unlock ${line} <reason>.`,
  }),
  'line-unknown': ({ typed, known }) => ({
    text: `There is no line "${typed}".`,
    who: anyone,
    next: known.length === 0 ? 'Nothing is live yet.' : `Lines are ${known.join(', ')}.`,
  }),
  'line-not-locked': ({ line }) => ({
    text: `${line} is not locked, so there is nothing to open.`,
    who: 'nobody',
    next: 'Ask for the release: /navi release v1.2.3.',
  }),
  'no-target': ({ line }) => ({
    text: `Nothing is known on ${line} that it could go back to.`,
    who: 'the on-call engineer',
    next: 'Name a version whose pinned object is in the bucket, as /navi rollback v1.0.0.',
  }),
  'target-unknown': ({ version, known }) => ({
    text: `v${version} has no pinned object in the bucket, so its bytes cannot be given back.`,
    who: anyone,
    next:
      known.length === 0
        ? 'Look at the bucket: no version of this line is in it.'
        : `Name one of ${known.map((one) => `v${one}`).join(', ')}, as /navi rollback v${known[0]}.`,
  }),
  'target-faulty': ({ version, why }) => ({
    text: `v${version} was marked faulty: ${why}.`,
    who: anyone,
    next: 'Type /navi rollback alone for the known-good, or name another version.',
  }),
  'target-live': ({ version, line }) => ({
    text: `${line} is at v${version} already, on every surface.`,
    who: 'nobody',
    next: 'Type /navi status to see it; to go further back, name an older version.',
  }),
  'reason-needed': ({ why, command }) => ({
    text: `A reason is needed: ${why}. The owners will be called.`,
    who: anyone,
    next: `Type /navi ${command} --reason "…", or fill in the reason.`,
  }),
  'version-not-recorded': ({ version }) => ({
    text: `Navi has no record of v${version}.`,
    who: anyone,
    next: 'Type /navi history to see what was released.',
  }),
} satisfies Partial<Catalogue>;
