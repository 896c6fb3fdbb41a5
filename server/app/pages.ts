import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { SignJWT } from 'jose'
import { demoCustomers } from '../../examples/shop-service/orders.ts'
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
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
].join('; ')

/** A page for the console's frame alone, with our own script alone. */
const previewPolicy = consolePolicy.replace("frame-ancestors 'none'", "frame-ancestors 'self'")

/** Who a visitor is, as a company's own server says it: signed with the channel's secret. */
async function signIdentity(
  channels: Modules['channels'],
  { tenantId, id }: { tenantId: string; id: string },
  customer: { id: string; name: string },
): Promise<string> {
  const [secret] = await channels.identitySecrets(tenantId, id)
  return new SignJWT({ name: customer.name })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(customer.id)
    .setExpirationTime('1h')
    .sign(new TextEncoder().encode(secret))
}

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
    const { lang, as } = request.query as { lang?: string; as?: string }
    const company = demoCompanies.find((one) => one.slug === slug)
    if (company === undefined) throw new ApiError('request/not-found')
    const channel = await channels.byKey(company.channelKey)
    // The demo shop's page signs in whom one chooses, as a shop's own page signs in its customers.
    const customer = slug === 'shop' ? demoCustomers.find((one) => one.id === as) : undefined
    const identity =
      customer === undefined ? '' : ` data-identity="${await signIdentity(channels, channel, customer)}"`
    const page = await readFile(join(examplesDirectory, slug, 'page.html'), 'utf8')
    const locale = lang === 'zh' || lang === 'zh-CN' ? 'zh-CN' : lang === 'en' ? 'en' : company.locale
    const script = `<script async src="/widget/attune-widget.js" data-channel="${company.channelKey}" data-locale="${locale}" data-color="${company.brandColor}"${identity}></script>`
    return reply.type('text/html; charset=utf-8').send(page.replace('<!-- attune-widget -->', script))
  })

  // The real widget on an empty page, for the console to show; what comes from the address is held to its form.
  fastify.get('/widget-preview/:key', async (request, reply) => {
    const { key } = request.params as { key: string }
    const query = request.query as Record<string, string | undefined>
    await channels.byKey(key)
    const settings = [
      ['channel', /^[\w.-]{1,100}$/.test(key) ? key : undefined],
      ['color', /^#[0-9a-f]{6}$/i.test(query.color ?? '') ? query.color : undefined],
      ['side', query.side === 'left' ? 'left' : undefined],
      ['locale', query.locale === 'zh-CN' ? 'zh-CN' : 'en'],
      ['theme', query.theme === 'dark' ? 'dark' : 'light'],
      ['open', query.open === 'false' ? undefined : 'true'],
    ].flatMap(([name, value]) => (value === undefined ? [] : [`data-${name}="${value}"`]))
    const dark = query.theme === 'dark'
    reply.header('content-security-policy', previewPolicy).header('cache-control', 'no-store')
    return reply
      .type('text/html; charset=utf-8')
      .send(`<!doctype html><html lang="${query.locale === 'zh-CN' ? 'zh-CN' : 'en'}">
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Preview</title>
<style>body{margin:0;min-height:100vh;background:${dark ? '#16181d' : '#eef0f4'}}</style>
<script async src="/widget/attune-widget.js" ${settings.join(' ')}></script></html>`)
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
