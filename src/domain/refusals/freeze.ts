import { type Catalogue, oneOf } from './catalogue.ts';

/** Why no release writes now, and what was asked about a freeze in vain. */
export const OF_FREEZES = {
  frozen: ({ freezes, until, lifters, except }) => ({
    text: `Releases are frozen: ${freezes.join('; ')}.`,
    who: oneOf(lifters),
    next: `Wait until ${until}${lifters.length === 0 ? '' : ', or let one of them lift the freeze: /navi unfreeze "…"'}${except === null ? '.' : `, or ask for an exception, which needs one more approver: /navi ${except}`}`,
  }),
  'not-frozen': ({ configured }) => ({
    text:
      configured === null
        ? 'Releases are not frozen.'
        : `No person set a freeze; the configuration has one: ${configured}.`,
    who: null,
    next:
      configured === null
        ? 'Type /navi release with a version to release it.'
        : 'Wait for its end, or ask for an exception: /navi release with --exception "…".',
  }),
  'exception-not-needed': ({ version }) => ({
    text: 'Releases are not frozen, so no exception is needed.',
    who: null,
    next: `Type /navi release v${version}`,
  }),
  'exception-lacks-approvers': ({ needs, people }) => ({
    text: `An exception needs ${needs} approvals, and only ${oneOf(people) ?? 'no one'} can approve this release.`,
    who: 'an owner of Navi',
    next: 'Wait for the end of the freeze, or have another approver listed in the configuration.',
  }),
} satisfies Partial<Catalogue>;
