#!/usr/bin/env node
import { launch } from './launch.js';

launch(new URL('./start.ts', import.meta.url).href, process.argv.slice(2));
