/** What is planned fits into what relays and mailbox providers take today. */
import type { Rule } from '../rule.js';
import { toSentence } from '../sentence.js';

export const pace: Rule = {
  id: 'pace', severity: 'warning', topic: 'state', needs: 'history',
  title: 'the audience fits into the quotas, the warm-up and the pace of each lane',
  protects: 'A sender who is suddenly loud is slowed down or refused by the big providers; the rest gets the issue days late.',
  source: 'Gmail and Yahoo sender guidelines; M3AAWG Sender BCP 3.0; deliverability B4, B6 25',
  check: ({ history }) => (history?.audience?.paceWarnings ?? []).map((warning) => ({ part: 'state', message: toSentence(warning), hint: 'See `courant lane ls`.' })),
};
