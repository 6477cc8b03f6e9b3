/**
 * A bound on marks of emphasis. micromark 4 looks back over all open marks of a paragraph for each one that closes: 10,000 that fit to
 * nothing take ten seconds. This counts them while the paragraph is read, before that work begins.
 */
import type { gfm } from 'micromark-extension-gfm';

type Extension = ReturnType<typeof gfm>;
type Construct = Extract<NonNullable<Extension['text']>[string], { readonly tokenize: unknown }>;

/** In one paragraph, heading or cell. A paragraph of five hundred bold words is still below. */
export const mostMarks = 1000;

export class TooManyMarks extends RangeError {
  /** Offset in the text of the first mark that is too many. */
  readonly offset: number;

  constructor(offset: number) {
    super('too many marks of emphasis');
    this.name = 'TooManyMarks';
    this.offset = offset;
  }
}

/** An extension for one text. Its construct never matches: it counts and leaves the mark to the real one. */
export function createMarkLimit(): Extension {
  // Each paragraph has a tokenizer of its own.
  const counts = new WeakMap<object, number>();
  const construct: Construct = {
    name: 'markLimit',
    tokenize(_effects, _ok, nok) {
      return (code) => {
        const count = (counts.get(this) ?? 0) + 1;
        counts.set(this, count);
        if (count > mostMarks) throw new TooManyMarks(this.now().offset);
        return nok(code);
      };
    },
  };
  return { text: { 42: construct, 95: construct, 126: construct } };
}
