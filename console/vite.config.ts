// The console is built to static files that the server sends under a strict CSP: no inline script, no eval, no source
// map (a map would tell an attacker the code and us nothing), fonts and styles from the same origin.
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const api = process.env['SHOUXIN_API'] ?? 'http://localhost:8080';

const proxy = { '/v1': api, '/demonstration': api, '/openapi.json': api };

/** Every browser that runs this console reads WOFF2; the older copies would double the size of the build. */
const onlyWoff2: Plugin = {
  name: 'only-woff2',
  enforce: 'pre',
  transform: (code, id) =>
    /@fontsource.*\.css$/.test(id)
      ? { code: code.replaceAll(/, url\([^)]*\.woff\) format\('woff'\)/g, ''), map: null }
      : undefined,
};

export default defineConfig({
  plugins: [onlyWoff2, react()],
  build: {
    target: 'es2023',
    sourcemap: false,
    // Data URLs would need `data:` in the CSP for fonts and images.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
  },
  server: { proxy },
  preview: { proxy },
});
