/** The keys of the preview as its help shows them; browser/desk.js does what they say, and a test compares the two. */

export type Shortcut = { readonly keys: readonly string[]; readonly meaning: string };

export const shortcuts: readonly Shortcut[] = [
  { keys: ['m', 't', 'w', 's', 'c'], meaning: 'mail, text part, web edition, source, comparison' },
  { keys: ['1', '2', '3', '4', '5', '6', '7'], meaning: 'show or hide 320, 360, 375, 600, 768 pixels, all the room, the free width' },
  { keys: ['-', '+'], meaning: 'narrow or widen the free width; arrows do it on its handle' },
  { keys: ['b'], meaning: 'the web edition beside the mail, at the same widths' },
  { keys: ['z'], meaning: 'real size, or as large as fits' },
  { keys: ['l', 'd'], meaning: 'light, our own dark colours' },
  { keys: ['v', 'p'], meaning: 'colours inverted in full, in part' },
  { keys: ['i'], meaning: 'pictures on or off' },
  { keys: ['y'], meaning: 'style sheet on or off' },
  { keys: ['r'], meaning: 'next reader' },
  { keys: ['j', 'k'], meaning: 'next, previous issue' },
  { keys: ['e'], meaning: 'open the first fault or finding in the text editor' },
  { keys: ['a'], meaning: 'ask the links whether they answer' },
  { keys: ['x'], meaning: 'send a test' },
  { keys: ['[', ']'], meaning: 'hide or show issues, panel' },
  { keys: ['?'], meaning: 'this help' },
  { keys: ['Esc'], meaning: 'close what is open; with faults, look at the last good state' },
];
