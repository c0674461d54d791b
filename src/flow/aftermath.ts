import type { Click } from '../domain/click.ts';
import type { Message } from '../domain/message.ts';
import type { Operation } from '../domain/operation.ts';
import { customerNoteOf, postMortemMarker, postMortemOf } from '../domain/post-mortem.ts';
import { type RefusalReason, refuse } from '../domain/refusal.ts';
import { NeighbourError } from '../ports/neighbour-error.ts';
import { believe, deny } from './click.ts';
import type { Ground } from './ports.ts';

/** Opens the post-mortem issue with the timeline filled in; a second click finds the first one's issue. */
export async function postMortem(ground: Ground, click: Click): Promise<Message> {
  const found = await rollbackOf(ground, click, 'post-mortem');
  if (!('operation' in found)) return found.answer;
  const { operation } = found;
  try {
    const existing = await ground.scm.findIssue(postMortemMarker(operation.id));
    if (existing !== undefined) return said(`The post-mortem is open already: ${existing.url}`);
    const rows = await ground.store.transaction((tx) =>
      tx.journal.of({ kind: 'operation', id: operation.id }),
    );
    const made = await ground.scm.createIssue(
      postMortemOf(
        operation,
        rows.map(({ row }) => row),
      ),
    );
    return said(`The post-mortem is open, with the timeline filled in: ${made.url}`);
  } catch (error) {
    if (!(error instanceof NeighbourError)) throw error;
    const { neighbour, problem } = error.facts;
    return {
      is: 'refusal',
      refusal: refuse({ code: 'neighbour-unreadable', neighbour, problem }),
      asked: 'post-mortem',
    };
  }
}

/** A draft of the note to customers, for the one who asked. */
export async function customerNote(ground: Ground, click: Click): Promise<Message> {
  const found = await rollbackOf(ground, click, 'customer note');
  return 'operation' in found ? said(customerNoteOf(found.operation)) : found.answer;
}

async function rollbackOf(
  ground: Ground,
  click: Click,
  asked: string,
): Promise<{ operation: Operation } | { answer: Message }> {
  return ground.store.transaction(async (tx): Promise<{ operation: Operation } | { answer: Message }> => {
    const believed = await believe(tx, click);
    const refused: RefusalReason | null =
      'refused' in believed
        ? believed.refused
        : believed.operation.kind === 'rollback'
          ? null
          : { code: 'choice-not-offered', operation: click.operation, choice: asked };
    if ('refused' in believed || refused !== null)
      return { answer: deny(tx, click, { asked, reasons: refused === null ? [] : [refused] }) };
    return { operation: believed.operation };
  });
}

function said(text: string): Message {
  return { is: 'line', text, level: 'info' };
}
