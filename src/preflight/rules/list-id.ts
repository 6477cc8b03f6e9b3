/** Programs sort by it, and forwarders are told from senders by it. */
import type { Rule } from '../rule.js';

export const listId: Rule = {
  id: 'list-id', severity: 'warning', topic: 'header', needs: 'edition',
  title: 'a List-Id names the list',
  protects: "Readers' filters and folders do not find the newsletter.",
  source: 'RFC 2919 2 and 3; Gmail sender guidelines',
  check: ({ usual }) => {
    const value = usual.values('List-Id')[0];
    if (value !== undefined && /<[\w-]+(?:\.[\w-]+)+>\s*$/.test(value)) return [];
    return [{ part: 'header', message: value === undefined ? 'There is no List-Id.' : `The List-Id "${value.slice(0, 60)}" does not end with <name.domain>.` }];
  },
};
