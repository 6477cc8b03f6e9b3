/** What a reader chooses of a list: its topics, and how often it writes. */
import { everyIssue, frequencies, toFrequencyWord, type Frequency } from '../../audience/frequency.js';
import { frequencyText } from '../../audience/words/words.js';
import type { Topic } from '../../store/lists.js';
import { Box } from './fields.js';
import type { Form } from './form.js';

export function TopicBoxes({ slug, topics, chosen, label, language }: { readonly slug: string; readonly topics: readonly Topic[]; readonly chosen: readonly string[] | null; readonly label: string; readonly language: string }) {
  return (
    <fieldset>
      <legend>{label}</legend>
      {topics.map((topic) => <Box id={`topic-${slug}-${topic.slug}`} name={`topics-${slug}`} value={topic.slug} label={topic.names[language] ?? topic.name} isChecked={chosen === null || chosen.includes(topic.slug)} />)}
    </fieldset>
  );
}

/** Null: everything, as it is for who has not chosen; also when the form did not show them. */
export function readTopics(form: Form, slug: string, topics: readonly Topic[], wasShown: boolean): readonly string[] | null {
  if (topics.length === 0 || !wasShown) return null;
  const chosen = form.texts(`topics-${slug}`);
  return topics.map((topic) => topic.slug).filter((topic) => chosen.includes(topic));
}

type FrequencyProps = { readonly slug: string; readonly offered: readonly Frequency[]; readonly chosen: Frequency | null; readonly label: string; readonly language: string };

export function FrequencyChoices({ slug, offered, chosen, label, language }: FrequencyProps) {
  return (
    <fieldset>
      <legend>{label}</legend>
      {[null, ...offered].map((one) => (
        <Box type="radio" id={`frequency-${slug}-${toFrequencyWord(one)}`} name={`frequency-${slug}`} value={toFrequencyWord(one)} label={frequencyText(one, language)} isChecked={one === chosen} />
      ))}
    </fieldset>
  );
}

/** Undefined: the form did not ask, or says what was not offered. */
export function readFrequency(form: Form, slug: string, offered: readonly Frequency[]): Frequency | null | undefined {
  const word = form.text(`frequency-${slug}`);
  return word === everyIssue ? null : offered.find((one) => one === word);
}

/** What a list offers, and what the reader chose while it still did. */
export function offeredTo(offered: readonly Frequency[], chosen: Frequency | null): readonly Frequency[] {
  return frequencies.filter((one) => offered.includes(one) || one === chosen);
}
