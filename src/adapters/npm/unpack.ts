import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { failure } from './errors.ts';

/** So much of a tarball is unpacked, and so many files in it are looked at: a small one can unpack to any size. Bytes. */
const LARGEST_UNPACKED = 64 * 1024 * 1024;
const MOST_FILES = 10_000;
/** A longer script is not read, and of those with the marker no more are returned. Bytes. */
const LARGEST_SCRIPT = 2 * 1024 * 1024;
const MOST_SCRIPTS = 8;

const SCRIPT = /\.[cm]?js$/;

/**
 * The texts of the scripts in a package's tarball (`.tgz`) that contain `marker`. Nothing is written to a disk. One that is
 * larger than the limits, or no tarball, is refused.
 */
export function scriptsIn(packed: Uint8Array, marker: string, signal: AbortSignal): Promise<string[]> {
  return unpack(packed, signal, (files) => pick(files, marker));
}

/**
 * The texts of a tarball's own package.json, in its first folder of any name. npm publishes what this file says. A tarball
 * with more than one was not packed by npm.
 */
export function manifestsIn(packed: Uint8Array, signal: AbortSignal): Promise<string[]> {
  return unpack(packed, signal, async (files) => {
    const texts: string[] = [];
    for await (const file of files) {
      const { name, size } = file.header;
      const isOwn = /^(?:\.\/)*[^/]+\/+(?:\.\/+)*package\.json$/.test(name) && size <= LARGEST_SCRIPT;
      if (isOwn) texts.push(await textOf(file));
      else file.resume();
    }
    return texts;
  });
}

async function unpack<T>(
  packed: Uint8Array,
  signal: AbortSignal,
  read: (files: Files) => Promise<T>,
): Promise<T> {
  // Loaded at the first use, so that the start does not wait for it.
  const { extract } = await import('tar-stream');
  const files = extract();
  const unpacking = pipeline(Readable.from([packed]), createGunzip(), atMost(LARGEST_UNPACKED), files, {
    signal,
  });
  try {
    const [found] = await Promise.all([read(files), unpacking]);
    return found;
  } catch (error) {
    signal.throwIfAborted();
    throw refused(error instanceof TooLarge ? error.message : 'it is no gzipped tar archive');
  } finally {
    files.destroy();
    await unpacking.catch(() => {});
  }
}

type Files = ReturnType<typeof import('tar-stream')['extract']>;

async function pick(files: Files, marker: string): Promise<string[]> {
  const scripts: string[] = [];
  let count = 0;
  for await (const file of files) {
    count += 1;
    if (count > MOST_FILES) throw new TooLarge(`it has more than ${MOST_FILES} files`);
    const { name, type, size } = file.header;
    if (type !== 'file' || size > LARGEST_SCRIPT || !SCRIPT.test(name)) {
      file.resume();
      continue;
    }
    const text = await textOf(file);
    if (!text.includes(marker)) continue;
    scripts.push(text);
    if (scripts.length > MOST_SCRIPTS)
      throw new TooLarge(`more than ${MOST_SCRIPTS} of its scripts have a ${marker}`);
  }
  return scripts;
}

async function textOf(file: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of file) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function atMost(limit: number): Transform {
  let size = 0;
  return new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      size += chunk.length;
      if (size > limit) done(new TooLarge(`it unpacks to more than ${limit} bytes`));
      else done(null, chunk);
    },
  });
}

class TooLarge extends Error {}

function refused(problem: string) {
  return failure('scripts', 'refused', { problem: `the tarball cannot be read: ${problem}` });
}
