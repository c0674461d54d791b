import { fileURLToPath } from 'node:url';
import type { Context, Hono } from 'hono';

const FOLDER = new URL('./page/', import.meta.url);
const FRESH = { 'cache-control': 'no-store' };

interface Page {
  script: string;
  style: string;
}

/** The workspace's page: built from `page/` at the first request, served uncached. */
export function addPage(app: Hono): void {
  let built: Promise<Page> | undefined;
  async function serve(c: Context, show: (page: Page) => Response | Promise<Response>): Promise<Response> {
    built ??= build();
    try {
      return await show(await built);
    } catch (error) {
      built = undefined;
      const reason = error instanceof Error ? error.message : String(error);
      return c.text(`The page could not be built:\n${reason}`, 500, FRESH);
    }
  }
  app.get('/', (c) => serve(c, ({ style }) => c.html(shell(style), 200, FRESH)));
  app.get('/page.js', (c) =>
    serve(c, ({ script }) =>
      c.body(script, 200, { ...FRESH, 'content-type': 'text/javascript; charset=utf-8' }),
    ),
  );
  app.get('/favicon.ico', (c) => c.body(null, 204));
}

async function build(): Promise<Page> {
  // Loaded at the first request: a world without the page does not need it.
  const { build: bundle } = await import('esbuild');
  const { outputFiles } = await bundle({
    entryPoints: {
      page: fileURLToPath(new URL('main.tsx', FOLDER)),
      style: fileURLToPath(new URL('style.css', FOLDER)),
    },
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    minify: true,
    logLevel: 'silent',
    outdir: 'page',
  });
  const texts = (ending: string) =>
    outputFiles
      .filter((file) => file.path.endsWith(ending))
      .map((file) => file.text)
      .join('\n');
  return { script: texts('page.js'), style: texts('.css').replaceAll('</style', '<\\/style') };
}

function shell(style: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Awell (simulated)</title>
<style>${style}</style>
</head>
<body>
<div id="root"></div>
<noscript>This page needs JavaScript.</noscript>
<script type="module" src="/page.js"></script>
</body>
</html>
`;
}
