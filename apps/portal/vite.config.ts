import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defineConfig, type Plugin } from 'vite';
import { viteSingleFile } from 'vite-plugin-singlefile';
import portal from './package.json' with { type: 'json' };

/** One HTML file that asks nothing of anybody: script and style inside, and a policy that allows these two alone. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [version(), viteSingleFile(), contentPolicy()],
  build: { target: 'es2022', modulePreload: false, reportCompressedSize: false },
});

function version(): Plugin {
  return { name: 'portal-version', transformIndexHtml: (html) => html.replace('%VERSION%', portal.version) };
}

function contentPolicy(): Plugin {
  return {
    name: 'portal-content-policy',
    enforce: 'post',
    async writeBundle({ dir }) {
      const path = join(dir ?? 'dist', 'index.html');
      const html = await readFile(path, 'utf8');
      const policy = [
        "default-src 'none'",
        `script-src ${hashes(html, 'script')}`,
        `style-src ${hashes(html, 'style')}`,
        "img-src 'self' blob: data:",
        "media-src 'self' blob:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
      ].join('; ');
      const meta = `<meta http-equiv="Content-Security-Policy" content="${policy}" />`;
      await writeFile(path, html.replace('<!-- content-policy -->', meta));
    },
  };
}

function hashes(html: string, tag: 'script' | 'style'): string {
  const found = [...html.matchAll(new RegExp(`<${tag}[^>]*>([^]*?)</${tag}>`, 'g'))];
  if (found.length === 0) throw new Error(`the built portal has no <${tag}>`);
  return found
    .map(([, text = '']) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`)
    .join(' ');
}
