// Takes from the types that Slack and Google publish what the contract tests need, in an empty folder:
//   npm install ts-json-schema-generator@2 @googleapis/storage @googleapis/compute @slack/bolt @slack/types @slack/web-api
//   node <this file> <the folder>
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { GOOGLE_BODIES, SLACK_BODIES } from './typed-bodies.ts';

type Node = { [key: string]: unknown };
interface Generator {
  createSchema(type: string): Node;
}
type MakeGenerator = (options: Node) => Generator;

const SLACK = `import type * as api from '@slack/web-api';
import type * as bolt from '@slack/bolt';
import type * as slack from '@slack/types';
`;
const GOOGLE = `import type { storage_v1 } from '@googleapis/storage';
import type { compute_v1 } from '@googleapis/compute';
`;

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const hasGenerator = (value: unknown): value is { createGenerator: MakeGenerator } =>
  isNode(value) && typeof value['createGenerator'] === 'function';

const folder = resolve(process.argv[2] ?? '');
const generator: unknown = await import(
  pathToFileURL(join(folder, 'node_modules/ts-json-schema-generator/dist/index.js')).href
);
if (!hasGenerator(generator)) throw new Error(`${folder} has no ts-json-schema-generator`);
const { createGenerator } = generator;

/**
 * A named type allows nothing but its declared fields, so that the simulator invents none; one that declares none says
 * nothing. `required` goes, because the simulator leaves out what nothing reads.
 */
function definition(schema: unknown, named: (name: string) => string): unknown {
  const plain = closed(schema, named);
  if (!isNode(plain) || plain['type'] !== 'object') return plain;
  const declares = isNode(plain['properties']) && Object.keys(plain['properties']).length > 0;
  return { ...plain, additionalProperties: !declares };
}

function closed(schema: unknown, named: (name: string) => string): unknown {
  if (Array.isArray(schema)) return schema.map((one) => closed(one, named));
  if (!isNode(schema)) return schema;
  const { required: _required, ...rest } = schema;
  const plain: Node = Object.fromEntries(
    Object.entries(rest).map(([key, value]) => [
      key,
      key === '$ref' && typeof value === 'string'
        ? `#/$defs/${named(decodeURIComponent(value.slice('#/definitions/'.length)))}`
        : closed(value, named),
    ]),
  );
  if (isNode(rest['properties'])) {
    plain['properties'] = Object.fromEntries(
      Object.entries(rest['properties']).map(([key, value]) => [key, closed(value, named)]),
    );
  }
  return plain;
}

/** Definitions that say the same are one; which say it shows only when those that they name are one. */
function merged(defs: Map<string, string>): Map<string, string> {
  for (;;) {
    const first = new Map<string, string>();
    const same = new Map<string, string>();
    for (const [name, text] of defs) {
      const known = first.get(text);
      if (known === undefined) first.set(text, name);
      else same.set(name, known);
    }
    if (same.size === 0) return defs;
    const renamed = (text: string) =>
      text.replace(/#\/\$defs\/([^"]+)/g, (_, name: string) => `#/$defs/${same.get(name) ?? name}`);
    defs = new Map([...first].map(([text, name]) => [name, renamed(text)]));
    for (const [body, root] of roots) roots.set(body, same.get(root) ?? root);
  }
}

const roots = new Map<string, string>();

function extract(file: string, imports: string, bodies: Readonly<Record<string, string>>): void {
  const types = Object.entries(bodies);
  const path = join(folder, 'bodies.ts');
  const tsconfig = join(folder, 'tsconfig.json');
  writeFileSync(path, imports + types.map(([, type], at) => `export type T${at} = ${type};\n`).join(''));
  const compilerOptions = {
    module: 'nodenext',
    target: 'es2022',
    strict: true,
    skipLibCheck: true,
    types: [],
  };
  writeFileSync(tsconfig, JSON.stringify({ compilerOptions, files: ['bodies.ts'] }));
  const options = { path, tsconfig, skipTypeCheck: true, expose: 'all', topRef: true, jsDoc: 'none' };
  const schemas = createGenerator(options);
  const defs = new Map<string, string>();
  roots.clear();
  for (const [at, [body]] of types.entries()) {
    const { definitions } = schemas.createSchema(`T${at}`);
    const named = (name: string) => `${at}.${name.replace(/[^\w$.]/g, '_')}`;
    for (const [name, schema] of Object.entries(isNode(definitions) ? definitions : {}))
      defs.set(named(name), JSON.stringify(definition(schema, named)));
    roots.set(body, named(`T${at}`));
  }
  const kept = [...merged(defs)].map(([name, text]) => `  ${JSON.stringify(name)}: ${text}`);
  const listed = [...roots].map(([body, name]) => `  ${JSON.stringify(body)}: ${JSON.stringify(name)}`);
  const text = `{\n "bodies": {\n${listed.join(',\n')}\n },\n "$defs": {\n${kept.join(',\n')}\n }\n}\n`;
  writeFileSync(new URL(file, import.meta.url), text);
}

extract('slack.json', SLACK, SLACK_BODIES);
extract('google.json', GOOGLE, GOOGLE_BODIES);
