/** Run by a test in another process: prints the hash of the whole issue's edition. */
import { compileEdition } from '../../src/edition/compile.js';
import { loadTemplate } from '../../src/template/load.js';
import { wholeIssue } from './fixture.js';

process.stdout.write((await compileEdition(wholeIssue(), await loadTemplate('weekly'))).hash);
