import { ensure } from './ensure.mjs';
import { tool } from './run.mjs';

await ensure();
process.exitCode = await tool('vite/bin/vite.js', process.argv.slice(2));
