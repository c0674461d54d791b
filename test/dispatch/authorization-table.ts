import type { Fixture, State } from './authorization-fixture.ts';

/** The commands that change something, each in words that would. */
export const CHANGES: readonly { command: string; words(fixture: Fixture): string }[] = [
  { command: 'alerts', words: ({ alerts }) => `alerts mute ${alerts.drift} 2h` },
  { command: 'audit', words: () => 'audit accept 63 1a2b3c4d5e6f7a8b --reason "restored"' },
  { command: 'checklist', words: () => 'checklist v1.2.0 sign cross-origin "portal and loader"' },
  { command: 'confirm', words: ({ operation }) => `confirm ${operation}` },
  { command: 'customers', words: () => 'customers harbour --erase' },
  { command: 'delete-tag', words: () => 'delete-tag v1.0.0 --yes' },
  { command: 'emergency', words: () => 'emergency security "a leak"' },
  { command: 'feedback', words: () => 'feedback break --customer harbour --release v1.1.0' },
  { command: 'freeze', words: () => 'freeze until 17:00 "the audit"' },
  { command: 'messages', words: () => 'messages off' },
  { command: 'notice', words: () => 'notice v1.2.0 --on 2027-01-12' },
  { command: 'on-call', words: () => 'on-call @cleo until 18:00' },
  { command: 'pair', words: () => 'pair ACDE-FGHJ' },
  { command: 'quarantine', words: () => 'quarantine v1.0.0 --reason bad --yes' },
  { command: 'release', words: () => 'release v1.2.0' },
  { command: 'review', words: () => 'review v1.2.0 --outcome "fine"' },
  { command: 'rollback', words: () => 'rollback --yes' },
  { command: 'schedule', words: () => 'schedule v1.4.0 --on 2026-12-11' },
  { command: 'stop', words: () => 'stop v1.2.0 --yes' },
  { command: 'tokens', words: () => 'tokens revoke trm_0000000001' },
  { command: 'unfreeze', words: () => 'unfreeze it is over' },
  { command: 'unlock', words: () => 'unlock v1 mended' },
  { command: 'unquarantine', words: () => 'unquarantine v1.0.0 --reason fine' },
];

/** The commands that only show something. */
export const READS = [
  ...['calendar', 'can-i-release', 'doctor', 'drift', 'help', 'history', 'monitor', 'status', 'when'],
] as const;

/**
 * What the requester (who is an approver, too), another approver, a person on call, an owner, a person without roles, an approver’s paired terminal and an
 * unproven terminal hear, in this order: `acts`, `shows` (a window, or that there is nothing to do), or the code of the
 * refusal; `role` for a missing permission, `token` for a missing proof, `none` where a terminal has no word for it.
 */
