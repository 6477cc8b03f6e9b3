/**
 * Loaded before the tests by run.ts. What properties are tried with is the same in every run, so that a failure says something of the
 * change and not of luck. `COURANT_TEST_SEED=random`, or a number, looks further: `COURANT_TEST_SEED=random npm test -- edition/escape`.
 */
import fc from 'fast-check';

const asked = process.env['COURANT_TEST_SEED'] ?? '20261123';
if (asked !== 'random') fc.configureGlobal({ seed: Number(asked) });
