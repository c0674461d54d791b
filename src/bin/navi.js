#!/usr/bin/env node
import { launch } from './launch.js';

launch(() => import('./cli.ts'), process.argv.slice(2));
