import { defineConfig } from 'vite'

// One classic script for any page: no import map, no second request, styles inside it.
export default defineConfig({
  root: import.meta.dirname,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../dist/widget',
    emptyOutDir: true,
    target: ['chrome87', 'firefox90', 'safari14.1'],
    cssMinify: true,
    reportCompressedSize: true,
    lib: {
      entry: 'main.tsx',
      formats: ['iife'],
      name: 'attuneWidget',
      fileName: () => 'attune-widget.js',
    },
  },
})
