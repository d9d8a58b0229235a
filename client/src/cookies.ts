// A browser keeps the session cookie by itself; Node does not. This wraps `fetch` with the smallest jar that can hold
// one server's session, in memory only, and gives no cookie to any other origin.
export function withCookies(
  origin: string,
  send: typeof globalThis.fetch = globalThis.fetch,
): typeof globalThis.fetch {
  const home = new URL(origin).origin;
  const jar = new Map<string, string>();
  return async (input, init) => {
    const headers = new Headers(init?.headers);
    const url = new URL(input instanceof Request ? input.url : String(input), home);
    const isHome = url.origin === home;
    if (isHome && jar.size > 0) {
      headers.set('Cookie', Array.from(jar, ([name, value]) => `${name}=${value}`).join('; '));
    }
    const response = await send(url, { ...init, headers });
    if (isHome) for (const line of response.headers.getSetCookie()) keep(jar, line);
    return response;
  };
}

function keep(jar: Map<string, string>, line: string): void {
  const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
  const cut = pair.indexOf('=');
  if (cut < 1) return;
  const isOver = attributes.some((it) => /^max-age=(0|-\d+)$/i.test(it));
  if (isOver) jar.delete(pair.slice(0, cut));
  else jar.set(pair.slice(0, cut), pair.slice(cut + 1));
}
