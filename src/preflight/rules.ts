/** Every rule of the preflight, in the order of its reports. A rule that is not in here does not exist. */
import type { Rule } from './rule.js';
import { oneClick } from './rules/one-click.js';

export const rules: readonly Rule[] = [
  oneClick,
];

export function findRule(id: string): Rule | undefined {
  return rules.find((rule) => rule.id === id);
}
