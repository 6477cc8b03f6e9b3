/** What readers get who follow a link. */
import { linkKey, shorten } from '../links.js';
import { httpOf } from '../online/answers.js';
import type { LinkAnswer } from '../online.js';
import type { Problem, Rule } from '../rule.js';

const manyRedirects = 3;
/** Servers that keep programs out: a person gets in. 999 is LinkedIn's own. */
const keepsProgramsOut: ReadonlySet<number> = new Set([401, 403, 405, 406, 429, 451, 503, 999]);

/** `url` without a fragment; undefined: nothing to say. */
export function judgeLink(url: string, answer: LinkAnswer): Omit<Problem, 'at'> | undefined {
  const shown = shorten(url);
  if ('fault' in answer) {
    // Told once for all of them.
    if (answer.fault === 'unasked') return undefined;
    const where = answer.redirects.length === 0 ? '' : ` (it leads to ${shorten(answer.redirects.at(-1) ?? '')})`;
    if (answer.fault === 'certificate') return { message: `${shown}${where}: ${answer.detail}; browsers warn readers.` };
    return { message: `${shown} does not answer${where}: ${answer.detail}.`, hint: 'Open it yourself; mend the address or take the link out.' };
  }
  if (keepsProgramsOut.has(answer.status)) return { severity: 'notice', message: `${shown} keeps programs out (status ${answer.status}), so it could not be tried.`, hint: 'Open it yourself.' };
  if (answer.status >= 400 || answer.status < 200) return { message: `${shown} answers with an error (status ${answer.status}).`, hint: 'Open it yourself; mend the address or take the link out.' };
  if (answer.status >= 300) return { message: `${shown} leads on without saying where (status ${answer.status}).` };
  if (answer.redirects.length > manyRedirects) return { severity: 'notice', message: `${shown} leads on ${answer.redirects.length} times.`, hint: `Link to where it ends: ${shorten(answer.redirects.at(-1) ?? '')}` };
  return undefined;
}

export const httpLinks: Rule = {
  id: 'http-links', severity: 'warning', topic: 'online', needs: 'online',
  title: 'every link of the mail answers',
  protects: 'Readers follow a link to nothing; filters count dead links against the sender.',
  source: 'practice of filters and mail checkers; RFC 9110 15',
  check: (subject) => {
    const answers = httpOf(subject)?.links;
    if (answers === undefined) return [];
    const judged = new Set<string>();
    const unasked = [...answers.values()].filter((answer) => 'fault' in answer && answer.fault === 'unasked').length;
    const late: readonly Problem[] = unasked === 0 ? [] : [{ part: 'mail', severity: 'notice', message: `${unasked} ${unasked === 1 ? 'link was' : 'links were'} not tried: the others took too long.`, hint: 'Check again: what answered is remembered for some hours.' }];
    const told = subject.links.flatMap((link): readonly Problem[] => {
      const { url } = link;
      const key = url === undefined ? undefined : linkKey(url);
      const answer = key === undefined ? undefined : answers.get(key);
      if (key === undefined || answer === undefined || judged.has(key)) return [];
      judged.add(key);
      const problem = judgeLink(key, answer);
      return problem === undefined ? [] : [{ part: 'mail', ...problem, at: link.at }];
    });
    return [...told, ...late];
  },
};
