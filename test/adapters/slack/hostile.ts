import fc from 'fast-check';
import type { Message } from '../../../src/domain/message.ts';
import { sampleForm, sampleRollback, sampleRollbackCard } from '../../harness/samples/sample-rollback.ts';

const CONFIGURED = ['<@U0BEN>', '<@U0CLEO>', '<@U0ADA>', '<!subteam^S0ONCALL>'];
/** Words of closed lists: replaced, they would no longer be what a message can hold. */
const CLOSED = new Set([
  ...['card', 'plan', 'line', 'announcement', 'needs-attention', 'notice', 'refusal', 'accepted'],
  ...['status', 'history'],
  ...[
    'help',
    'fault',
    'release',
    'npm',
    'cdn',
    'none',
    'quorum',
    'approver',
    'on-call',
    'pass',
    'warn',
    'bad',
    'block',
  ],
  ...[
    'approve',
    'reject',
    'details',
    'retract',
    'retry',
    'abandon',
    'plan-again',
    'good',
    'info',
    'held',
    'failed',
    'pages',
    'locked',
    'opened',
    'primary',
    'danger',
    'put-back',
  ],
  ...['waiting', 'running', 'unknown', 'done', 'awaiting-approval', 'stopped', 'rejected', 'retracted'],
  ...['replaced', 'expired', 'abandoned', 'check-not-green', 'dependency-disagrees', 'unknown-command'],
  ...['rollback-choice', 'confirmation', 'pairing-form', 'alert', 'stop', 'cancelled'],
  ...['doctor', 'ok', 'warning', 'not-set-up'],
  ...['monitor', 'needs-you', 'edge', 'errors', 'feedback', 'info', 'good', 'warn', 'bad'],
  ...['rollback', 'rollback-form', 'confirm', 'superseded', 'roll-back', 'post-mortem', 'customer-note'],
  ...['run-failed', 'purge', 'announce', 'U0BEN', 'U0CLEO', 'U0ADA', 'S0ONCALL'],
]);

/** Hostile texts in place of every outside text of a message. */
export const hostile = fc.oneof(
  fc.constantFrom(
    '<!channel>',
    '<!everyone> @here @channel',
    '<https://evil.example|https://github.com>',
    '<@U0DEV>',
    '&lt;!here&gt;',
    '`*_~`*_~`',
    'javascript:alert(1)',
    '\u202egnp.exe\u0000\u001b[31m',
    'v1.2.0\u3164\u{e0041}\u034f\u2800',
    '\u001b]8;;https://evil.example\u0007release\u001b]8;;\u0007\u2066\u009b2J',
    'a\n\n> quote\n```code```',
    '',
    ' ',
    '&'.repeat(4000),
    '🚀'.repeat(3000),
    '<'.repeat(5000),
    '\ud800',
  ),
  fc.string({ unit: 'binary', maxLength: 400 }),
);

/** The same message with every open string replaced by a hostile one, in turn. */
export function infested(message: Message, strings: readonly string[]): Message {
  let next = 0;
  return JSON.parse(JSON.stringify(message), (_, value: unknown) => {
    if (typeof value !== 'string' || CLOSED.has(value)) return value;
    next += 1;
    return strings[next % strings.length];
  });
}

export function hostileRollback(strings: readonly string[]) {
  const message = infested({ is: 'card', card: sampleRollbackCard() }, strings);
  return message.is === 'card' ? message.card.operation : sampleRollback();
}

export function hostileForm(strings: readonly string[], needsReason: string | null) {
  const reason = strings.join('');
  const message = infested({ is: 'rollback-form', form: sampleForm({ needsReason, reason }) }, strings);
  return message.is === 'rollback-form' ? message.form : sampleForm();
}

/** What Slack would take for markup in this text, beside what Navi itself may write. */
export function foreignMarkup(text: string): string[] {
  const bare = CONFIGURED.reduce((rest, token) => rest.replaceAll(token, ''), text)
    .replace(/<!date\^-?\d+\^[^|<>^]*\|[^<>]*>/g, '')
    .replace(/<https?:\/\/[^<>|]+\|[^<>|]{1,20}>/g, '')
    // An address that is its own label.
    .replace(/<https?:\/\/[^<>|\s]+>/g, '');
  return [
    ...(bare.match(/[<>]/g) ?? []),
    ...(bare.match(/&(?!amp;|lt;|gt;)/g) ?? []),
    ...(bare.match(/@(here|channel|everyone)\b/gi) ?? []),
    ...(bare.match(/\p{Bidi_Control}|(?!\n)\p{Cc}/gu) ?? []),
  ];
}
