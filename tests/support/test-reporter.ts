/** `node --test --test-reporter=...`: the report of the tests as it grows. */
import { createTestReport, type TestEvent } from './test-report.js';

// node:test asks for a default export.
// oxlint-disable-next-line import/no-default-export
export default async function* report(events: AsyncIterable<TestEvent>): AsyncGenerator<string, void> {
  const told = createTestReport();
  for await (const event of events) yield told.take(event);
  yield told.end();
}
