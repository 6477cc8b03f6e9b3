/** What a SpamAssassin on this machine says of the mail, rule by rule. */
import type { SpamRule, SpamVerdict } from '../spam.js';
import type { Problem, Rule } from '../rule.js';

function judge({ score, threshold, rules }: SpamVerdict): readonly Problem[] {
  const isSpam = score >= threshold;
  const message = isSpam ? `SpamAssassin takes the mail for spam: ${score} points, ${threshold} are enough.` : `SpamAssassin gives the mail ${score} points; ${threshold} make it spam.`;
  const hint = isSpam ? 'Mend what the rules named with it say, the one with most points first.' : undefined;
  return [{ part: 'mail', severity: isSpam ? 'error' : 'notice', message, hint }, ...rules.filter(({ points }) => points !== 0).toSorted((one, other) => other.points - one.points).map((rule) => toProblem(rule, isSpam))];
}

function toProblem({ points, name, description }: SpamRule, isSpam: boolean): Problem {
  const message = `${name} ${points > 0 ? 'adds' : 'takes off'} ${Math.abs(points)} points: ${description === '' ? 'no description' : description}`.replace(/\.?$/, '.');
  return { part: 'mail', severity: isSpam && points >= 1 ? 'warning' : 'notice', message };
}

export const spamScore: Rule = {
  id: 'spam-score', severity: 'error', topic: 'content', needs: 'spam',
  title: 'SpamAssassin does not take the mail for spam',
  protects: 'Receivers that filter with SpamAssassin put the mail into the junk folder, or refuse it.',
  source: 'SpamAssassin, spamd/PROTOCOL; rendering note 6',
  check: ({ spam }) => {
    if (spam === undefined) return [];
    const { address, answer } = spam;
    if ('value' in answer) return judge(answer.value);
    return [{ part: 'setup', severity: 'notice', message: `SpamAssassin was not asked: ${answer.failed} (${address}).`, hint: 'Start spamd on this machine, or say in `spamd` where it listens.' }];
  },
};
