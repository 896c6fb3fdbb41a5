import { defineConfig, type Plugin } from 'vite'

/** A script without a charset is read in the page’s own, which may be GBK: nothing but ASCII survives everywhere. */
const asciiOnly: Plugin = {
  name: 'ascii-only',
  generateBundle(_options, bundle) {
    for (const output of Object.values(bundle)) {
      if (output.type !== 'chunk') continue
      output.code = output.code.replace(
        /[\u0080-\uffff]/g,
        (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
      )
    }
  },
}

// One classic script for any page: no import map, no second request, styles inside it.
export default defineConfig({
  root: import.meta.dirname,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [asciiOnly],
  build: {
    outDir: '../dist/widget',
    emptyOutDir: true,
    target: ['chrome87', 'firefox90', 'safari15'],
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
