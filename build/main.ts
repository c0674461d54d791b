import { join } from 'node:path';
import { bundle } from './bundle.ts';

// `npm run build`.
const sources = await bundle(join(import.meta.dirname, '../dist'));
console.log(`dist/bin/start.js and dist/bin/navi.js, from ${sources.length} files`);
