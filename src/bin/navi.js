#!/usr/bin/env node
import { launch } from './launch.js';

launch(new URL('./cli.ts', import.meta.url).href, process.argv.slice(2));
