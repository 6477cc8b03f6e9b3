/** What the newest version of a mail program does. The data lists versions as dates, years and numbers of releases, in an order JSON does not keep. */

/** y: yes, a: in part, n: no, `-`: nobody has tried. */
export type Support = 'y' | 'a' | 'n' | '-';

/** `versions`: version -> `y`, `n`, `a #1 #2`, `u`. A version nobody has tried says nothing of those before it. */
export function newestSupport(column: string, versions: Readonly<Record<string, string>>): Support {
  const known = Object.entries(versions).filter(([, value]) => /^[yan]/.test(value)).toSorted(([one], [other]) => compareVersions(column, one, other));
  const letter = known.at(-1)?.[1][0];
  return letter === 'y' || letter === 'a' || letter === 'n' ? letter : '-';
}

function compareVersions(column: string, one: string, other: string): number {
  const [left, right] = [toNumbers(column, one), toNumbers(column, other)];
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Outlook for macOS is listed by years first, then as 16.x, then by dates again: 16.80 came in November 2023. */
function toNumbers(column: string, version: string): readonly number[] {
  const numbers = version.split(/[.-]/).map((part) => Number.parseInt(part, 10) || 0);
  return column === 'outlook.macos' && numbers[0] === 16 ? [2023, 11, ...numbers] : numbers;
}
