/** Which of the sections for some readers are shown. */

export type SectionChoice = {
  readonly hidden: ReadonlySet<string>;
  /** Section -> why nobody can be asked: it names something that the list does not know. Shown to all, so that it is seen. */
  readonly faults: ReadonlyMap<string, string>;
};

export const everySection: SectionChoice = { hidden: new Set(), faults: new Map() };
