/** What Navi and its tests use of tar-stream, which comes without types. */
declare module 'tar-stream' {
  import type { Writable } from 'node:stream';

  interface Entry extends AsyncIterable<Uint8Array> {
    header: { name: string; type: string; size: number };
    /** Skips its bytes. */
    resume(): void;
  }
  /** Yields the files of a tar archive that is written to it, one after the other. */
  export function extract(): Writable & AsyncIterable<Entry>;
  /** Yields the bytes of a tar archive of what is given to it. */
  export function pack(): AsyncIterable<Uint8Array> & {
    entry(header: { name: string }, text: string): void;
    finalize(): void;
  };
}
