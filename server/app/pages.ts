import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { ApiError } from '../platform/http/index.ts'
import type { Modules } from './compose.ts'
import { demoCompanies, examplesDirectory } from './demo.ts'

const dist = join(import.meta.dirname, '../../dist')

/** The console may run its own scripts only; the widget is made for foreign pages and has none of this. */
const consolePolicy = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self' ws: wss:",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
].join('; ')

/** Serves the console at `/`, the widget's script and the demo companies' pages. */
export async function addPages(fastify: FastifyInstance, { channels }: Modules): Promise<void> {
  const consoleDirectory = join(dist, 'console')
  const widgetDirectory = join(dist, 'widget')
  const hasConsole = existsSync(join(consoleDirectory, 'index.html'))
  await fastify.register(fastifyStatic, { root: dist, serve: false })

  fastify.get('/widget/*', async (request, reply) => {
    const file = (request.params as { '*': string })['*']
    if (!/^[\w.-]+$/.test(file) || !existsSync(join(widgetDirectory, file)))
      throw new ApiError('request/not-found')
    reply.header('access-control-allow-origin', '*')
    reply.header('cache-control', 'public, max-age=300')
    return reply.sendFile(file, widgetDirectory)
  })

  fastify.get('/demo/:slug', async (request, reply) => {
    const { slug } = request.params as { slug: string }
    const { lang } = request.query as { lang?: string }
    const company = demoCompanies.find((one) => one.slug === slug)
    if (company === undefined) throw new ApiError('request/not-found')
    await channels.byKey(company.channelKey)
    const page = await readFile(join(examplesDirectory, slug, 'page.html'), 'utf8')
    const locale = lang === 'zh' || lang === 'zh-CN' ? 'zh-CN' : lang === 'en' ? 'en' : company.locale
    const script = `<script async src="/widget/attune-widget.js" data-channel="${company.channelKey}" data-locale="${locale}" data-color="${company.brandColor}"></script>`
    return reply.type('text/html; charset=utf-8').send(page.replace('<!-- attune-widget -->', script))
  })

  fastify.get('/*', async (request, reply) => {
    const path = (request.params as { '*': string })['*']
    if (path.startsWith('api/')) throw new ApiError('request/not-found')
    if (!hasConsole) throw new ApiError('request/not-found')
    reply.header('content-security-policy', consolePolicy)
    if (path.startsWith('assets/')) {
      reply.header('cache-control', 'public, max-age=31536000, immutable')
      return reply.sendFile(path, consoleDirectory)
    }
    // Every other address is the console's own to read.
    const file =
      /^[\w.-]+\.(svg|png|ico|txt|webmanifest)$/.test(path) && existsSync(join(consoleDirectory, path))
        ? path
        : 'index.html'
    reply.header('cache-control', 'no-cache')
    return reply.sendFile(file, consoleDirectory)
  })
}
