/** `npm run bench:engine -- [--json] [--rounds N] [--write]`: nanoseconds per evaluation, side by side in one run. */
import { parseArgs } from 'node:util';
import { findDisagreements } from './engine/agreement.ts';
import { race } from './engine/race.ts';
import { renderTable, summarise, writeResult } from './engine/result.ts';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '61' },
    write: { type: 'boolean', default: false },
  },
});

const { answers, samples } = await race(Number(options.rounds));
const disagreements = findDisagreements(answers);
const summary = summarise(samples);
process.stdout.write(`${renderTable(summary)}\n`);
for (const disagreement of disagreements) process.stderr.write(`${disagreement}\n`);
if (options.write) await writeResult(summary);
if (options.json) process.stdout.write(`${JSON.stringify({ engines: summary.engines })}\n`);
process.exitCode = disagreements.length === 0 ? 0 : 1;
