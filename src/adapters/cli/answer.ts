import { z } from 'zod';
import { harmlessStyled, harmlessValue } from '../../domain/terminal-text.ts';

/** A word that is typed back to confirm. */
const Word = z.string().regex(/^[\w.+-]{1,100}$/);

const RollbackForm = z.object({
  /** A bare version. */
  target: Word,
  needsReason: z.string().nullable(),
  reason: z.string().nullable(),
  cdnOnly: z.boolean(),
});
export type AnswerForm = z.infer<typeof RollbackForm>;

const Confirmation = z.object({
  question: z.string(),
  words: z.array(Word).min(1).readonly(),
  needsReason: z.boolean(),
  reason: z.string().nullable(),
});
export type AnswerConfirmation = z.infer<typeof Confirmation>;

/** What a person at the terminal confirms, by words that are sent next. */
const Asking = z.discriminatedUnion('is', [
  z.looseObject({ is: z.literal('rollback-form'), form: RollbackForm }),
  z.looseObject({ is: z.literal('confirmation'), form: Confirmation }),
]);
export type Asking = z.infer<typeof Asking>;

const ASKING: ReadonlySet<string> = new Set(Asking.options.map(({ shape }) => shape.is.value));

const Message = z.looseObject({ is: z.string() });
const Explained = z.looseObject({ text: z.string(), next: z.string() });

const Answer = z.object({
  /** As the bot sent it: `--json` shows all of it. */
  message: Message,
  exit: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)]),
  /** The words for each reason in the message, in its order. */
  explained: z.array(Explained).readonly(),
  /** A note besides the answer, such as that the caller's token proves no person. */
  notice: z.string().nullable().default(null),
});

export type Answer = z.infer<typeof Answer> & {
  /** Rendered by the bot; undefined from an older one. */
  text: string | undefined;
  /** What it asks to confirm, if anything. */
  asks: Asking | undefined;
};

const Rendered = z.object({ text: z.string().optional() });

/**
 * Parses an answer of the bot, which may have another version. Nothing in it can control the terminal: of the
 * rendered text only the colours are kept. Undefined where the form of an answer, or of what is confirmed, is unknown.
 */
export function parseAnswer(body: string, { colour }: { colour: boolean }): Answer | undefined {
  const answer = Answer.safeParse(parsed(body, harmlessValue)).data;
  const { text } = Rendered.safeParse(parsed(body)).data ?? {};
  if (answer === undefined) return undefined;
  const asks = Asking.safeParse(answer.message).data;
  if (asks === undefined && ASKING.has(answer.message.is)) return undefined;
  return { ...answer, text: text === undefined ? undefined : harmlessStyled(text, { colour }), asks };
}

/** What an answer without a text says: an older bot renders none. */
export function plainText({ message, explained }: Answer): string {
  const reasons = explained.map(({ text, next }) => `${text} ${next}`.trim());
  if (reasons.length > 0) return reasons.join('\n');
  return typeof message['text'] === 'string' ? message['text'] : JSON.stringify(message, null, 2);
}

function parsed(body: string, reviver?: typeof harmlessValue): unknown {
  try {
    return JSON.parse(body, reviver);
  } catch {
    return undefined;
  }
}
