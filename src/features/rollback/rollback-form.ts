import type { RollbackRequest } from '../../domain/click.ts';
import type { RollbackForm } from '../../domain/message.ts';
import type { RollbackContent } from './plans/rollback-content.ts';
import type { DecidedRollback } from './rollback-plan.ts';

/** What the person confirms: what moves, the warnings, and whether a reason is needed. */
export function formOf(
  { plan: { content }, ...decided }: DecidedRollback,
  request: RollbackRequest,
): RollbackForm {
  return {
    line: content.line,
    target: content.version,
    from: content.pointer.from,
    moves: movesOf(content),
    warnings: decided.warnings,
    needsReason: decided.needsReason,
    reason: request.reason ?? null,
    cdnOnly: request.cdnOnly,
  };
}

function movesOf(content: RollbackContent): string[] {
  const { pointer } = content;
  return [
    `${pointer.path}: ${pointer.from ?? 'unknown content'} → ${pointer.to}`,
    ...content.packages.map((move) =>
      move.movesLatest
        ? `latest of ${move.name}: ${move.before ?? 'nothing'} → ${move.after}`
        : `latest of ${move.name}: stays at ${move.before ?? 'nothing'}`,
    ),
    ...content.deprecates.map((one) => `deprecate ${one.name}@${one.version}`),
  ];
}
