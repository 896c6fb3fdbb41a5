import { fileURLToPath } from 'node:url'
import tailwind from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const here = fileURLToPath(new URL('.', import.meta.url))

/** The console: a static page under `/`, its files under `/assets/`, everything else asked of `/api/v1`. */
export default defineConfig({
  root: here,
  base: '/',
  cacheDir: fileURLToPath(new URL('../.cache/vite-console', import.meta.url)),
  plugins: [react(), tailwind()],
  resolve: { alias: [{ find: /^zod$/, replacement: fileURLToPath(new URL('./zod.ts', import.meta.url)) }] },
  build: {
    outDir: fileURLToPath(new URL('../dist/console', import.meta.url)),
    emptyOutDir: true,
    assetsDir: 'assets',
    // Inlined files would need `data:` in the content security policy.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    // What nearly every page has would else be a hundred files of a few hundred bytes, each a way there and back.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'icons', test: /lucide-react[\\/]dist[\\/]esm[\\/]icons/, minShareCount: 2 },
            { name: 'ui', test: /console[\\/](?:ui|app)[\\/](?!messages)/, minShareCount: 6 },
          ],
        },
      },
    },
  },
  server: {
    proxy: {
      '/api': { target: process.env.ATTUNE_SERVER ?? 'http://127.0.0.1:8600', ws: true },
    },
  },
})
