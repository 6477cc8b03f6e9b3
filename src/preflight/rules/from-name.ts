/** The name beside the subject is what readers decide by. */
import { hasMixedAlphabets } from '../domains.js';
import { decodeWords } from '../message.js';
import type { Problem, Rule } from '../rule.js';

export const fromName: Rule = {
  id: 'from-name', severity: 'warning', topic: 'sender', needs: 'edition',
  title: 'the sender has a name that is no address and no disguise',
  protects: 'Readers do not know who writes, and filters take a second address in the name for phishing.',
  source: 'deliverability B6 10 and 46; Unicode TR39 5.1',
  check: ({ usual }) => {
    const name = decodeWords((usual.values('From')[0] ?? '').replace(/<[^<>]*>\s*$/, '')).replaceAll(/^[\s"]+|[\s"]+$/g, '');
    const problems: Problem[] = [];
    if (name === '' || /^\S+@\S+$/.test(name)) problems.push({ part: 'header', message: 'The sender has no name, only an address.' });
    else if (name.includes('@')) problems.push({ part: 'header', message: `The name of the sender holds an address: "${name.slice(0, 60)}".` });
    if (name.split(/[^\p{L}\p{M}]+/u).some(hasMixedAlphabets)) problems.push({ part: 'header', message: `The name of the sender mixes alphabets that look alike: "${name.slice(0, 60)}".` });
    return problems;
  },
};
