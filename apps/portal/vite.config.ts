import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defineConfig, type Plugin } from 'vite';
import { viteSingleFile } from 'vite-plugin-singlefile';
import portal from './package.json' with { type: 'json' };

/** One HTML file that asks nothing of anybody: script and style inside, and a policy that allows these two alone. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [viteSingleFile(), finish()],
  build: { target: 'es2022', modulePreload: false, reportCompressedSize: false },
});

/** What can only be said of the whole file: its content policy, and which version and build it is. */
function finish(): Plugin {
  return {
    name: 'portal-finish',
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
      const build = createHash('sha256').update(html).digest('hex').slice(0, 8);
      const told = html.replace('%VERSION%', `${portal.version}+${build}`);
      await writeFile(path, told.replace('<!-- content-policy -->', meta));
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
