#!/usr/bin/env node
// npx keeps a link to this path for each folder in which `npx navi` was used before the file moved to src/bin.
import './bin/navi.js';
