/** The published half of each key that signs. */
import type { DkimRecord } from '../online/dkim-record.js';
import { dnsOf, whenAnswered } from '../online/answers.js';
import type { Problem, Rule } from '../rule.js';

const advisedBits = 2048; // RFC 8301 3.2

function judge(name: string, algorithm: string, ownKey: string, record: DkimRecord): readonly Problem[] {
  const keyType = algorithm.replace(/-.*/, '');
  if (record.key === '') return [{ part: 'setup', message: `The key at ${name} was withdrawn: p= is empty.`, hint: 'Publish the key again, or sign with another one (`courant dkim new`).' }];
  if (record.keyType !== keyType || record.key !== ownKey) return [{ part: 'setup', message: `The key at ${name} is not the one that signs here.`, hint: 'Publish what `courant dkim show` prints.' }];
  const problems: Problem[] = [];
  if (record.hashes.length > 0 && !record.hashes.includes('sha256')) problems.push({ part: 'setup', message: `The record at ${name} takes ${record.hashes.join(', ')} only; mails are signed with SHA-256.` });
  if (record.isTest) problems.push({ part: 'setup', severity: 'warning', message: `The record at ${name} is in test mode (t=y): the signature counts for nothing.`, hint: 'Take t=y out.' });
  if (record.bits !== undefined && record.bits < advisedBits) problems.push({ part: 'setup', severity: 'warning', message: `The key at ${name} has ${record.bits} bits; ${advisedBits} are asked for.`, hint: 'Make a new one: `courant dkim new`.' });
  return problems;
}

export const dnsDkim: Rule = {
  id: 'dns-dkim', severity: 'error', topic: 'online', needs: 'online',
  title: 'the keys that sign are published',
  protects: 'Receivers cannot check the signature: DMARC fails, Gmail, Yahoo and Microsoft refuse the mails.',
  source: 'RFC 6376 3.6.1; RFC 8301 3.2; Gmail and Yahoo sender guidelines',
  check: (subject) => (dnsOf(subject)?.dkim ?? []).flatMap(({ name, algorithm, ownKey, answer }) => whenAnswered(answer, `The DKIM key ${name}`, (records) => {
    const [record] = records;
    if (record === undefined) return [{ part: 'setup', message: `No DKIM key is published at ${name}.`, hint: 'Publish what `courant dkim show` prints.' }];
    if (records.length > 1) return [{ part: 'setup', message: `${records.length} DKIM keys are published at ${name}: which of them counts is up to the receiver.`, hint: 'Leave one.' }];
    return judge(name, algorithm, ownKey, record);
  })),
};
