// npm install --no-save lighthouse@12.8.2 chrome-launcher, then node lighthouse.mjs URL… : what Lighthouse thinks of pages (performance, accessibility, best practices), with Debian's Chromium. By hand: a figure of a machine, not a test.
import lighthouse from 'lighthouse'
import { launch } from 'chrome-launcher'

const chrome = await launch({ chromePath: process.env.CHROME_PATH ?? '/usr/bin/chromium', chromeFlags: ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-background-networking'] })
try {
  for (const url of process.argv.slice(2)) {
    const { lhr } = await lighthouse(url, { port: chrome.port, logLevel: 'error', onlyCategories: ['performance', 'accessibility', 'best-practices'] })
    const score = Object.values(lhr.categories).map(category => `${category.id} ${category.score}`).join(', ')
    const bytes = lhr.audits['total-byte-weight']?.numericValue
    console.log(`${url}: ${score}; first paint ${Math.round(lhr.audits['first-contentful-paint'].numericValue)} ms; ${Math.round(bytes / 1024)} kB`)
    for (const audit of Object.values(lhr.audits).filter(audit => audit.score !== null && audit.score < 0.9 && audit.scoreDisplayMode === 'binary')) console.log(`  ${audit.id}: ${audit.title}`)
  }
} finally {
  await chrome.kill()
}
