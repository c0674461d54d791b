import { z } from 'zod';

/**
 * The answer of the bot's web server, with only the fields that the terminal shows. The bot may have another version,
 * so every field is validated, and each reason includes its text.
 */

const PackageMove = z.object({
  name: z.string(),
  ships: z.string(),
  before: z.string().nullable(),
  after: z.string(),
  changes: z.boolean(),
  movesLatest: z.boolean(),
  access: z.string().optional(),
});

const Planned = z.object({
  version: z.string(),
  line: z.string(),
  packages: z.array(PackageMove).readonly(),
  pointer: z.object({ path: z.string(), from: z.string().nullable(), to: z.string() }),
});

/** Fields that only some kinds of operations have are shown where they exist. */
const Content = Planned.extend({
  commit: z.string().optional(),
  stops: z.string().optional(),
  gitTag: z.object({ from: z.string().nullable(), commit: z.string() }).optional(),
  keeps: z.string().nullable().optional(),
  reason: z.string().nullable().optional(),
  supersedes: z.string().nullable().optional(),
  deprecates: z
    .array(z.object({ name: z.string(), version: z.string() }))
    .readonly()
    .optional(),
});

const Operation = z.object({
  id: z.string(),
  plan: z.object({ content: Content, hash: z.string(), revision: z.number(), expiresAt: z.string() }),
  state: z.object({ is: z.string() }),
  shown: z.object({
    verdicts: z
      .array(
        z.object({
          gate: z.string(),
          is: z.enum(['pass', 'warn', 'block']),
          evidence: z.string().optional(),
        }),
      )
      .readonly(),
    commitTitle: z.string(),
    knownGood: z.string().nullable(),
  }),
  requester: z.object({ name: z.string() }),
});

const Lock = z.discriminatedUnion('is', [
  z.object({ is: z.literal('locked'), line: z.string(), text: z.string(), command: z.string() }),
  z.object({
    is: z.literal('opened'),
    line: z.string(),
    text: z.string(),
    at: z.string(),
    why: z.string(),
  }),
]);

const Card = z.object({
  operation: Operation,
  headline: z.string(),
  summary: z.string(),
  steps: z
    .array(
      z.object({
        title: z.string(),
        // A newer bot may have a further state: it then counts as in progress.
        state: z
          .enum(['waiting', 'running', 'waits-for-person', 'unknown', 'done', 'held', 'failed'])
          .catch('running'),
        detail: z.string(),
        seconds: z.number().nullable(),
        command: z.string().optional(),
        page: z.object({ url: z.string() }).optional(),
      }),
    )
    .readonly(),
  outcome: z.string().nullable(),
  clock: z
    .object({
      rows: z
        .array(
          z.object({ leg: z.string().default('pages'), label: z.string(), seconds: z.number().nullable() }),
        )
        .readonly(),
      elapsedSeconds: z.number(),
      budgetSeconds: z.number(),
      lastBrowserCleanAt: z.string().nullable(),
    })
    .nullable(),
  lock: Lock.nullable().default(null),
});
export type AnswerCard = z.infer<typeof Card>;

const Status = z.object({
  surfaces: z
    .array(
      z.object({
        id: z.string(),
        live: z.object({ version: z.string().nullable() }),
        since: z.string(),
        verifiedAt: z.string().nullable(),
        by: z.string(),
        heldBy: z.string().nullable(),
        outside: z.object({ what: z.string(), since: z.string() }).nullable().default(null),
      }),
    )
    .readonly(),
  underWay: z
    .array(
      z.object({
        operation: z.string(),
        kind: z.string().default(''),
        version: z.string(),
        state: z.string(),
        waitsFor: z.string(),
        since: z.string(),
        safety: z
          .object({ seconds: z.number(), browsersUntil: z.string().nullable() })
          .nullable()
          .default(null),
      }),
    )
    .readonly(),
  locked: z
    .array(z.object({ line: z.string(), why: z.string(), by: z.string(), since: z.string() }))
    .readonly()
    .default([]),
  quarantined: z
    .array(z.object({ version: z.string(), why: z.string(), by: z.string(), since: z.string() }))
    .readonly()
    .default([]),
  undelivered: z
    .array(z.object({ channel: z.string(), problem: z.string(), since: z.string(), messages: z.number() }))
    .readonly()
    .default([]),
  token: z.object({ expiresAt: z.string(), isSoon: z.boolean() }).nullable().default(null),
  record: z
    .object({
      checkedAt: z.string().nullable(),
      differs: z
        .object({ since: z.string(), texts: z.array(z.string()).readonly(), command: z.string() })
        .nullable(),
      notCompared: z.string().nullable(),
    })
    .optional(),
  at: z.string(),
});
export type AnswerStatus = z.infer<typeof Status>;

const HistoryRow = z.object({
  operation: z.string(),
  kind: z.string(),
  version: z.string(),
  state: z.string(),
  requester: z.string(),
  approvers: z.array(z.string()).readonly(),
  requestedAt: z.string(),
  finishedAt: z.string().nullable(),
});
export type AnswerHistoryRow = z.infer<typeof HistoryRow>;

