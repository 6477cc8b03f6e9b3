/** Headings as other programs export them: which column means what, and what happens when two could. */
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { readColumns } from '../../src/audience/columns.js';
import { countsOf, openWorld, people } from './import-world.js';

const at = { file: 'people.csv', line: 1 };

/** The columns that mean something, in their order; the rest become attributes. */
const exports: readonly (readonly [from: string, header: string, expected: Readonly<Record<string, string>>])[] = [
  ['listmonk', 'uuid,email,name,attributes,status,created_at,updated_at', { email: 'email', name: 'name', status: 'status', joinedAt: 'created_at' }],
  ['Mailchimp', 'Email Address,First Name,Last Name,Address,Phone Number,MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,LAST_CHANGED,LEID,EUID,NOTES,TAGS',
    { email: 'Email Address', firstName: 'First Name', lastName: 'Last Name', joinedAt: 'CONFIRM_TIME' }],
  ['Mailchimp, those who left', 'Email Address,First Name,OPTIN_TIME,UNSUB_TIME,UNSUB_REASON', { email: 'Email Address', firstName: 'First Name', joinedAt: 'OPTIN_TIME', unsubscribedAt: 'UNSUB_TIME' }],
  ['Ghost', 'id,email,name,note,subscribed_to_emails,complimentary_plan,stripe_customer_id,created_at,deleted_at,labels,tiers', { email: 'email', name: 'name', status: 'subscribed_to_emails', joinedAt: 'created_at' }],
  ['as Sendy takes it', 'Name,Email', { name: 'Name', email: 'Email' }],
  ['Keila', 'Email,First name,Last name,Data,Status', { email: 'Email', firstName: 'First name', lastName: 'Last name', status: 'Status' }],
  ['in Korean', '이메일 주소,이름,구독일', { email: '이메일 주소', name: '이름', joinedAt: '구독일' }],
  ['a spreadsheet', 'E-Mail,email_type', { email: 'E-Mail' }],
  ['another', 'e-mail address *,Address', { email: 'e-mail address *' }],
  ['in French', 'Adresse e-mail,Adresse', { email: 'Adresse e-mail' }],
];

test('the headings of other programs are understood, and a column called address is a postal one beside them', () => {
  for (const [from, header, expected] of exports) {
    const { all } = readColumns(header.split(','), {}, at);
    const named = all.filter(({ use }) => use !== 'attribute' && use !== 'ignored').map(({ use, heading }) => [use, heading]);
    assert.deepEqual(Object.fromEntries(named), expected, from);
    assert.equal(named.length, Object.keys(expected).length, from);
  }
});

test('a column called address, or the like, holds the addresses when no other does and they stand in it', () => {
  const known = (...indexes: number[]): { holdsAddresses: (index: number) => boolean } => ({ holdsAddresses: (index) => indexes.includes(index) });
  const uses = (header: readonly string[], holds: readonly number[], mapping = {}): readonly string[] => readColumns(header, mapping, at, known(...holds)).all.map(({ use }) => use);
  assert.deepEqual(uses(['address', 'name'], [0]), ['email', 'name']);
  assert.deepEqual(uses(['주소', 'user'], [1]), ['attribute', 'email'], 'the one that holds them');
  assert.deepEqual(uses(['address', 'kontakt'], [0, 1], { email: 'kontakt' }), ['attribute', 'email'], 'what is said goes before');
  assert.throws(() => uses(['address', 'name'], []), /No column holds the addresses/, 'postal addresses');
  assert.throws(() => uses(['address', 'user'], [0, 1]), /2 columns could be the email: "address", "user"/);
  assert.throws(() => readColumns(['status', 'subscribed_to_emails', 'email'], {}, at), /2 columns could be the status/, 'nobody is written to by mistake');
});

test('a table whose addresses stand under "address" comes in, as CSV and as JSON lines', async (t) => {
  const world = await openWorld(t);
  assert.deepEqual(countsOf(await world.import('name,address\nAnna,a@x.example\nBo,nonsense\n')), { imported: 1, refused: 1 });
  assert.deepEqual(countsOf(await world.import('{"address":"1 Main Street","name":"C"}\n{"address":"b@x.example"}\n{"email":"c@x.example","address":"1 Main Street"}\n')), { imported: 2, refused: 1 });
  assert.deepEqual((await people(world.store)).map(({ address, attributes }) => [address, attributes]), [['a@x.example', {}], ['b@x.example', {}], ['c@x.example', { address: '1 Main Street' }]]);
});
