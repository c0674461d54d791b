import { acceptCommand } from '../record-state.ts';
import { anyone, type Catalogue } from './catalogue.ts';

/** Why nothing is done while the record differs, and why it is not accepted. */
export const OF_RECORD = {
  'record-differs': ({ differences, ...head }) => ({
    text: `The record differs from what Navi wrote: ${differences.join('; ')}. Until that is accepted nothing is released, decided or unlocked.`,
    who: 'an owner and a second person',
    next: [
      'Find out why first: docs/operations.md, "The record differs". A rollback to the known-good goes on.',
      `To accept the record as it stands, both type /navi ${acceptCommand(head)}`,
    ].join('\n'),
  }),
  'record-differs-target': ({ line, target, knownGood }) => ({
    text: `While the record differs from what Navi wrote, ${line} goes back to the known-good only${knownGood === null ? ', and there is none' : `, which is v${knownGood}`}; not to v${target}.`,
    who: 'an owner and a second person, by accepting the record',
    next:
      knownGood === null
        ? 'Type /navi audit verify to see what differs.'
        : `Type /navi rollback v${knownGood}; or /navi audit verify to see what differs.`,
  }),
  'nothing-to-accept': () => ({
    text: 'The record holds, and nothing was found that would have to be accepted.',
    who: 'nobody',
    next: 'Type /navi audit verify to see its head.',
  }),
  'accept-other-head': (head) => ({
    text: `That head is not of this record, or older than what was found at row ${head.rows}.`,
    who: anyone,
    next: `Read what differs with /navi audit verify, then type /navi ${acceptCommand(head)}`,
  }),
  'accept-needs-second': ({ asked }) => ({
    text: `${asked} has asked for it already, and it takes two persons, one of them an owner.`,
    who: 'a second person',
    next: 'Ask them to type the same command.',
  }),
  'accept-needs-role': () => ({
    text: 'Only people with a role may accept the record.',
    who: 'an owner and a second person',
    next: 'Ask one of them.',
  }),
} satisfies Partial<Catalogue>;