const Problem = z.enum(['failed', 'warning', 'not-set-up']);
const CheckRow = z.union([
  z.object({ name: z.string(), title: z.string(), is: z.literal('ok'), saw: z.string() }),
  z.object({
    name: z.string(),
    title: z.string(),
    // A newer bot may have a further result.
    is: Problem.catch('warning'),
    saw: z.string(),
    why: z.string(),
    next: z.string(),
  }),
]);
export type AnswerCheck = z.infer<typeof CheckRow>;

const CommandHelp = z.object({
  name: z.string(),
  summary: z.string(),
  usage: z.string(),
  examples: z.array(z.string()).readonly(),
  parts: z
    .array(z.object({ name: z.string(), about: z.string() }))
    .readonly()
    .default([]),
  allowed: z.boolean(),
});

const Help = z.object({
  is: z.literal('help'),
  commands: z.array(CommandHelp).readonly(),
  topic: z.string().nullable(),
  stranger: z.string().nullable(),
});
export type AnswerHelp = z.infer<typeof Help>;

const RollbackForm = z.object({
  line: z.string(),
  /** A bare version: it is typed back to confirm. */
  target: z.string().regex(/^[\w.+-]{1,100}$/),
  from: z.string().nullable(),
  moves: z.array(z.string()).readonly(),
  warnings: z.array(z.string()).readonly(),
  needsReason: z.string().nullable(),
  reason: z.string().nullable(),
  cdnOnly: z.boolean(),
});
export type AnswerForm = z.infer<typeof RollbackForm>;

/** A word that is typed back to confirm. */
const Word = z.string().regex(/^[\w.+-]{1,100}$/);

const Confirmation = z.object({
  headline: z.string(),
  says: z.array(z.string()).readonly(),
  question: z.string(),
  label: z.string(),
  words: z.array(Word).min(1).readonly(),
  needsReason: z.boolean(),
  reason: z.string().nullable(),
});
export type AnswerConfirmation = z.infer<typeof Confirmation>;

const About = z.object({
  plan: z.object({
    content: z.object({
      kind: z.string(),
      version: z.string(),
      line: z.string(),
    }),
  }),
});
export type AnswerAbout = z.infer<typeof About>;

export const AnswerMessage = z.discriminatedUnion('is', [
  z.object({ is: z.literal('card'), card: Card }),
  z.object({ is: z.literal('plan'), card: Card }),
  z.object({ is: z.literal('line'), text: z.string(), level: z.enum(['info', 'good', 'warn', 'bad']) }),
  z.object({ is: z.literal('notice'), text: z.string(), level: z.enum(['info', 'good', 'warn', 'bad']) }),
  z.object({
    is: z.literal('alert'),
    alert: z.object({ isOver: z.boolean(), headline: z.string(), lines: z.array(z.string()).readonly() }),
  }),
  z.object({
    is: z.literal('announcement'),
    operation: About,
    notes: z.string(),
    installs: z.array(z.string()).readonly(),
  }),
  z.object({ is: z.literal('needs-attention'), operation: About, text: z.string() }),
  z.object({ is: z.literal('refusal'), asked: z.string() }),
  z.object({ is: z.literal('rollback-form'), form: RollbackForm }),
  z.object({
    is: z.literal('rollback-choice'),
    choice: z.object({ version: z.string(), stop: Confirmation, rollBack: RollbackForm.nullable() }),
  }),
  z.object({ is: z.literal('confirmation'), form: Confirmation }),
  z.object({ is: z.literal('pairing-form'), form: z.object({ peer: z.string(), machine: z.string() }) }),
  z.object({ is: z.literal('accepted'), operation: z.string(), version: z.string(), text: z.string() }),
  z.object({ is: z.literal('status'), report: Status }),
  z.object({ is: z.literal('history'), rows: z.array(HistoryRow).readonly() }),
  z.object({ is: z.literal('doctor'), rows: z.array(CheckRow).readonly(), at: z.string() }),
  Help,
  z.object({ is: z.literal('fault'), reference: z.string(), text: z.string() }),
]);
export type AnswerMessage = z.infer<typeof AnswerMessage>;

const Explained = z.object({ code: z.string(), text: z.string(), who: z.string(), next: z.string() });
export type AnswerReason = z.infer<typeof Explained>;

export const Answer = z.object({
  message: AnswerMessage,
  exit: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)]),
  /** The words for each reason in the message, in its order. */
  explained: z.array(Explained).readonly(),
  /** A note besides the answer, such as that the caller's token proves no person. */
  notice: z.string().nullable().default(null),
});
export type Answer = z.infer<typeof Answer>;

/** C0 and C1 controls, direction marks, and invisible characters: a terminal acts on them and does not show them. */
const CONTROL = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/**
 * Text from elsewhere without escape sequences and direction marks, which could control a terminal; keeps its line
 * ends.
 */
export function harmless(text: string): string {
  return text.replace(CONTROL, (found) => (found === '\n' ? found : ''));
}

/** Parses an answer, and makes every string in it harmless. */
export function parseAnswer(body: string): Answer | undefined {
  const clean = (_: string, value: unknown) => (typeof value === 'string' ? harmless(value) : value);
  try {
    return Answer.safeParse(JSON.parse(body, clean)).data;
  } catch {
    return undefined;
  }
}
