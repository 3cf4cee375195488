// Keyboard for readers. Every page works without this file; it sends nothing anywhere and keeps nothing.
;(() => {
  const papers = () => [...document.querySelectorAll('[data-paper]')]
  const current = () => document.activeElement?.closest('[data-paper]') ?? null

  /** The paper after or before the one in focus; with none in focus, the first one below the top of the window. */
  const step = (by) => {
    const all = papers()
    const at = all.indexOf(current())
    const visible = all.findIndex((paper) => paper.getBoundingClientRect().top > -4)
    const next = at >= 0 ? at + by : by > 0 ? visible : visible - 1
    const paper = all[Math.min(Math.max(next, 0), all.length - 1)]
    if (!paper) return
    paper.focus({ preventScroll: true })
    paper.scrollIntoView({ block: 'start' })
  }

  const follow = (selector, within = document) => within?.querySelector(selector)?.click()

  const toggle = () => {
    const details = (current() ?? document.querySelector('main')).querySelector('details')
    if (details) details.open = !details.open
  }

  const search = () => {
    const box = document.querySelector('#q')
    if (!box) location.href = '/search#q'
    else {
      box.focus()
      box.select()
    }
  }

  const keys = {
    '/': search,
    j: () => step(1),
    k: () => step(-1),
    o: toggle,
    t: () => (location.href = '/'),
    ArrowLeft: () => follow('main a[rel="prev"]'),
    ArrowRight: () => follow('main a[rel="next"]'),
    '?': () => help(),
  }

  const lines = [
    ['/', 'to the search box'],
    ['j k', 'next and previous paper'],
    ['Enter', 'open the paper'],
    ['o', 'open or close its abstract'],
    ['t', 'today’s papers'],
    ['← →', 'earlier and later edition or page'],
    ['?', 'this list'],
    ['Esc', 'close it'],
  ]

  const element = (name, text, ...children) => {
    const made = document.createElement(name)
    if (text) made.textContent = text
    made.append(...children)
    return made
  }

  /** A native dialog: it holds the focus, Escape closes it, the focus returns. */
  let dialog
  const help = () => {
    if (!dialog) {
      const close = element('button', 'Close')
      close.addEventListener('click', () => dialog.close())
      const rows = lines.map(([names, meaning]) => {
        const keys = names.split(' ').map((name) => element('kbd', name))
        return element('div', '', element('dt', '', ...keys), element('dd', meaning))
      })
      const title = element('h2', 'Keyboard')
      title.id = 'keys-title'
      dialog = element('dialog', '', title, element('dl', '', ...rows), close)
      dialog.className = 'keys'
      dialog.setAttribute('aria-labelledby', 'keys-title')
      document.body.append(dialog)
    }
    if (dialog.open) dialog.close()
    else dialog.showModal()
  }

  const isTyping = ({ target }) => target.closest?.('input, select, textarea, [contenteditable]')

  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (isTyping(event)) {
      if (event.key === 'Escape') event.target.blur()
      return
    }
    if (dialog?.open && event.key !== '?') return
    if (event.key === 'Enter' && event.target.matches('[data-paper]')) return follow('[data-open]', event.target)
    const act = Object.hasOwn(keys, event.key) && keys[event.key]
    if (!act) return
    event.preventDefault()
    act()
  })

  if (location.hash === '#q') addEventListener('DOMContentLoaded', search)
})()
