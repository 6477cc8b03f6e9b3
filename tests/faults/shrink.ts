/** The smallest program found that still fails. A race does not fail each time: each candidate gets a few tries. */
import { smallerPrograms, type Program } from './program.js';

const triesEach = 3;

export async function shrink(program: Program, fails: (candidate: Program) => Promise<boolean>, budget = 60): Promise<Program> {
  let best = program;
  let left = budget;
  for (let isSmaller = true; isSmaller && left > 0;) {
    isSmaller = false;
    for (const candidate of smallerPrograms(best)) {
      let isFailing = false;
      for (let tries = 0; tries < triesEach && !isFailing && left > 0; tries += 1, left -= 1) isFailing = await fails(candidate);
      if (!isFailing) continue;
      best = candidate;
      isSmaller = true;
      break;
    }
  }
  return best;
}
