/** What loading the issue warned of, told again where everything else is told. */
import type { Rule } from '../rule.js';
import { capitalise, toSentence } from '../sentence.js';

export const issueWarnings: Rule = {
  id: 'issue-warnings', severity: 'warning', topic: 'content', needs: 'edition',
  title: 'loading the issue warned of nothing',
  protects: 'Something the editor wrote is shown in another way, or weighs more than it should.',
  source: 'docs/issue-format.md',
  check: ({ warnings }) => warnings.map(({ message, hint, at, code }) => ({ part: 'issue', at, hint: hint === undefined ? undefined : capitalise(hint), message: toSentence(`${message} (${code})`) })),
};
