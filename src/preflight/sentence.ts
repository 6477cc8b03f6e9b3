/** Faults of loading are told in half sentences; reports hold whole ones. */
export function toSentence(text: string): string {
  return `${capitalise(text)}${/[.!?…"”]$/.test(text) ? '' : '.'}`;
}

/** Of a hint, which may begin with a name as it is to be written. */
export function capitalise(text: string): string {
  return /^[a-z]+(?=[ ,])/.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}