export const TABLE: Readonly<Record<string, Partial<Record<State | 'always', string>>>> = {
  '/alerts': {
    always: 'alert-unknown | alert-unknown | role | alert-unknown | role | alert-unknown | token',
    done: 'acts | acts | role | acts | role | acts | token',
  },
  '/audit': {
    always:
      'nothing-to-accept | nothing-to-accept | nothing-to-accept | nothing-to-accept | accept-needs-role | nothing-to-accept | token',
  },
  '/checklist': {
    always: 'gate-refused | gate-refused | gate-refused | acts | gate-refused | gate-refused | gate-refused',
  },
  '/confirm': {
    always: 'not-unproven | not-unproven | not-unproven | not-unproven | role | not-unproven | token',
  },
  '/customers': {
    always: 'notice-refused | notice-refused | role | notice-refused | role | notice-refused | token',
  },
  '/delete-tag': {
    always: 'no-left-tag | no-left-tag | no-left-tag | no-left-tag | role | no-left-tag | token',
  },
  '/emergency': { always: 'acts | acts | acts | acts | role | acts | token' },
  '/feedback': {
    always: 'notice-refused | notice-refused | role | notice-refused | role | notice-refused | token',
  },
  '/freeze': { always: 'acts | acts | acts | acts | role | acts | token' },
  '/messages': { always: 'acts | acts | acts | acts | acts | acts | token' },
  '/notice': {
    always: 'notice-refused | notice-refused | role | notice-refused | role | notice-refused | token',
  },
  '/on-call': { always: 'acts | acts | acts | acts | role | acts | token' },
  '/pair': {
    always:
      'code-unknown | code-unknown | code-unknown | code-unknown | code-unknown | only-in-slack | token',
  },
  '/quarantine': {
    always:
      'version-not-recorded | version-not-recorded | version-not-recorded | version-not-recorded | role | version-not-recorded | token',
  },
  '/release': {
    waiting: 'acts | acts | role | acts | role | acts | token',
    running: 'surface-held | surface-held | role | surface-held | role | surface-held | token',
    done: 'already-released+checks-missing | already-released+checks-missing | role | already-released+checks-missing | role | already-released+checks-missing | token',
  },
  '/review': {
    always: 'gate-refused | gate-refused | acts | acts | gate-refused | gate-refused | token',
    waiting:
      'gate-refused | gate-refused | gate-refused | gate-refused | gate-refused | gate-refused | token',
  },
  'review-release': {
    always: 'gate-refused | gate-refused | acts | acts | gate-refused | none | none',
    waiting: 'gate-refused | gate-refused | gate-refused | gate-refused | gate-refused | none | none',
  },
  'sign-off': {
    always: 'gate-refused | gate-refused | gate-refused | acts | gate-refused | none | none',
  },
  '/rollback': {
    waiting: 'no-target | no-target | no-target | no-target | role | no-target | no-target',
    running: 'shows | shows | shows | shows | role | choose-what-to-stop | token',
    done: 'acts | acts | acts | acts | role | acts | acts',
  },
  '/schedule': { always: 'acts | acts | role | acts | role | acts | token' },
  '/stop': {
    always: 'acts | acts | acts | acts | role | acts | token',
    done: 'nothing-to-stop | nothing-to-stop | nothing-to-stop | nothing-to-stop | role | nothing-to-stop | token',
  },
  '/tokens': {
    always:
      'token-unknown | token-unknown | token-unknown | token-unknown | token-unknown | token-unknown | token',
  },
  '/unfreeze': { always: 'not-frozen | not-frozen | not-frozen | not-frozen | role | not-frozen | token' },
  '/unlock': {
    always:
      'line-not-locked | line-not-locked | line-not-locked | line-not-locked | role | line-not-locked | token',
  },
  '/unquarantine': {
    always:
      'version-not-recorded | version-not-recorded | version-not-recorded | version-not-recorded | role | version-not-recorded | token',
  },
  'end-watch': { always: 'alert-unknown | alert-unknown | role | alert-unknown | role | none | none' },
  confirm: { always: 'not-unproven | not-unproven | not-unproven | not-unproven | role | none | none' },
  'request-planned': { always: 'alert-unknown | alert-unknown | role | alert-unknown | role | none | none' },
  'take-emergency': { always: 'acts | acts | acts | acts | acts | acts | token' },
  'put-back': {
    always: 'alert-unknown | alert-unknown | alert-unknown | alert-unknown | role | alert-unknown | token',
    done: 'acts | acts | acts | acts | role | acts | token',
  },
  'send-notice': { always: 'alert-unknown | alert-unknown | role | alert-unknown | role | none | none' },
  'roll-back-watched': {
    always: 'shows | shows | shows | shows | role | none | none',
    waiting: 'no-target | no-target | no-target | no-target | role | none | none',
  },
  'end-unconfirmed': {
    always: 'not-unproven | not-unproven | not-unproven | not-unproven | role | none | none',
  },
  'mark-stage': { always: 'acts | acts | acts | acts | role | acts | token' },
  adopt: {
    always: 'alert-unknown | alert-unknown | role | alert-unknown | role | alert-unknown | token',
    done: 'acts | acts | role | acts | role | acts | token',
  },
  'snooze-notice': { always: 'alert-unknown | alert-unknown | role | alert-unknown | role | none | none' },
  'keep-release': { always: 'alert-unknown | alert-unknown | role | alert-unknown | role | none | none' },
  approve: {
    always:
      'already-decided | already-decided | already-decided | already-decided | already-decided | already-decided | token',
    waiting: 'approver-is-requester | acts | acts | acts | approver-role-missing | acts | token',
  },
  'reassign-notice': { always: 'alert-unknown | alert-unknown | role | alert-unknown | role | none | none' },
  reject: {
    always:
      'already-decided | already-decided | already-decided | already-decided | already-decided | already-decided | token',
    waiting: 'approver-is-requester | acts | acts | acts | approver-role-missing | acts | token',
  },
  'waive-emergency': { always: 'acts | acts | role | acts | role | acts | token' },
  'notice-by-hand': { always: 'alert-unknown | alert-unknown | role | alert-unknown | role | none | none' },
  replan: {
    always:
      'choice-not-offered | choice-not-offered | choice-not-offered | choice-not-offered | choice-not-offered | choice-not-offered | token',
  },
  'close-emergency': { always: 'acts | acts | role | acts | role | acts | token' },
  acknowledge: {
    always: 'alert-unknown | alert-unknown | alert-unknown | alert-unknown | role | alert-unknown | token',
    done: 'acts | acts | acts | acts | role | acts | token',
  },
  retry: {
    always:
      'choice-not-offered | choice-not-offered | choice-not-offered | choice-not-offered | choice-not-offered | choice-not-offered | token',
  },
  mute: {
    always: 'alert-unknown | alert-unknown | role | alert-unknown | role | alert-unknown | token',
    done: 'acts | acts | role | acts | role | acts | token',
  },
  except: {
    always:
      'choice-not-offered | choice-not-offered | role | choice-not-offered | role | choice-not-offered | token',
  },
  'continue-staged': {
    always:
      'choice-not-offered | choice-not-offered | role | choice-not-offered | role | choice-not-offered | token',
  },
  'continue-anyway': {
    always:
      'choice-not-offered | choice-not-offered | role | choice-not-offered | role | choice-not-offered | token',
  },
  'break-glass': {
    always:
      'choice-not-offered | choice-not-offered | role | choice-not-offered | role | choice-not-offered | token',
  },
  abandon: {
    always:
      'choice-not-offered | choice-not-offered | choice-not-offered | choice-not-offered | choice-not-offered | choice-not-offered | token',
  },
  'plan-again': {
    always: 'choice-not-offered | choice-not-offered | role | choice-not-offered | role | none | none',
  },
  stop: {
    always: 'shows | shows | shows | shows | role | none | none',
    done: 'nothing-to-stop | nothing-to-stop | nothing-to-stop | nothing-to-stop | role | none | none',
  },
  'roll-back': {
    always: 'shows | shows | shows | shows | role | none | none',
    waiting: 'no-target | no-target | no-target | no-target | role | none | none',
  },
  'delete-tag': {
    always: 'tag-stays | tag-stays | tag-stays | tag-stays | role | none | none',
    waiting: 'no-left-tag | no-left-tag | no-left-tag | no-left-tag | role | none | none',
  },
  'post-mortem': {
    always:
      'choice-not-offered | choice-not-offered | choice-not-offered | choice-not-offered | role | none | none',
  },
  'customer-note': {
    always:
      'choice-not-offered | choice-not-offered | choice-not-offered | choice-not-offered | choice-not-offered | none | none',
  },
  details: { always: 'shows | shows | shows | shows | shows | none | none' },
  retract: {
    always:
      'already-decided | not-the-requester | not-the-requester | not-the-requester | not-the-requester | not-the-requester | token',
    waiting:
      'acts | not-the-requester | not-the-requester | not-the-requester | not-the-requester | not-the-requester | token',
  },
};
