/** What a template may call: this list and Handlebars' own if, unless, each and with. No lookup, no log, no files, no environment. */

/** Handlebars hands its options object as the last argument. */
function withoutOptions(values: readonly unknown[]): readonly unknown[] {
  return values.slice(0, -1);
}

export const templateHelpers = {
  /** `{{#if (equal mode "full")}}` */
  equal: (left: unknown, right: unknown): boolean => left === right,
  /** `{{#if (any intro preheader)}}` */
  any: (...values: unknown[]): boolean => withoutOptions(values).some(Boolean),
  /** `{{#if (all isFull body)}}` */
  all: (...values: unknown[]): boolean => withoutOptions(values).every(Boolean),
} as const;

/** For the compiler: these are known; the rest is an error with its place, `lookup` and `log` included. */
export const knownHelpers: Readonly<Record<string, boolean>> = {
  if: true, unless: true, each: true, with: true, lookup: false, log: false,
  ...Object.fromEntries(Object.keys(templateHelpers).map((name) => [name, true])),
};
