import { expect, it } from 'vitest'
import { launchBrowser } from './browser.ts'

it('opens a page in a real browser', async () => {
  const browser = await launchBrowser()
  try {
    const page = await browser.newPage({ locale: 'zh-CN' })
    await page.setContent('<button onclick="this.textContent = navigator.language">转人工</button>')
    await page.getByRole('button', { name: '转人工' }).click()
    expect(await page.getByRole('button').textContent()).toBe('zh-CN')
  } finally {
    await browser.close()
  }
})
