import { registerHooks } from 'node:module';

/**
 * Loaded before Navi by tests only, with `NAVI_WITHOUT` (a step's kind): a version of Navi that does not know it.
 */
const without = process.env['NAVI_WITHOUT'];
if (without !== undefined) forget(without);

function forget(kind: string): void {
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      if (!url.endsWith('/src/features/steps.ts')) return loaded;
      const text = String(loaded.source);
      const name = kind.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
      const forgotten = text.replace(new RegExp(`^ {2}${name},\\n`, 'm'), '');
      if (forgotten === text) throw new Error(`the list has no step ${kind} to be forgotten`);
      return { ...loaded, source: forgotten };
    },
  });
}
