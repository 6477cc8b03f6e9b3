/** Many programs, a few at a time; what fails is told, shrunk and kept. */
import { makeProgram, renderProgram, type Program } from './program.js';
import { runProgram } from './run-program.js';
import { shrink } from './shrink.js';
import type { Stage } from './stage.js';

export type Failed = { readonly seed: number; readonly violations: readonly string[]; readonly program: string; readonly shrunk: string };
export type Found = { readonly runCount: number; readonly ms: number; readonly failed: readonly Failed[] };

export async function runSeeds(stage: Stage, options: { first: number; count: number; jobs: number; isShrinking: boolean; say: (text: string) => void }): Promise<Found> {
  const startedMs = performance.now();
  const failed: Failed[] = [];
  let next = options.first;
  let runCount = 0;
  const work = async (): Promise<void> => {
    while (next < options.first + options.count) {
      const seed = next;
      next += 1;
      const failure = await tryOut(stage, makeProgram(seed, stage.able), options);
      runCount += 1;
      if (failure) failed.push(failure);
      if (runCount % 100 === 0) options.say(`${runCount} seeds, ${failed.length} failed, ${Math.round((performance.now() - startedMs) / runCount)} ms each\n`);
    }
  };
  await Promise.all(Array.from({ length: options.jobs }, work));
  return { runCount, ms: performance.now() - startedMs, failed };
}

async function tryOut(stage: Stage, program: Program, options: { isShrinking: boolean; say: (text: string) => void }): Promise<Failed | undefined> {
  const violations = await violationsOf(stage, program, options.say);
  if (violations.length === 0) return undefined;
  options.say(`FAILED ${renderProgram(program)}\n${violations.map((violation) => `  ${violation}\n`).join('')}`);
  const smallest = options.isShrinking ? await shrink(program, async (candidate) => (await violationsOf(stage, candidate, () => undefined)).length > 0) : program;
  const shrunk = renderProgram(smallest);
  if (options.isShrinking) options.say(`shrunk to ${shrunk}\n`);
  return { seed: program.seed, violations, program: renderProgram(program), shrunk };
}

async function violationsOf(stage: Stage, program: Program, say: (text: string) => void): Promise<readonly string[]> {
  try {
    const run = await runProgram(stage, program);
    if (process.env['COURANT_FAULTS_TIMES'] !== undefined) say(`seed ${program.seed}: ${run.ms} ms\n`);
    if (run.violations.length > 0) say(`kept: database ${run.databaseName} in ${stage.folder}\n`);
    return run.violations;
  } catch (error) {
    return [`the program could not be run: ${error instanceof Error ? error.stack : String(error)}`];
  }
}
