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
  },
  server: {
    proxy: {
      '/api': { target: process.env.ATTUNE_SERVER ?? 'http://127.0.0.1:8600', ws: true },
    },
  },
})
