import { resolve } from 'node:path';
import { createVitest } from 'vitest/node';

/*
 * Asks tests about one fault after the other: told `{ mutant, tests }`, it answers `{ noticed }`. The server stays between them, so that only what takes the fault in is
 * read anew; it is a process of its own, since one whose tests hang does not hear and has to be killed.
 */
const vitest = await createVitest('test', { watch: false, config: 'tests/mutants/vitest.config.ts', reporters: [{}], silent: true });
await vitest.standalone();
let planted = null;

process.on('message', async ({ mutant, tests }) => {
  process.env.ORCHARD_MUTANT = JSON.stringify(mutant);
  for (const file of [planted, mutant.file]) if (file) vitest.invalidateFile(resolve(file));
  planted = mutant.file;
  // Else the tests that failed before would count as too many now.
  vitest.state.filesMap.clear();
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications(tests.map((test) => vitest.getRootProject().createSpecification(resolve(test))), false);
  process.send({ noticed: unhandledErrors.length > 0 || testModules.some((module) => !module.ok()) });
});

process.on('disconnect', () => process.exit());
