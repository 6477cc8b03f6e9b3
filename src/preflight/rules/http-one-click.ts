/** The way out, tried in the name of nobody. */
import { httpOf } from '../online/answers.js';
import type { LinkAnswer } from '../online.js';
import type { Problem, Rule } from '../rule.js';

const hint = 'publicUrl must lead to `courant start`, past every login, cache and redirect.';

function describe(answer: LinkAnswer): string {
  return 'fault' in answer ? answer.detail : `status ${answer.status}`;
}

export const httpOneClick: Rule = {
  id: 'http-one-click', severity: 'error', topic: 'online', needs: 'online',
  title: 'unsubscribing works: POST answers at once, GET only asks',
  protects: 'Who wants to leave cannot and presses "spam"; or mail scanners, which open every link, unsubscribe readers.',
  source: 'RFC 8058 3.1, 3.2; Gmail and Yahoo sender guidelines',
  check: (subject) => {
    const tried = httpOf(subject)?.oneClick;
    if (tried === undefined) return [];
    const { get, post } = tried;
    const problems: Problem[] = [];
    if ('fault' in post) problems.push({ part: 'setup', message: `The unsubscribe address does not answer: ${post.detail}.`, hint });
    else if (post.redirects.length > 0) problems.push({ part: 'setup', message: `The unsubscribe address answers POST with a redirect to ${post.redirects[0] ?? ''}; mail programs do not follow it.`, hint });
    else if (post.status !== 200 && post.status !== 202) problems.push({ part: 'setup', message: `The unsubscribe address answers POST with status ${post.status} instead of 200.`, hint });
    const getWorks = 'status' in get && get.status === 200;
    if (!getWorks && !('fault' in post)) problems.push({ part: 'setup', message: `The unsubscribe page cannot be opened: ${describe(get)}.`, hint });
    if (getWorks && get.asks !== true) problems.push({ part: 'setup', message: 'The unsubscribe page does not ask before it acts: it has no form that is sent with POST.', hint });
    return problems;
  },
};
