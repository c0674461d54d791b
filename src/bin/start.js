#!/usr/bin/env node
import { launch } from './launch.js';

launch(() => import('./start.ts'), process.argv.slice(2));
