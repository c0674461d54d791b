import { z } from 'zod';

const Typed = z.looseObject({ type: z.string() });

/** Something this page does not know how to draw: its name, and what it held. */
export function UnknownBox({ of }: { of: unknown }) {
  const parsed = Typed.safeParse(of);
  return (
    <details class="unknown-block">
      <summary>
        <code>{parsed.success ? parsed.data.type : 'block'}</code> is not drawn here
      </summary>
      <pre>{JSON.stringify(of, undefined, 2)}</pre>
    </details>
  );
}
