import { join } from 'node:path';
import { defineConfig } from 'vite';

/** The web app. No inline script or style: the server's policy lets only files of its own run. */
export default defineConfig({
  root: import.meta.dirname,
  oxc: { jsx: { runtime: 'automatic' } },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    manifest: true,
    // Libraries say 'use client' for frameworks that render on a server; here all is client.
    rolldownOptions: {
      // The app, and the screen of a photo booth.
      input: ['index.html', 'booth.html'].map((page) => join(import.meta.dirname, page)),
      checks: { moduleLevelDirective: false },
    },
  },
  worker: { format: 'es' },
});
