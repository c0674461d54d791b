import { useFresh } from './fresh.ts';

/** The first characters of a hash, however it is written (`sha384-…`, base64 or hex). */
function shortHash(sha384: string): string {
  return sha384.replace(/^sha384-/, '').slice(0, 8);
}

/**
 * A hash as something the eye can compare: the same bytes have the same colours and the same little pattern
 * everywhere on the page. A new hash turns over.
 */
export function HashChip({ sha384, small = false }: { sha384: string; small?: boolean }) {
  const fresh = useFresh(sha384);
  return (
    <span
      key={sha384}
      class={`hash-chip ${small ? 'small' : ''} ${fresh ? 'fresh' : ''}`}
      style={coloursOf(sha384)}
      title={sha384}
    >
      <svg viewBox="0 0 5 5" width="16" height="16" aria-hidden="true" shape-rendering="crispEdges">
        {cellsOf(sha384).map(([x, y]) => (
          <rect key={`${x} ${y}`} x={x} y={y} width="1" height="1" />
        ))}
      </svg>
      {!small && <code>{shortHash(sha384)}</code>}
    </span>
  );
}

/** Apart from one another, and neither red nor green, which would say of bytes that they are bad or good. */
const HUES = [195, 230, 262, 292, 320];

function coloursOf(sha384: string): Record<string, string> {
  const first = sha384.replace(/^sha384-/, '').codePointAt(0) ?? 0;
  return { '--hue': String(HUES[first % HUES.length]) };
}

/** A mirrored 5×5 pattern from the hash's own characters. */
function cellsOf(sha384: string): [number, number][] {
  const text = sha384.replace(/^sha384-/, '');
  const cells: [number, number][] = [];
  for (let at = 0; at < 15; at += 1) {
    const bit = ((text.codePointAt(at) ?? 0) + (text.codePointAt(at + 15) ?? 0)) % 2;
    if (bit === 0) continue;
    const x = at % 3;
    const y = Math.floor(at / 3);
    cells.push([x, y]);
    if (x < 2) cells.push([4 - x, y]);
  }
  return cells;
}
