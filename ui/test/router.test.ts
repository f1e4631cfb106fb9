import { expect, test } from 'vitest';
import { page } from './page';

async function routerAt(address: string, base: string | null = null) {
  const here = page(address, base);
  return { here, router: await import('../src/lib/router') };
}

test.each([
  ['', { page: 'list', dir: '' }],
  ['d/prod/2026-11', { page: 'list', dir: 'prod/2026-11' }],
  ['d/my%20runs/%E7%A0%94%E7%A9%B6', { page: 'list', dir: 'my runs/研究' }],
  ['t/a%20b/100%25%20%41%20%23%3F%26.jsonl', { page: 'trace', file: 'a b/100% A #?&.jsonl' }],
  // Typed by hand: a percent sign that stands for itself.
  ['t/100%.jsonl', { page: 'trace', file: '100%.jsonl' }],
  ['thread/conv%2F1%20%25', { page: 'thread', thread: 'conv/1 %' }],
  ['search?q=x', { page: 'search' }],
  ['nowhere/else', { page: 'unknown', path: 'nowhere/else' }],
])('the address %s is a page, at the root and below a path', async (path, expected) => {
  expect((await routerAt(`http://localhost:7600/${path}`)).router.route.value).toEqual(expected);
  const below = await routerAt(`http://localhost:7600/tools/traqo/${path}`, '/tools/traqo/');
  expect(below.router.route.value).toEqual(expected);
});

test.each(['a b/%41 #?&.jsonl', '100%.jsonl', 'Ordner/研究/🚀.jsonl', 'semi;colon=+,@.jsonl'])(
  'the link of a file leads to it: %s',
  async (file) => {
    const { router } = await routerAt('http://localhost:7600/x/', '/x/');
    router.navigate(router.links.trace(file, { span: 'ab cd' }));
    expect(router.route.value).toEqual({ page: 'trace', file });
    expect(router.search.value.get('span')).toBe('ab cd');
    router.navigate(router.links.list(file));
    expect(router.route.value).toEqual({ page: 'list', dir: file });
    router.navigate(router.links.thread(file));
    expect(router.route.value).toEqual({ page: 'thread', thread: file });
  },
);

test('addresses of the Python viewer are replaced by ours, once decoded', async () => {
  const { here, router } = await routerAt('http://localhost:7600/#/trace/prod%2Frun%2520a.jsonl/0123abcd');
  expect(router.route.value).toEqual({ page: 'trace', file: 'prod/run%20a.jsonl' });
  expect(router.search.value.get('span')).toBe('0123abcd');
  expect(here.address()).toBe('http://localhost:7600/t/prod/run%2520a.jsonl?span=0123abcd');
});

test('going back to an address shows its page', async () => {
  const { router, here } = await routerAt('http://localhost:7600/');
  router.navigate(router.links.list('a'));
  expect(router.route.value).toEqual({ page: 'list', dir: 'a' });
  history.replaceState(null, '', '/');
  here.fire('popstate', {});
  expect(router.route.value).toEqual({ page: 'list', dir: '' });
});
