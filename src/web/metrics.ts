/** `/metrics` for Prometheus, on this machine only: figures are the operator's. */
import { Hono } from 'hono';
import { requireLocalHost } from './security.js';

export function createMetricsRoutes(scrape: () => Promise<string>): Hono {
  const routes = new Hono();
  routes.use(requireLocalHost());
  routes.get('/', async (c) => c.body(await scrape(), 200, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' }));
  return routes;
}
