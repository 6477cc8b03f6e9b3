/** What is not to be seen in the time an answer takes begins when the answer is gone, or the visitor is. */
import type { ServerResponse } from 'node:http';
import type { Context } from 'hono';

export function afterAnswer(c: Context, work: () => void): void {
  // Absent where a test asks the routes without a server.
  const { outgoing } = (c.env ?? {}) as { readonly outgoing?: ServerResponse };
  if (outgoing === undefined) work();
  else outgoing.once('close', work);
}
