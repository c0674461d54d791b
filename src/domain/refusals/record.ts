import { acceptCommand } from '../record-state.ts';
import type { Catalogue } from './catalogue.ts';

/** Refusals while the record differs, and refusals of its acceptance. */
export const OF_RECORD = {
  'record-differs': ({ differences, ...head }) => ({
    text: `The record differs from what Navi wrote: ${differences.join('; ')}. Releases, decisions and unlocks are blocked until it is accepted.`,
    who: 'an owner and a second person',
    next: [
      'Find the cause first: docs/operations.md, "The record differs". A rollback to the known-good still works.',
      `To accept the record as it is, both type /navi ${acceptCommand(head)}`,
    ].join('\n'),
  }),
  'record-differs-target': ({ line: releaseLine, target, knownGood }) => ({
    text: `While the record differs from what Navi wrote, ${releaseLine} rolls back to the known-good only (${knownGood === null ? 'there is none' : `v${knownGood}`}), not to v${target}.`,
    who: 'an owner and a second person, by accepting the record',
    next:
      knownGood === null
        ? 'Type /navi audit verify to see what differs.'
        : `Type /navi rollback v${knownGood}; or /navi audit verify to see what differs.`,
  }),
  'row-unreadable': ({ table, id }) => ({
    text: `Nothing was done: the row ${id} of ${table} in the database is not as Navi writes it. It was changed by hand, or by another version of Navi.`,
    who: 'a person who can write to the database, and an owner',
    next: 'Type /navi audit verify to see what differs, then read *The state differs from the journal* in docs/operations.md. /navi rollback works meanwhile, and restores what the journal knows.',
  }),
  'nothing-to-accept': () => ({
    text: 'The record is intact: there is nothing to accept.',
    who: null,
    next: 'Type /navi audit verify to see its checkpoint.',
  }),
  'accept-other-head': (head) => ({
    text: `That checkpoint is not of this record, or is older than the difference found at entry ${head.rows}.`,
    who: null,
    next: `Read what differs with /navi audit verify, then type /navi ${acceptCommand(head)}`,
  }),
  'accept-needs-second': ({ asked }) => ({
    text: `${asked} has already accepted it. A second person is needed; one of the two must be an owner.`,
    who: 'a second person',
    next: 'Ask them to type the same command.',
  }),
  'accept-needs-role': () => ({
    text: 'Only people with a role can accept the record.',
    who: 'an owner and a second person',
    next: 'Ask an owner of Navi.',
  }),
} satisfies Partial<Catalogue>;
